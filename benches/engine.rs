//! Times of reading, differentiating, deciding and replaying, and how they grow with size.
//!
//! `cargo bench --bench engine`. The comparison with other systems is `peers/symbolic.py`.

#![allow(clippy::unwrap_used, reason = "a benchmark that does not compile has failed")]

use chainrule::algebra::{Fuel, Translator};
use chainrule::decide::outcome::{Claim, Verdict};
use chainrule::decide::{decide, differentiated};
use chainrule::document::parse_claim;
use chainrule::expr::{Arena, ExprId};
use chainrule::kernel::{Proof, check};
use chainrule::syntax::{Mode, Scope, parse_expression};
use chainrule::theory::Theory;
use divan::Bencher;

fn main() {
    divan::main();
}

/// Expressions of the kinds that people differentiate.
const EXPRESSIONS: [&str; 8] = [
    "3*x^4 - 2*x^2 + 7",
    "x^2*exp(-x)*sin(3*x)",
    "(exp(x) - exp(-x))/(exp(x) + exp(-x))",
    "ln(x + sqrt(x^2 + 1))",
    "sqrt((1 - x)/(1 + x))*atan(sqrt(x))",
    "x^x*ln(sin(x)^2 + 2)",
    "1/2*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x^3)))",
    "(a*x + b)^5/(c*x + d)^3 + tan(a*x)^4/(4*a) - ln(cos(a*x))/a",
];

/// True claims, each of another kind.
const CLAIMS: [&str; 8] = [
    "(x + y)^5 = (y + x)^5",
    "d/dx ((a*x + b)/(c*x + d)) = (a*d - b*c)/(c*x + d)^2",
    "d/dx tanh(x) = 1 - tanh(x)^2",
    "d/dx (1/(1 + exp(-x))) = 1/(1 + exp(-x))*(1 - 1/(1 + exp(-x)))",
    "d/dx ln(x + sqrt(1 + x^2)) = 1/sqrt(1 + x^2)",
    "cos(x)^4 - sin(x)^4 = cos(2*x)",
    "d/dx x^x = x^x*(ln(x) + 1)",
    "diff(exp(x[i])/sum(exp(x[k]), k, 1, n), x[j]) \
        = exp(x[i])/sum(exp(x[k]), k, 1, n)*(delta(i, j) - exp(x[j])/sum(exp(x[k]), k, 1, n))",
];

/// False claims, refuted at a point.
const WRONG: [&str; 4] = [
    "d/dx sin(x)^2 = cos(x)^2",
    "sqrt(x^2) = x",
    "d/dx (u(x)*v(x)) = u'(x)*v'(x)",
    "diff(exp(x[i])/sum(exp(x[k]), k, 1, n), x[j]) = exp(x[i])/sum(exp(x[k]), k, 1, n)",
];

fn expression(arena: &mut Arena, text: &str) -> ExprId {
    parse_expression(arena, &mut Scope::new(Mode::Inferred), text).unwrap().0
}

fn claim(arena: &mut Arena, text: &str) -> Claim {
    parse_claim(arena, text, &[] as &[&str]).unwrap()
}

/// An arena with the rules of the table that an expression needs already read.
fn prepared(text: &str) -> (Arena, Theory, ExprId, ExprId) {
    let (mut arena, theory) = (Arena::new(), Theory::new());
    let expr = expression(&mut arena, text);
    let x = arena.named("x");
    differentiated(&mut arena, &theory, expr, x).unwrap();
    (arena, theory, expr, x)
}

#[divan::bench(args = EXPRESSIONS)]
fn parse(text: &str) -> ExprId {
    expression(&mut Arena::new(), text)
}

#[divan::bench(args = EXPRESSIONS)]
fn differentiate(bencher: Bencher<'_, '_>, text: &str) {
    let (mut arena, theory, expr, x) = prepared(text);
    bencher.bench_local(|| differentiated(&mut arena, &theory, expr, x));
}

#[divan::bench(args = EXPRESSIONS)]
fn normalize(bencher: Bencher<'_, '_>, text: &str) {
    let mut arena = Arena::new();
    let expr = expression(&mut arena, text);
    bencher.bench_local(|| {
        Translator::new().fraction(&arena, expr, &mut Fuel::new(1_000_000)).unwrap()
    });
}

fn deciding(bencher: Bencher<'_, '_>, text: &str) {
    bencher.bench_local(|| {
        let (mut arena, theory) = (Arena::new(), Theory::new());
        let claim = claim(&mut arena, text);
        decide(&mut arena, &theory, &claim)
    });
}

#[divan::bench(args = CLAIMS)]
fn prove(bencher: Bencher<'_, '_>, text: &str) {
    deciding(bencher, text);
}

#[divan::bench(args = WRONG)]
fn refute(bencher: Bencher<'_, '_>, text: &str) {
    deciding(bencher, text);
}

fn proof(arena: &mut Arena, theory: &Theory, text: &str) -> Proof {
    let claim = claim(arena, text);
    match decide(arena, theory, &claim).verdict {
        Verdict::Proved(proved) => proved.proof,
        other => panic!("{text}: {other:?}"),
    }
}

#[divan::bench(args = CLAIMS)]
fn replay(bencher: Bencher<'_, '_>, text: &str) {
    let (mut arena, theory) = (Arena::new(), Theory::new());
    let proof = proof(&mut arena, &theory, text);
    bencher.bench_local(|| check(&mut arena, &theory, &proof, &mut Fuel::new(1_000_000)).unwrap());
}

/// How times grow: each family has one member for every size.
mod growth {
    use divan::Bencher;

    use super::{deciding, differentiated, prepared};

    const SIZES: [usize; 4] = [4, 8, 16, 32];

    fn nested(size: usize) -> String {
        (0..size).fold("x".to_owned(), |inner, _| format!("sin({inner})"))
    }

    fn product(size: usize) -> String {
        (1..=size).map(|k| format!("(x + {k})")).collect::<Vec<_>>().join("*")
    }

    fn tower(size: usize) -> String {
        (0..size).fold("x".to_owned(), |below, _| format!("1/(1 + {below})"))
    }

    fn differentiating(bencher: Bencher<'_, '_>, text: &str) {
        let (mut arena, theory, expr, x) = prepared(text);
        bencher.bench_local(|| differentiated(&mut arena, &theory, expr, x));
    }

    #[divan::bench(args = SIZES)]
    fn differentiate_nested(bencher: Bencher<'_, '_>, size: usize) {
        differentiating(bencher, &nested(size));
    }

    #[divan::bench(args = SIZES)]
    fn differentiate_product(bencher: Bencher<'_, '_>, size: usize) {
        differentiating(bencher, &product(size));
    }

    #[divan::bench(args = SIZES)]
    fn differentiate_tower(bencher: Bencher<'_, '_>, size: usize) {
        differentiating(bencher, &tower(size));
    }

    #[divan::bench(args = [4, 8, 16])]
    fn prove_nested(bencher: Bencher<'_, '_>, size: usize) {
        let inner = nested(size);
        deciding(bencher, &format!("d/dx ({inner})^2 = 2*({inner})*d/dx ({inner})"));
    }

    #[divan::bench(args = [4, 8, 16])]
    fn prove_product(bencher: Bencher<'_, '_>, size: usize) {
        let (f, g) = (product(size / 2), product(size));
        deciding(bencher, &format!("d/dx (({f})*({g})) = d/dx ({f})*({g}) + ({f})*d/dx ({g})"));
    }

    #[divan::bench(args = [1, 2, 3, 4, 5])]
    fn prove_orders_of_tanh(bencher: Bencher<'_, '_>, order: usize) {
        let again = format!("diff(1 - tanh(x)^2, x, {order})");
        deciding(bencher, &format!("diff(tanh(x), x, {}) = {again}", order + 1));
    }
}
