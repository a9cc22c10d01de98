//! Rules.

use super::RuleText;

pub(super) const RULES: &[RuleText] = &[];
