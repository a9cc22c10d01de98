//! Differentiates: outermost first, one textbook rule a step, elementary derivatives together.

use super::tidy::tidy;
use crate::decide::choices;
use crate::expr::{
    Arena, BinaryOp, Constant, ExprId, Extremum, Fold, FoldKind, Function, Node, Proposition,
    Relation,
};
use crate::kernel::{Instance, Rules, instantiate, varies};
use crate::theory::{self, Theory};

/// An expression and the names of the rules that lead to it.
pub(super) type Next = (ExprId, Vec<&'static str>);

/// Whether anything is to be differentiated in an expression.
pub(super) fn has_derivative(arena: &Arena, expr: ExprId) -> bool {
    matches!(arena.node(expr), Node::Derivative { .. } | Node::Prime(..))
        || arena.children(expr).into_iter().any(|it| has_derivative(arena, it))
}

/// The expression after one step of differentiation. With `each`, every rule is a step of its own.
pub(super) fn step(arena: &mut Arena, theory: &Theory, expr: ExprId, each: bool) -> Option<Next> {
    // Whatever is below another derivative comes first, and is written well there.
    if let Some((outer, by, body)) = nested(arena, expr) {
        let (value, rules) = step(arena, theory, body, each)?;
        let value = arena.derivative(value, by);
        return Some((rewritten(arena, expr, outer, value), rules));
    }
    let mut places = Vec::new();
    derivatives(arena, expr, &mut places);
    let composite = places.iter().copied().find(|&it| !is_elementary_place(arena, it));
    let chosen = match (composite, each) {
        (Some(place), _) => vec![place],
        (None, true) => places.first().copied().into_iter().collect(),
        (None, false) => places,
    };
    let mut names: Vec<&'static str> = Vec::new();
    let mut current = expr;
    for &place in &chosen {
        let (value, rules) = match arena.node(place) {
            Node::Derivative { by, body } if composite.is_none() && !each => {
                let mut rules = Vec::new();
                (evaluated(arena, theory, by, body, &mut rules)?, rules)
            }
            Node::Derivative { by, body } => level(arena, theory, by, body)?,
            _ => prime(arena, place)?,
        };
        current = arena.replace(current, place, value);
        for rule in rules {
            if !names.contains(&rule) {
                names.push(rule);
            }
        }
    }
    if chosen.is_empty() {
        return None;
    }
    // Sums and constant multiples are named where nothing else is done.
    let linear = |it: &&'static str| matches!(*it, "sum rule" | "constant multiple rule");
    if names.iter().any(|it| !linear(it)) {
        names.retain(|it| !linear(it));
    }
    let result = tidy(arena, current);
    Some((result, names))
}

fn rewritten(arena: &mut Arena, expr: ExprId, from: ExprId, to: ExprId) -> ExprId {
    let replaced = arena.replace(expr, from, to);
    tidy(arena, replaced)
}

/// A derivative whose body holds another one.
fn nested(arena: &Arena, expr: ExprId) -> Option<(ExprId, ExprId, ExprId)> {
    if let Node::Derivative { by, body } = arena.node(expr)
        && has_derivative(arena, body)
    {
        return Some((expr, by, body));
    }
    arena.children(expr).into_iter().find_map(|it| nested(arena, it))
}

fn derivatives(arena: &Arena, expr: ExprId, found: &mut Vec<ExprId>) {
    if matches!(arena.node(expr), Node::Derivative { .. } | Node::Prime(..)) {
        if !found.contains(&expr) {
            found.push(expr);
        }
        return;
    }
    for child in arena.children(expr) {
        derivatives(arena, child, found);
    }
}

fn is_elementary_place(arena: &Arena, place: ExprId) -> bool {
    match arena.node(place) {
        Node::Derivative { by, body } => is_elementary(arena, by, body),
        _ => false,
    }
}

/// Whether a derivative is written down at once: of a table, of a multiple or sum of such, or of a
/// function of a multiple of the variable.
fn is_elementary(arena: &Arena, by: ExprId, body: ExprId) -> bool {
    if !varies(arena, body, by) {
        return true;
    }
    match arena.node(body) {
        Node::Variable(_) | Node::Indexed(_) => true,
        Node::Negate(f) => is_elementary(arena, by, f),
        Node::Binary(BinaryOp::Add | BinaryOp::Sub, f, g) => {
            is_elementary(arena, by, f) && is_elementary(arena, by, g)
        }
        Node::Binary(BinaryOp::Mul, f, g) => {
            !(varies(arena, f, by) && varies(arena, g, by))
                && is_elementary(arena, by, f)
                && is_elementary(arena, by, g)
        }
        Node::Binary(BinaryOp::Div, f, g) if !varies(arena, g, by) => is_elementary(arena, by, f),
        Node::Binary(BinaryOp::Div, f, g) => !varies(arena, f, by) && g == by,
        Node::Binary(BinaryOp::Pow, f, g) => match (varies(arena, f, by), varies(arena, g, by)) {
            (true, true) => false,
            (true, false) => is_linear(arena, by, f),
            _ => is_linear(arena, by, g),
        },
        Node::Call(Function::Relu, _) => false,
        Node::Call(_, f) => is_linear(arena, by, f),
        Node::Apply(side) => {
            let it = arena.get(side);
            matches!(it.arguments[..], [f] if is_linear(arena, by, f)) && it.components.is_empty()
        }
        Node::Fold(side) => {
            let fold = arena.get(side);
            fold.kind == FoldKind::Sum && is_elementary(arena, by, fold.body)
        }
        _ => false,
    }
}

fn is_linear(arena: &Arena, by: ExprId, expr: ExprId) -> bool {
    if expr == by || !varies(arena, expr, by) {
        return true;
    }
    match arena.node(expr) {
        Node::Indexed(_) => true,
        Node::Negate(f) => is_linear(arena, by, f),
        Node::Binary(BinaryOp::Add | BinaryOp::Sub, f, g) => {
            is_linear(arena, by, f) && is_linear(arena, by, g)
        }
        Node::Binary(BinaryOp::Mul, f, g) => {
            !(varies(arena, f, by) && varies(arena, g, by))
                && is_linear(arena, by, f)
                && is_linear(arena, by, g)
        }
        Node::Binary(BinaryOp::Div, f, g) => !varies(arena, g, by) && is_linear(arena, by, f),
        _ => false,
    }
}

/// A derivative worked out to the end.
fn evaluated(
    arena: &mut Arena,
    theory: &Theory,
    by: ExprId,
    body: ExprId,
    names: &mut Vec<&'static str>,
) -> Option<ExprId> {
    let (mut value, rules) = level(arena, theory, by, body)?;
    names.extend(rules);
    let mut places = Vec::new();
    derivatives(arena, value, &mut places);
    for place in places {
        if let Node::Derivative { by, body } = arena.node(place) {
            let inner = evaluated(arena, theory, by, body, names)?;
            value = arena.replace(value, place, inner);
        }
    }
    let value = tidy(arena, value);
    Some(contracted(arena, value, names))
}

/// Sums of terms with a factor `delta(k, j)` become the term at `j`.
fn contracted(arena: &mut Arena, expr: ExprId, names: &mut Vec<&'static str>) -> ExprId {
    let Node::Fold(side) = arena.node(expr) else {
        return match arena.node(expr) {
            Node::Negate(_) | Node::Binary(..) => {
                let mut inside = |arena: &mut Arena, it| contracted(arena, it, names);
                let mapped = arena.map_children(expr, &mut inside);
                tidy(arena, mapped)
            }
            _ => expr,
        };
    };
    let Fold { kind, body, index, .. } = *arena.get(side);
    let variable = arena.variable(index);
    let mut term = super::tidy::term(arena, body);
    let delta = term.factors.iter().find_map(|&(base, exponent)| match arena.node(base) {
        Node::Delta(a, b) if exponent == 1 && a == variable && b != variable => Some((base, b)),
        Node::Delta(a, b) if exponent == 1 && b == variable && a != variable => Some((base, a)),
        _ => None,
    });
    let Some((factor, other)) = delta.filter(|_| kind == FoldKind::Sum) else { return expr };
    if arena.mentions(other, index) {
        return expr;
    }
    term.factors.retain(|it| it.0 != factor);
    let rest = super::tidy::write_term(arena, term);
    names.push("contraction of delta");
    let value = arena.put(rest, index, other);
    tidy(arena, value)
}

/// The derivative by the outermost rule; derivatives of constants and of the variable are too small
/// for a step of their own, and so are sums and constant multiples around them.
fn level(arena: &mut Arena, theory: &Theory, by: ExprId, body: ExprId) -> Option<Next> {
    if let Some(found) = by_cases(arena, by, body) {
        return Some(found);
    }
    let mut options = choices(arena, body, by);
    // A constant above a fraction line is no reason for the whole quotient rule.
    if let Node::Binary(BinaryOp::Div, f, _) = arena.node(body)
        && !varies(arena, f, by)
    {
        options.reverse();
    }
    let choice = options.into_iter().next()?;
    let id = theory::find(&choice.key)?;
    let rule = theory.rule(arena, id)?;
    let mut instance = Instance::default();
    for (name, value) in &choice.values {
        instance.values.insert(arena.symbol(name), *value);
    }
    if let Some(function) = choice.function {
        instance.functions.insert(arena.symbol("u"), function);
    }
    let Proposition::Compare(Relation::EQUAL, _, right) = rule.conclusion else { return None };
    let value = instantiate(arena, right, &instance).ok()?;
    let mut names = vec![theory::rule_text(id)?.name];
    if choice.chain && names[0] != "chain rule" {
        names.push("chain rule");
    }
    let value = trivial(arena, value);
    // The linear rules go through a sum at once.
    if matches!(names[0], "sum rule" | "constant multiple rule")
        && !matches!(arena.node(body), Node::Fold(_))
    {
        let mut places = Vec::new();
        derivatives(arena, value, &mut places);
        let mut value = value;
        for place in places {
            let Node::Derivative { by, body } = arena.node(place) else { continue };
            let linear = match arena.node(body) {
                Node::Negate(_) | Node::Binary(BinaryOp::Add | BinaryOp::Sub, ..) => true,
                Node::Binary(BinaryOp::Mul, f, g) => {
                    !(varies(arena, f, by) && varies(arena, g, by))
                }
                Node::Binary(BinaryOp::Div, _, g) => !varies(arena, g, by),
                _ => false,
            };
            if linear && let Some((inner, more)) = level(arena, theory, by, body) {
                value = arena.replace(value, place, inner);
                names.extend(more);
            }
        }
        names.dedup();
        return Some((value, names));
    }
    names.retain(|it| !matches!(*it, "derivative of a constant" | "derivative of the variable"));
    Some((value, names))
}

/// Functions with corners are differentiated between them.
fn by_cases(arena: &mut Arena, by: ExprId, body: ExprId) -> Option<Next> {
    if !varies(arena, body, by) {
        return None;
    }
    match arena.node(body) {
        Node::Call(Function::Relu, f) => {
            let slope = arena.derivative(f, by);
            let slope = trivial(arena, slope);
            let cases = [(ExprId::ZERO, Relation::LESS), (slope, Relation::GREATER)]
                .map(|(value, relation)| (value, Proposition::Compare(relation, f, ExprId::ZERO)));
            Some((arena.piecewise(cases.to_vec()), vec!["derivative of relu"]))
        }
        Node::Extremum(kind, f, g) => {
            let (first, second, name) = match kind {
                Extremum::Max => (Relation::GREATER, Relation::LESS, "derivative of max"),
                Extremum::Min => (Relation::LESS, Relation::GREATER, "derivative of min"),
            };
            let cases = [(f, first), (g, second)].map(|(piece, relation)| {
                let slope = arena.derivative(piece, by);
                (trivial(arena, slope), Proposition::Compare(relation, f, g))
            });
            Some((arena.piecewise(cases.to_vec()), vec![name]))
        }
        Node::Piecewise(side) => {
            let mut branches = arena.get(side).branches.clone();
            for (value, guard) in &mut branches {
                let slope = arena.derivative(*value, by);
                *value = trivial(arena, slope);
                *guard = interior(guard);
            }
            Some((arena.piecewise(branches), vec!["derivative by cases"]))
        }
        _ => None,
    }
}

/// A guard without its borders.
fn interior(guard: &Proposition) -> Proposition {
    match guard {
        Proposition::Compare(relation, a, b) if *relation != Relation::EQUAL => {
            Proposition::Compare(relation.and(Relation::NOT_EQUAL), *a, *b)
        }
        Proposition::And(parts) => Proposition::And(parts.iter().map(interior).collect()),
        Proposition::Or(parts) => Proposition::Or(parts.iter().map(interior).collect()),
        other => other.clone(),
    }
}

/// `f'(a)` by the rule for the derivative of `f`.
fn prime(arena: &mut Arena, expr: ExprId) -> Option<Next> {
    let Node::Prime(function, order, argument) = arena.node(expr) else { return None };
    let like = arena.symbol("t");
    let name = arena.fresh_symbol(like);
    let value = arena.derivative_at(function, order, argument, name);
    Some((value, vec!["definition of the prime"]))
}

/// Works out derivatives of constants and of the variable.
fn trivial(arena: &mut Arena, expr: ExprId) -> ExprId {
    if let Node::Derivative { by, body } = arena.node(expr) {
        if body == by {
            return ExprId::ONE;
        }
        if !varies(arena, body, by) {
            return ExprId::ZERO;
        }
        // That the derivative of `u(x)` is written `u'(x)` is no step.
        if let Node::Apply(side) = arena.node(body) {
            let it = arena.get(side).clone();
            if it.arguments == [by] && it.components.is_empty() {
                return arena.apply(it.function, vec![it.orders[0] + 1], it.arguments);
            }
        }
        return expr;
    }
    match arena.node(expr) {
        Node::At(_) | Node::Fold(_) | Node::Constant(Constant::E) => expr,
        _ => arena.map_children(expr, &mut trivial),
    }
}

/// An expression with a function written out by its definition, through exponentials where it has
/// one; none if it has no definition.
pub(super) fn unfolded(
    arena: &mut Arena,
    theory: &Theory,
    expr: ExprId,
    function: Function,
) -> Option<ExprId> {
    let keys = [format!("def-{}-exp", function.name()), format!("def-{}", function.name())];
    let id = keys.iter().find_map(|key| theory::find(key))?;
    let Proposition::Compare(Relation::EQUAL, _, right) = theory.rule(arena, id)?.conclusion else {
        return None;
    };
    let parameter = arena.symbol("a");
    unfold_at(arena, expr, function, (parameter, right))
}

fn unfold_at(
    arena: &mut Arena,
    expr: ExprId,
    function: Function,
    meaning: (crate::expr::Symbol, ExprId),
) -> Option<ExprId> {
    match arena.node(expr) {
        Node::Call(found, argument) if found == function => {
            let argument = unfold_at(arena, argument, function, meaning)?;
            Some(arena.put(meaning.1, meaning.0, argument))
        }
        _ => Some(arena.map_children(expr, &mut |arena, child| {
            unfold_at(arena, child, function, meaning).unwrap_or(child)
        })),
    }
}
