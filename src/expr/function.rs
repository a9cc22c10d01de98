//! The elementary functions of one argument: one row each, and the only list of them.

/// An elementary function of one argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are the functions' own; the table has the rest")]
pub enum Function {
    Exp,
    Ln,
    Log,
    Sqrt,
    Cbrt,
    Abs,
    Sign,
    Sin,
    Cos,
    Tan,
    Cot,
    Sec,
    Csc,
    Sinh,
    Cosh,
    Tanh,
    Coth,
    Sech,
    Csch,
    Asin,
    Acos,
    Atan,
    Acot,
    Asec,
    Acsc,
    Asinh,
    Acosh,
    Atanh,
    Acoth,
    Asech,
    Acsch,
    Sigmoid,
    Relu,
    Softplus,
}

/// A row of the table of functions.
struct Row {
    function: Function,
    name: &'static str,
    latex: &'static str,
}

const fn row(function: Function, name: &'static str, latex: &'static str) -> Row {
    Row { function, name, latex }
}

#[rustfmt::skip]
#[allow(clippy::enum_glob_use, reason = "the table names every function once")]
const TABLE: [Row; 34] = {
    use Function::*;
    [
        row(Exp, "exp", r"\exp"), row(Ln, "ln", r"\ln"), row(Log, "log", r"\log"),
        row(Sqrt, "sqrt", r"\sqrt"), row(Cbrt, "cbrt", r"\sqrt[3]"),
        row(Abs, "abs", r"\left|\right|"), row(Sign, "sign", r"\operatorname{sign}"),
        row(Sin, "sin", r"\sin"), row(Cos, "cos", r"\cos"), row(Tan, "tan", r"\tan"),
        row(Cot, "cot", r"\cot"), row(Sec, "sec", r"\sec"), row(Csc, "csc", r"\csc"),
        row(Sinh, "sinh", r"\sinh"), row(Cosh, "cosh", r"\cosh"), row(Tanh, "tanh", r"\tanh"),
        row(Coth, "coth", r"\coth"), row(Sech, "sech", r"\operatorname{sech}"),
        row(Csch, "csch", r"\operatorname{csch}"),
        row(Asin, "asin", r"\arcsin"), row(Acos, "acos", r"\arccos"),
        row(Atan, "atan", r"\arctan"), row(Acot, "acot", r"\operatorname{arccot}"),
        row(Asec, "asec", r"\operatorname{arcsec}"), row(Acsc, "acsc", r"\operatorname{arccsc}"),
        row(Asinh, "asinh", r"\operatorname{arsinh}"), row(Acosh, "acosh", r"\operatorname{arcosh}"),
        row(Atanh, "atanh", r"\operatorname{artanh}"), row(Acoth, "acoth", r"\operatorname{arcoth}"),
        row(Asech, "asech", r"\operatorname{arsech}"), row(Acsch, "acsch", r"\operatorname{arcsch}"),
        row(Sigmoid, "sigmoid", r"\sigma"), row(Relu, "relu", r"\operatorname{ReLU}"),
        row(Softplus, "softplus", r"\operatorname{softplus}"),
    ]
};

/// Every elementary function of one argument, in the order of the language's description.
pub const FUNCTIONS: [Function; TABLE.len()] = {
    let mut all = [Function::Exp; TABLE.len()];
    let mut k = 0;
    while k < TABLE.len() {
        assert!(TABLE[k].function as usize == k, "the table follows the declaration");
        all[k] = TABLE[k].function;
        k += 1;
    }
    all
};

impl Function {
    /// The function's name in plain notation.
    #[must_use]
    pub fn name(self) -> &'static str {
        TABLE[self as usize].name
    }

    /// The LaTeX command for the function (roots and absolute values have a form of their own).
    #[must_use]
    pub fn latex(self) -> &'static str {
        TABLE[self as usize].latex
    }

    /// The function of that name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        FUNCTIONS.into_iter().find(|function| function.name() == name)
    }
}
