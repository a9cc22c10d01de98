//! The words for what is wrong with a text: what it is, what to write at the place, how to mend it.

use super::error::{Expected, NameKind, NotDifferentiable, SyntaxError, SyntaxErrorKind as Kind};

impl SyntaxError {
    /// What is wrong, in one sentence without a full stop.
    #[must_use]
    pub fn message(&self) -> String {
        match &self.kind {
            Kind::UnknownCharacter(c) if c.is_control() => {
                format!("a control character (U+{:04X}) is no part of the notation", *c as u32)
            }
            Kind::UnknownCharacter(c) => format!("`{c}` is no part of the notation"),
            Kind::NumeralTooLong(digits) => format!("this numeral has {digits} digits"),
            Kind::NameTooLong(limit) => format!("a name has at most {limit} bytes"),
            Kind::TooLong(limit) => {
                format!("an expression or a statement has at most {limit} bytes")
            }
            Kind::ScientificNotation { .. } => "scientific notation is not read".into(),
            Kind::Unexpected { expected, found } => unexpected(*expected, found.as_deref()),
            Kind::AmbiguousQuotient { numerator, first, rest } => {
                format!("`{numerator}/{first} {rest}` can be read in two ways")
            }
            Kind::AmbiguousAt => "it is not clear how much `at` refers to".into(),
            Kind::MissingOperator => "an operator is missing before this number".into(),
            Kind::TooNested(limit) => format!("this is nested more than {limit} levels deep"),
            Kind::TooDeep(limit) => format!("this expression has more than {limit} levels"),
            Kind::ArrayNeeded(function) => {
                format!("`{function}` takes an array over the range of its declaration")
            }
            Kind::MixedArguments(function) => {
                format!("`{function}` takes arrays with other numbers of indices elsewhere")
            }
            Kind::ArrayAsValue => "an array stands where a number is needed".into(),
            Kind::NoRange(array) => {
                format!("it is not known from where to where `{array}` has components")
            }
            Kind::BoundRange { array, bound } => {
                format!("the range of `{array}` mentions `{bound}`, which is bound here")
            }
            Kind::BadOrder(limit) => format!("the order of a derivative is between 1 and {limit}"),
            Kind::DerivativeOfNothing(x) => format!("nothing follows `d/d{x}`"),
            Kind::MissingArguments(name) => format!("`{name}` is a function and has no argument"),
            Kind::WrongArity { name, expected, found } => {
                format!("`{name}` takes {expected}, but {found} {} given", plural(*found))
            }
            Kind::NotAFunction { name, kind, .. } => {
                format!("`{name}` is {}, not a function", article(*kind))
            }
            Kind::UnknownFunction { name, .. } => format!("unknown function `{name}`"),
            Kind::UsedAs { name, known, used } => {
                format!("`{name}` is {} and cannot be {} as well", article(*known), article(*used))
            }
            Kind::NotDifferentiable { by, .. } => format!("cannot differentiate by `{by}`"),
            Kind::Reserved(name) => format!("`{name}` is reserved"),
            Kind::NotAName(text) => format!("`{text}` is not a name"),
            Kind::RelationAsValue => "a relation stands where a value is needed".into(),
            Kind::ValueAsRelation => "a value stands where a relation is needed".into(),
            Kind::BarePrime { name, .. } => {
                format!("`{name}'` does not say by what to differentiate")
            }
            Kind::PrimeOfSeveral(name) => {
                format!("a prime does not say by what `{name}` is differentiated")
            }
            Kind::Repeated(name) => format!("`{name}` occurs twice here"),
            Kind::MissingEquation => "an equation is needed".into(),
            Kind::TooManySides => "an equation has two sides".into(),
            Kind::NotAnEquation => "only `=` can stand here".into(),
            Kind::AlreadyDefined(name) => format!("`{name}` has a meaning already"),
            Kind::UsedBefore(name) => format!("`{name}` is used above, before it gets its meaning"),
            Kind::Cyclic(name) => format!("`{name}` would be defined by itself"),
            Kind::TooLarge => "this becomes too large when the definitions are unfolded".into(),
            Kind::Broken(name) => format!("the definition of `{name}` could not be read"),
            Kind::UnknownStatement { word, .. } if word.is_empty() => {
                "no statement begins like this".into()
            }
            Kind::UnknownStatement { word, .. } => format!("no statement begins with `{word}`"),
            Kind::NoChain => "there is no chain that this line could continue".into(),
            Kind::EmptyCase => "this case has no body".into(),
            Kind::DefineWithoutParameters(name) => format!("`{name}` has no parameters"),
            Kind::TooManyErrors(limit) => {
                format!("more than {limit} errors; the rest is not shown")
            }
        }
    }

    /// What to write at the underlined place.
    #[must_use]
    pub fn label(&self) -> String {
        match &self.kind {
            Kind::Unexpected { expected, .. } => format!("expected {}", expectation(*expected)),
            Kind::UnknownCharacter(_) => "not understood".into(),
            Kind::AmbiguousQuotient { .. } => "product beside a slash".into(),
            Kind::NotDifferentiable { reason, .. } => match reason {
                NotDifferentiable::Integer => "an index: it only takes whole values",
                NotDifferentiable::Compound => "neither a variable nor a component",
                NotDifferentiable::Constant => "a constant",
                NotDifferentiable::DefinedArray => {
                    "a component that has been defined without a range"
                }
                NotDifferentiable::Function => "a function",
            }
            .into(),
            Kind::UnknownFunction { .. } => "not declared".into(),
            Kind::NotAFunction { kind, .. } => article(*kind).into(),
            _ => String::new(),
        }
    }

    /// What to write at the other place, where there is one.
    #[must_use]
    pub fn also_label(&self) -> &'static str {
        match self.kind {
            Kind::Unexpected { .. } => "opened here",
            Kind::AmbiguousAt => "all of this, or only the last part?",
            _ => "first here",
        }
    }

    /// How to mend it, where that can be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        Some(match &self.kind {
            Kind::UnknownCharacter('|') => "write `abs(x)` for the absolute value".into(),
            Kind::UnknownCharacter('{' | '}') => "group with parentheses: `(` and `)`".into(),
            Kind::UnknownCharacter('\\') => "plain notation has no LaTeX commands".into(),
            Kind::UnknownCharacter('.') => "write `0.5`, not `.5`".into(),
            Kind::NumeralTooLong(_) => {
                format!("the longest numeral has {} digits", super::token::MAX_DIGITS)
            }
            Kind::ScientificNotation { mantissa, exponent } if exponent.starts_with('-') => {
                format!("write `{mantissa}*10^({exponent})` for the number, or put spaces around the sign for a difference")
            }
            Kind::ScientificNotation { mantissa, exponent } => {
                format!("write `{mantissa}*10^{exponent}` for the number, or `*` for a product")
            }
            Kind::Unexpected { expected, found } => return mend(*expected, found.as_deref()),
            Kind::AmbiguousQuotient { numerator, first, rest } => {
                format!("write `({numerator}/{first})*{}` or `{numerator}/({first}*{})`", factor(rest), factor(rest))
            }
            Kind::AmbiguousAt => "put parentheses around what is taken at the point: `x + (diff(f, x) at x = a)` or `(x + diff(f, x)) at x = a`".into(),
            Kind::MissingOperator => "write `*` or `^` between the two".into(),
            Kind::TooNested(_) | Kind::TooDeep(_) | Kind::TooLarge => {
                "give parts of it a name with `let`, or split the claim".into()
            }
            Kind::DerivativeOfNothing(x) => {
                format!("write `d/d{x} (…)`, or `d / d{x}` for a quotient of two variables")
            }
            Kind::MissingArguments(name) => format!("write `{name}(x)`"),
            Kind::NotAFunction { name, argument, .. } => {
                format!("for a product, write `{name}*({argument})`")
            }
            Kind::UnknownFunction { name, similar } => {
                let declare = format!("declare it with `function {name}(x)`");
                match similar {
                    Some(similar) => format!("did you mean `{similar}`? Otherwise {declare}"),
                    None => declare,
                }
            }
            Kind::UsedAs { name, known: NameKind::Function, used: NameKind::Variable } => {
                format!("write `{name}(x)`, or rename one of the two")
            }
            Kind::UsedAs { .. } => "rename one of the two".into(),
            Kind::NotDifferentiable { reason: NotDifferentiable::Compound, .. } => {
                "write `diff(f(t), t) at t = …`, or name it with `let`".into()
            }
            Kind::NotDifferentiable { reason: NotDifferentiable::DefinedArray, .. } => {
                "declare the range of its index above its definition: `index i in 1..n`".into()
            }
            Kind::ArrayNeeded(_) => {
                "give it the name of an array, or `array(f, k, 1, n)` over that range".into()
            }
            Kind::ArrayAsValue => {
                "a whole array can only be an argument of a function of which nothing is known".into()
            }
            Kind::NoRange(array) => {
                format!("write its components out: `array({array}[k], k, 1, n)`")
            }
            Kind::MixedArguments(_) => "give one of the two functions another name".into(),
            Kind::BoundRange { .. } => "rename the bound name".into(),
            Kind::NotDifferentiable { reason: NotDifferentiable::Integer, .. } => {
                "choose another name for the variable".into()
            }
            Kind::BarePrime { name, .. } => {
                format!("write `{name}'(x)` or `diff({name}, x)`")
            }
            Kind::PrimeOfSeveral(name) => format!("write `diff({name}(s, t), s) at s = …, t = …`"),
            Kind::RelationAsValue => "in a value, `=` and `<` can only stand in guards of `piecewise`".into(),
            Kind::ValueAsRelation => "write a comparison such as `x > 0`".into(),
            Kind::MissingEquation => "write both sides with `=` between them".into(),
            Kind::TooManySides => "write one equation, or a chain with `prove`".into(),
            Kind::AlreadyDefined(_) => "names keep their meaning to the end of the file: choose another".into(),
            Kind::UnknownStatement { similar: Some(similar), .. } => format!("did you mean `{similar}`?"),
            Kind::UnknownStatement { .. } => {
                "statements begin with `prove`, `let`, `define`, `function`, `index`, `assume`, `given`, `case`, `refute` or `title`".into()
            }
            Kind::NoChain => "begin a chain with `prove`".into(),
            Kind::EmptyCase => "indent the statements that the case is for".into(),
            Kind::DefineWithoutParameters(name) => format!("write `let {name} = …` for an abbreviation"),
            Kind::UsedBefore(_) => "move this line up, or choose another name".into(),
            Kind::Broken(_) => "mend the definition first".into(),
            _ => return None,
        })
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// A factor in a suggestion; what begins with a parenthesis already has its own.
fn factor(text: &str) -> String {
    let simple = text.chars().all(|c| c.is_alphanumeric() || c == '_');
    if simple || text.starts_with('(') { text.to_owned() } else { format!("({text})") }
}

fn article(kind: NameKind) -> &'static str {
    match kind {
        NameKind::Variable => "a variable",
        NameKind::Function => "a function",
        NameKind::Array => "an array",
        NameKind::Abbreviation => "an abbreviation",
        NameKind::Constant => "a constant",
    }
}

fn expectation(expected: Expected) -> &'static str {
    match expected {
        Expected::Expression => "an expression",
        Expected::Operator => "an operator or the end",
        Expected::Close => "`)`",
        Expected::CloseIndex => "`]`",
        Expected::Name => "a name",
        Expected::BindingEquals => "`=` and a value",
        Expected::Guard => "`if` and a condition, or `otherwise`",
        Expected::DefinitionEquals => "`=` and the meaning",
        Expected::Reason => "the name of a rule or of a result",
        Expected::InRange => "`in` and a range",
        Expected::Range => "`..` and the end of the range",
        Expected::Parameters => "`(` and the parameters",
        Expected::Quoted => "a text in quotation marks",
        Expected::Colon => "`:`",
        Expected::End => "the end of the statement",
    }
}

fn unexpected(expected: Expected, found: Option<&str>) -> String {
    let expected = expectation(expected);
    match found {
        Some(found) => format!("expected {expected}, found `{}`", shortened(found)),
        None => format!("expected {expected}, but the text ends here"),
    }
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 30;
    match text.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}

fn mend(expected: Expected, found: Option<&str>) -> Option<String> {
    Some(match (expected, found) {
        (Expected::Expression, Some("*")) => "write `^` for a power".into(),
        (Expected::Expression, Some("+")) => "leave the leading `+` out".into(),
        (Expected::Operator, Some(")")) => "remove it, or open a parenthesis before it".into(),
        (Expected::Operator, Some("by")) => "reasons can only stand in a derivation file".into(),
        (Expected::Close | Expected::CloseIndex, None) => "close what was opened".into(),
        (Expected::BindingEquals, _) => "write `diff(f, x) at x = a`".into(),
        (Expected::Guard, _) => "write `piecewise(0 if x < 0, x otherwise)`".into(),
        (Expected::InRange | Expected::Range, _) => "write `index i, j in 1..n`".into(),
        (Expected::Parameters, _) => "write `function u(x), L(y[1..n])`".into(),
        (Expected::Quoted, _) => "write `title \"…\"`".into(),
        (Expected::Colon, _) => "write `case i == j:`".into(),
        (Expected::Name, Some(word)) if word.chars().all(char::is_alphabetic) => {
            format!("`{word}` is a word of the language; choose another name")
        }
        _ => return None,
    })
}
