//! Plain notation, put together with the parentheses that it needs.

/// How tightly the outermost operation of a text binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Sum,
    Product,
    Power,
    Atom,
}

/// An expression in plain notation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plain {
    text: String,
    binding: Binding,
}

impl Plain {
    /// A numeral, a name, an application, or anything else that holds together by itself.
    pub(super) fn atom(text: impl Into<String>) -> Self {
        Self { text: text.into(), binding: Binding::Atom }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// `f(a, …)`.
    pub(super) fn apply(function: &str, arguments: &[Self]) -> Self {
        let arguments: Vec<&str> = arguments.iter().map(Self::text).collect();
        Self::atom(format!("{function}({})", arguments.join(", ")))
    }

    fn at_least(&self, binding: Binding) -> String {
        if self.binding >= binding { self.text.clone() } else { format!("({})", self.text) }
    }

    /// The terms of a sum; `true` stands for a minus before a term.
    pub(super) fn sum(terms: &[(bool, Self)]) -> Self {
        if let [(false, only)] = terms {
            return only.clone();
        }
        let mut text = String::new();
        for (place, (minus, term)) in terms.iter().enumerate() {
            let first = place == 0;
            text.push_str(match (first, minus) {
                (true, false) => "",
                (true, true) => "-",
                (false, false) => " + ",
                (false, true) => " - ",
            });
            // What begins with a sign needs parentheses behind one.
            let bare =
                first && !minus || !term.text.starts_with('-') && term.binding > Binding::Sum;
            let [open, close] = if bare { ["", ""] } else { ["(", ")"] };
            text.extend([open, &term.text, close]);
        }
        Self { text, binding: Binding::Sum }
    }

    /// `a*b*…`.
    pub(super) fn product(factors: &[Self]) -> Self {
        if let [only] = factors {
            return only.clone();
        }
        let factors: Vec<String> = factors.iter().map(|it| it.at_least(Binding::Product)).collect();
        Self { text: factors.join("*"), binding: Binding::Product }
    }

    /// `a/b`.
    pub(super) fn quotient(above: &Self, below: &Self) -> Self {
        let text =
            format!("{}/{}", above.at_least(Binding::Product), below.at_least(Binding::Power));
        Self { text, binding: Binding::Product }
    }

    /// `a^b`.
    pub(super) fn power(base: &Self, exponent: &Self) -> Self {
        let text = format!("{}^{}", base.at_least(Binding::Atom), exponent.at_least(Binding::Atom));
        Self { text, binding: Binding::Power }
    }

    pub(super) fn negated(&self) -> Self {
        Self::sum(&[(true, self.clone())])
    }
}
