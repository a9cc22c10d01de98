//! The functions on lanes: accuracy against certified enclosures, special values, and bits.

#![allow(clippy::unwrap_used)]
#![allow(clippy::approx_constant, clippy::unreadable_literal, reason = "samples near constants")]
#![allow(
    clippy::inline_always,
    reason = "work is compiled for wide instructions only where it is inlined"
)]
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_precision_loss)]
#![allow(clippy::float_cmp, clippy::semicolon_if_nothing_returned, unreachable_pub)]

#[path = "lanes/functions.rs"]
mod functions;
#[path = "lanes/reference.rs"]
mod reference;

use std::fmt::Write;

use chainrule::lanes::{Isa, Lane, Level, Work, dispatch_at, widest};
use functions::{FUNCTIONS, Function, Samples};
use reference::{DOUBLE, SINGLE, error_in_ulps};

/// The sets of instructions that this machine has.
fn levels() -> impl Iterator<Item = Level> {
    [Level::Plain, Level::Avx2, Level::Avx512].into_iter().filter(|it| *it <= widest())
}

/// The largest error of a function over some samples, in units in the last place, and where.
fn largest_error(function: &Function, level: Level, samples: &[f64]) -> (f64, f64) {
    let values = function.values(level, samples);
    let pairs = samples.iter().zip(&values);
    largest(pairs.map(|(&x, &y)| (error_in_ulps(DOUBLE, function, x, y), x)))
}

/// The same in single precision.
fn largest_error_f32(function: &Function, level: Level, samples: &[f32]) -> (f64, f64) {
    let values = function.values_f32(level, samples);
    let pairs = samples.iter().zip(&values).map(|(&x, &y)| (f64::from(x), f64::from(y)));
    largest(pairs.map(|(x, y)| (error_in_ulps(SINGLE, function, x, y), x)))
}

fn largest(errors: impl Iterator<Item = (f64, f64)>) -> (f64, f64) {
    errors.fold((0.0, f64::NAN), |worst, it| if it.0 > worst.0 { it } else { worst })
}

#[test]
fn every_function_is_accurate() {
    for function in &FUNCTIONS {
        let samples = Samples::new(1, function.special).take(150);
        for level in [Level::Plain, widest()] {
            let (error, x) = largest_error(function, level, &samples);
            let limit = if level == Level::Plain { function.plain } else { function.fused };
            let name = function.name;
            assert!(error <= limit, "{name} at {x:e} is off by {error} units with {level:?}");
        }
    }
}

/// Powers below the exponent of moderate numbers, on the ways that there are for them.
struct Moderate<L>(std::marker::PhantomData<L>);

impl<L: Lane + From<f32> + PartialEq + std::fmt::Debug> Work for Moderate<L> {
    type Output = ();
    #[inline(always)]
    fn run<I: Isa>(self, _: I) {
        let numbers: Vec<L> = (-1100_i16..=1100).map(|k| L::from(f32::from(k) / 200.0)).collect();
        let far: Vec<L> = [-1e30, -900.0, -80.0, 60.0].map(L::from).to_vec();
        let mut n = [L::from(0.0); 2];
        L::binary_exponent::<I>(&mut n, &[numbers[0], numbers[2200]]);
        assert!(n[0] == n[1] && L::are_moderate(&n));
        let mut exponents = n;
        assert!(L::moderate_exponents::<I>(&mut exponents, &numbers));
        assert_eq!(exponents, n);
        for other in [23.0, -23.0, f32::NAN, f32::INFINITY].map(L::from) {
            assert!(!L::moderate_exponents::<I>(&mut exponents, &[numbers[0], other]));
        }
        let powers = |numbers: &[L]| {
            let (mut near, mut scaled) = (numbers.to_vec(), numbers.to_vec());
            assert!(L::exp_near_moderate::<I>(&mut near, numbers));
            L::exp_scaled::<I>(&mut scaled, numbers, &vec![n[0]; numbers.len()], &numbers[..1]);
            assert_eq!(near, scaled);
            near
        };
        let mut own = numbers.clone();
        L::exp_of_moderate::<I>(&mut own, &numbers);
        assert_eq!(own, powers(&numbers));
        powers(&far);
        for large in [800.0, 1e10, 1e30, f32::INFINITY, f32::NAN].map(L::from) {
            assert!(!L::exp_near_moderate::<I>(&mut [numbers[0]; 2], &[numbers[0], large]));
        }
    }
}

#[test]
fn powers_of_moderate_numbers_are_the_same_on_every_way() {
    for level in levels() {
        dispatch_at(level, Moderate::<f64>(std::marker::PhantomData));
        dispatch_at(level, Moderate::<f32>(std::marker::PhantomData));
    }
}

#[test]
fn fused_instructions_give_the_same_bits() {
    for function in &FUNCTIONS {
        let samples = Samples::new(2, function.special).take(20_000);
        let bits = |level| -> Vec<u64> {
            let canonical = |y: &f64| if y.is_nan() { f64::NAN.to_bits() } else { y.to_bits() };
            function.values(level, &samples).iter().map(canonical).collect()
        };
        let fused = levels().filter(|it| *it != Level::Plain);
        let all: Vec<_> = fused.map(bits).collect();
        assert!(all.windows(2).all(|it| it[0] == it[1]), "{}", function.name);
    }
}

#[test]
fn a_value_does_not_depend_on_its_place() {
    for function in &FUNCTIONS {
        let samples = Samples::new(3, function.special).take(300);
        let whole = function.values(widest(), &samples);
        for length in [0, 1, 2, 3, 7, 9, 31] {
            for (k, part) in samples.chunks(length.max(1)).enumerate() {
                let part = &part[..part.len().min(length)];
                let values = function.values(widest(), part);
                let expected = &whole[k * length..k * length + part.len()];
                let same =
                    |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
                assert!(values.iter().zip(expected).all(same), "{} in {length}", function.name);
            }
        }
    }
}

#[test]
fn single_precision_is_nearly_exact() {
    for function in &FUNCTIONS {
        let samples: Vec<f64> = Samples::new(4, function.special)
            .take(300)
            .iter()
            .map(|x| f64::from(*x as f32))
            .collect();
        let narrow: Vec<f32> = samples.iter().map(|x| *x as f32).collect();
        for level in levels() {
            let exact = function.values(level, &samples);
            for ((x, y), exact) in narrow.iter().zip(function.values_f32(level, &narrow)).zip(exact)
            {
                let expected = exact as f32;
                let same = y == expected || y.is_nan() && expected.is_nan();
                assert!(same, "{} at {x:e}: {y:e} instead of {expected:e}", function.name);
            }
        }
    }
}

#[test]
fn special_values_are_what_they_should_be() {
    const INF: f64 = f64::INFINITY;
    const NAN: f64 = f64::NAN;
    #[rustfmt::skip]
    let expected: &[(&str, &[(f64, f64)])] = &[
        ("exp", &[(0.0, 1.0), (INF, INF), (-INF, 0.0), (710.0, INF), (-746.0, 0.0), (NAN, NAN)]),
        ("expm1", &[(0.0, 0.0), (-0.0, -0.0), (INF, INF), (-INF, -1.0), (5e-324, 5e-324), (NAN, NAN)]),
        ("ln", &[(1.0, 0.0), (0.0, NAN), (-0.0, NAN), (-1.0, NAN), (INF, INF), (-INF, NAN), (NAN, NAN)]),
        ("log1p", &[(0.0, 0.0), (-0.0, -0.0), (-1.0, NAN), (-2.0, NAN), (INF, INF), (NAN, NAN)]),
        ("sin", &[(0.0, 0.0), (-0.0, -0.0), (INF, NAN), (-INF, NAN), (NAN, NAN)]),
        ("cos", &[(0.0, 1.0), (-0.0, 1.0), (INF, NAN), (-INF, NAN), (NAN, NAN)]),
        ("tan", &[(0.0, 0.0), (-0.0, -0.0), (INF, NAN), (-INF, NAN), (NAN, NAN)]),
        ("sinh", &[(0.0, 0.0), (-0.0, -0.0), (INF, INF), (-INF, -INF), (711.0, INF), (NAN, NAN)]),
        ("cosh", &[(0.0, 1.0), (INF, INF), (-INF, INF), (711.0, INF), (NAN, NAN)]),
        ("tanh", &[(0.0, 0.0), (-0.0, -0.0), (INF, 1.0), (-INF, -1.0), (NAN, NAN)]),
        ("sech", &[(0.0, 1.0), (INF, 0.0), (-INF, 0.0), (NAN, NAN)]),
        ("tanh_slope", &[(0.0, 1.0), (INF, 0.0), (-INF, 0.0), (NAN, NAN)]),
        ("sigmoid", &[(0.0, 0.5), (INF, 1.0), (-INF, 0.0), (NAN, NAN)]),
        ("sigmoid_slope", &[(0.0, 0.25), (INF, 0.0), (-INF, 0.0), (NAN, NAN)]),
        ("softplus", &[(INF, INF), (-INF, 0.0), (1e4, 1e4), (-1e4, 0.0), (NAN, NAN)]),
        ("asin", &[(0.0, 0.0), (-0.0, -0.0), (1.1, NAN), (INF, NAN), (NAN, NAN)]),
        ("acos", &[(1.0, 0.0), (-1.1, NAN), (INF, NAN), (NAN, NAN)]),
        ("atan", &[(0.0, 0.0), (-0.0, -0.0), (INF, INF.atan()), (-INF, -INF.atan()), (NAN, NAN)]),
        ("asinh", &[(0.0, 0.0), (-0.0, -0.0), (INF, INF), (-INF, -INF), (NAN, NAN)]),
        ("acosh", &[(1.0, 0.0), (0.5, NAN), (-2.0, NAN), (INF, INF), (-INF, NAN), (NAN, NAN)]),
        ("atanh", &[(0.0, 0.0), (-0.0, -0.0), (1.0, NAN), (-1.0, NAN), (2.0, NAN), (NAN, NAN)]),
        ("cbrt", &[(0.0, 0.0), (-0.0, -0.0), (-8.0, -2.0), (27.0, 3.0), (INF, INF), (-INF, -INF), (NAN, NAN)]),
        ("square", &[(0.0, 0.0), (-0.0, 0.0), (-3.0, 9.0), (1e200, INF), (-INF, INF), (NAN, NAN)]),
        ("inverse_cube", &[(0.0, NAN), (-0.0, NAN), (-2.0, -0.125), (INF, 0.0), (-INF, -0.0), (NAN, NAN)]),
        ("one", &[(0.0, 1.0), (-7.0, 1.0), (INF, 1.0), (NAN, NAN)]),
        ("sqrt_power", &[(0.0, 0.0), (-0.0, 0.0), (-1.0, NAN), (4.0, 2.0), (INF, INF), (NAN, NAN)]),
        ("inverse_sqrt", &[(0.0, NAN), (-1.0, NAN), (4.0, 0.5), (INF, 0.0), (NAN, NAN)]),
        ("two_to", &[(0.0, 1.0), (3.0, 8.0), (-1074.0, 5e-324), (1024.0, INF), (-INF, 0.0), (INF, INF), (NAN, NAN)]),
        ("exp_less_one", &[(1.0, 1.0), (INF, INF), (-INF, 0.0), (NAN, NAN)]),
        ("exp_times_power", &[(0.0, 4_294_967_296.0), (INF, INF), (-INF, 0.0), (1e300, INF), (-1e300, 0.0), (NAN, NAN)]),
        ("exp_over_power", &[(0.0, 1.136_868_377_216_160_3e-13), (INF, INF), (-INF, 0.0), (1e300, INF), (-1e300, 0.0), (NAN, NAN)]),
        ("exp_of_far", &[(1_048_576.0, 1.0), (INF, INF), (-INF, 0.0), (1e300, INF), (-1e300, 0.0), (NAN, NAN)]),
    ];
    let name = |function: &Function| function.name;
    let mut rest: Vec<_> =
        FUNCTIONS.iter().map(name).filter(|it| !it.contains("of_pair")).collect();
    for (name, pairs) in expected {
        rest.retain(|it| it != name);
        let function = FUNCTIONS.iter().find(|it| it.name == *name).unwrap();
        for level in levels() {
            for &(x, y) in *pairs {
                // In the middle of a block, so that wide instructions are used.
                let value = function.values(level, &[x; 40])[17];
                let same = value.to_bits() == y.to_bits() || value.is_nan() && y.is_nan();
                assert!(same, "{name}({x}) is {value}, not {y}, with {level:?}");
            }
        }
    }
    assert!(rest.is_empty(), "{rest:?}");
}

#[test]
fn bounded_functions_keep_their_bounds() {
    let bounded =
        ["sin", "cos", "tanh", "sech", "sigmoid", "tanh_slope", "sin_of_pair", "cos_of_pair"];
    for function in FUNCTIONS.iter().filter(|it| bounded.contains(&it.name)) {
        for level in levels() {
            let samples = Samples::new(5, function.special).take(50_000);
            let values = function.values(level, &samples);
            assert!(values.iter().all(|y| y.is_nan() || y.abs() <= 1.0), "{}", function.name);
        }
    }
}

/// The table of the largest errors: `cargo test --release --test lanes -- --ignored`, with `UPDATE_DOCS=1`
/// to write it.
#[test]
#[ignore = "takes some minutes"]
fn the_table_of_errors_is_true() {
    const MARK: &str = "<!-- errors -->\n";
    let mut table =
        String::from("| function | fused | at | plain | at |\n|---|---:|---:|---:|---:|\n");
    for function in &FUNCTIONS {
        let samples = Samples::new(6, function.special).take(20_000);
        let bits = samples.iter().step_by(8).map(|x| f32::from_bits((x.to_bits() >> 32) as u32));
        let narrow: Vec<f32> = samples.iter().step_by(8).map(|x| *x as f32).chain(bits).collect();
        let (fused, at) = largest_error(function, widest(), &samples);
        let (plain, there) = largest_error(function, Level::Plain, &samples);
        let single = largest_error_f32(function, widest(), &narrow).0;
        let single = single.max(largest_error_f32(function, Level::Plain, &narrow).0);
        let name = function.formula;
        writeln!(table, "| `{name}` | {fused:.2} | {at:.6e} | {plain:.2} | {there:.6e} |").unwrap();
        assert!(fused <= function.fused && plain <= function.plain, "{name}: {fused}, {plain}");
        assert!(single <= 0.5001, "{name}: {single}");
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/evaluators.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let parts: Vec<&str> = text.split(MARK).collect();
    let [before, current, after] = parts[..] else {
        panic!("no table of errors between two marks")
    };
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, format!("{before}{MARK}{table}{MARK}{after}")).unwrap();
    } else {
        assert_eq!(current, table, "run with UPDATE_DOCS=1");
    }
}
