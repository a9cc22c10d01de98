//! C99.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::code::{Body, body};
use super::dialect::{Dialect, Helper, Text, Tightness, operator};
use super::header::{Header, SizeSource};
use crate::evaluate::Evaluator;
use crate::evaluate::graph::{Binary, Unary};
use crate::expr::Relation;

/// A function that the library does not have, or not with the same domain.
type Own = (&'static str, &'static str);

const LOG: Own = (
    "natural_log",
    "static inline double natural_log(double x) {\n    return x > 0 ? log(x) : NAN;\n}\n",
);
const LOG1P: Own = (
    "log_of_sum",
    "static inline double log_of_sum(double x) {\n    return x > -1 ? log1p(x) : NAN;\n}\n",
);
const ATANH: Own = (
    "inverse_tanh",
    "static inline double inverse_tanh(double x) {\n    return fabs(x) < 1 ? atanh(x) : NAN;\n}\n",
);
const SECH: Own = (
    "sech",
    "static inline double sech(double x) {\n    double e = exp(-fabs(x));\n    \
     return 2 * e / (1 + e * e);\n}\n",
);
const SIGMOID: Own = (
    "sigmoid",
    "static inline double sigmoid(double x) {\n    double e = exp(-fabs(x));\n    \
     return (x < 0 ? e : 1) / (1 + e);\n}\n",
);
const SIGMOID_SLOPE: Own = (
    "sigmoid_slope",
    "static inline double sigmoid_slope(double x) {\n    double e = exp(-fabs(x));\n    \
     return e / ((1 + e) * (1 + e));\n}\n",
);
const TANH_SLOPE: Own = (
    "tanh_slope",
    "static inline double tanh_slope(double x) {\n    double e = exp(-2 * fabs(x));\n    \
     return 4 * e / ((1 + e) * (1 + e));\n}\n",
);
const SOFTPLUS: Own = (
    "softplus",
    "static inline double softplus(double x) {\n    \
     return (x > 0 ? x : 0) + log1p(exp(-fabs(x))) + (x - x);\n}\n",
);
const POWER: Own = (
    "power",
    "static inline double power(double a, double b) {\n    \
     return a > 0 || (a == 0 && b > 0) ? (isnan(b) ? NAN : pow(a, b)) : NAN;\n}\n",
);
const EXP_DIFFERENCE: Own = (
    "exp_of_difference",
    "static inline double exp_of_difference(double a, double b) {\n    double d = a - b, part = d - a;\n    \
     double error = (a - (d - part)) - (b + part), value = exp(d);\n    \
     return isfinite(error) && isfinite(value) ? value + value * error : value;\n}\n",
);
const QUOTIENT: Own = (
    "quotient",
    "static inline double quotient(double a, double b) {\n    return b == 0 ? NAN : a / b;\n}\n",
);
const DECIDE: Own = (
    "decide",
    "static inline double decide(int holds, double a, double b) {\n    \
     return isnan(a) || isnan(b) ? NAN : (holds ? 1.0 : 0.0);\n}\n",
);
const CHOOSE: Own = (
    "choose",
    "static inline double choose(double condition, double yes, double no) {\n    \
     double value = condition > 0 ? yes : no;\n    return isnan(condition) ? NAN : value;\n}\n",
);
const BOTH: Own = (
    "both",
    "static inline double both(double a, double b) {\n    return a == 0 || b == 0 ? 0 : a * b;\n}\n",
);
const LARGER: Own = (
    "larger",
    "static inline double larger(double a, double b) {\n    double value = a > b ? a : b;\n    \
     return isnan(a) ? a : value;\n}\n",
);
const INTEGER_POWER: Own = (
    "integer_power",
    "static inline double integer_power(double a, long n) {\n    \
     return isnan(a) || (a == 0 && n < 0) ? NAN : pow(a, (double)n);\n}\n",
);
const COMPONENT: Own = (
    "component",
    "static inline double component(const double *array, long offset, int inside) {\n    \
     return inside ? array[offset] : NAN;\n}\n",
);
const SIGN: Own =
    ("sign", "static inline double sign(double a) {\n    return a > 0 ? 1 : a < 0 ? -1 : a;\n}\n");

#[derive(Debug, Default)]
struct C {
    own: BTreeSet<Own>,
}

impl C {
    fn own(&mut self, function: Own, arguments: &[String]) -> Text {
        self.own.insert(function);
        Text::atom(format!("{}({})", function.0, arguments.join(", ")))
    }
}

impl Dialect for C {
    fn number(&mut self, value: f64) -> Text {
        if value.is_nan() {
            return Text::atom("NAN");
        }
        let tightness = if value.is_sign_negative() { Tightness::Sign } else { Tightness::Atom };
        let code = if value.is_infinite() {
            format!("{}INFINITY", if value < 0.0 { "-" } else { "" })
        } else {
            format!("{value:?}")
        };
        Text { code, tightness }
    }

    fn unary(&mut self, op: Unary, a: &Text) -> Text {
        let name = match op {
            Unary::Ln => return self.own(LOG, std::slice::from_ref(&a.code)),
            Unary::Log1p => return self.own(LOG1P, std::slice::from_ref(&a.code)),
            Unary::Atanh => return self.own(ATANH, std::slice::from_ref(&a.code)),
            Unary::Sech => return self.own(SECH, std::slice::from_ref(&a.code)),
            Unary::Sigmoid => return self.own(SIGMOID, std::slice::from_ref(&a.code)),
            Unary::SigmoidSlope => {
                return self.own(SIGMOID_SLOPE, std::slice::from_ref(&a.code));
            }
            Unary::TanhSlope => return self.own(TANH_SLOPE, std::slice::from_ref(&a.code)),
            Unary::Softplus => return self.own(SOFTPLUS, std::slice::from_ref(&a.code)),
            Unary::Sign | Unary::Neg => return self.own(SIGN, std::slice::from_ref(&a.code)),
            Unary::Abs => "fabs",
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
        };
        Text::atom(format!("{name}({})", a.code))
    }

    fn call(&mut self, function: Helper, arguments: &[String]) -> Text {
        let own = match function {
            Helper::Quotient => QUOTIENT,
            Helper::Decide => DECIDE,
            Helper::Choose => CHOOSE,
            Helper::Both => BOTH,
            Helper::Larger => LARGER,
            Helper::IntegerPower => INTEGER_POWER,
            Helper::Sign => SIGN,
            Helper::Component => {
                let [array, offset, ranges @ ..] = arguments else { return Text::atom("NAN") };
                let inside = ranges.chunks(2).map(|it| {
                    let last =
                        if it[1].is_empty() { format!("{array}_length") } else { it[1].clone() };
                    format!("1 <= {0} && {0} <= {last}", it[0])
                });
                let inside = inside.collect::<Vec<_>>().join(" && ");
                return self.own(COMPONENT, &[array.clone(), offset.clone(), inside]);
            }
        };
        self.own(own, arguments)
    }

    fn binary(&mut self, op: Binary, a: &Text, b: &Text) -> Text {
        let own = if op == Binary::ExpDifference { EXP_DIFFERENCE } else { POWER };
        self.own(own, &[a.code.clone(), b.code.clone()])
    }

    fn comparison(&mut self, relation: Relation, a: &str, b: &str) -> String {
        format!("{a} {} {b}", operator(relation))
    }

    fn real(&mut self, integer: &str) -> Text {
        Text::atom(format!("(double)({integer})"))
    }

    fn component(&mut self, array: &str, offset: &str) -> Text {
        Text::atom(format!("{array}[{offset}]"))
    }

    fn name(&self, name: &str, value: &str) -> String {
        format!("const double {name} = {value};")
    }

    fn variable(&self, name: &str, value: &str) -> String {
        format!("double {name} = {value};")
    }

    fn assign(&self, name: &str, value: &str) -> String {
        format!("{name} = {value};")
    }

    fn begin(&self, index: &str, from: &str, to: &str) -> String {
        format!("for (long {index} = {from}; {index} <= {to}; {index}++) {{")
    }

    fn end(&self) -> Option<&'static str> {
        Some("}")
    }

    fn store(&self, array: &str, offset: &str, value: &str) -> String {
        format!("{array}[{offset}] = {value};")
    }
}

/// The source in C.
pub(super) fn source(evaluator: &Evaluator, header: &Header) -> String {
    let mut c = C::default();
    let body = body(evaluator, header, &mut c, 1);
    let mut text = String::from("#include <math.h>\n#include <stddef.h>\n\n");
    for (_, code) in &c.own {
        let _ = writeln!(text, "{code}");
    }
    function(&mut text, header, &body);
    if header.is_of_numbers() {
        many(&mut text, header);
    }
    text
}

fn comment(lines: &[String]) -> String {
    let mut text = String::from("/*\n");
    for line in lines {
        // Nothing may close the comment.
        let _ = writeln!(text, "{}", format!(" * {}", line.replace("*/", "* /")).trim_end());
    }
    text + " */\n"
}

fn function(text: &mut String, header: &Header, body: &Body) {
    let mut lines = header.about();
    let returned = header.returned();
    if returned > 1 {
        lines.extend([
            String::new(),
            "Writes the value and then the derivatives to `value`.".to_owned(),
        ]);
    }
    for (by, output) in header.description.gradient.iter().zip(header.outputs.iter().skip(1)) {
        if let Some(name) = &output.name {
            lines.push(format!("The derivatives by the components of `{by}` go to `{name}`."));
        }
    }
    if !header.arrays.is_empty() {
        lines.push("Arrays have the last index counting fastest.".to_owned());
    }
    text.push_str(&comment(&lines));
    let mut parameters: Vec<String> = header.numbers().map(|it| format!("double {it}")).collect();
    for array in &header.arrays {
        parameters.push(format!("const double *{}", array.name));
        if array.extents.len() == 1 && array.extents[0].is_none() {
            parameters.push(format!("long {}_length", array.name));
        }
    }
    parameters.extend(header.sizes.iter().map(|it| format!("long {}", it.0)));
    for output in &header.outputs {
        parameters.extend(output.name.as_ref().map(|it| format!("double *{it}")));
    }
    if returned > 1 {
        parameters.push(format!("double value[{returned}]"));
    }
    let result = if returned == 1 { "double" } else { "void" };
    let parameters = if parameters.is_empty() { "void".to_owned() } else { parameters.join(", ") };
    let _ = writeln!(text, "static inline {result} {}({parameters}) {{", header.description.name);
    for line in &body.lines {
        let _ = writeln!(text, "{line}");
    }
    match body.returned.as_slice() {
        [] => {}
        [value] => {
            let _ = writeln!(text, "    return {value};");
        }
        values => {
            for (position, value) in values.iter().enumerate() {
                let _ = writeln!(text, "    value[{position}] = {value};");
            }
        }
    }
    text.push_str("}\n");
    debug_assert!(
        header.sizes.iter().all(|it| matches!(it.1, SizeSource::Length(_) | SizeSource::Parameter))
    );
}

/// The function at many points.
fn many(text: &mut String, header: &Header) {
    let name = &header.description.name;
    let count = header.returned();
    let mut parameters = vec!["size_t points".to_owned()];
    parameters.extend(header.numbers().map(|it| format!("const double *restrict {it}")));
    parameters.extend(header.sizes.iter().map(|it| format!("long {}", it.0)));
    parameters.push("double *restrict value".to_owned());
    let columns: Vec<String> = header
        .description
        .gradient
        .iter()
        .map(|it| format!("d_{}", it.replace('\'', "_")))
        .collect();
    parameters.extend(columns.iter().map(|it| format!("double *restrict {it}")));
    let arguments = header.numbers().map(|it| format!("{it}[k]"));
    let mut arguments: Vec<String> =
        arguments.chain(header.sizes.iter().map(|it| it.0.clone())).collect();
    let _ = write!(
        text,
        "\n/* `{name}` at many points. */\nvoid {name}_all({}) {{\n    \
         for (size_t k = 0; k < points; k++) {{\n",
        parameters.join(", ")
    );
    if count == 1 {
        let _ = writeln!(text, "        value[k] = {name}({});", arguments.join(", "));
    } else {
        arguments.push("all".to_owned());
        let _ = writeln!(
            text,
            "        double all[{count}];\n        {name}({});",
            arguments.join(", ")
        );
        let _ = writeln!(text, "        value[k] = all[0];");
        for (position, column) in columns.iter().enumerate() {
            let _ = writeln!(text, "        {column}[k] = all[{}];", position + 1);
        }
    }
    text.push_str("    }\n}\n");
}
