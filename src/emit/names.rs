//! Names that are names in every language, and do not clash.

/// Words that mean something in one of the languages, or in the code around the operations.
#[rustfmt::skip]
const TAKEN: [&str; 119] = [
    "abs", "abstract", "and", "as", "asm", "assert", "async", "auto", "await", "become", "bool", "box",
    "break", "case", "catch", "char", "class", "const", "continue", "crate", "debugger", "def",
    "default", "del", "delete", "do", "double", "dyn", "elif", "else", "enum", "eval", "except",
    "export", "extends", "extern", "false", "far", "final", "finally", "float", "fn", "for", "from",
    "function", "global", "gamma", "goto", "if", "impl", "implements", "import", "in", "inline",
    "instanceof", "int", "interface", "is", "j0", "j1", "jn", "kernels", "lambda", "len", "let", "lgamma",
    "long", "loop", "macro", "main", "match", "mod", "move", "mut", "new", "nonlocal", "not", "np",
    "null", "or", "override", "package", "pass", "points", "priv", "private", "protected", "pub",
    "public", "raise", "range", "ref", "register", "restrict", "return", "self", "short", "signed",
    "sizeof", "static", "struct", "super", "switch", "this", "throw", "trait", "true", "try",
    "type", "typedef", "typeof", "union", "unsafe", "unsigned", "use", "value", "var", "void",
    "y0",
];
/// More of them, which are no keywords of the languages but of their libraries.
#[rustfmt::skip]
const ALSO_TAKEN: [&str; 47] = [
    "y1", "yn", "virtual", "volatile", "where", "while", "with", "yield", "None", "True", "False", "Math",
    "quotient", "decide", "choose", "both", "larger", "component", "power", "integer_power", "integerPower",
    "circular", "pow", "powi", "log1p", "expm1", "exp_of_difference", "expOfDifference", "natural_log",
    "naturalLog", "log_of_sum", "logOfSum", "inverse_tanh", "inverseTanh", "Exponent", "all",
    "sigmoid_slope", "sigmoidSlope", "tanh_slope", "tanhSlope", "LANES", "columns", "room", "malloc", "free",
    "memory", "LINE",
];

/// Whether a name must not be used for a variable or function.
pub(super) fn is_taken(name: &str) -> bool {
    TAKEN.contains(&name) || ALSO_TAKEN.contains(&name)
}

/// Gives out names, each once.
#[derive(Debug, Clone, Default)]
pub(super) struct Names(Vec<String>);

impl Names {
    /// A name like the one given that is free and a name everywhere.
    pub(super) fn like(&mut self, wanted: &str) -> String {
        let mut name: String = wanted
            .chars()
            .map(|it| match it {
                '\'' => '_',
                it if it.is_ascii_alphanumeric() || it == '_' => it,
                _ => '_',
            })
            .collect();
        if !name.starts_with(|it: char| it.is_ascii_alphabetic()) {
            name.insert(0, 'v');
        }
        while is_taken(&name) || self.0.contains(&name) {
            name.push('_');
        }
        self.0.push(name.clone());
        name
    }

    /// The next free name of a row of numbered ones.
    pub(super) fn next(&mut self, stem: &str) -> String {
        let mut number = 1;
        loop {
            let name = format!("{stem}{number}");
            if !self.0.contains(&name) && !is_taken(&name) {
                self.0.push(name.clone());
                return name;
            }
            number += 1;
        }
    }
}
