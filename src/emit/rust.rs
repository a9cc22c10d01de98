//! Rust.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::code::{Body, body};
use super::dialect::{Dialect, Helper, Text, Tightness};
use super::header::{Header, SizeSource};
use super::kernels;
use super::side_by_side::Many;
use crate::evaluate::Evaluator;
use crate::evaluate::graph::{Binary, Unary};
use crate::expr::Relation;

#[derive(Debug, Default)]
struct Rust {
    helpers: BTreeSet<Helper>,
    kernels: BTreeSet<&'static str>,
    /// Whether a function is used whose argument may be too large for the quick way.
    circular: bool,
}

/// The path of a kernel, and the name by which it is called.
fn kernel(op: Unary) -> Option<(&'static str, &'static str)> {
    Some(match op {
        Unary::Exp => ("exponential::exp", "exp"),
        Unary::Expm1 => ("exponential::expm1", "expm1"),
        Unary::Sigmoid => ("exponential::sigmoid", "sigmoid"),
        Unary::Softplus => ("exponential::softplus", "softplus"),
        Unary::Sinh => ("exponential::sinh", "sinh"),
        Unary::Cosh => ("exponential::cosh", "cosh"),
        Unary::Sech => ("exponential::sech", "sech"),
        Unary::Tanh => ("exponential::tanh", "tanh"),
        Unary::TanhSlope => ("exponential::tanh_slope", "tanh_slope"),
        Unary::SigmoidSlope => ("exponential::sigmoid_slope", "sigmoid_slope"),
        Unary::Ln => ("logarithm::ln", "ln"),
        Unary::Log1p => ("logarithm::log1p", "log1p"),
        Unary::Asinh => ("logarithm::asinh", "asinh"),
        Unary::Acosh => ("logarithm::acosh", "acosh"),
        Unary::Atanh => ("logarithm::atanh", "atanh"),
        Unary::Asin => ("arcs::asin", "asin"),
        Unary::Acos => ("arcs::acos", "acos"),
        Unary::Atan => ("arcs::atan", "atan"),
        Unary::Cbrt => ("power::cbrt", "cbrt"),
        _ => return None,
    })
}

impl Rust {
    fn near(&mut self, near: &'static str, far: &'static str, a: &Text) -> Text {
        self.circular = true;
        self.kernels.extend([near, far, "circular::NEAR"]);
        let [near, far] = [near, far].map(|it| it.rsplit("::").next().unwrap_or(it));
        Text::atom(format!("circular::<NEAR>({}, {near}, {far}, far)", a.code))
    }
}

impl Dialect for Rust {
    fn number(&mut self, value: f64) -> Text {
        if value.is_nan() {
            return Text::atom("f64::NAN");
        }
        if value.is_infinite() {
            let name = if value > 0.0 { "f64::INFINITY" } else { "f64::NEG_INFINITY" };
            return Text::atom(name);
        }
        let tightness = if value.is_sign_negative() { Tightness::Sign } else { Tightness::Atom };
        Text { code: format!("{value:?}"), tightness }
    }

    fn unary(&mut self, op: Unary, a: &Text) -> Text {
        if let Some((path, name)) = kernel(op) {
            self.kernels.insert(path);
            return Text::atom(format!("{name}({})", a.code));
        }
        match op {
            Unary::Sin => self.near("circular::sin_near", "circular::sin_far", a),
            Unary::Cos => self.near("circular::cos_near", "circular::cos_far", a),
            Unary::Tan => self.near("circular::tan_near", "circular::tan_far", a),
            Unary::Abs => Text::atom(format!("{}.abs()", a.within(Tightness::Atom))),
            Unary::Sqrt => Text::atom(format!("{}.sqrt()", a.within(Tightness::Atom))),
            _ => self.call(Helper::Sign, std::slice::from_ref(&a.code)),
        }
    }

    fn call(&mut self, function: Helper, arguments: &[String]) -> Text {
        self.helpers.insert(function);
        if function == Helper::Component {
            let [array, offset, ranges @ ..] = arguments else { return Text::atom("f64::NAN") };
            let inside: Vec<_> = ranges
                .chunks(2)
                .map(|it| {
                    let last = if it[1].is_empty() {
                        format!("{array}.len() as i64")
                    } else {
                        it[1].clone()
                    };
                    format!("(1..={last}).contains(&({}))", it[0])
                })
                .collect();
            return Text::atom(format!("component({array}, {offset}, {})", inside.join(" && ")));
        }
        if function == Helper::IntegerPower {
            self.kernels.insert("power::powi");
            self.kernels.insert("power::Exponent");
            let [a, n] = arguments else { return Text::atom("f64::NAN") };
            return Text::atom(format!("powi({a}, Exponent::from({n}))"));
        }
        let name = match function {
            Helper::Quotient => "quotient",
            Helper::Decide => "decide",
            Helper::Choose => "choose",
            Helper::Both => "both",
            Helper::Sign => "sign",
            _ => "larger",
        };
        Text::atom(format!("{name}({})", arguments.join(", ")))
    }

    fn binary(&mut self, op: Binary, a: &Text, b: &Text) -> Text {
        let (path, name) = match op {
            Binary::ExpDifference => ("power::exp_of_difference", "exp_of_difference"),
            _ => ("power::pow", "pow"),
        };
        self.kernels.insert(path);
        Text::atom(format!("{name}({}, {})", a.code, b.code))
    }

    fn comparison(&mut self, relation: Relation, a: &str, b: &str) -> String {
        format!("{a} {} {b}", super::dialect::operator(relation))
    }

    fn real(&mut self, integer: &str) -> Text {
        let simple = integer.chars().all(|it| it.is_ascii_alphanumeric() || it == '_');
        Text::atom(if simple {
            format!("({integer} as f64)")
        } else {
            format!("(({integer}) as f64)")
        })
    }

    fn component(&mut self, array: &str, offset: &str) -> Text {
        Text::atom(format!("{array}[({offset}) as usize]"))
    }

    fn component_at(&mut self, array: &str, offset: &str, point: &str) -> Text {
        Text::atom(format!("{array}[({offset}) as usize][{point}]"))
    }

    fn name(&self, name: &str, value: &str) -> String {
        format!("let {name} = {value};")
    }

    fn variable(&self, name: &str, value: &str) -> String {
        format!("let mut {name}: f64 = {value};")
    }

    fn assign(&self, name: &str, value: &str) -> String {
        match value.strip_prefix(&format!("{name} + ")) {
            Some(term) => format!("{name} += {term};"),
            None => format!("{name} = {value};"),
        }
    }

    fn begin(&self, index: &str, from: &str, to: &str) -> String {
        let from =
            if from.parse::<i64>().is_ok() { format!("{from}_i64") } else { from.to_owned() };
        format!("for {index} in {from}..={to} {{")
    }

    fn begin_points(&self, point: &str) -> String {
        format!("for {point} in 0..LANES {{")
    }

    fn end(&self) -> Option<&'static str> {
        Some("}")
    }

    fn store(&self, array: &str, offset: &str, value: &str) -> String {
        format!("{array}[({offset}) as usize] = {value};")
    }
}

const HELPERS: [(Helper, &str); 7] = [
    (
        Helper::Quotient,
        "/// `a/b`, NaN where `b` is zero.\n#[inline(always)]\nfn quotient(a: f64, b: f64) -> f64 {\n    \
         if b == 0.0 { f64::NAN } else { a / b }\n}\n",
    ),
    (
        Helper::Decide,
        "/// 1 where the condition holds, otherwise 0, and NaN where a side of it is.\n#[inline(always)]\n\
         fn decide(holds: bool, a: f64, b: f64) -> f64 {\n    let truth = if holds { 1.0 } else { 0.0 };\n    \
         if a.is_nan() || b.is_nan() { f64::NAN } else { truth }\n}\n",
    ),
    (
        Helper::Choose,
        "/// The first value where the condition is 1, the second where it is 0, otherwise NaN.\n\
         #[inline(always)]\nfn choose(condition: f64, yes: f64, no: f64) -> f64 {\n    \
         let value = if condition > 0.0 { yes } else { no };\n    \
         if condition.is_nan() { f64::NAN } else { value }\n}\n",
    ),
    (
        Helper::Both,
        "/// Whether both conditions hold; false where one is, although the other is NaN.\n\
         #[inline(always)]\nfn both(a: f64, b: f64) -> f64 {\n    \
         if a == 0.0 || b == 0.0 { 0.0 } else { a * b }\n}\n",
    ),
    (
        Helper::Larger,
        "/// The larger of two numbers, NaN where one of them is.\n#[inline(always)]\n\
         fn larger(a: f64, b: f64) -> f64 {\n    let value = if a > b { a } else { b };\n    \
         if a.is_nan() { a } else { value }\n}\n",
    ),
    (
        Helper::Component,
        "/// A component, NaN outside of the array.\n#[inline(always)]\n\
         fn component(array: &[f64], offset: i64, inside: bool) -> f64 {\n    \
         if inside { array[offset as usize] } else { f64::NAN }\n}\n",
    ),
    (
        Helper::Sign,
        "/// -1, 0 or 1.\n#[inline(always)]\nfn sign(a: f64) -> f64 {\n    \
         let value = if a > 0.0 { 1.0 } else { -1.0 };\n    \
         if a == 0.0 || a.is_nan() { a } else { value }\n}\n",
    ),
];

const CIRCULAR: &str = "/// A periodic function: quick for arguments that are not very large, which `far` counts.\n\
    #[inline(always)]\nfn circular<const NEAR: bool>(\n    x: f64,\n    near: fn(f64) -> f64,\n    \
    exact: fn(f64) -> f64,\n    far: &mut u64,\n) -> f64 {\n    \
    let is_far = x.abs() > kernels::circular::NEAR && x.abs() < f64::INFINITY;\n    \
    *far |= u64::from(is_far);\n    if !NEAR && is_far { exact(x) } else { near(x) }\n}\n";

/// The source in Rust.
pub(super) fn source(evaluator: &Evaluator, header: &Header) -> String {
    let mut rust = Rust::default();
    let body = body(evaluator, header, &mut rust, 1);
    let many_points = Many::new(evaluator, header, &mut rust, 2);
    let mut text =
        String::from("#![allow(clippy::excessive_precision, clippy::too_many_arguments)]\n\n");
    let mut paths: Vec<&str> = rust.kernels.iter().copied().collect();
    let imports: Vec<_> = paths.iter().filter(|it| **it != "circular::NEAR").copied().collect();
    for import in &imports {
        let _ = writeln!(text, "use kernels::{import};");
    }
    if !imports.is_empty() {
        text.push('\n');
    }
    function(&mut text, header, &rust, &body);
    if header.is_of_numbers() {
        many(&mut text, header, &rust);
    }
    if let Some(it) = many_points {
        super::rust_arrays::many(&mut text, header, &it, rust.circular);
    }
    for (helper, code) in HELPERS {
        if rust.helpers.contains(&helper) {
            let _ = write!(text, "\n{code}");
        }
    }
    if rust.circular {
        let _ = write!(text, "\n{CIRCULAR}");
    }
    paths.sort_unstable();
    let kernels = kernels::module(&paths);
    if !kernels.is_empty() {
        let _ = write!(text, "\n{kernels}");
    }
    text
}

/// The parameters without those that results are written to.
fn parameters(header: &Header) -> Vec<String> {
    let numbers = header.numbers().map(|it| format!("{it}: f64"));
    let arrays = header.arrays.iter().map(|it| format!("{}: &[f64]", it.name));
    let sizes = header.size_parameters().map(|it| format!("{it}: i64"));
    numbers.chain(arrays).chain(sizes).collect()
}

fn result_type(header: &Header) -> String {
    match header.returned() {
        0 => String::new(),
        1 => " -> f64".to_owned(),
        count => format!(" -> [f64; {count}]"),
    }
}

fn function(text: &mut String, header: &Header, rust: &Rust, body: &Body) {
    let name = &header.description.name;
    let mut docs = header.about();
    let returns = header.returns();
    if !returns.is_empty() {
        docs.push(String::new());
        docs.extend(returns);
    }
    if !header.arrays.is_empty() {
        docs.push(String::new());
        docs.push("Arrays are slices, the last index counting fastest.".to_owned());
    }
    for line in &docs {
        let _ = writeln!(text, "{}", format!("/// {line}").trim_end());
    }
    let mut all = parameters(header);
    for output in &header.outputs {
        all.extend(output.name.as_ref().map(|it| format!("{it}: &mut [f64]")));
    }
    let result = result_type(header);
    if rust.circular {
        let names: Vec<_> = all.iter().filter_map(|it| it.split(':').next()).collect();
        let _ = writeln!(
            text,
            "#[inline]\npub fn {name}({}){result} {{\n    {name}_near::<false>({}, &mut 0)\n}}\n\n\
             #[inline(always)]\nfn {name}_near<const NEAR: bool>({}, far: &mut u64){result} {{",
            all.join(", "),
            names.join(", "),
            all.join(", ")
        );
    } else {
        let _ = writeln!(text, "#[inline]\npub fn {name}({}){result} {{", all.join(", "));
    }
    for (size, source) in &header.sizes {
        if let SizeSource::Length(array) = source {
            let _ = writeln!(text, "    let {size} = {}.len() as i64;", header.arrays[*array].name);
        }
    }
    for line in &body.lines {
        let _ = writeln!(text, "{line}");
    }
    let _ = match body.returned.as_slice() {
        [] => writeln!(text, "}}"),
        [value] => writeln!(text, "    {value}\n}}"),
        values => writeln!(text, "    [{}]\n}}", values.join(", ")),
    };
}

/// The function at many points.
fn many(text: &mut String, header: &Header, rust: &Rust) {
    let name = &header.description.name;
    let numbers: Vec<&str> = header.numbers().collect();
    let columns = header.values();
    let inputs = numbers.iter().map(|it| format!("{it}: &[f64]"));
    let sizes = header.size_parameters().map(|it| format!("{it}: i64"));
    let outputs = columns.iter().map(|it| format!("{it}: &mut [f64]"));
    let all: Vec<_> = inputs.chain(sizes).chain(outputs).collect();
    let [k, first, last] = header.free(["k", "first", "last"]);
    let call: Vec<_> = numbers.iter().map(|it| format!("{it}[{k}]")).collect();
    let call: Vec<_> =
        call.into_iter().chain(header.size_parameters().map(str::to_owned)).collect();
    let _ = write!(
        text,
        "\n/// [`{name}`] at many points: slices of one length.\n///\n/// # Panics\n/// If an argument is \
         shorter than `{column}`, or a result has another length.\npub fn {name}_all({}) {{\n    \
         let points = {column}.len();\n",
        all.join(", "),
        column = columns[0]
    );
    for number in &numbers {
        let _ = writeln!(text, "    let {number} = &{number}[..points];");
    }
    for column in columns.iter().skip(1) {
        let _ = writeln!(text, "    let {column} = &mut {column}[..points];");
    }
    let store = |indent: &str, call: &str| stored(indent, call, (&k, &columns));
    if rust.circular {
        let arguments: Vec<_> = call.iter().map(String::as_str).chain(["&mut far"]).collect();
        let near = format!("{name}_near::<true>({})", arguments.join(", "));
        let exact = format!("{name}({})", call.join(", "));
        let _ = write!(
            text,
            "    // Blocks with a very large argument of a periodic function are computed once more.\n    \
             for {first} in (0..points).step_by(256) {{\n        let {last} = points.min({first} + 256);\n        \
             let mut far = 0;\n        for {k} in {first}..{last} {{\n{}        }}\n        if far != 0 {{\n            \
             for {k} in {first}..{last} {{\n{}            }}\n        }}\n    }}\n}}\n",
            store("            ", &near),
            store("                ", &exact)
        );
        return;
    }
    let call = format!("{name}({})", call.join(", "));
    let _ = write!(text, "    for {k} in 0..points {{\n{}    }}\n}}\n", store("        ", &call));
}

/// The lines that store the results of a call at a point.
pub(super) fn stored(indent: &str, call: &str, (k, columns): (&str, &[String])) -> String {
    if let [] | [_] = columns {
        let place = columns.first().map(|column| format!("{column}[{k}] = ")).unwrap_or_default();
        return format!("{indent}{place}{call};\n");
    }
    let mut lines = format!("{indent}let all = {call};\n");
    for (position, column) in columns.iter().enumerate() {
        let _ = writeln!(lines, "{indent}{column}[{k}] = all[{position}];");
    }
    lines
}
