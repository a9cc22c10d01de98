//! Python with `NumPy`: every argument may be a number or an array of points.

use std::fmt::Write;

use super::code::body;
use super::dialect::{Dialect, Helper, Text, operator};
use super::header::{Header, SizeSource};
use super::library::{Calls, Library, Own};
use crate::evaluate::Evaluator;
use crate::evaluate::graph::{Binary, Unary};
use crate::expr::Relation;

const LOG: Own =
    ("_log", "def _log(x):\n    return np.where(x > 0, np.log(np.where(x > 0, x, 1.0)), np.nan)\n");
const LOG1P: Own = (
    "_log1p",
    "def _log1p(x):\n    return np.where(x > -1, np.log1p(np.where(x > -1, x, 0.0)), np.nan)\n",
);
const ATANH: Own = (
    "_atanh",
    "def _atanh(x):\n    inside = np.abs(x) < 1\n    \
     return np.where(inside, np.arctanh(np.where(inside, x, 0.0)), np.nan)\n",
);
const SECH: Own =
    ("_sech", "def _sech(x):\n    e = np.exp(-np.abs(x))\n    return 2 * e / (1 + e * e)\n");
const SIGMOID: Own = (
    "_sigmoid",
    "def _sigmoid(x):\n    e = np.exp(-np.abs(x))\n    return np.where(x < 0, e, 1.0) / (1 + e)\n",
);
const SIGMOID_SLOPE: Own = (
    "_sigmoid_slope",
    "def _sigmoid_slope(x):\n    e = np.exp(-np.abs(x))\n    return e / ((1 + e) * (1 + e))\n",
);
const TANH_SLOPE: Own = (
    "_tanh_slope",
    "def _tanh_slope(x):\n    e = np.exp(-2 * np.abs(x))\n    return 4 * e / ((1 + e) * (1 + e))\n",
);
const SOFTPLUS: Own = (
    "_softplus",
    "def _softplus(x):\n    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))\n",
);
const POWER: Own = (
    "_power",
    "def _power(a, b):\n    inside = (a > 0) | ((a == 0) & (b > 0))\n    \
     return np.where(inside & ~np.isnan(b), np.power(np.where(inside, a, 1.0), b), np.nan)\n",
);
const EXP_DIFFERENCE: Own = (
    "_exp_of_difference",
    "def _exp_of_difference(a, b):\n    d = a - b\n    part = d - a\n    \
     error = (a - (d - part)) - (b + part)\n    value = np.exp(d)\n    \
     return np.where(np.isfinite(error) & np.isfinite(value), value + value * error, value)\n",
);
const QUOTIENT: Own = (
    "_quotient",
    "def _quotient(a, b):\n    return np.where(b == 0, np.nan, a / np.where(b == 0, 1.0, b))\n",
);
const DECIDE: Own = (
    "_decide",
    "def _decide(holds, a, b):\n    return np.where(np.isnan(a) | np.isnan(b), np.nan, np.where(holds, 1.0, 0.0))\n",
);
const CHOOSE: Own = (
    "_choose",
    "def _choose(condition, yes, no):\n    \
     return np.where(np.isnan(condition), np.nan, np.where(condition > 0, yes, no))\n",
);
const BOTH: Own =
    ("_both", "def _both(a, b):\n    return np.where((a == 0) | (b == 0), 0.0, a * b)\n");
const LARGER: Own = ("_larger", "def _larger(a, b):\n    return np.maximum(a, b)\n");
const INTEGER_POWER: Own = (
    "_integer_power",
    "def _integer_power(a, n):\n    bad = (a == 0) & (n < 0)\n    \
     return np.where(bad | np.isnan(a), np.nan, np.power(np.where(bad, 1.0, a), float(n)))\n",
);
const COMPONENT: Own = (
    "_component",
    "def _component(array, offset, inside):\n    return array[offset] if inside else np.nan\n",
);

static LIBRARY: Library = Library {
    nan: "np.nan",
    infinity: "np.inf",
    prefix: "np.",
    renamed: &[
        (Unary::Asin, "arcsin"),
        (Unary::Acos, "arccos"),
        (Unary::Atan, "arctan"),
        (Unary::Asinh, "arcsinh"),
        (Unary::Acosh, "arccosh"),
    ],
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
    and: " and ",
    length: |array| format!("len({array})"),
    inside: |index, last| format!("1 <= {index} <= {last}"),
};

#[derive(Debug)]
struct Python(Calls);

impl Dialect for Python {
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
        Text::atom(format!("float({integer})"))
    }

    fn component(&mut self, array: &str, offset: &str) -> Text {
        Text::atom(format!("{array}[{offset}]"))
    }

    fn name(&self, name: &str, value: &str) -> String {
        format!("{name} = {value}")
    }

    fn variable(&self, name: &str, value: &str) -> String {
        format!("{name} = {value}")
    }

    fn assign(&self, name: &str, value: &str) -> String {
        format!("{name} = {value}")
    }

    fn begin(&self, index: &str, from: &str, to: &str) -> String {
        let last = to.parse::<i64>().ok().and_then(|it| it.checked_add(1));
        let last = last.map_or_else(|| format!("{to} + 1"), |it| it.to_string());
        format!("for {index} in range({from}, {last}):")
    }

    fn end(&self) -> Option<&'static str> {
        None
    }

    fn store(&self, array: &str, offset: &str, value: &str) -> String {
        format!("{array}[{offset}] = {value}")
    }
}

/// The source in Python.
pub(super) fn source(evaluator: &Evaluator, header: &Header) -> String {
    let mut python = Python(Calls::of(&LIBRARY));
    let body = body(evaluator, header, &mut python, 2);
    let mut text = String::from("import numpy as np\n\n\n");
    for (_, code) in &python.0.own {
        let _ = write!(text, "{code}\n\n");
    }
    let all = header.parameters().join(", ");
    let _ = write!(text, "def {}({all}):\n    \"\"\"", header.description.name);
    let mut lines = header.about_results();
    lines.extend([String::new(), "Numbers may be arrays of points.".to_owned()]);
    if !header.arrays.is_empty() {
        lines.push(
            "The first index of an array counts its components, others its points.".to_owned(),
        );
        lines.push("Components of several indices have the last one counting fastest.".to_owned());
    }
    for (position, line) in lines.iter().enumerate() {
        let indent = if position == 0 || line.is_empty() { "" } else { "    " };
        // Nothing may end or escape from the string.
        let _ = writeln!(text, "{indent}{}", line.replace('\\', "\\\\").replace("\"\"\"", "'''"));
    }
    text.push_str("    \"\"\"\n");
    for number in header.numbers() {
        let _ = writeln!(text, "    {number} = np.asarray({number}, dtype=np.float64)");
    }
    for array in &header.arrays {
        let _ = writeln!(text, "    {0} = np.asarray({0}, dtype=np.float64)", array.name);
    }
    for (size, source) in &header.sizes {
        if let SizeSource::Length(array) = source {
            let _ = writeln!(text, "    {size} = len({})", header.arrays[*array].name);
        }
    }
    for output in &header.outputs {
        if let Some(name) = &output.name {
            let length: Vec<_> =
                output.extents.iter().map(|&it| header.sizes[it].0.as_str()).collect();
            let _ = writeln!(text, "    {name} = [np.nan] * ({})", length.join(" * "));
        }
    }
    // Overflow and the undefined parts of what is not chosen are no surprise.
    text.push_str("    with np.errstate(all=\"ignore\"):\n");
    for line in &body.lines {
        let _ = writeln!(text, "{line}");
    }
    let mut returned = body.returned.iter();
    let results = header.outputs.iter().map(|output| match &output.name {
        Some(name) => format!("np.array({name})"),
        None => returned.next().cloned().unwrap_or_default(),
    });
    let _ = writeln!(text, "        return {}", results.collect::<Vec<_>>().join(", "));
    text
}
