//! All the ways to read an equation.

use super::context::Claim;
use super::judge::Reading;
use super::read::{Choices, Obstacle, Read, without_punctuation};
use super::survey::{Equation, Survey};
use super::text::{Use, renamed, uses};
use crate::formula::Piece;

/// How many rows above may be what a formula goes on with.
const ROWS: usize = 8;

impl Survey<'_> {
    /// Every reading of an equation, the likeliest first; and why it cannot be read as it stands, if it
    /// cannot.
    pub(super) fn readings(&self, it: &Equation<'_, '_>) -> (Vec<Reading>, Option<Obstacle>) {
        let (mut found, mut failure) = (Vec::new(), None);
        for (choices, difference) in self.choices() {
            match self.reading(it, choices) {
                Ok(claim) => add(&mut found, claim, difference, true),
                Err(obstacle) => drop(failure.get_or_insert(obstacle)),
            }
        }
        let failure = failure.filter(|_| found.is_empty());
        if let Some(claim) = found.first().and_then(|it: &Reading| with_gradient_names(&it.claim)) {
            add(&mut found, claim, "short names for derivatives", false);
        }
        let [base, long] = [false, true].map(|long_sums| Choices { long_sums, ..self.base() });
        let case = self.case.as_deref().filter(|_| it.condition.is_empty());
        for choices in [base, long] {
            self.under(it, case, choices, "the case that the text names", true, &mut found);
        }
        // Rows in between may not be covered; and in a new case, one begins again further up.
        if it.goes_on && (failure.is_some() || self.fresh_case) {
            for row in self.rows.iter().rev().take(ROWS) {
                let earlier = Equation { left: row, ..*it };
                let difference = "an earlier row on the left";
                if let Ok(claim) = self.reading(&earlier, base) {
                    add(&mut found, claim, difference, false);
                }
                self.under(&earlier, case, base, difference, false, &mut found);
            }
        }
        (found, failure)
    }

    fn base(&self) -> Choices {
        Choices { decimal: self.settings.decimal == Some(true), ..Choices::default() }
    }

    fn choices(&self) -> Vec<(Choices, &'static str)> {
        let base = self.base();
        let mut all = vec![
            (base, ""),
            (Choices { long_sums: true, ..base }, "sums that take all that follows"),
            (Choices { short_arguments: true, ..base }, "functions that take one name only"),
            (Choices { applied: true, ..base }, "names applied to the parentheses behind them"),
            (Choices { long_derivatives: true, ..base }, "derivatives that take the whole product"),
            (Choices { components: true, ..base }, "functions of elements as components"),
        ];
        if self.settings.decimal.is_none() && self.names.two_logarithms {
            all.push((Choices { decimal: true, ..base }, "decimal logarithms"));
        }
        all
    }

    /// Adds the reading under a case.
    fn under(
        &self,
        it: &Equation<'_, '_>,
        case: Option<&[Piece]>,
        choices: Choices,
        difference: &'static str,
        plausible: bool,
        found: &mut Vec<Reading>,
    ) {
        let Some(condition) = case else { return };
        if let Ok(claim) = self.reading(&Equation { condition, ..*it }, choices) {
            add(found, claim, difference, plausible);
        }
    }

    fn reading(&self, it: &Equation<'_, '_>, choices: Choices) -> Read<Claim> {
        let mut reader = self.reader(choices);
        let lhs = reader.expression(without_punctuation(it.left))?.into_text();
        let rhs = reader.expression(without_punctuation(it.right))?.into_text();
        let assumption = match it.condition.is_empty() {
            true => None,
            // A condition in words only is left out.
            false => reader.guard(it.condition).ok().flatten(),
        };
        let range = reader.range.take();
        let (place, section, formula) = (self.place, it.entry.section, it.entry.number);
        Ok(Claim { lhs, rhs, assumption, range, place, section, formula })
    }
}

/// `df_i` for what the left side calls `∂f/∂y_i`.
fn with_gradient_names(claim: &Claim) -> Option<Claim> {
    let left = uses(&claim.lhs);
    let (short, long) = uses(&claim.rhs).into_iter().find_map(|(name, how)| {
        let begins =
            |it: &&(String, Use)| it.0.strip_prefix(&name).is_some_and(|it| it.starts_with("_d"));
        let long =
            left.iter().filter(|_| how == Use::Indexed && name.starts_with('d')).find(begins)?;
        Some((name, long.0.clone()))
    })?;
    Some(Claim { rhs: renamed(&claim.rhs, &short, &long), ..claim.clone() })
}

fn add(found: &mut Vec<Reading>, claim: Claim, difference: &'static str, plausible: bool) {
    if !found.iter().any(|other| other.claim == claim) {
        found.push(Reading { claim, difference, plausible });
    }
}
