//! Identities that a step names, put to use where they fit: at the arguments that occur in it. So a step is
//! justified by an identity only if an instance of that identity is what it needs.

use indexmap::IndexSet;

use super::prover::Prover;
use crate::expr::{Arena, BinaryOp, ExprId, Function, Node, Proposition, Relation, Symbol};
use crate::kernel::{Instance, Rules};
use crate::theory;

/// The names of identities, those that explain more first.
pub(crate) const IDENTITIES: [&str; 10] = [
    "Pythagorean identity",
    "double angle formula",
    "parity",
    "addition formula",
    "special values",
    "hyperbolic Pythagorean identity",
    "hyperbolic double angle formula",
    "hyperbolic addition formula",
    "reflection of sigmoid",
    "tanh in terms of sigmoid",
];
/// The most arguments that are tried.
const MOST: usize = 24;
/// The most parts of an expression that are looked at.
const PARTS: usize = 10_000;
/// The most rows of one identity that say what a function is.
pub(crate) const CHOICES: usize = 3;

/// What a row of an identity says of a function.
struct Row {
    key: &'static str,
    function: Function,
    /// Its argument in the row.
    pattern: ExprId,
    /// The names in that.
    names: Vec<Symbol>,
    /// Whether the function stands on the right.
    turned: bool,
}

impl Prover<'_> {
    /// Plans the functions in some expressions by identities of some names. Where several rows say what a
    /// function is, `choice` tells which one counts.
    pub(crate) fn plan_instances(
        &mut self,
        identities: &[String],
        roots: &[ExprId],
        choice: usize,
    ) {
        let calls = calls(self.arena, roots);
        let arguments = arguments(self.arena, &calls);
        let mut planned: Vec<(ExprId, ExprId)> = Vec::new();
        for identity in identities {
            let rows = self.rows(identity);
            for &(call, function, argument) in &calls {
                let fitting: Vec<&Row> = rows.iter().filter(|it| it.function == function).collect();
                let found =
                    fitting.iter().filter_map(|row| self.value_by(row, call, argument, &arguments));
                let found: Vec<ExprId> = found.collect();
                let Some(&value) = found.get(choice.min(found.len().saturating_sub(1))) else {
                    continue;
                };
                // Two instances must not say each other's meaning.
                let circular = planned.iter().any(|&(other, its)| {
                    other == call || self.occurs(call, its) && self.occurs(other, value)
                });
                if !circular {
                    self.plan(call, value);
                    planned.push((call, value));
                }
            }
        }
    }

    /// The rows of an identity that say what a function is at some argument.
    fn rows(&mut self, identity: &str) -> Vec<Row> {
        let own = theory::rules().filter(|(_, it)| it.name.eq_ignore_ascii_case(identity));
        let mut found = Vec::new();
        for (id, text) in own {
            let Some(rule) = self.setting.theory.rule(self.arena, id) else { continue };
            let Proposition::Compare(Relation::EQUAL, left, right) = rule.conclusion else {
                continue;
            };
            for (side, turned) in [(left, false), (right, true)] {
                if let Node::Call(function, pattern) = self.arena.node(side) {
                    let names = self.arena.free_symbols(pattern);
                    found.push(Row { key: text.key, function, pattern, names, turned });
                    break;
                }
            }
        }
        found
    }

    /// What a row says of a function at an argument, if it says anything.
    fn value_by(
        &mut self,
        row: &Row,
        call: ExprId,
        argument: ExprId,
        arguments: &IndexSet<ExprId>,
    ) -> Option<ExprId> {
        for values in assignments(row.names.len(), arguments) {
            let substitution = row.names.iter().copied().zip(values.iter().copied()).collect();
            let own = self.arena.substitute(row.pattern, &substitution);
            let fits = own == argument
                || self.difference(own, argument).is_ok_and(|difference| difference.is_zero());
            if !fits {
                continue;
            }
            let mut instance = Instance::default();
            let values = row.names.iter().zip(values);
            values.for_each(|(&name, value)| instance.values.insert(name, value));
            let (left, right) = self.equation_of(row.key, instance)?;
            let (head, value) = if row.turned { (right, left) } else { (left, right) };
            // The row may spell the argument otherwise.
            if head != call && !(self.field(call, head) && self.equal_through(call, head, value)) {
                return None;
            }
            return Some(value);
        }
        None
    }
}

/// The functions in some expressions, in the order in which they stand.
pub(crate) fn functions(arena: &Arena, roots: &[ExprId]) -> IndexSet<Function> {
    let (mut found, mut seen) = (IndexSet::new(), IndexSet::new());
    let mut open: Vec<ExprId> = roots.iter().rev().copied().collect();
    while let Some(part) = open.pop().filter(|_| seen.len() < PARTS) {
        if seen.insert(part) {
            if let Node::Call(function, _) = arena.node(part) {
                found.insert(function);
            }
            open.extend(arena.children(part).into_iter().rev());
        }
    }
    found
}

/// Whether an identity has a row with some of these functions.
pub(crate) fn is_about(identity: &str, functions: &IndexSet<Function>) -> bool {
    let mut own = theory::rules().filter(|(_, it)| it.name == identity);
    own.any(|(_, it)| {
        functions.iter().any(|function| it.statement.contains(&format!("{}(", function.name())))
    })
}

/// The values that so many names may have.
fn assignments(count: usize, arguments: &IndexSet<ExprId>) -> Vec<Vec<ExprId>> {
    let each = || arguments.iter().copied();
    match count {
        0 => vec![Vec::new()],
        1 => each().map(|it| vec![it]).collect(),
        2 => each().flat_map(|a| each().map(move |b| vec![a, b])).collect(),
        _ => Vec::new(),
    }
}

/// The functions in some expressions with their arguments, inner ones first.
fn calls(arena: &Arena, roots: &[ExprId]) -> Vec<(ExprId, Function, ExprId)> {
    let (mut found, mut seen) = (Vec::new(), IndexSet::new());
    let mut open = roots.to_vec();
    while let Some(part) = open.pop() {
        if !seen.insert(part) {
            continue;
        }
        match arena.node(part) {
            Node::Call(function, argument) => found.push((part, function, argument)),
            // What holds of bound names is another matter.
            Node::Fold(_) | Node::At(_) | Node::Derivative { .. } => continue,
            _ => {}
        }
        open.extend(arena.children(part));
    }
    found.reverse();
    found
}

/// The arguments of functions, and what these are sums, negatives and doubles of.
fn arguments(arena: &mut Arena, calls: &[(ExprId, Function, ExprId)]) -> IndexSet<ExprId> {
    let mut found: IndexSet<ExprId> = calls.iter().map(|it| it.2).collect();
    let mut next = 0;
    while let Some(&argument) = found.get_index(next).filter(|_| found.len() < MOST) {
        next += 1;
        match arena.node(argument) {
            Node::Negate(a) => drop(found.insert(a)),
            Node::Binary(BinaryOp::Add | BinaryOp::Sub, a, b) => found.extend([a, b]),
            Node::Binary(BinaryOp::Mul, factor, a) => {
                let Some(number) = arena.literal(factor) else { continue };
                if number == 2.into() {
                    found.insert(a);
                } else {
                    let Some(half) = number.checked_div(&2.into()) else { continue };
                    let half = arena.rational(&half);
                    found.insert(arena.mul(half, a));
                }
            }
            _ => {}
        }
    }
    found
}
