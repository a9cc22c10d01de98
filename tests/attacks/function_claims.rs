//! Claims with functions of which nothing is known, or of which equations are given.

use chainrule::enclosure::Point;
use chainrule::expr::Arena;

use super::generate::{Function, Given, Language};
use super::{function_of, points as numbers};

pub(crate) const FUNCTIONS: Language = Language {
    right: &[
        ("diff(u(A), x)", "u'(A)*diff(A, x)"),
        ("diff(u(A), x, 2)", "u''(A)*diff(A, x)^2 + u'(A)*diff(A, x, 2)"),
        ("diff(u(A)*v(B), x)", "u'(A)*diff(A, x)*v(B) + u(A)*v'(B)*diff(B, x)"),
        ("diff(u(A)/v(A), x)", "(u'(A)*v(A) - u(A)*v'(A))/v(A)^2*diff(A, x)"),
        ("diff(u(v(A)), x)", "u'(v(A))*v'(A)*diff(A, x)"),
        ("diff(u(x), x) at x = A", "u'(A)"),
        ("diff(u(x*y), x) at x = A", "y*u'(A*y)"),
        ("(u(x) at x = A)*B", "B*u(A)"),
        ("u(A + B)", "u(B + A)"),
        ("u(A)/v(B)*v(B)", "u(A)"),
        ("u((A + B)^2)", "u(A^2 + 2*A*B + B^2)"),
        ("f(A, B - B)", "f(A, 0)"),
        ("diff(diff(f(x, y), x), y)*A", "A*diff(diff(f(x, y), y), x)"),
        ("diff(f(x, x), x)", "(diff(f(x, y), x) at y = x) + (diff(f(x, y), y) at y = x)"),
        ("diff(f(x, y)^2, y)*A", "2*A*f(x, y)*diff(f(x, y), y)"),
        ("abs(u(A))^2", "u(A)^2"),
        ("diff(abs(u(A)), x)", "sign(u(A))*u'(A)*diff(A, x)"),
        ("diff(ln(abs(u(A))), x)", "u'(A)*diff(A, x)/u(A)"),
        ("diff(sqrt(u(A)), x)", "u'(A)*diff(A, x)/(2*sqrt(u(A)))"),
        ("diff(relu(u(x)), x)*A", "piecewise(u'(x) if u(x) > 0, 0 otherwise)*A"),
        ("max(u(A), v(B)) + min(u(A), v(B))", "u(A) + v(B)"),
        ("exp(u(A) + v(B))", "exp(u(A))*exp(v(B))"),
        ("sin(u(A))^2 + cos(u(A))^2", "1"),
    ],
    wrong: &[
        ("A", "B"),
        ("u(A)", "u(B)"),
        ("u(A)", "v(A)"),
        ("u(A + B)", "u(A) + u(B)"),
        ("u(-A)", "u(A)"),
        ("u(A)", "u(abs(A))"),
        ("u(sqrt(A^2))", "u(A)"),
        ("u(A)", "A*u(1)"),
        ("u(v(A))", "v(u(A))"),
        ("f(A, B)", "f(B, A)"),
        ("diff(u(A), x)", "u'(A)"),
        ("diff(u(x), x) at x = A", "diff(u(A), x)"),
        ("diff(u(A)*v(A), x)", "u'(A)*v'(A)"),
        ("diff(f(x, x), x)", "diff(f(x, y), x) at y = x"),
        ("diff(f(x, y), x)", "diff(f(x, y), y)"),
        ("u''(A)", "u'(A)^2"),
        ("diff(u(A), x, 2)", "u''(A)*diff(A, x)"),
        ("diff(abs(u(A)), x)", "u'(A)*diff(A, x)"),
        ("diff(u(abs(A)), x)", "u'(abs(A))*diff(A, x)"),
        ("abs(u(A))", "u(A)"),
        ("u(A)/u(A)", "1"),
        ("u(A)", "piecewise(u(A) if x != Q, v(A) otherwise)"),
        ("diff(max(u(A), v(A)), x)", "max(u'(A), v'(A))*diff(A, x)"),
        ("u(A)^2", "abs(u(A))*u(A)"),
    ],
    leaves: &[
        "x", "x", "y", "0", "1", "2", "Q", "u(x)", "u(x)", "v(x)", "u(y)", "u(Q)", "f(x, y)",
        "u'(x)", "x*y", "(x - Q)",
    ],
    forms: &[
        "(A + B)",
        "(A - B)",
        "(A*B)",
        "(A/B)",
        "(-A)",
        "A^2",
        "A^(1/2)",
        "u(A)",
        "u(A)",
        "v(A)",
        "f(A, B)",
        "u'(A)",
        "v'(A)",
        "abs(A)",
        "max(A, B)",
        "exp(A)",
        "ln(A)",
        "sqrt(A)",
        "sin(A)",
        "diff(A, x)",
        "(diff(A, x) at x = Q)",
        "(A at x = B)",
        "piecewise(A if x < Q, B otherwise)",
    ],
    closed: &[],
    assumptions: &[
        "x == Q",
        "x >= Q",
        "x != Q",
        "y == x",
        "u(x) > 0",
        "u(x) == Q",
        "u(x) != 0",
        "u'(x) == Q",
        "u(x) == v(x)",
        "u(Q) == Q",
        "v(y) < u(x)",
        "f(x, y) == 0",
        "abs(x) < 1",
        "y == 0",
    ],
    always: &[],
    given: GIVEN,
    points,
};

const GIVEN: &[Given] = &[
    Given {
        equations: &[("u'(x)", "2*x")],
        right: &[
            ("diff(u(A), x)", "2*A*diff(A, x)"),
            ("u'(A) - 2*A + B", "B"),
            ("u''(A)*B", "2*B"),
            ("diff(u(A)*B, x)", "2*A*diff(A, x)*B + u(A)*diff(B, x)"),
        ],
        wrong: &[("u(A)", "A^2"), ("u(A)", "u(-A)"), ("u'(A)", "2"), ("u(A) - u(B)", "A^2 + B^2")],
        functions: &[("u", &[(1, &[2]), (3, &[0])])],
    },
    Given {
        equations: &[("u'(x)", "v(x)")],
        right: &[
            ("diff(u(A), x)", "v(A)*diff(A, x)"),
            ("u''(A)", "v'(A)"),
            ("diff(u(A)*v(A), x)", "(v(A)^2 + u(A)*v'(A))*diff(A, x)"),
            ("diff(u(A)^2, x)", "2*u(A)*v(A)*diff(A, x)"),
        ],
        wrong: &[("u(A)", "v(A)"), ("v'(A)", "u(A)"), ("u'(A)", "v(B)"), ("u''(A)", "v(A)")],
        functions: &[("u", &[(1, &[3]), (-1, &[1]), (2, &[0])]), ("v", &[(3, &[2]), (-1, &[0])])],
    },
    Given {
        equations: &[("u(-x)", "u(x)")],
        right: &[
            ("u(-A)", "u(A)"),
            ("u(A - B)", "u(B - A)"),
            ("u'(-A)", "-u'(A)"),
            ("u''(-A)", "u''(A)"),
        ],
        wrong: &[("u'(-A)", "u'(A)"), ("u(A)", "u(1/A)"), ("u(A)", "u(0)"), ("v(-A)", "v(A)")],
        functions: &[("u", &[(1, &[2]), (-3, &[0])])],
    },
    Given {
        equations: &[("x*u'(x)", "2*u(x)")],
        right: &[
            ("A*u'(A)", "2*u(A)"),
            ("u'(A)/u(A)", "2/A"),
            ("u(0)*A", "0"),
            ("diff(u(A), x)*A", "2*u(A)*diff(A, x)"),
        ],
        wrong: &[("u(A)", "A^2"), ("u'(A)", "2*u(A)"), ("A*u''(A)", "2*u'(A)"), ("u(A)", "0")],
        functions: &[("u", &[(3, &[2])])],
    },
    Given {
        equations: &[("u'(x)", "u(x)*(1 - u(x))")],
        right: &[
            ("diff(u(A), x)", "u(A)*(1 - u(A))*diff(A, x)"),
            ("u''(A)", "u(A)*(1 - u(A))*(1 - 2*u(A))"),
        ],
        wrong: &[("u(A)", "0"), ("u'(A)", "u(A)"), ("u(A)", "A"), ("u(A)", "1/(1 + exp(-A))")],
        functions: &[("u", &[(1, &[0])])],
    },
    Given {
        equations: &[("u(x)^2 + v(x)^2", "1")],
        right: &[
            ("u(A)*u'(A)", "-v(A)*v'(A)"),
            ("(1 - u(A)^2)/v(A)", "v(A)"),
            ("(u(A) + v(A))^2", "1 + 2*u(A)*v(A)"),
        ],
        wrong: &[("u(A)", "sqrt(1 - v(A)^2)"), ("u(A)", "cos(A)"), ("u'(A)", "-v(A)")],
        functions: &[("u", &[(-1, &[0])]), ("v", &[])],
    },
    Given {
        equations: &[("u(x + y)", "u(x) + u(y)")],
        right: &[
            ("u(A + B)", "u(A) + u(B)"),
            ("u(2*A)", "2*u(A)"),
            ("u(0)*A", "0"),
            ("u'(A)", "u'(B)"),
        ],
        wrong: &[("u(A)", "A"), ("u(A*B)", "u(A)*u(B)"), ("u'(A)", "1"), ("u(A)", "u(B)")],
        functions: &[("u", &[(-3, &[1])])],
    },
    Given {
        equations: &[("diff(f(x, y), x)", "diff(f(x, y), y)")],
        right: &[
            ("diff(f(x, y), x)*A", "A*diff(f(x, y), y)"),
            ("diff(f(x, y), x, 2)", "diff(f(x, y), y, 2)"),
            ("diff(f(x, A), x)", "(diff(f(x, y), x) at y = A)*(1 + diff(A, x))"),
        ],
        wrong: &[("f(A, B)", "f(B, A)"), ("f(A, B)", "A + B"), ("diff(f(x, y), x)", "f(x, y)")],
        functions: &[("f", &[(1, &[2, 0]), (2, &[1, 1]), (1, &[0, 2]), (-3, &[0, 0])])],
    },
];

/// Functions that are tried in turn.
const CHOICES: [[Function; 3]; 4] = [
    [("u", &[(1, &[1])]), ("v", &[(1, &[2]), (-1, &[0])]), ("f", &[(1, &[1, 0]), (2, &[0, 1])])],
    [
        ("u", &[(1, &[2]), (1, &[0])]),
        ("v", &[(-2, &[1]), (1, &[0])]),
        ("f", &[(1, &[2, 1]), (-1, &[0, 3])]),
    ],
    [
        ("u", &[(1, &[3]), (-1, &[1]), (2, &[0])]),
        ("v", &[(2, &[2]), (1, &[1])]),
        ("f", &[(1, &[1, 1]), (-1, &[0, 0])]),
    ],
    [("u", &[(-1, &[2])]), ("v", &[]), ("f", &[(-1, &[1, 0]), (1, &[0, 2])])],
];

fn points(arena: &mut Arena) -> Vec<Point> {
    let mut points = numbers(arena);
    for (place, point) in points.iter_mut().enumerate() {
        let chosen = CHOICES[(place + place / 7) % CHOICES.len()];
        point.functions = chosen.iter().map(|it| function_of(arena, it)).collect();
    }
    points
}
