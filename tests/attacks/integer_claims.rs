//! Claims with integers that have names: exponents of any base, multiples of half a turn.

use chainrule::enclosure::Point;
use chainrule::expr::Arena;

use super::generate::Language;
use super::number_of;

pub(crate) const INTEGERS: Language = Language {
    right: &[
        ("A^n*A^m", "A^(n + m)"),
        ("A^n/A^m", "A^(n - m)"),
        ("(A*B)^n", "A^n*B^n"),
        ("(A/B)^n", "A^n/B^n"),
        ("(A^n)^m", "A^(n*m)"),
        ("(A^n)^2", "A^(2*n)"),
        ("A^(-n)", "1/A^n"),
        ("A^(n + 2)", "A^n*A^2"),
        ("(-1)^(2*n)*A", "A"),
        ("(-1)^n*(-1)^n*A", "A"),
        ("(-1)^(n*(n + 1))*A", "A"),
        ("(-A)^n", "(-1)^n*A^n"),
        ("abs(A)^(2*n)", "A^(2*n)"),
        ("abs(A^n)", "abs(A)^n"),
        ("sqrt(A^(2*n))", "abs(A)^n"),
        ("sign(A)^(2*n + 1)", "sign(A)"),
        ("cbrt(A^(3*n))", "A^n"),
        ("exp(n*A)", "exp(A)^n"),
        ("ln(A^n)", "n*ln(abs(A))"),
        ("ln(abs(A)^n)", "n*ln(abs(A))"),
        ("cos(pi*n)", "(-1)^n"),
        ("A*sin(pi*n)", "0"),
        ("cos(A + 2*pi*n)", "cos(A)"),
        ("sin(A + pi*n)", "(-1)^n*sin(A)"),
        ("tan(A + pi*n)", "tan(A)"),
        ("(1 + A)^2*A^n", "A^n + 2*A^(n + 1) + A^(n + 2)"),
        ("diff(A^n, x)", "n*A^(n - 1)*diff(A, x)"),
        ("diff(x^n, x, 2)*A", "n*(n - 1)*x^(n - 2)*A"),
        ("diff(A^n*B^m, x)", "n*A^(n - 1)*diff(A, x)*B^m + m*A^n*B^(m - 1)*diff(B, x)"),
        ("diff(exp(A)^n, x)", "n*exp(A)^n*diff(A, x)"),
        ("diff(abs(A)^n, x)", "n*abs(A)^(n - 1)*sign(A)*diff(A, x)"),
        ("diff(y^n, y) at y = A", "n*A^(n - 1)"),
    ],
    wrong: &[
        ("A", "B"),
        ("A^n", "B^n"),
        ("A^n", "A^m"),
        ("(-1)^n*A", "A"),
        ("(-1)^n", "(-1)^m"),
        ("(A + B)^n", "A^n + B^n"),
        ("A^n*A^m", "A^(n*m)"),
        ("sqrt(A^(2*n))", "A^n"),
        ("abs(A^n)", "A^n"),
        ("A^n*A^(-n)", "1"),
        ("A^0*n", "n*A^n"),
        ("0^n", "0"),
        ("0^n*A", "0^m*A"),
        ("A^n", "A^abs(n)"),
        ("n/n*A", "A"),
        ("sign(A)^(2*n)", "1"),
        ("abs(A)^(2*n + 1)", "A^(2*n + 1)"),
        ("(A^n)^(1/2)", "A^(n/2)"),
        ("(A^2)^(n/2)", "A^n"),
        ("(A^n)^(1/n)", "A"),
        ("cos(pi*n)", "1"),
        ("cos(pi*n/2)", "0"),
        ("sin(A + pi*n)", "sin(A)"),
        ("tan(A + pi*n/2)", "tan(A)"),
        ("2^n", "n^2"),
        ("n^m", "m^n"),
        ("ln(A^n)", "n*ln(A)"),
        ("diff(A^n, x)", "n*A^(n - 1)"),
        ("diff(A^n, x)", "A^n*ln(A)*diff(A, x)"),
        ("diff(x^n, x, 2)", "n^2*x^(n - 2)"),
        ("A^n", "piecewise(A^n if n != Q, A otherwise)"),
    ],
    leaves: &[
        "x", "x", "x", "y", "0", "1", "2", "Q", "n", "m", "x^2", "(x - Q)", "x*y", "(-1)^n", "x^n",
        "(-2)",
    ],
    forms: &[
        "(A + B)",
        "(A - B)",
        "(A*B)",
        "(A/B)",
        "(-A)",
        "A^2",
        "A^(-1)",
        "A^n",
        "A^m",
        "A^(n + 1)",
        "A^(-n)",
        "A^(2*n)",
        "(n*A)",
        "2^A",
        "abs(A)",
        "sign(A)",
        "max(A, B)",
        "sqrt(A)",
        "exp(A)",
        "ln(A)",
        "sin(A)",
        "cos(A)",
        "diff(A, x)",
        "(A at x = B)",
        "piecewise(A if n > Q, B otherwise)",
    ],
    closed: &[],
    assumptions: &[
        "n >= 1",
        "n >= 0",
        "n == m",
        "n == 0",
        "n != m",
        "n > m",
        "n == 2",
        "n*m == 0",
        "n < 0",
        "x > 0",
        "x == Q",
        "x != 0",
        "abs(x) < 1",
        "x == n",
    ],
    always: &["integer(n)", "integer(m)"],
    given: &[],
    points,
};

fn points(arena: &mut Arena) -> Vec<Point> {
    let [x, y, n, m] = ["x", "y", "n", "m"].map(|it| arena.symbol(it));
    let mut points = Vec::new();
    for (place, exponent) in [0, 1, 2, -1, 3, -2].into_iter().enumerate() {
        for (row, base) in
            [(0, 1), (1, 1), (-1, 1), (2, 1), (-1, 2), (-3, 1)].into_iter().enumerate()
        {
            let second = [(1, 1), (0, 1), (-2, 1), (1, 2)][(place + row) % 4];
            let other = [2, 0, -1, 1, 3][(place * 2 + row) % 5];
            let values = [(x, base), (y, second), (n, (exponent, 1)), (m, (other, 1))];
            points.push(Point {
                variables: values.into_iter().map(|(it, value)| (it, number_of(value))).collect(),
                integers: vec![n, m],
                ..Point::default()
            });
        }
    }
    points
}
