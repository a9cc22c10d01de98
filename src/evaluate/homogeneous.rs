//! Powers of `e` below a common exponent that cancels: the exponent becomes a multiple of `ln 2`.
//!
//! Where `exp(x - m)` occurs for one `m` only so that the results stay the same when all these powers grow by one
//! factor, as in a quotient of two sums of them, they may be `exp(x)·2^-n` instead, with an integer `n`. The division by
//! a power of two costs nothing, while `x - m` has a rounding error that has to be made up for. For `m` between −22 and
//! 22, `n` is −32 (in single precision −8 between −5.5 and 5.5), which holds for most points and is the same for all of
//! these: no power is larger than `2^64`, and one that underflows is as small beside the largest. Otherwise `n` is the
//! integer nearest to `m/ln 2`.

use rustc_hash::FxHashMap;

use super::graph::{Binary, Fold, Folding, Graph, NodeId, Op, Unary};
use super::plan::Root;

/// By which power of the factor a value grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Degree {
    /// Zero, or undefined: it grows by any.
    Any,
    By(i64),
    /// By no power, as far as can be told.
    Unknown,
}

impl Degree {
    /// By a power that may be too large, or may not be known.
    fn by(power: Option<i64>) -> Self {
        power.filter(|it| it.abs() <= LARGEST).map_or(Self::Unknown, Self::By)
    }

    /// Of a sum, or of what is one or the other.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Any, it) | (it, Self::Any) => it,
            (a, b) if a == b => a,
            _ => Self::Unknown,
        }
    }

    /// Of a product.
    fn times(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Any, _) | (_, Self::Any) => Self::Any,
            (Self::By(a), Self::By(b)) => Self::by(a.checked_add(b)),
        }
    }

    /// Of a power.
    fn power(self, exponent: i64) -> Self {
        match self {
            Self::By(degree) => Self::by(degree.checked_mul(exponent)),
            it => it,
        }
    }

    /// Of something that is the same where this is.
    fn fixed(self) -> Self {
        if self == Self::By(0) { self } else { Self::Unknown }
    }
}

/// The largest degree that a value may have: its powers do not overflow.
const LARGEST: i64 = 4;

/// So many nodes are looked at, each once for each exponent; further exponents stay as they are.
const MOST_LOOKS: usize = 1 << 22;

/// The results with exponents that cancel as powers of two.
pub(super) fn with_powers_of_two(graph: &mut Graph, roots: &[Root]) -> Vec<Root> {
    let mut roots = roots.to_vec();
    let results: Vec<NodeId> = roots.iter().map(|it| it.node).collect();
    let nodes = graph.reachable(&results);
    let mut largest: Vec<NodeId> =
        nodes.iter().filter_map(|&it| shifted(graph, it)).map(|it| it.1).collect();
    largest.sort_unstable();
    largest.dedup();
    largest.truncate(MOST_LOOKS / nodes.len().max(1));
    largest.retain(|&it| is_free(graph, &nodes, &results, it));
    let mut replacements = FxHashMap::default();
    for &node in &nodes {
        if let Some((x, m)) = shifted(graph, node).filter(|it| largest.contains(&it.1)) {
            let exponent = graph.unary(Unary::BinaryExponent, m);
            let scaled = graph.binary(Binary::ExpScaled, x, exponent);
            replacements.insert(node, scaled);
        }
    }
    if !replacements.is_empty() {
        for root in &mut roots {
            root.node = graph.replace(root.node, &mut replacements);
        }
    }
    roots
}

/// A power of `e` of a difference from the largest number of a range: the other number, and the largest.
fn shifted(graph: &Graph, node: NodeId) -> Option<(NodeId, NodeId)> {
    let Op::Binary(Binary::ExpDifference, x, m) = graph.op(node) else { return None };
    let Op::Fold(fold) = graph.op(m) else { return None };
    (graph.get_fold(fold).folding == Folding::Max).then_some((x, m))
}

/// Whether the results do not change when all powers below an exponent grow by one factor.
fn is_free(graph: &Graph, nodes: &[NodeId], results: &[NodeId], largest: NodeId) -> bool {
    let mut degrees = FxHashMap::default();
    for &node in nodes {
        let degree = match shifted(graph, node) {
            Some((x, m)) if m == largest && degrees[&x] == Degree::By(0) => Degree::By(1),
            _ => degree(graph, node, largest, &degrees),
        };
        degrees.insert(node, degree);
    }
    results.iter().all(|it| matches!(degrees[it], Degree::By(0) | Degree::Any))
}

/// The degree of a node whose operands have theirs.
fn degree(
    graph: &Graph,
    node: NodeId,
    largest: NodeId,
    degrees: &FxHashMap<NodeId, Degree>,
) -> Degree {
    let of = |node: NodeId| degrees[&node];
    match graph.op(node) {
        Op::Number(bits) if bits.value() == 0.0 || bits.value().is_nan() => Degree::Any,
        Op::Number(_) | Op::Input(_) | Op::Element(..) | Op::Integer(_) | Op::Test(..) => {
            Degree::By(0)
        }
        Op::Unary(Unary::Neg | Unary::Abs, a) => of(a),
        Op::Unary(_, a) => of(a).fixed(),
        Op::Binary(Binary::Mul, a, b) => of(a).times(of(b)),
        Op::Binary(Binary::Div, a, b) => of(a).times(of(b).power(-1)),
        Op::Binary(Binary::Add | Binary::Sub | Binary::Max | Binary::Min, a, b) => of(a).and(of(b)),
        Op::Binary(_, a, b) => of(a).and(of(b)).fixed(),
        Op::Compare(_, a, b) if of(a).and(of(b)) != Degree::Unknown => Degree::By(0),
        Op::Compare(..) => Degree::Unknown,
        Op::Power(a, index) => match graph.integer(index).literal() {
            Some(exponent) => of(a).power(exponent),
            None => of(a).fixed(),
        },
        Op::Select(condition, a, b) => match of(condition).fixed() {
            Degree::By(_) => of(a).and(of(b)),
            it => it,
        },
        Op::Fold(id) => {
            let Fold { folding, body, bound, .. } = graph.get_fold(id);
            // What is added up has one factor only if the exponent is the same in all turns.
            let same = !graph.free(largest).contains(&bound) && folding != Folding::Product;
            if same { of(body) } else { of(body).fixed() }
        }
    }
}
