//! Which rule defines a function in terms of others.

use crate::expr::Function;

/// Definitions in terms of exponentials.
pub(crate) fn exponential_form(function: Function) -> Option<&'static str> {
    Some(match function {
        Function::Sinh => "def-sinh-exp",
        Function::Cosh => "def-cosh-exp",
        Function::Tanh => "def-tanh-exp",
        Function::Sech => "def-sech-exp",
        _ => return None,
    })
}

/// Definitions in terms of other functions.
pub(crate) fn definition(function: Function) -> Option<&'static str> {
    use Function::{
        Acot, Acoth, Acsc, Acsch, Asec, Asech, Cot, Coth, Csc, Csch, Log, Relu, Sec, Sech, Sigmoid,
        Softplus, Tan, Tanh,
    };
    Some(match function {
        Log => "def-log",
        Tan => "def-tan",
        Cot => "def-cot",
        Sec => "def-sec",
        Csc => "def-csc",
        Tanh => "def-tanh",
        Coth => "def-coth",
        Sech => "def-sech",
        Csch => "def-csch",
        Acot => "def-acot",
        Asec => "def-asec",
        Acsc => "def-acsc",
        Acoth => "def-acoth",
        Asech => "def-asech",
        Acsch => "def-acsch",
        Sigmoid => "def-sigmoid",
        Softplus => "def-softplus",
        Relu => "def-relu",
        _ => return None,
    })
}
