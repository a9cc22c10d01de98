//! Times of evaluators and of the functions that they are made of.
//!
//! `cargo bench --bench evaluators`. The comparison with other libraries is in `peers/`.

#![allow(clippy::cast_precision_loss, reason = "small numbers")]
#![allow(clippy::unwrap_used, reason = "a benchmark that does not compile has failed")]
#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the wide instructions"
)]

use chainrule::evaluate::{Argument, Evaluator, Layout, Options, Real, compile};
use chainrule::expr::Arena;
use chainrule::lanes::{Isa, Lane, Work, dispatch};
use chainrule::syntax::{Mode, Scope, parse_expression};
use divan::Bencher;
use divan::counter::ItemsCount;

const POINTS: usize = 100_000;

fn main() {
    divan::main();
}

/// An evaluator, of components over an index from 1 to `n` if there is one.
fn compiled(text: &str, over: Option<&str>) -> Evaluator {
    let mut arena = Arena::new();
    let mut scope = Scope::new(Mode::Inferred);
    let expr = parse_expression(&mut arena, &mut scope, text).unwrap().0;
    let (one, n) = (arena.number(1), arena.named("n"));
    let over = over.map(|index| (arena.symbol(index), one, n)).into_iter().collect();
    compile(&arena, expr, &Options { over, ..Options::default() }).unwrap()
}

/// Numbers between two others, spread evenly.
fn between(from: f64, to: f64, count: usize) -> Vec<f64> {
    (0..count).map(|k| from + (to - from) * k as f64 / count as f64).collect()
}

fn column<T: Real>(bencher: Bencher<'_, '_>, text: &str) {
    let evaluator = compiled(text, None);
    let x: Vec<T> = between(0.05, 1.6, POINTS).into_iter().map(T::from_f64).collect();
    let mut result = vec![T::ZERO; POINTS];
    let mut workspace = evaluator.workspace();
    bencher.counter(ItemsCount::new(POINTS)).bench_local(|| {
        let arguments = [("x", Argument::Column(&x))];
        let results = &mut [result.as_mut_slice()];
        evaluator.evaluate_into(&arguments, &mut workspace, Layout::Rows, results).unwrap();
    });
}

const LONG: &str = "7/2*2.2*x - 5/8*2.2*atanh(cos(0.3 + 1.7*x))/1.7 + 2*2.2*cos(0.3 + 1.7*x)/1.7 \
    - 1/3*2.2*cos(0.3 + 1.7*x)^3/1.7 + 4*2.2*cot(0.3 + 1.7*x)/1.7 - 3/5*2.2*cot(0.3 + 1.7*x)^3/1.7 \
    - 1/7*2.2*cot(0.3 + 1.7*x)^5/1.7 + 9/8*2.2*cot(0.3 + 1.7*x)*csc(0.3 + 1.7*x)/1.7 \
    - 1/4*2.2*cot(0.3 + 1.7*x)*csc(0.3 + 1.7*x)^3/1.7 \
    + 1/2*2.2*cos(0.3 + 1.7*x)*sin(0.3 + 1.7*x)/1.7 + 1/6*2.2*exp(-sin(0.3 + 1.7*x)^2)/1.7";

const COLUMNS: [&str; 3] = ["1/(1 + exp(-x))*(1 - 1/(1 + exp(-x)))", "1 - tanh(x)^2", LONG];

#[divan::bench(args = 0..COLUMNS.len())]
fn columns_of_f64(bencher: Bencher<'_, '_>, workload: usize) {
    column::<f64>(bencher, COLUMNS[workload]);
}

#[divan::bench(args = 0..COLUMNS.len())]
fn columns_of_f32(bencher: Bencher<'_, '_>, workload: usize) {
    column::<f32>(bencher, COLUMNS[workload]);
}

#[divan::bench]
fn rows_of_softmax_backward(bencher: Bencher<'_, '_>) {
    let softmax = compiled("exp(x[i])/sum(exp(x[j]), j, 1, n)", Some("i"));
    let evaluator = softmax.vector_jacobian(&["x"]).unwrap();
    let (x, v) = (between(-8.0, 8.0, POINTS), between(-1.0, 1.0, POINTS));
    let mut result = vec![0.0; POINTS];
    let mut workspace = evaluator.workspace();
    bencher.counter(ItemsCount::new(POINTS)).bench_local(|| {
        let rows = |data| Argument::Rows { data, extents: &[10] };
        let arguments = [("x", rows(&x[..])), ("cotangent", rows(&v[..]))];
        let results = &mut [result.as_mut_slice()];
        evaluator.evaluate_into(&arguments, &mut workspace, Layout::Rows, results).unwrap();
    });
}

/// `ln(1 + sum(exp(sin(x[i])*x[i])))`, whose gradient should cost a small multiple of its value.
fn of_array(gradient: bool, bencher: Bencher<'_, '_>) {
    let value = compiled("ln(1 + sum(exp(sin(x[i])*x[i]), i, 1, n))", None);
    let evaluator = if gradient { value.gradient(&["x"]).unwrap() } else { value };
    let x = between(-2.0, 2.0, 1000);
    let arguments = [("x", Argument::Array { data: &x, extents: &[1000] })];
    bencher.bench_local(|| evaluator.evaluate(&arguments).unwrap());
}

#[divan::bench]
fn value_of_1000_variables(bencher: Bencher<'_, '_>) {
    of_array(false, bencher);
}

#[divan::bench]
fn gradient_of_1000_variables(bencher: Bencher<'_, '_>) {
    of_array(true, bencher);
}

#[divan::bench]
fn compiling_with_gradient(bencher: Bencher<'_, '_>) {
    let mut arena = Arena::new();
    let expr = parse_expression(&mut arena, &mut Scope::new(Mode::Inferred), LONG).unwrap().0;
    bencher.bench_local(|| {
        compile(&arena, expr, &Options::default()).unwrap().gradient(&["x"]).unwrap()
    });
}

/// A function on lanes.
type Function<T> = fn(&mut [T], &[T]);

macro_rules! functions {
    ($real:ty: $($name:ident),*) => {[
        $((stringify!($name), {
            struct Run<'a>(&'a mut [$real], &'a [$real]);
            impl Work for Run<'_> {
                type Output = ();
                #[inline(always)]
                fn run<I: Isa>(self, _: I) {
                    <$real as Lane>::$name::<I>(self.0, self.1);
                }
            }
            fn run(to: &mut [$real], a: &[$real]) {
                dispatch(Run(to, a));
            }
            run as Function<$real>
        }),)*
    ]};
}

const FUNCTIONS: [(&str, Function<f64>); 19] = functions!(f64: exp, expm1, ln, log1p, sin, cos, tan,
    sinh, cosh, tanh, sigmoid, softplus, asin, acos, atan, asinh, acosh, atanh, cbrt);

#[divan::bench(args = FUNCTIONS.map(|it| it.0))]
fn functions(bencher: Bencher<'_, '_>, name: &str) {
    let function = FUNCTIONS.iter().find(|it| it.0 == name).unwrap().1;
    let from = if name == "acosh" { 1.0 } else { 0.0 };
    let a = between(from, from + 1.0, 4096);
    let mut to = vec![0.0; a.len()];
    bencher.counter(ItemsCount::new(a.len())).bench_local(|| function(&mut to, &a));
}
