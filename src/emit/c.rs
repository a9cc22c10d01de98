//! C99.

use std::fmt::Write;

use super::code::{Body, Cosine, body};
use super::dialect::{Dialect, Helper, Text, operator};
use super::header::Header;
use super::kernels::words;
use super::library::{Calls, Library, Own};
use super::side_by_side::Many;
use crate::evaluate::Evaluator;
use crate::evaluate::graph::{Binary, Unary};
use crate::expr::Relation;

/// So many points have their cosines computed ahead.
const BLOCK: usize = 256;

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
     double truth = holds ? 1.0 : 0.0;\n    return isnan(a) || isnan(b) ? NAN : truth;\n}\n",
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

    fn begin_points(&self, point: &str) -> String {
        format!("for (size_t {point} = 0; {point} < LANES; {point}++) {{")
    }

    /// Compilers make one call of both, which is no vector function.
    fn keeps_cosines_apart(&self) -> bool {
        true
    }

    fn store(&self, array: &str, offset: &str, value: &str) -> String {
        format!("{array}[{offset}] = {value};")
    }
}

/// The source in C.
pub(super) fn source(evaluator: &Evaluator, header: &Header) -> String {
    let mut c = C(Calls::of(&LIBRARY));
    let body = body(evaluator, header, &mut c, 1);
    let many = Many::new(evaluator, header, &mut c, 3);
    let mut text = String::from("#include <math.h>\n#include <stddef.h>\n");
    text.push_str(if many.is_some() {
        "#include <stdint.h>\n#include <stdlib.h>\n\n"
    } else {
        "\n"
    });
    for (_, code) in &c.0.own {
        let _ = writeln!(text, "{code}");
    }
    let c = Source { header, body: &body };
    c.function(&mut text);
    if header.is_of_numbers() {
        c.many(&mut text);
    }
    if let Some(many) = many {
        c.many_side_by_side(&mut text, &many);
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

/// A function.
fn define(text: &mut String, head: &str, lines: &[String], end: &[String]) {
    let _ = writeln!(text, "static inline {head} {{");
    for line in lines {
        let _ = writeln!(text, "{line}");
    }
    for line in end {
        let _ = writeln!(text, "    {line}");
    }
    text.push_str("}\n");
}

pub(super) struct Source<'a> {
    pub(super) header: &'a Header,
    body: &'a Body,
}

impl Source<'_> {
    pub(super) fn name(&self) -> &str {
        &self.header.description.name
    }

    /// The parameters, without the place for values.
    fn parameters(&self) -> Vec<String> {
        let header = self.header;
        let mut all: Vec<String> =
            header.numbers().map(|it| Known::Number(it).declaration()).collect();
        for array in &header.arrays {
            all.push(format!("const double *{}", array.name));
            if array.extents.len() == 1 && array.extents[0].is_none() {
                all.push(format!("long {}_length", array.name));
            }
        }
        all.extend(header.open_sizes().map(|it| Known::Size(it).declaration()));
        for output in &header.outputs {
            all.extend(output.name.as_ref().map(|it| format!("double *{it}")));
        }
        all
    }

    /// What a function of these parameters that returns all results is declared as.
    fn head(&self, name: &str, mut parameters: Vec<String>) -> String {
        let returned = self.header.returned();
        if returned > 1 {
            parameters.push(format!("double value[{returned}]"));
        }
        let result = if returned == 1 { "double" } else { "void" };
        let parameters =
            if parameters.is_empty() { "void".to_owned() } else { parameters.join(", ") };
        format!("{result} {name}({parameters})")
    }

    /// The lines that return the results.
    fn end(&self) -> Vec<String> {
        match self.body.returned.as_slice() {
            [] => Vec::new(),
            [value] => vec![format!("return {value};")],
            values => {
                let values = values.iter().enumerate();
                values.map(|(position, value)| format!("value[{position}] = {value};")).collect()
            }
        }
    }

    fn documentation(&self) -> String {
        let header = self.header;
        let mut lines = header.about();
        if header.returned() > 1 {
            lines.extend([
                String::new(),
                format!("Writes `{}` to `value`.", header.values().join("`, `")),
            ]);
        }
        lines.extend(header.written());
        if !header.arrays.is_empty() {
            lines.push("Arrays have the last index counting fastest.".to_owned());
        }
        comment(&lines)
    }

    fn function(&self, text: &mut String) {
        let (lines, end) = if self.body.cosines.is_empty() {
            (self.body.lines.clone(), self.end())
        } else {
            self.parts(text);
            (Vec::new(), self.put_together())
        };
        text.push_str(&self.documentation());
        define(text, &self.head(self.name(), self.parameters()), &lines, &end);
    }

    /// Everything that the operations may be computed from, with so many cosines known.
    fn known(&self, cosines: usize) -> impl Iterator<Item = Known<'_>> {
        let numbers = self.header.numbers().map(Known::Number);
        let sizes = self.header.open_sizes().map(Known::Size);
        let cosines = self.body.cosines[..cosines].iter().map(|it| Known::Cosine(&it.name));
        numbers.chain(sizes).chain(cosines)
    }

    /// The function that computes the angle of a cosine.
    fn angle(&self, position: usize) -> Part<'_> {
        let Cosine { name, lines, angle } = &self.body.cosines[position];
        let code: Vec<&str> = lines.iter().flat_map(|it| words(it)).chain(words(angle)).collect();
        let known = self.known(position).filter(|it| code.contains(&it.name())).collect();
        Part { name: format!("{}_{name}", self.name()), known }
    }

    /// The function that computes the results from known cosines.
    fn given(&self) -> Part<'_> {
        let code = self.body.lines.iter().chain(&self.body.returned);
        let code: Vec<&str> = code.flat_map(|it| words(it)).collect();
        let known = self.known(self.body.cosines.len());
        let known = known.filter(|it| code.contains(&it.name())).collect();
        Part { name: format!("{}_given", self.name()), known }
    }

    /// The angles of the cosines that are computed ahead, and the function of these.
    fn parts(&self, text: &mut String) {
        for (position, cosine) in self.body.cosines.iter().enumerate() {
            let angle = self.angle(position);
            let head = format!("double {}({})", angle.name, angle.declarations().join(", "));
            let _ = writeln!(text, "/* The angle of `{}`. */", cosine.name);
            define(text, &head, &cosine.lines, &[format!("return {};", cosine.angle)]);
            text.push('\n');
        }
        let given = self.given();
        let _ = writeln!(text, "/* `{}` with cosines that are known. */", self.name());
        let head = self.head(&given.name, given.declarations());
        define(text, &head, &self.body.lines, &self.end());
        text.push('\n');
    }

    /// The function of known cosines, given what they are.
    fn put_together(&self) -> Vec<String> {
        let own = |it: Known<'_>| it.name().to_owned();
        let cosines = self.body.cosines.iter().enumerate();
        let mut lines: Vec<String> = cosines
            .map(|(position, it)| {
                let angle = self.angle(position).call(own, &[]);
                format!("const double {} = cos({angle});", it.name)
            })
            .collect();
        let returns = self.header.returned() == 1;
        let call = self.given().call(own, if returns { &[] } else { &["value"] });
        lines.push(if returns { format!("return {call};") } else { format!("{call};") });
        lines
    }

    /// The function at many points.
    fn many(&self, text: &mut String) {
        let (name, header, cosines) = (self.name(), self.header, &self.body.cosines);
        let [k, first, last] = header.free(["k", "first", "last"]);
        let mut parameters = vec!["size_t points".to_owned()];
        parameters.extend(header.numbers().map(|it| format!("const double *restrict {it}")));
        parameters.extend(header.open_sizes().map(|it| format!("long {it}")));
        let columns = header.values();
        parameters.extend(columns.iter().map(|it| format!("double *restrict {it}")));
        let at = |it: Known<'_>| match it {
            Known::Number(name) => format!("{name}[{k}]"),
            Known::Size(name) => name.to_owned(),
            Known::Cosine(name) => format!("{name}[{k} - {first}]"),
        };
        let _ = write!(
            text,
            "\n/* `{name}` at many points. */\nvoid {name}_all({}) {{\n",
            parameters.join(", ")
        );
        if cosines.is_empty() {
            let _ = writeln!(text, "    for (size_t {k} = 0; {k} < points; {k}++) {{");
            let own = Part { name: name.to_owned(), known: self.known(0).collect() };
            self.store(text, "        ", |end| own.call(at, end), (&k, &columns));
            text.push_str("    }\n}\n");
            return;
        }
        let all: Vec<String> = cosines.iter().map(|it| format!("{}[{BLOCK}]", it.name)).collect();
        let _ = writeln!(
            text,
            "    double {};\n    for (size_t {first} = 0; {first} < points; {first} += {BLOCK}) {{\n        \
             const size_t {last} = points - {first} < {BLOCK} ? points : {first} + {BLOCK};",
            all.join(", ")
        );
        let each = format!("for (size_t {k} = {first}; {k} < {last}; {k}++) {{");
        for (position, cosine) in cosines.iter().enumerate() {
            let (here, angle) =
                (at(Known::Cosine(&cosine.name)), self.angle(position).call(at, &[]));
            let _ =
                writeln!(text, "        {each}\n            {here} = cos({angle});\n        }}");
        }
        let _ = writeln!(text, "        {each}");
        let given = self.given();
        self.store(text, "            ", |end| given.call(at, end), (&k, &columns));
        text.push_str("        }\n    }\n}\n");
    }

    /// Stores the results at a point, of a call that may have another argument at its end.
    pub(super) fn store(
        &self,
        text: &mut String,
        indent: &str,
        call: impl Fn(&[&str]) -> String,
        (k, columns): (&str, &[String]),
    ) {
        if let [] | [_] = columns {
            let place =
                columns.first().map(|column| format!("{column}[{k}] = ")).unwrap_or_default();
            let _ = writeln!(text, "{indent}{place}{};", call(&[]));
            return;
        }
        let _ =
            writeln!(text, "{indent}double all[{}];\n{indent}{};", columns.len(), call(&["all"]));
        for (position, column) in columns.iter().enumerate() {
            let _ = writeln!(text, "{indent}{column}[{k}] = all[{position}];");
        }
    }
}

/// Something that operations are computed from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Known<'a> {
    Number(&'a str),
    Size(&'a str),
    Cosine(&'a str),
}

impl<'a> Known<'a> {
    fn name(self) -> &'a str {
        let (Self::Number(name) | Self::Size(name) | Self::Cosine(name)) = self;
        name
    }

    pub(super) fn declaration(self) -> String {
        match self {
            Self::Size(name) => format!("long {name}"),
            Self::Number(name) | Self::Cosine(name) => format!("double {name}"),
        }
    }
}

/// A function that is part of another one, with the parameters that it uses.
struct Part<'a> {
    name: String,
    known: Vec<Known<'a>>,
}

impl Part<'_> {
    fn declarations(&self) -> Vec<String> {
        self.known.iter().map(|it| it.declaration()).collect()
    }

    fn call(&self, argument: impl Fn(Known<'_>) -> String, end: &[&str]) -> String {
        let known = self.known.iter().map(|it| argument(*it));
        let all: Vec<String> = known.chain(end.iter().map(|it| (*it).to_owned())).collect();
        format!("{}({})", self.name, all.join(", "))
    }
}
