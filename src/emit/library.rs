//! The functions of a language: those that it has, and those that a source brings along.

use std::collections::BTreeSet;

use super::dialect::{Helper, Text, Tightness};
use crate::evaluate::graph::{Binary, Unary};

/// A function that a source brings along: its name, and its code.
pub(super) type Own = (&'static str, &'static str);

/// What a language calls things, and the functions that it lacks or has with other values at the
/// edges of their domains.
#[derive(Debug)]
pub(super) struct Library {
    pub(super) nan: &'static str,
    pub(super) infinity: &'static str,
    /// What stands before the names of the language's own functions.
    pub(super) prefix: &'static str,
    /// What the language calls functions that most languages call otherwise.
    pub(super) renamed: &'static [(Unary, &'static str)],
    pub(super) log: Own,
    pub(super) log1p: Own,
    pub(super) atanh: Own,
    pub(super) sech: Own,
    pub(super) sigmoid: Own,
    pub(super) sigmoid_slope: Own,
    pub(super) tanh_slope: Own,
    pub(super) softplus: Own,
    pub(super) power: Own,
    pub(super) exp_difference: Own,
    pub(super) quotient: Own,
    pub(super) decide: Own,
    pub(super) choose: Own,
    pub(super) both: Own,
    pub(super) larger: Own,
    pub(super) integer_power: Own,
    pub(super) component: Own,
    /// None where the language has it.
    pub(super) sign: Option<Own>,
    /// Between conditions that must all hold.
    pub(super) and: &'static str,
    /// The length of an array.
    pub(super) length: fn(&str) -> String,
    /// Whether an index is at least 1 and at most the last one.
    pub(super) inside: fn(&str, &str) -> String,
}

/// Calls of functions; those brought along are noted.
#[derive(Debug)]
pub(super) struct Calls {
    library: &'static Library,
    /// The functions that the source must bring along, by name.
    pub(super) own: BTreeSet<Own>,
}

impl Calls {
    pub(super) fn of(library: &'static Library) -> Self {
        Self { library, own: BTreeSet::new() }
    }

    fn own(&mut self, function: Own, arguments: &[String]) -> Text {
        self.own.insert(function);
        Text::atom(format!("{}({})", function.0, arguments.join(", ")))
    }

    fn standard(&self, name: &str, arguments: &[String]) -> Text {
        Text::atom(format!("{}{name}({})", self.library.prefix, arguments.join(", ")))
    }

    fn sign(&mut self, arguments: &[String]) -> Text {
        match self.library.sign {
            Some(own) => self.own(own, arguments),
            None => self.standard("sign", arguments),
        }
    }

    pub(super) fn number(&self, value: f64) -> Text {
        if value.is_nan() {
            return Text::atom(self.library.nan);
        }
        let tightness = if value.is_sign_negative() { Tightness::Sign } else { Tightness::Atom };
        let code = if value.is_infinite() {
            format!("{}{}", if value < 0.0 { "-" } else { "" }, self.library.infinity)
        } else {
            format!("{value:?}")
        };
        Text { code, tightness }
    }

    pub(super) fn unary(&mut self, op: Unary, a: &Text) -> Text {
        let argument = std::slice::from_ref(&a.code);
        let library = self.library;
        let own = match op {
            Unary::Ln => library.log,
            Unary::Log1p => library.log1p,
            Unary::Atanh => library.atanh,
            Unary::Sech => library.sech,
            Unary::Sigmoid => library.sigmoid,
            Unary::SigmoidSlope => library.sigmoid_slope,
            Unary::TanhSlope => library.tanh_slope,
            Unary::Softplus => library.softplus,
            Unary::Sign | Unary::Neg => return self.sign(argument),
            _ => {
                let renamed = library.renamed.iter().find(|it| it.0 == op);
                let name = renamed.map_or_else(|| standard_name(op), |it| it.1);
                return self.standard(name, argument);
            }
        };
        self.own(own, argument)
    }

    pub(super) fn call(&mut self, function: Helper, arguments: &[String]) -> Text {
        let library = self.library;
        let own = match function {
            Helper::Quotient => library.quotient,
            Helper::Decide => library.decide,
            Helper::Choose => library.choose,
            Helper::Both => library.both,
            Helper::Larger => library.larger,
            Helper::IntegerPower => library.integer_power,
            Helper::Sign => return self.sign(arguments),
            Helper::Component => {
                let [array, offset, ranges @ ..] = arguments else {
                    return Text::atom(library.nan);
                };
                let inside = ranges.chunks(2).map(|it| {
                    let last =
                        if it[1].is_empty() { (library.length)(array) } else { it[1].clone() };
                    (library.inside)(&it[0], &last)
                });
                let inside = inside.collect::<Vec<_>>().join(library.and);
                return self.own(library.component, &[array.clone(), offset.clone(), inside]);
            }
        };
        self.own(own, arguments)
    }

    pub(super) fn binary(&mut self, op: Binary, a: &Text, b: &Text) -> Text {
        let library = self.library;
        let own = if op == Binary::ExpDifference { library.exp_difference } else { library.power };
        self.own(own, &[a.code.clone(), b.code.clone()])
    }
}

/// The name of a function in most languages; nothing for those that all sources bring along.
fn standard_name(op: Unary) -> &'static str {
    match op {
        Unary::Abs => "abs",
        Unary::Sqrt => "sqrt",
        Unary::Cbrt => "cbrt",
        Unary::Exp => "exp",
        Unary::Sin => "sin",
        Unary::Cos => "cos",
        Unary::Tan => "tan",
        Unary::Sinh => "sinh",
        Unary::Cosh => "cosh",
        Unary::Tanh => "tanh",
        Unary::Asin => "asin",
        Unary::Acos => "acos",
        Unary::Atan => "atan",
        Unary::Asinh => "asinh",
        Unary::Acosh => "acosh",
        Unary::Expm1 => "expm1",
        Unary::Neg
        | Unary::Sign
        | Unary::Ln
        | Unary::Log1p
        | Unary::Atanh
        | Unary::Sech
        | Unary::Sigmoid
        | Unary::SigmoidSlope
        | Unary::TanhSlope
        | Unary::Softplus
        | Unary::BinaryExponent => "",
    }
}
