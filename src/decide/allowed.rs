//! Which rules a proof may use.

use rustc_hash::FxHashSet;

use crate::theory::rule_text;

/// Names of rules that need not be named.
const FREE: [&str; 5] = [
    "sum rule",
    "linearity of sums",
    "constant multiple rule",
    "derivative of a constant",
    "derivative of the variable",
];

/// Every rule, or those with certain names and the free ones.
#[derive(Debug, Clone, Default)]
pub(crate) struct Allowed {
    names: Option<FxHashSet<String>>,
    /// Prefer definitions in terms of other functions to those in terms of exponentials.
    pub(crate) shallow: bool,
}

impl Allowed {
    /// Every rule.
    pub(crate) fn all() -> Self {
        Self::default()
    }

    /// The rules of those names.
    pub(crate) fn only(names: impl IntoIterator<Item = String>) -> Self {
        let names = names.into_iter().map(|name| name.to_lowercase()).collect();
        Self { names: Some(names), shallow: false }
    }

    /// Whether rules of that name may be used.
    pub(crate) fn name(&self, name: &str) -> bool {
        FREE.contains(&name)
            || self
                .names
                .as_ref()
                .is_none_or(|names| names.contains(name) || names.contains(&name.to_lowercase()))
    }

    /// Whether the rule with that key may be used.
    pub(crate) fn key(&self, key: &str) -> bool {
        self.names.is_none()
            || crate::theory::find(key).and_then(rule_text).is_some_and(|rule| self.name(rule.name))
    }
}
