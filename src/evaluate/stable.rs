//! Equal forms that neither overflow nor cancel.
//!
//! The forms are a table of equations in the language itself, so that the engine can prove them, and it
//! does in the tests; other tests measure that the form on the right is the more accurate one.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::graph::{Binary, Graph, NodeId, Op, Unary};
use super::lower::Lowering;
pub use super::scale::EQUATIONS;
use super::scale::Scales;
use crate::expr::Arena;
use crate::syntax::{Mode, Scope, parse_expression};

/// Functions that evaluators have and the language does not, with what they mean.
pub const KERNELS: [(&str, Unary, &str); 4] = [
    ("log1p", Unary::Log1p, "ln(1 + u)"),
    ("expm1", Unary::Expm1, "exp(u) - 1"),
    ("tanh_slope", Unary::TanhSlope, "1/cosh(u)^2"),
    ("sigmoid_slope", Unary::SigmoidSlope, "exp(u)/(1 + exp(u))^2"),
];

/// With `a = min(abs(u), 1)` and `b = abs(u) - a`, it is `b + ln(1 + (expm1(a) + expm1(-a - 2*b))/2)`, where
/// nothing overflows, and where for small `u` nothing cancels.
const LN_COSH: &str = "abs(u) - min(abs(u), 1) + log1p((exp(-min(abs(u), 1))*expm1(-2*(abs(u) - min(abs(u), 1))) \
    - expm1(min(abs(u), 1))*expm1(-min(abs(u), 1)))/2)";

/// Equations between parts by which a form is the one that is written, where the whole is too much at once.
pub const STEPS: [(&str, &str); 4] = [
    ("ln(cosh(u))", "abs(u) - min(abs(u), 1) + ln(exp(-(abs(u) - min(abs(u), 1)))*cosh(u))"),
    (
        "exp(-(abs(u) - min(abs(u), 1)))*cosh(u)",
        "1 + (exp(-min(abs(u), 1))*expm1(-2*(abs(u) - min(abs(u), 1))) \
         - expm1(min(abs(u), 1))*expm1(-min(abs(u), 1)))/2",
    ),
    ("exp(u)/(exp(u) - 1)", "1/(exp(-u)*(exp(u) - 1))"),
    ("exp(-u)*(exp(u) - 1)", "-expm1(-u)"),
];

/// What is written, and the equal form that is evaluated in its place, for all `u` and `v` for which
/// both have a value; the domains are the same. Those further up are tried first; what stands inside of
/// another form stands above it.
#[rustfmt::skip]
pub const REWRITES: [(&str, &str); 55] = [
    ("ln(exp(u))", "u"),
    ("exp(u) - exp(-u)", "2*sinh(u)"),
    ("exp(u) + exp(-u)", "2*cosh(u)"),
    ("exp(u) - 1", "expm1(u)"),
    ("1 - exp(u)", "-expm1(u)"),
    // Logistic functions.
    ("1/(1 + exp(u))", "sigmoid(-u)"),
    ("exp(u)/(1 + exp(u))", "sigmoid(u)"),
    ("exp(u)/(1 + exp(u))^2", "sigmoid_slope(u)"),
    ("1 - sigmoid(u)", "sigmoid(-u)"),
    ("sigmoid(u)*sigmoid(-u)", "sigmoid_slope(u)"),
    ("sigmoid(u) - sigmoid(u)^2", "sigmoid_slope(u)"),
    ("ln(1 + exp(u))", "softplus(u)"),
    ("ln(1/(1 + exp(-u)))", "-softplus(-u)"),
    // Hyperbolic functions.
    ("(exp(u) - exp(-u))/(exp(u) + exp(-u))", "tanh(u)"),
    ("2/(1 + exp(u))", "2*sigmoid(-u)"),
    ("(exp(u) - 1)/(exp(u) + 1)", "tanh(u/2)"),
    ("(1 - exp(u))/(1 + exp(u))", "-tanh(u/2)"),
    ("sinh(u)/cosh(u)", "tanh(u)"),
    ("2*sigmoid(u) - 1", "tanh(u/2)"),
    ("sigmoid(u) - 1/2", "tanh(u/2)/2"),
    ("1 - tanh(u)^2", "tanh_slope(u)"),
    ("(1 - tanh(u))*(1 + tanh(u))", "tanh_slope(u)"),
    ("4/(exp(u) + exp(-u))^2", "tanh_slope(u)"),
    ("1/cosh(u)^2", "tanh_slope(u)"),
    ("sech(u)^2", "tanh_slope(u)"),
    ("2/(exp(u) + exp(-u))", "sech(u)"),
    ("1/cosh(u)", "sech(u)"),
    ("ln(u + sqrt(u^2 + 1))", "asinh(u)"),
    ("ln((1 + u)/(1 - u))", "2*atanh(u)"),
    // Logarithms near one.
    ("ln(1 + u)", "log1p(u)"),
    ("ln(1 - u)", "log1p(-u)"),
    // Differences.
    ("(u + 1)^2 - 1", "u*(u + 2)"),
    ("(u + v)^2 - u^2", "v*(2*u + v)"),
    ("1 - u^2", "(1 - u)*(1 + u)"),
    ("u^2 - 1", "(u - 1)*(u + 1)"),
    ("u^2 - v^2", "(u - v)*(u + v)"),
    ("sqrt(1 + u) - 1", "u/(1 + sqrt(1 + u))"),
    ("1 - sqrt(1 + u)", "-u/(1 + sqrt(1 + u))"),
    ("1 - sqrt(1 - u^2)", "u^2/(1 + sqrt((1 - u)*(1 + u)))"),
    ("sqrt(1 - u^2) - 1", "-u^2/(1 + sqrt((1 - u)*(1 + u)))"),
    ("1/u - 1/(u + 1)", "1/(u*(u + 1))"),
    ("1 - 1/(1 + u)", "u/(1 + u)"),
    ("1/(1 + u) - 1", "-u/(1 + u)"),
    ("u/(1 + u) - 1", "-1/(1 + u)"),
    ("1 - tanh(u)", "2*sigmoid(-2*u)"),
    ("tanh(u) - 1", "-2*sigmoid(-2*u)"),
    ("1 + tanh(u)", "2*sigmoid(2*u)"),
    ("cosh(u) - 1", "2*sinh(u/2)^2"),
    ("1 - cosh(u)", "-2*sinh(u/2)^2"),
    ("1 - sech(u)", "tanh(u)*tanh(u/2)"),
    ("1 - cos(u)", "2*sin(u/2)^2"),
    ("cos(u) - 1", "-2*sin(u/2)^2"),
    ("ln(cosh(u))", LN_COSH),
    ("exp(u)/(exp(u) - 1)", "-1/expm1(-u)"),
    ("sqrt(u + 1) - sqrt(u)", "1/(sqrt(u + 1) + sqrt(u))"),
];

/// The row with the first of the differences.
const FIRST_DIFFERENCE: usize = 31;

/// A row of the table as graphs over the same inputs.
#[derive(Debug)]
struct Rewrite {
    graph: Graph,
    plain: NodeId,
    stable: NodeId,
}

/// What a rewrite can begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Head {
    Unary(Unary),
    Binary(Binary),
}

fn head(graph: &Graph, node: NodeId) -> Option<Head> {
    match graph.op(node) {
        Op::Unary(op, _) => Some(Head::Unary(op)),
        Op::Binary(op, ..) => Some(Head::Binary(op)),
        _ => None,
    }
}

#[derive(Debug, Default)]
struct Table {
    rewrites: Vec<Rewrite>,
    heads: FxHashMap<Head, Vec<usize>>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Table::default();
        for (plain, stable) in REWRITES {
            table.add(plain, stable);
        }
        table
    })
}

impl Table {
    /// Adds a row. What is below the top of its left side is written as the rows before say, since that
    /// is what will be met.
    fn add(&mut self, plain: &str, stable: &str) {
        let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
        let exprs = [plain, stable].map(|text| parse_expression(&mut arena, &mut scope, text));
        let [Ok((plain, _)), Ok((stable, _))] = exprs else { return };
        let mut lowering = Lowering::new(&arena, &[plain, stable], &[]);
        lowering.kernels = &KERNELS;
        let (Ok(plain), Ok(stable)) = (lowering.expression(plain), lowering.expression(stable))
        else {
            return;
        };
        let mut graph = lowering.graph;
        let mut parts = Vec::new();
        graph.for_each_operand(plain, &mut |part| parts.push(part));
        let mut done = FxHashMap::default();
        for part in parts {
            let new = self.rewritten(&mut graph, part, usize::MAX, &mut done);
            done.insert(part, new);
        }
        let plain = graph.rebuilt(plain, &done);
        if let Some(head) = head(&graph, plain) {
            self.heads.entry(head).or_default().push(self.rewrites.len());
            self.rewrites.push(Rewrite { graph, plain, stable });
        }
    }

    /// The node with every part in its stable form, by the rows before one.
    fn rewritten(
        &self,
        graph: &mut Graph,
        root: NodeId,
        rows: usize,
        done: &mut FxHashMap<NodeId, NodeId>,
    ) -> NodeId {
        for node in graph.reachable(&[root]) {
            if !done.contains_key(&node) {
                let mut new = graph.rebuilt(node, done);
                while let Some(next) = self.step(graph, new, rows) {
                    new = next;
                }
                done.insert(node, new);
            }
        }
        done[&root]
    }

    /// The first row that fits a node.
    fn step(&self, graph: &mut Graph, node: NodeId, rows: usize) -> Option<NodeId> {
        let positions = self.heads.get(&head(graph, node)?)?;
        for &position in positions.iter().filter(|&&it| it < rows) {
            let rewrite = &self.rewrites[position];
            let mut names = [None; 2];
            if matches(rewrite, graph, rewrite.plain, node, &mut names) {
                let mut done = FxHashMap::default();
                return Some(instance(rewrite, graph, rewrite.stable, &names, &mut done));
            }
        }
        None
    }
}

/// What stands for `u` and `v`, in the order of their occurrence.
type Names = [Option<NodeId>; 2];

/// Whether a node is an instance of a pattern, with the names given so far.
fn matches(
    rewrite: &Rewrite,
    graph: &Graph,
    pattern: NodeId,
    node: NodeId,
    names: &mut Names,
) -> bool {
    match (rewrite.graph.op(pattern), graph.op(node)) {
        (Op::Input(name), _) => match names.get_mut(name as usize) {
            Some(Some(known)) => *known == node,
            Some(free) => {
                *free = Some(node);
                true
            }
            None => false,
        },
        (Op::Number(a), Op::Number(b)) => a == b,
        // Where `u` is known, `-u` may have any form.
        (Op::Unary(Unary::Neg, a), _) if bound(rewrite, a, names).is_some() => {
            bound(rewrite, a, names).is_some_and(|u| opposite(graph, u, node))
        }
        (Op::Unary(op, a), Op::Unary(own, b)) => op == own && matches(rewrite, graph, a, b, names),
        (Op::Binary(op, a, b), Op::Binary(own, c, d)) if op == own => {
            let before = *names;
            if matches(rewrite, graph, a, c, names) && matches(rewrite, graph, b, d, names) {
                return true;
            }
            *names = before;
            matches!(op, Binary::Add | Binary::Mul | Binary::Max | Binary::Min)
                && matches(rewrite, graph, a, d, names)
                && matches(rewrite, graph, b, c, names)
        }
        _ => false,
    }
}

fn bound(rewrite: &Rewrite, name: NodeId, names: &Names) -> Option<NodeId> {
    match rewrite.graph.op(name) {
        Op::Input(name) => names.get(name as usize).copied().flatten(),
        _ => None,
    }
}

/// Whether one node is visibly the negative of the other.
fn opposite(graph: &Graph, a: NodeId, b: NodeId) -> bool {
    match (graph.op(a), graph.op(b)) {
        (Op::Unary(Unary::Neg, a), _) => a == b,
        (_, Op::Unary(Unary::Neg, b)) => a == b,
        (Op::Binary(Binary::Sub, a, b), Op::Binary(Binary::Sub, c, d)) => (a, b) == (d, c),
        (Op::Binary(Binary::Mul, a, b), Op::Binary(Binary::Mul, c, d)) => {
            let factors = [(a, b, c, d), (a, b, d, c), (b, a, c, d), (b, a, d, c)];
            factors.into_iter().any(|(factor, rest, other, same)| {
                let negative = graph.constant(factor).zip(graph.constant(other));
                rest == same && negative.is_some_and(|(a, b)| a.to_bits() == (-b).to_bits())
            })
        }
        _ => false,
    }
}

/// The right side of a row for what stands for its names.
fn instance(
    rewrite: &Rewrite,
    graph: &mut Graph,
    root: NodeId,
    names: &Names,
    done: &mut FxHashMap<NodeId, NodeId>,
) -> NodeId {
    for node in rewrite.graph.reachable(&[root]) {
        let new = match rewrite.graph.op(node) {
            Op::Input(name) => names[name as usize].unwrap_or(node),
            Op::Number(bits) => graph.num(bits.value()),
            Op::Unary(op, a) => graph.unary(op, done[&a]),
            Op::Binary(op, a, b) => graph.binary(op, done[&a], done[&b]),
            // The table has no others.
            _ => graph.undefined(),
        };
        done.insert(node, new);
    }
    done[&root]
}

/// What has become of nodes.
#[derive(Debug, Default)]
pub(super) struct Stable {
    table: FxHashMap<NodeId, NodeId>,
    scales: Scales,
}

impl Graph {
    /// A node with the functions in it recognized, before it is differentiated: their derivatives have
    /// stable forms of their own. Differences are left for later, since what becomes of them in a
    /// derivative is another question.
    pub(super) fn with_functions(
        &mut self,
        root: NodeId,
        done: &mut FxHashMap<NodeId, NodeId>,
    ) -> NodeId {
        table().rewritten(self, root, FIRST_DIFFERENCE, done)
    }

    /// A node in its stable form, by the table and by taking powers of `e` out of sums. What `done`
    /// knows already is not looked at again.
    pub(super) fn stable(&mut self, root: NodeId, done: &mut Stable) -> NodeId {
        let node = table().rewritten(self, root, usize::MAX, &mut done.table);
        self.descaled(node, &mut done.scales)
    }
}
