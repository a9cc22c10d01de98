//! JavaScript, as a module.

use std::fmt::Write;

use super::code::body;
use super::dialect::{Dialect, Helper, Text, operator};
use super::header::{Header, SizeSource};
use super::library::{Calls, Library, Own};
use crate::evaluate::Evaluator;
use crate::evaluate::graph::{Binary, Unary};
use crate::expr::Relation;

const LOG: Own = ("naturalLog", "const naturalLog = (x) => (x > 0 ? Math.log(x) : NaN);\n");
const LOG1P: Own = ("logOfSum", "const logOfSum = (x) => (x > -1 ? Math.log1p(x) : NaN);\n");
const ATANH: Own =
    ("inverseTanh", "const inverseTanh = (x) => (Math.abs(x) < 1 ? Math.atanh(x) : NaN);\n");
const SECH: Own = (
    "sech",
    "const sech = (x) => {\n    const e = Math.exp(-Math.abs(x));\n    return 2 * e / (1 + e * e);\n};\n",
);
const SIGMOID: Own = (
    "sigmoid",
    "const sigmoid = (x) => {\n    const e = Math.exp(-Math.abs(x));\n    \
     return (x < 0 ? e : 1) / (1 + e);\n};\n",
);
const SIGMOID_SLOPE: Own = (
    "sigmoidSlope",
    "const sigmoidSlope = (x) => {\n    const e = Math.exp(-Math.abs(x));\n    \
     return e / ((1 + e) * (1 + e));\n};\n",
);
const TANH_SLOPE: Own = (
    "tanhSlope",
    "const tanhSlope = (x) => {\n    const e = Math.exp(-2 * Math.abs(x));\n    \
     return 4 * e / ((1 + e) * (1 + e));\n};\n",
);
const SOFTPLUS: Own =
    ("softplus", "const softplus = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));\n");
const POWER: Own =
    ("power", "const power = (a, b) => (a > 0 || (a === 0 && b > 0) ? a ** b : NaN);\n");
const EXP_DIFFERENCE: Own = (
    "expOfDifference",
    "const expOfDifference = (a, b) => {\n    const d = a - b, part = d - a;\n    \
     const error = (a - (d - part)) - (b + part), value = Math.exp(d);\n    \
     return Number.isFinite(error) && Number.isFinite(value) ? value + value * error : value;\n};\n",
);
const QUOTIENT: Own = ("quotient", "const quotient = (a, b) => (b === 0 ? NaN : a / b);\n");
const DECIDE: Own = (
    "decide",
    "const decide = (holds, a, b) => (Number.isNaN(a) || Number.isNaN(b) ? NaN : holds ? 1 : 0);\n",
);
const CHOOSE: Own = (
    "choose",
    "const choose = (condition, yes, no) => (condition > 0 ? yes : condition <= 0 ? no : NaN);\n",
);
const BOTH: Own = ("both", "const both = (a, b) => (a === 0 || b === 0 ? 0 : a * b);\n");
const LARGER: Own = ("larger", "const larger = (a, b) => Math.max(a, b);\n");
const INTEGER_POWER: Own = (
    "integerPower",
    "const integerPower = (a, n) => (Number.isNaN(a) || (a === 0 && n < 0) ? NaN : a ** n);\n",
);
const COMPONENT: Own =
    ("component", "const component = (array, offset, inside) => (inside ? array[offset] : NaN);\n");

static LIBRARY: Library = Library {
    nan: "NaN",
    infinity: "Infinity",
    prefix: "Math.",
    renamed: &[],
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
    sign: None,
    and: " && ",
    length: |array| format!("{array}.length"),
    inside: |index, last| format!("1 <= {index} && {index} <= {last}"),
};

#[derive(Debug)]
struct JavaScript(Calls);

impl Dialect for JavaScript {
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
        let operator = match relation {
            Relation::EQUAL => "===",
            Relation::NOT_EQUAL => "!==",
            other => operator(other),
        };
        format!("{a} {operator} {b}")
    }

    fn real(&mut self, integer: &str) -> Text {
        let simple = integer.chars().all(|it| it.is_ascii_alphanumeric() || it == '_');
        Text::atom(if simple { integer.to_owned() } else { format!("({integer})") })
    }

    fn component(&mut self, array: &str, offset: &str) -> Text {
        Text::atom(format!("{array}[{offset}]"))
    }

    fn name(&self, name: &str, value: &str) -> String {
        format!("const {name} = {value};")
    }

    fn variable(&self, name: &str, value: &str) -> String {
        format!("let {name} = {value};")
    }

    fn assign(&self, name: &str, value: &str) -> String {
        format!("{name} = {value};")
    }

    fn begin(&self, index: &str, from: &str, to: &str) -> String {
        format!("for (let {index} = {from}; {index} <= {to}; {index}++) {{")
    }

    fn end(&self) -> Option<&'static str> {
        Some("}")
    }

    fn store(&self, array: &str, offset: &str, value: &str) -> String {
        format!("{array}[{offset}] = {value};")
    }
}

/// The source in JavaScript.
pub(super) fn source(evaluator: &Evaluator, header: &Header) -> String {
    let mut javascript = JavaScript(Calls::of(&LIBRARY));
    let body = body(evaluator, header, &mut javascript, 1);
    let name = &header.description.name;
    let mut text = String::new();
    for (_, code) in &javascript.0.own {
        let _ = writeln!(text, "{code}");
    }
    let all = header.parameters();
    text.push_str("/**\n");
    let mut lines = header.about_results();
    if !header.arrays.is_empty() {
        lines.push("Arrays have the last index counting fastest.".to_owned());
    }
    for line in &lines {
        let _ = writeln!(text, "{}", format!(" * {}", line.replace("*/", "* /")).trim_end());
    }
    let _ = writeln!(text, " */\nexport function {name}({}) {{", all.join(", "));
    for (size, source) in &header.sizes {
        if let SizeSource::Length(array) = source {
            let _ = writeln!(text, "    const {size} = {}.length;", header.arrays[*array].name);
        }
    }
    for output in &header.outputs {
        if let Some(name) = &output.name {
            let length: Vec<_> =
                output.extents.iter().map(|&it| header.sizes[it].0.as_str()).collect();
            let _ = writeln!(text, "    const {name} = new Float64Array({});", length.join(" * "));
        }
    }
    for line in &body.lines {
        let _ = writeln!(text, "{line}");
    }
    let mut returned = body.returned.iter();
    let results: Vec<String> = header
        .outputs
        .iter()
        .map(|output| output.name.clone().or_else(|| returned.next().cloned()).unwrap_or_default())
        .collect();
    match results.as_slice() {
        [value] => {
            let _ = writeln!(text, "    return {value};\n}}");
        }
        _ => {
            let _ = writeln!(text, "    return [{}];\n}}", results.join(", "));
        }
    }
    if header.is_of_numbers() && results.len() == 1 {
        let [k] = header.free(["k"]);
        let indexed: Vec<_> = (header.numbers().map(|it| format!("{it}[{k}]")))
            .chain(header.size_parameters().map(str::to_owned))
            .collect();
        let parameters: Vec<String> =
            all.iter().cloned().chain(std::iter::once("value".to_owned())).collect();
        let _ = write!(
            text,
            "\n/** `{name}` at many points: arrays of one length. */\nexport function {name}All({}) \
             {{\n    for (let {k} = 0; {k} < value.length; {k}++) {{\n        value[{k}] = {name}({});\n    }}\n    \
             return value;\n}}\n",
            parameters.join(", "),
            indexed.join(", ")
        );
    }
    text
}
