//! What LaTeX commands stand for.

use super::tree::{Accent, Big, Comparison, Grid, Kind};

/// Functions with a name of several letters, as commands and as words among letters.
const FUNCTIONS: [&str; 52] = [
    "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch",
    "arcsin", "arccos", "arctan", "arccot", "arcsec", "arccsc", "arsinh", "arcosh", "artanh",
    "arcsinh", "arccosh", "arctanh", "asin", "acos", "atan", "asinh", "acosh", "atanh", "exp",
    "ln", "log", "lg", "sgn", "sign", "abs", "sqrt", "max", "min", "sigmoid", "softmax",
    "softplus", "relu", "ReLU", "swish", "SiLU", "silu", "gelu", "GELU", "mish", "logit",
];

/// Commands that stand for a letter or a constant.
const LETTERS: [&str; 48] = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "varepsilon",
    "zeta",
    "eta",
    "theta",
    "vartheta",
    "iota",
    "kappa",
    "varkappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "pi",
    "varpi",
    "rho",
    "varrho",
    "sigma",
    "varsigma",
    "tau",
    "upsilon",
    "phi",
    "varphi",
    "chi",
    "psi",
    "omega",
    "Gamma",
    "Delta",
    "Theta",
    "Lambda",
    "Xi",
    "Pi",
    "Sigma",
    "Upsilon",
    "Phi",
    "Psi",
    "Omega",
    "ell",
    "hbar",
    "infty",
    "emptyset",
    "imath",
    "jmath",
    "Re",
];

/// Commands that set the font of what follows.
const FONTS: [&str; 18] = [
    "mathbf",
    "boldsymbol",
    "bm",
    "mathcal",
    "mathbb",
    "mathds",
    "mathbbm",
    "mathrm",
    "mathit",
    "mathsf",
    "mathtt",
    "mathfrak",
    "mathscr",
    "bf",
    "rm",
    "it",
    "cal",
    "pmb",
];

/// Signs, as the tree calls them.
const SIGNS: [(&str, &str); 30] = [
    ("cdot", "cdot"),
    ("times", "times"),
    ("ast", "*"),
    ("star", "star"),
    ("div", "/"),
    ("pm", "pm"),
    ("mp", "mp"),
    ("odot", "odot"),
    ("circ", "circ"),
    ("otimes", "otimes"),
    ("oplus", "oplus"),
    ("bullet", "cdot"),
    ("colon", ":"),
    ("prime", "prime"),
    ("%", "%"),
    ("#", "#"),
    ("&", "&"),
    ("_", "_"),
    ("*", "*"),
    ("vert", "|"),
    ("lvert", "|"),
    ("rvert", "|"),
    ("mid", "|"),
    ("Vert", "‖"),
    ("lVert", "‖"),
    ("rVert", "‖"),
    ("|", "‖"),
    ("setminus", "setminus"),
    ("dagger", "dagger"),
    ("backslash", "/"),
];

const ARROWS: [&str; 26] = [
    "to",
    "rightarrow",
    "longrightarrow",
    "Rightarrow",
    "Longrightarrow",
    "implies",
    "iff",
    "Leftrightarrow",
    "Longleftrightarrow",
    "leftrightarrow",
    "leftarrow",
    "Leftarrow",
    "gets",
    "mapsto",
    "longmapsto",
    "therefore",
    "because",
    "hookrightarrow",
    "rightharpoonup",
    "uparrow",
    "downarrow",
    "nearrow",
    "searrow",
    "xrightarrow",
    "leadsto",
    "rightsquigarrow",
];

const RELATIONS: [(&str, Comparison); 34] = [
    ("eq", Comparison::Equal),
    ("equiv", Comparison::Equivalent),
    ("ne", Comparison::Unequal),
    ("neq", Comparison::Unequal),
    ("lt", Comparison::Less),
    ("gt", Comparison::Greater),
    ("le", Comparison::AtMost),
    ("leq", Comparison::AtMost),
    ("leqslant", Comparison::AtMost),
    ("ge", Comparison::AtLeast),
    ("geq", Comparison::AtLeast),
    ("geqslant", Comparison::AtLeast),
    ("approx", Comparison::About),
    ("simeq", Comparison::About),
    ("sim", Comparison::About),
    ("propto", Comparison::About),
    ("cong", Comparison::About),
    ("doteq", Comparison::Defined),
    ("triangleq", Comparison::Defined),
    ("coloneqq", Comparison::Defined),
    ("coloneq", Comparison::Defined),
    ("in", Comparison::Other),
    ("notin", Comparison::Other),
    ("subset", Comparison::Other),
    ("subseteq", Comparison::Other),
    ("ll", Comparison::Less),
    ("gg", Comparison::Greater),
    ("forall", Comparison::Other),
    ("exists", Comparison::Other),
    ("perp", Comparison::Other),
    ("parallel", Comparison::Other),
    ("models", Comparison::Other),
    ("asymp", Comparison::About),
    ("lesssim", Comparison::AtMost),
];

const BIG: [(&str, Big); 14] = [
    ("sum", Big::Sum),
    ("prod", Big::Product),
    ("int", Big::Integral),
    ("iint", Big::Integral),
    ("oint", Big::Integral),
    ("lim", Big::Limit),
    ("limsup", Big::Limit),
    ("liminf", Big::Limit),
    ("sup", Big::Other),
    ("inf", Big::Other),
    ("bigcup", Big::Other),
    ("bigcap", Big::Other),
    ("argmax", Big::Other),
    ("argmin", Big::Other),
];

const ACCENTS: [(&str, Accent); 13] = [
    ("hat", Accent::Hat),
    ("widehat", Accent::Hat),
    ("tilde", Accent::Tilde),
    ("widetilde", Accent::Tilde),
    ("bar", Accent::Bar),
    ("overline", Accent::Bar),
    ("dot", Accent::Dot),
    ("ddot", Accent::DoubleDot),
    ("vec", Accent::Vector),
    ("overrightarrow", Accent::Vector),
    ("underline", Accent::Vector),
    ("mathring", Accent::Hat),
    ("check", Accent::Hat),
];

/// Commands without a meaning of their own: sizes, styles, thin blanks, places of bounds.
const NOTHING: [&str; 41] = [
    ",",
    ";",
    "!",
    ":",
    " ",
    "/",
    ">",
    "displaystyle",
    "textstyle",
    "scriptstyle",
    "limits",
    "nolimits",
    "big",
    "Big",
    "bigg",
    "Bigg",
    "bigl",
    "bigr",
    "Bigl",
    "Bigr",
    "biggl",
    "biggr",
    "Biggl",
    "Biggr",
    "bigm",
    "Bigm",
    "middle",
    "nonumber",
    "notag",
    "hline",
    "mathstrut",
    "strut",
    "thinspace",
    "allowbreak",
    "negthinspace",
    "smallskip",
    "medskip",
    "noindent",
    "centering",
    "relax",
    "mathord",
];

const GAPS: [&str; 7] = ["quad", "qquad", "enspace", "hfill", "newline", "hskip", "enskip"];
const DOTS: [&str; 6] = ["dots", "ldots", "cdots", "dotsc", "vdots", "ddots"];

/// What a command without arguments is.
pub(super) fn plain(name: &str) -> Option<Kind> {
    if let Some(&(_, comparison)) = RELATIONS.iter().find(|it| it.0 == name) {
        return Some(Kind::Relation(comparison));
    }
    if let Some(&(_, big)) = BIG.iter().find(|it| it.0 == name) {
        return Some(Kind::Big(big));
    }
    if let Some((_, sign)) = SIGNS.iter().find(|it| it.0 == name) {
        return Some(Kind::Sign((*sign).to_owned()));
    }
    let owned = || name.to_owned();
    // The root takes an argument in braces.
    if FUNCTIONS.contains(&name) && name != "sqrt" {
        Some(Kind::Word(owned()))
    } else if LETTERS.contains(&name) {
        Some(Kind::Letter { name: owned(), font: "" })
    } else if ARROWS.contains(&name) {
        Some(Kind::Arrow(owned()))
    } else if GAPS.contains(&name) {
        Some(Kind::Gap)
    } else if DOTS.contains(&name) {
        Some(Kind::Dots)
    } else if ["partial", "nabla"].contains(&name) {
        Some(Kind::Differential(owned()))
    } else if name == "differentialD" {
        Some(Kind::Differential("d".to_owned()))
    } else {
        None
    }
}

/// The differential of a command that writes a derivative: those of the packages `physics`, `derivative`,
/// `diffcoeff` and `commath`, and names that people give to macros of their own.
pub(super) fn derivative_sign(name: &str) -> Option<&'static str> {
    const ORDINARY: [&str; 12] =
        ["dv", "dd", "od", "odv", "dod", "diff", "derivative", "deriv", "der", "dby", "ddv", "D"];
    const PARTIAL: [&str; 8] =
        ["pdv", "pd", "dpd", "diffp", "partialderivative", "pderiv", "pder", "pdiff"];
    if ORDINARY.contains(&name) { Some("d") } else { PARTIAL.contains(&name).then_some("partial") }
}

/// The font that a command sets.
pub(super) fn font(name: &str) -> Option<&'static str> {
    FONTS.into_iter().find(|it| *it == name)
}

/// The mark that a command puts above its argument.
pub(super) fn accent(name: &str) -> Option<Accent> {
    ACCENTS.iter().find(|it| it.0 == name).map(|it| it.1)
}

/// Whether a command has no meaning of its own.
pub(super) fn is_nothing(name: &str) -> bool {
    NOTHING.contains(&name)
}

/// Whether letters side by side are a word that people know.
pub(super) fn is_word(letters: &str) -> bool {
    letters.len() > 1 && FUNCTIONS.contains(&letters)
}

/// Words that join formulas and are no names.
const JOINTS: [&str; 44] = [
    "if",
    "and",
    "or",
    "then",
    "let",
    "for",
    "where",
    "when",
    "otherwise",
    "else",
    "so",
    "with",
    "since",
    "as",
    "by",
    "is",
    "thus",
    "hence",
    "therefore",
    "because",
    "using",
    "we",
    "get",
    "have",
    "given",
    "all",
    "from",
    "that",
    "at",
    "to",
    "in",
    "of",
    "also",
    "but",
    "now",
    "iff",
    "only",
    "but",
    "not",
    "say",
    "note",
    "i.e.",
    "e.g.",
    "the",
];

/// Whether an upright text is a name, such as `softmax` or `sum_term`.
pub(super) fn is_name(text: &str) -> bool {
    let lower = text.to_lowercase();
    text.chars().next().is_some_and(char::is_alphabetic)
        && text.chars().all(|c| c.is_alphanumeric() || c == '_')
        && text.chars().count() > 1
        && !JOINTS.contains(&lower.as_str())
}

/// The delimiter that a command stands for.
pub(super) fn delimiter(name: &str) -> Option<&'static str> {
    Some(match name {
        "{" | "lbrace" => "{",
        "}" | "rbrace" => "}",
        "|" | "Vert" | "lVert" | "rVert" => "‖",
        "vert" | "lvert" | "rvert" => "|",
        "langle" | "rangle" => "⟨",
        "lbrack" => "[",
        "rbrack" => "]",
        "lfloor" | "rfloor" => "⌊",
        "lceil" | "rceil" => "⌈",
        _ => return None,
    })
}

/// What an environment is: rows of a formula, or a grid inside it.
pub(super) enum Environment {
    Rows,
    Grid(Grid),
}

/// What an environment is, its star apart.
pub(super) fn environment(name: &str) -> Option<Environment> {
    Some(match name.trim().trim_end_matches('*') {
        "align" | "aligned" | "alignat" | "alignedat" | "flalign" | "equation" | "gather"
        | "gathered" | "split" | "multline" | "eqnarray" | "displaymath" | "math" | "dmath"
        | "subequations" => Environment::Rows,
        "cases" | "dcases" | "rcases" | "numcases" => Environment::Grid(Grid::Cases),
        "matrix" | "bmatrix" | "pmatrix" | "Bmatrix" | "vmatrix" | "Vmatrix" | "smallmatrix" => {
            Environment::Grid(Grid::Matrix)
        }
        "array" | "tabular" => Environment::Grid(Grid::Array),
        _ => return None,
    })
}
