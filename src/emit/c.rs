//! C99.

use std::fmt::Write;

use super::code::{Body, body};
use super::dialect::{Dialect, Helper, Text, operator};
use super::header::{Header, SizeSource};
use super::library::{Calls, Library, Own};
use crate::evaluate::Evaluator;
use crate::evaluate::graph::{Binary, Unary};
use crate::expr::Relation;

/// A function that the library does not have, or not with the same domain.
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

static LIBRARY: Library = Library {
    nan: "NAN",
    infinity: "INFINITY",
    prefix: "",
    renamed: &[(Unary::Abs, "fabs")],
    log: LOG,
    log1p: LOG1P,
    atanh: ATANH,
    sech: SECH,
    sigmoid: SIGMOID,
    sigmoid_slope: SIGMOID_SLOPE,
    tanh_slope: TANH_SLOPE,
    softplus: SOFTPLUS,
    power: POWER,
    exp_difference: EXP_DIFFERENCE,
    quotient: QUOTIENT,
    decide: DECIDE,
    choose: CHOOSE,
    both: BOTH,
    larger: LARGER,
    integer_power: INTEGER_POWER,
    component: COMPONENT,
    sign: Some(SIGN),
    and: " && ",
    length: |array| format!("{array}_length"),
    inside: |index, last| format!("1 <= {index} && {index} <= {last}"),
};

#[derive(Debug)]
struct C(Calls);

impl Dialect for C {
    fn number(&mut self, value: f64) -> Text {
        self.0.number(value)
    }

    fn unary(&mut self, op: Unary, a: &Text) -> Text {
        self.0.unary(op, a)
    }

    fn call(&mut self, function: Helper, arguments: &[String]) -> Text {
        self.0.call(function, arguments)
    }

    fn binary(&mut self, op: Binary, a: &Text, b: &Text) -> Text {
        self.0.binary(op, a, b)
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
    let mut c = C(Calls::of(&LIBRARY));
    let body = body(evaluator, header, &mut c, 1);
    let mut text = String::from("#include <math.h>\n#include <stddef.h>\n\n");
    for (_, code) in &c.0.own {
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
