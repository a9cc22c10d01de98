//! Claims with sums, products, indices and arrays, and points for them.

use chainrule::document::parse_claim;
use chainrule::enclosure::{Array, Point};
use chainrule::expr::Arena;

use super::generate::Language;
use super::number_of;

pub(crate) const INDEXED: Language = Language {
    right: &[
        ("sum(A + B, k, 1, n)", "sum(A, k, 1, n) + sum(B, k, 1, n)"),
        ("sum(C*A, k, 1, n)", "C*sum(A, k, 1, n)"),
        ("sum(-A, k, 1, n)", "-sum(A, k, 1, n)"),
        ("sum(A - A, k, 1, n)", "0"),
        ("sum(C, k, 1, n)", "max(n, 0)*C"),
        ("sum(delta(i, k)*v[k], k, 1, n)", "v[i]"),
        ("sum(delta(i, k)*M[k, j], k, 1, n)", "M[i, j]"),
        ("sum(delta(i, k)*delta(k, j), k, 1, n)*v[i]", "delta(i, j)*v[i]"),
        ("delta(i, j)*v[i]", "delta(i, j)*v[j]"),
        ("delta(i, j)^2*C", "delta(i, j)*C"),
        ("sum(sum(A, l, 1, n), k, 1, n)", "sum(sum(A, k, 1, n), l, 1, n)"),
        ("sum(sum(A, l, 1, k), k, 1, n)", "sum(sum(A, k, l, n), l, 1, n)"),
        ("sum(A, k, 1, n)^2", "sum(sum(A, k, 1, n)*A, k, 1, n)"),
        ("prod(A*B, k, 1, n)", "prod(A, k, 1, n)*prod(B, k, 1, n)"),
        ("prod(exp(A), k, 1, n)", "exp(sum(A, k, 1, n))"),
        ("exp(sum(ln(A), k, 1, n))", "prod(A, k, 1, n)"),
        ("diff(sum(A, k, 1, n), t)", "sum(diff(A, t), k, 1, n)"),
        ("diff(sum(A, k, 1, n), v[i])", "sum(diff(A, v[i]), k, 1, n)"),
        ("diff(sum(A*B, k, 1, n), v[i])", "sum(diff(A, v[i])*B + A*diff(B, v[i]), k, 1, n)"),
        ("diff(sum(A^2, k, 1, n), v[i])", "2*sum(A*diff(A, v[i]), k, 1, n)"),
        ("diff(prod(A, k, 1, n), t)", "prod(A, k, 1, n)*sum(diff(A, t)/A, k, 1, n)"),
        ("diff(v[i], v[j])", "delta(i, j)"),
        ("diff(M[i, j], M[j, i])", "delta(i, j)"),
        ("diff(sum(v[k]^3, k, 1, n), v[i])", "3*v[i]^2"),
        (
            "diff(sum(sum(M[k, l]*v[k]*v[l], l, 1, n), k, 1, n), v[i])",
            "sum((M[i, k] + M[k, i])*v[k], k, 1, n)",
        ),
    ],
    wrong: &[
        ("A", "B"),
        ("sum(A, k, 1, n)", "sum(B, k, 1, n)"),
        ("sum(A, k, 1, n)", "sum(A, l, 1, n)"),
        ("sum(A*B, k, 1, n)", "sum(A, k, 1, n)*sum(B, k, 1, n)"),
        ("sum(C, k, 1, n)", "n*C"),
        ("sum(A/A, k, 1, n)", "n"),
        ("sum(delta(i, k)*C, k, 1, n)", "C"),
        ("sum(delta(i, k)*A, k, 1, n)", "A"),
        ("sum(delta(i, 2*k)*C, k, 1, n)", "C"),
        ("delta(i, j)*delta(j, k)*C", "delta(i, k)*C"),
        ("prod(C*A, k, 1, n)", "C*prod(A, k, 1, n)"),
        ("prod(C, k, 1, n)", "C^n"),
        ("prod(abs(A), k, 1, n)", "prod(A, k, 1, n)"),
        ("diff(A, v[i])", "diff(A, v[j])"),
        ("diff(sum(A, k, 1, n), v[i])", "diff(A, v[i])"),
        ("diff(sum(A, k, 1, n), v[k])", "sum(diff(A, v[k]), k, 1, n)"),
        ("diff(diff(C, v[i]), v[j])", "diff(diff(C, v[i]), v[i])"),
        ("sum(sum(A, l, 1, k), k, 1, n)", "sum(sum(A, k, 1, l), l, 1, n)"),
        ("sum(abs(A), k, 1, n)", "abs(sum(A, k, 1, n))"),
        ("sum(A, k, 1, n)", "sum(A, k, 1, n - 1) + A"),
    ],
    leaves: &[
        "v[k]",
        "v[k]",
        "w[k]",
        "v[i]",
        "M[k, i]",
        "M[l, k]",
        "delta(i, k)",
        "delta(j, k)",
        "k",
        "t",
        "t",
        "2",
        "Q",
        "(v[k] - Q)",
        "t^k",
        "(-1)^k",
    ],
    forms: &[
        "(A + B)",
        "(A - B)",
        "(A*B)",
        "(A*B)",
        "(A/B)",
        "A^2",
        "1/A",
        "exp(A)",
        "abs(A)",
        "ln(A)",
        "sqrt(A)",
        "max(A, B)",
        "sum(A, k, 1, n)",
        "sum(A, l, 1, n)",
        "sum(A, l, 1, k)",
        "sum(A, l, k, n)",
        "prod(A, k, 1, n)",
        "diff(A, t)",
        "diff(A, v[i])",
        "diff(A, v[k])",
    ],
    closed: &["t", "v[i]", "w[j]", "delta(i, j)", "sum(v[k], k, 1, n)", "2", "Q", "n", "v[i]*w[i]"],
    assumptions: &[
        "i == j",
        "i <= n",
        "1 <= i",
        "n >= 1",
        "n >= 0",
        "k == i",
        "i != j",
        "i == n + 1",
        "n == 0",
        "v[i] == Q",
        "t > 0",
        "t == Q",
        "v[i] > 0",
        "sum(v[k], k, 1, n) == 1",
    ],
    // From here the ranges of the arrays are known.
    always: &["sum(sum(M[k, l]*v[k]*w[l], l, 1, n), k, 1, n) <= 1000"],
    given: &[],
    points,
};

const SIZES: [i64; 5] = [2, 0, 1, 3, -1];
const INDICES: [[i64; 4]; 6] =
    [[1, 1, 1, 2], [1, 2, 2, 1], [2, 1, 1, 1], [2, 2, 3, 1], [0, 1, 2, 2], [3, 1, 1, 0]];
const COMPONENTS: [(i64, i64); 7] = [(1, 1), (0, 1), (-1, 1), (2, 1), (1, 2), (-1, 2), (3, 1)];

fn list(size: i64, seed: usize) -> Array {
    let number = |k| number_of(COMPONENTS[(usize::try_from(k).unwrap_or(0) * 3 + seed) % 7]);
    Array::List((0..size).map(|k| Array::Number(number(k))).collect())
}

fn points(arena: &mut Arena) -> Vec<Point> {
    let names = ["i", "j", "k", "l", "n"].map(|it| arena.symbol(it));
    let [v, w, m, t] = ["v", "w", "M", "t"].map(|it| arena.symbol(it));
    let mut points = Vec::new();
    for size in SIZES {
        for (place, [i, j, k, l]) in INDICES.into_iter().enumerate() {
            let whole = [i, j, k, l, size].map(|it| number_of((it, 1)));
            let rows = (0..size).map(|row| list(size, place + usize::try_from(row).unwrap_or(0)));
            points.push(Point {
                variables: names
                    .into_iter()
                    .zip(whole)
                    .chain([(t, number_of(COMPONENTS[place]))])
                    .collect(),
                arrays: vec![
                    (v, list(size, place)),
                    (w, list(size, place + 2)),
                    (m, Array::List(rows.collect())),
                ],
                integers: names.to_vec(),
                ..Point::default()
            });
        }
    }
    points
}

#[test]
fn the_arrays_of_the_claims_have_the_ranges_of_the_points() {
    let mut arena = Arena::new();
    let claim = parse_claim(&mut arena, "v[i] = v[j]", INDEXED.always).expect("a claim");
    for array in ["v", "w", "M"] {
        let array = arena.symbol(array);
        let ranges = claim.names.ranges(array);
        assert!(!ranges.is_empty() && ranges.iter().all(Option::is_some));
    }
}
