//! What is shown of a point.

use crate::decide::outcome::{Claim, Value, Witness};
use crate::enclosure::{Array, Evaluator, Fuel, Point, decimal, digits, near_short, shows_zero};
use crate::expr::Arena;

/// Bits and decimal places for printing, until the printed sides differ.
const PRINTING: [(usize, usize); 4] = [(128, 17), (256, 40), (512, 120), (1_024, 280)];
/// Work allowed for printing, beside the search's own allowance: a refutation that has been found
/// must not be lost for its display.
const WORK: u64 = 1_000_000;

/// The witness for a point at which the sides of a claim certainly differ.
pub(super) fn witness(
    arena: &Arena,
    claim: &Claim,
    point: &Point,
    fuel: &mut Fuel,
) -> Option<Witness> {
    let mut own = Fuel::new(fuel.left().max(WORK));
    for (bits, places) in PRINTING {
        let mut evaluator = Evaluator::new(arena, point, bits, &mut own);
        let (Ok(lhs), Ok(rhs)) = (evaluator.value(claim.lhs), evaluator.value(claim.rhs)) else {
            continue;
        };
        // So many digits are shown that what is shown differs, too.
        let [left, right] = [&lhs, &rhs].map(|it| {
            let few = decimal(it, places).is_none_or(|text| text.len() < places / 2);
            if few { near_short(it, places) } else { None }
        });
        let cut = [(&left, &lhs), (&right, &rhs)]
            .map(|(near, value)| near.clone().or_else(|| decimal(value, places)));
        if differ(cut[0].as_deref(), cut[1].as_deref())
            && let Some(lhs) = left.or_else(|| digits(&lhs, places))
            && let Some(rhs) = right.or_else(|| digits(&rhs, places))
        {
            return Some(Witness { at: describe(arena, point), lhs, rhs });
        }
    }
    None
}

/// Whether what is shown differs: a tiny number does not differ from what may be zero.
fn differ(a: Option<&str>, b: Option<&str>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return false };
    let tiny = |text: &str| shows_zero(text) || text.contains("e-");
    a != b && !(shows_zero(a) && tiny(b)) && !(shows_zero(b) && tiny(a))
}

/// The names and values of a point, in the order of the names.
#[must_use]
pub fn describe(arena: &Arena, point: &Point) -> Vec<(String, Value)> {
    let name = |symbol| arena.name(symbol).to_owned();
    let variables =
        point.variables.iter().map(|(s, value)| (name(*s), Value::Number(value.clone())));
    let arrays = point.arrays.iter().map(|(s, array)| (name(*s), of_array(array)));
    let functions = point.functions.iter().map(|(s, f)| (name(*s), Value::Function(f.to_string())));
    let mut all: Vec<_> = variables.chain(arrays).chain(functions).collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

fn of_array(array: &Array) -> Value {
    match array {
        Array::Number(value) => Value::Number(value.clone()),
        Array::List(parts) => Value::Array(parts.iter().map(of_array).collect()),
    }
}
