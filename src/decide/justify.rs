//! Which rules justify a step: the same proof with rules taken away.

use super::allowed::Allowed;
use super::instances::{CHOICES, IDENTITIES, functions, is_about};
use super::outcome::{Claim, Justification, Named};
use super::prover::{Prover, Setting};
use super::screen::Screen;
use crate::algebra::Fuel;
use crate::expr::{Arena, ExprId, Fold, Node, Proposition, Rewrite, Symbol};
use crate::kernel::domain;
use crate::theory::{self, Theory};

/// The work of one attempt, before any has been a proof.
const FUEL: u64 = 300_000;
/// The work of further ones, as a multiple of the work of that proof, and at least that much.
const PATIENCE: u64 = 4;
const LEAST: u64 = 3_000;

/// Judges what is said to justify a claim that has been proved.
///
/// `named` are the names in the words of the rule table (`quotient rule`, `definition of tanh`),
/// `algebra`, `identity`, `substitution`, or of results proved before; their facts are the equations
/// that `substitution` and names of results may use.
#[must_use]
pub fn justify(
    arena: &mut Arena,
    theory: &Theory,
    claim: &Claim,
    named: &[Named],
) -> Justification {
    for (index, it) in named.iter().enumerate() {
        if it.facts.is_empty() && !is_name(&it.name) {
            return Justification::NoSuchRule { index, suggestion: theory::suggest(&it.name) };
        }
    }
    let names: Vec<&Named> = named.iter().collect();
    let mut trial = Trial { arena, theory, claim, fuel: FUEL };
    let Some(used) = trial.attempt(&names) else {
        let right = infer(arena, theory, claim, &[]);
        return Justification::Mismatch { right: right.into_iter().map(str::to_owned).collect() };
    };
    let mut superfluous = Vec::new();
    for index in 0..named.len() {
        let without: Vec<&Named> =
            named.iter().enumerate().filter(|(it, _)| *it != index).map(|(_, it)| it).collect();
        let is_rule =
            theory::rules().any(|(_, rule)| rule.name.eq_ignore_ascii_case(&named[index].name));
        let unused =
            is_rule && used.iter().all(|name| !name.eq_ignore_ascii_case(&named[index].name));
        let free = is_rule && Allowed::only([]).name(&named[index].name);
        if if free { unused } else { trial.attempt(&without).is_some() } {
            superfluous.push(index);
        }
    }
    Justification::Accepted { superfluous }
}

/// A small set of rules that proves a claim, by their names in words: the rules of a proof, those of
/// `used` if they are enough, less those that are not needed.
#[must_use]
pub fn infer(
    arena: &mut Arena,
    theory: &Theory,
    claim: &Claim,
    used: &[&str],
) -> Vec<&'static str> {
    let is_used = |rule: &&'static str| used.contains(rule);
    let known = theory::names().into_iter().chain(["given"]);
    let used: Vec<&'static str> = known.filter(is_used).collect();
    let mut trial = Trial { arena, theory, claim, fuel: FUEL };
    let all = match !used.is_empty() && trial.proves(&used) {
        true => Some(used.clone()),
        false => trial.run(&Allowed::all(), Help::default()),
    };
    let Some(all) = all else { return used };
    let free = Allowed::only([]);
    let mut names: Vec<&'static str> = Vec::new();
    for name in all {
        if !free.name(name) && !names.contains(&name) {
            names.push(name);
        }
    }
    let order = names.clone();
    names = trial.needed(names);
    if let Some(fewer) = trial.by_identity(&names) {
        names = fewer;
    }
    if names.is_empty() {
        names.push("algebra");
    }
    // In the order of their use; an identity comes last.
    names.sort_by_key(|name| order.iter().position(|it| it == name).unwrap_or(order.len()));
    names
}

/// How advanced a rule is: what can be done without goes first.
fn weight(name: &str) -> u32 {
    match name {
        "algebra" => 0,
        "exponential laws" => 1,
        _ if name.starts_with("definition") => 2,
        _ if name.starts_with("derivative") => 3,
        _ => 4,
    }
}

fn is_name(name: &str) -> bool {
    matches!(name, "algebra" | "identity" | "substitution" | "chain rule" | "arithmetic" | "given")
        || theory::rules().any(|(_, rule)| rule.name.eq_ignore_ascii_case(name))
}

/// Whether a name is that of an identity between functions.
fn is_identity(name: &str) -> bool {
    IDENTITIES.iter().any(|it| it.eq_ignore_ascii_case(name))
}

/// Identities are decided through the definitions of the functions in them.
fn identity_rules() -> impl Iterator<Item = String> {
    theory::rules()
        .map(|(_, rule)| rule.name)
        .filter(|name| name.starts_with("definition of ") || name.ends_with(" laws"))
        .map(str::to_owned)
}

/// What a proof may use beside rules.
#[derive(Debug, Clone, Copy, Default)]
struct Help<'a> {
    facts: &'a [(ExprId, ExprId)],
    /// Identities, of which instances are used.
    identities: &'a [String],
    /// Which row of an identity counts.
    choice: usize,
}

/// Proofs of one claim with some rules and without the others.
struct Trial<'a> {
    arena: &'a mut Arena,
    theory: &'a Theory,
    claim: &'a Claim,
    /// The work of one attempt.
    fuel: u64,
}

impl Trial<'_> {
    /// Those of some names that cannot be done without.
    fn needed(&mut self, mut names: Vec<&'static str>) -> Vec<&'static str> {
        names.sort_by_key(|name| std::cmp::Reverse(weight(name)));
        // What is given may always be used, and is named where it is.
        for name in names.clone().into_iter().filter(|it| *it != "given") {
            let fewer: Vec<&'static str> = names.iter().copied().filter(|it| *it != name).collect();
            if self.proves(&fewer) {
                names = fewer;
            }
        }
        names
    }

    /// The same rules with one identity instead of the definitions and laws that it follows from.
    fn by_identity(&mut self, names: &[&'static str]) -> Option<Vec<&'static str>> {
        let is_basic = |name: &str| {
            name.starts_with("definition") || name.ends_with("laws") || name == "addition formula"
        };
        let (basic, rest): (Vec<_>, Vec<_>) =
            names.iter().copied().partition(|it| is_basic(it) || is_identity(it));
        if !basic.iter().any(|it| is_basic(it)) {
            return None;
        }
        let functions = functions(self.arena, &[self.claim.lhs, self.claim.rhs]);
        let fits = |name: &&str| is_about(name, &functions);
        IDENTITIES.into_iter().filter(fits).find_map(|identity| {
            let mut fewer = rest.clone();
            fewer.push(identity);
            (fewer.len() <= names.len() && self.proves(&fewer)).then_some(fewer)
        })
    }

    fn proves(&mut self, names: &[&'static str]) -> bool {
        let names = names.iter().map(|it| (*it).to_owned());
        self.try_names(names, &[]).is_some()
    }

    /// The rules that a proof with the named and the free rules uses; none if there is no such proof.
    fn attempt(&mut self, named: &[&Named]) -> Option<Vec<&'static str>> {
        let facts: Vec<(ExprId, ExprId)> = named.iter().flat_map(|it| it.facts.clone()).collect();
        let names: Vec<String> = named.iter().map(|it| it.name.clone()).collect();
        if let Some(used) = self.try_names(names.iter().cloned(), &facts) {
            return Some(used);
        }
        // The chain rule brings the derivatives of the functions with it, where it is needed at all.
        if names.iter().any(|it| it == "chain rule") {
            let outer = theory::rules()
                .map(|(_, rule)| rule.name)
                .filter(|name| name.starts_with("derivative of ") || name.ends_with("power rule"));
            let more: Vec<String> = names.iter().cloned().chain(outer.map(str::to_owned)).collect();
            let without = more.iter().filter(|it| *it != "chain rule").cloned();
            if self.try_names(without, &facts).is_none() {
                return self.try_names(more.into_iter(), &facts);
            }
        }
        None
    }

    fn try_names(
        &mut self,
        names: impl Iterator<Item = String>,
        facts: &[(ExprId, ExprId)],
    ) -> Option<Vec<&'static str>> {
        let (mut all, mut identities): (Vec<String>, Vec<String>) = Default::default();
        for name in names {
            match name.as_str() {
                "algebra" | "arithmetic" => all.push("exponential laws".to_owned()),
                "identity" => all.extend(identity_rules()),
                other if is_identity(other) => identities.push(name.clone()),
                _ => {}
            }
            all.push(name);
        }
        let mut allowed = Allowed::only(all);
        let choices = if identities.is_empty() { 1 } else { CHOICES };
        for choice in 0..choices {
            for shallow in [false, true] {
                allowed.shallow = shallow;
                let help = Help { facts, identities: &identities, choice };
                if let Some(used) = self.run(&allowed, help) {
                    return Some(used);
                }
                // Only some functions have two definitions.
                if !self.has_hyperbolic() {
                    break;
                }
            }
        }
        None
    }

    fn has_hyperbolic(&self) -> bool {
        let functions = functions(self.arena, &[self.claim.lhs, self.claim.rhs]);
        functions.into_iter().any(|it| super::definitions::exponential_form(it).is_some())
    }

    fn run(&mut self, allowed: &Allowed, help: Help<'_>) -> Option<Vec<&'static str>> {
        let (arena, claim, facts) = (&mut *self.arena, self.claim, help.facts);
        // What is given may be used everywhere.
        let letters = super::folds::letters_of(arena, claim);
        let (names, letters, given) = (&claim.names, &letters[..], &claim.given[..]);
        let screen = &Screen::of_claim(arena, claim);
        let setting = Setting { theory: self.theory, allowed, names, letters, given, screen };
        let mut fuel = Fuel::new(self.fuel);
        let mut hypotheses = claim.assumptions.clone();
        hypotheses.extend(facts.iter().map(|&(a, b)| Proposition::equal(a, b)));
        for side in [claim.lhs, claim.rhs] {
            // Where the claim is meant to hold is not in question here.
            hypotheses.extend(domain(arena, &claim.names, side));
            let mut block = Prover::new(arena, &setting, &mut fuel, &hypotheses, 4);
            hypotheses.extend(block.assume_domain(side).into_iter().map(|it| it.statement));
        }
        let (mut a, mut b) = (claim.lhs, claim.rhs);
        for &(from, to) in facts {
            a = replace(arena, claim, a, from, to);
            b = replace(arena, claim, b, from, to);
        }
        let mut prover = Prover::new(arena, &setting, &mut fuel, &hypotheses, 4);
        for &(from, to) in facts {
            // What is said of an expression comes before any rule for it.
            prover.expanded.insert(from);
            prover.plan(from, to);
            if matches!(prover.arena.node(from), Node::Derivative { .. }) {
                prover.known_derivatives.push(from);
            }
            prover.expand(to);
        }
        prover.plan_instances(help.identities, &[a, b], help.choice);
        let proved = prover.prove(a, b) || !facts.is_empty() && prover.prove(claim.lhs, claim.rhs);
        let used = prover.rule_names();
        // Angles with the other sign are one thing to the engine, and another rule to a reader.
        let hidden = used.contains(&"parity") && !allowed.name("parity");
        if !proved || hidden {
            return None;
        }
        // With fewer rules, it takes about as much work or fails.
        self.fuel = self.fuel.min(PATIENCE.saturating_mul(self.fuel - fuel.left()).max(LEAST));
        Some(used)
    }
}

/// The expression with another one in place of a part of it. What is shown for an index is used for
/// the indices of sums as well, and what is shown for all values of a variable below derivatives by
/// it.
fn replace(arena: &mut Arena, claim: &Claim, expr: ExprId, from: ExprId, to: ExprId) -> ExprId {
    let mut folds = Vec::new();
    let expr = arena.rewrite(expr, &mut |arena, part| match arena.node(part) {
        _ if part == from => Rewrite::Done(to),
        Node::Derivative { by, .. } if !is_free(arena, claim, by) => Rewrite::Done(part),
        Node::At(_) => Rewrite::Done(part),
        Node::Fold(_) => {
            folds.push(part);
            Rewrite::Done(part)
        }
        _ => Rewrite::Inside,
    });
    folds.dedup();
    let indices: Vec<Symbol> =
        claim.names.integers.iter().copied().filter(|&name| arena.mentions(from, name)).collect();
    folds.into_iter().fold(expr, |expr, part| {
        let Node::Fold(side) = arena.node(part) else { return expr };
        let fold = arena.get(side).clone();
        let variable = arena.variable(fold.index);
        let mut body = fold.body;
        if !arena.mentions(from, fold.index) {
            body = replace(arena, claim, body, from, to);
            for &index in &indices {
                let [from, to] = [from, to].map(|it| arena.put(it, index, variable));
                body = replace(arena, claim, body, from, to);
            }
        } else if indices.contains(&fold.index) {
            body = replace(arena, claim, body, from, to);
        }
        let replaced = arena.fold(Fold { body, ..fold });
        arena.replace(expr, part, replaced)
    })
}

/// Whether nothing is assumed about what is varied.
fn is_free(arena: &Arena, claim: &Claim, by: ExprId) -> bool {
    let name = match arena.node(by) {
        Node::Variable(name) => name,
        Node::Indexed(side) => arena.get(side).array,
        _ => return false,
    };
    !claim.assumptions.iter().any(|it| it.any(|expr| arena.mentions(expr, name)))
}
