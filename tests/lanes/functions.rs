//! The functions under test, and the samples.

use chainrule::enclosure::Failure;
use chainrule::enclosure::interval::{Precision, Real};
use chainrule::lanes::{Isa, Lane, Level, Work, dispatch_at};
use chainrule::number::Rational;

/// A function on lanes with what it should be.
pub struct Function {
    pub name: &'static str,
    pub formula: &'static str,
    run: fn(Level, &[f64]) -> Vec<f64>,
    run_f32: fn(Level, &[f32]) -> Vec<f32>,
    pub exact: fn(Precision, &Real) -> Result<Real, Failure>,
    /// What the error must not exceed with fused multiplication and addition, and without.
    pub fused: f64,
    pub plain: f64,
    /// Where samples gather.
    pub special: &'static [f64],
}

impl Function {
    /// The values at some numbers, computed with a set of instructions.
    pub fn values(&self, level: Level, samples: &[f64]) -> Vec<f64> {
        (self.run)(level, samples)
    }

    /// The same in single precision.
    pub fn values_f32(&self, level: Level, samples: &[f32]) -> Vec<f32> {
        (self.run_f32)(level, samples)
    }
}

macro_rules! function {
    ($name:ident, $formula:literal, $fused:literal, $plain:literal, $special:expr,
     $exact:expr, |$to:ident, $a:ident| $run:expr) => {{
        struct Run<'a, L>(&'a mut [L], &'a [L]);
        impl<L: Lane + From<f32>> Work for Run<'_, L> {
            type Output = ();
            #[inline(always)]
            #[allow(clippy::redundant_locals)]
            fn run<I: Isa>(self, _: I) {
                let Run($to, $a) = self;
                $run;
            }
        }
        fn run<L: Lane + From<f32>>(level: Level, a: &[L]) -> Vec<L> {
            let mut to = vec![L::from(7.0); a.len()];
            dispatch_at(level, Run(&mut to, a));
            to
        }
        Function {
            name: stringify!($name),
            formula: $formula,
            run: run::<f64>,
            run_f32: run::<f32>,
            exact: $exact,
            fused: $fused,
            plain: $plain,
            special: $special,
        }
    }};
    ($name:ident, $formula:literal, $fused:literal, $plain:literal, $special:expr, $exact:expr) => {
        function!($name, $formula, $fused, $plain, $special, $exact, |to, a| L::$name::<I>(to, a))
    };
}

type Exact = Result<Real, Failure>;

fn power(p: Precision, x: &Real, numerator: i64, denominator: i64) -> Exact {
    let exponent = Rational::new(numerator, denominator).ok_or(Failure::Undetermined)?;
    p.literal_power(x, &exponent)
}

fn exp_of_minus_abs(p: Precision, x: &Real) -> Exact {
    p.exp(&p.abs(x)?.negate())
}

fn sigmoid_slope(p: Precision, x: &Real) -> Exact {
    let e = exp_of_minus_abs(p, x)?;
    let sum = p.add(&Real::ONE, &e)?;
    p.div(&e, &p.mul(&sum, &sum)?)
}

fn softplus(p: Precision, x: &Real) -> Exact {
    let more = p.ln(&p.add(&Real::ONE, &exp_of_minus_abs(p, x)?)?)?;
    p.add(&p.max(x, &Real::ZERO)?, &more)
}

fn halved_exponentials(p: Precision, x: &Real) -> Exact {
    let e = exp_of_minus_abs(p, x)?;
    p.div(&p.add(&e, &e)?, &p.add(&Real::ONE, &p.mul(&e, &e)?)?)
}

/// Powers are checked on one line each through the plane of bases and exponents.
#[rustfmt::skip]
pub static FUNCTIONS: [Function; 34] = [
    function!(exp, "exp(x)", 1.2, 1.2, &[709.782712893384, -708.396, -745.133], |p, x| p.exp(x)),
    function!(expm1, "exp(x) - 1", 2.3, 2.3, &[0.3466, -0.3466, 709.78, -37.0], |p, x| p.sub(&p.exp(x)?, &Real::ONE)),
    function!(ln, "ln(x)", 1.0, 1.0, &[1.0, 0.7071, 1.4142, 2.2e-308], |p, x| p.ln(x)),
    function!(log1p, "ln(1 + x)", 1.5, 1.5, &[-1.0, 0.4142, -0.2929, 1.15e18], |p, x| p.ln(&p.add(x, &Real::ONE)?)),
    function!(sin, "sin(x)", 1.8, 2.2, &[1.5708, 3.1416, 4194304.0, 1e22], |p, x| p.sin(x)),
    function!(cos, "cos(x)", 1.8, 2.2, &[1.5708, 3.1416, 4194304.0, 1e22], |p, x| p.cos(x)),
    function!(tan, "tan(x)", 3.0, 4.0, &[0.7854, 1.5708, 4194304.0, 1e22], |p, x| p.div(&p.sin(x)?, &p.cos(x)?)),
    function!(sin_of_pair, "sin(x), with cos(x)", 1.8, 2.2, &[0.7854, 1.5708, 4194304.0, 1e22], |p, x| p.sin(x),
        |to, a| L::sin_cos::<I>(to, &mut a.to_vec(), a)),
    function!(cos_of_pair, "cos(x), with sin(x)", 1.8, 2.2, &[0.7854, 1.5708, 4194304.0, 1e22], |p, x| p.cos(x),
        |to, a| L::sin_cos::<I>(&mut a.to_vec(), to, a)),
    function!(sinh, "sinh(x)", 2.5, 2.5, &[0.3466, 710.4758, 36.7], |p, x| p.sinh(x)),
    function!(cosh, "cosh(x)", 2.0, 2.0, &[0.3466, 710.4758, 36.7], |p, x| p.cosh(x)),
    function!(tanh, "tanh(x)", 2.5, 2.5, &[0.1733, 19.06, 25.0], |p, x| p.div(&p.sinh(x)?, &p.cosh(x)?)),
    function!(sech, "1/cosh(x)", 2.5, 2.5, &[0.3466, 745.1, 708.4], halved_exponentials),
    function!(tanh_slope, "1 - tanh(x)^2", 3.0, 3.0, &[0.1733, 372.5, 354.2], |p, x| {
        let value = sigmoid_slope(p, &p.add(x, x)?)?;
        p.mul(&Real::integer(4), &value)
    }),
    function!(sigmoid, "1/(1 + exp(-x))", 2.4, 2.4, &[36.7, -36.7, -708.4, -745.1], |p, x| {
        p.div(&Real::ONE, &p.add(&Real::ONE, &p.exp(&x.negate())?)?)
    }),
    function!(sigmoid_slope, "sigmoid'(x)", 3.0, 3.0, &[36.7, -36.7, -708.4, -745.1], sigmoid_slope),
    function!(softplus, "ln(1 + exp(x))", 2.0, 2.2, &[-0.8814, 0.0, 33.3, -745.1], softplus),
    function!(asin, "asin(x)", 2.2, 2.2, &[0.5, -0.5, 1.0, -1.0], |p, x| p.asin(x)),
    function!(acos, "acos(x)", 1.8, 1.8, &[0.5, -0.5, 1.0, -1.0], |p, x| p.acos(x)),
    function!(atan, "atan(x)", 2.0, 2.0, &[0.4142, 2.4142, 1.0], |p, x| p.atan(x)),
    function!(asinh, "asinh(x)", 2.0, 2.0, &[0.35, 1.0, 268435456.0, 1.7e308], |p, x| p.asinh(x)),
    function!(acosh, "acosh(x)", 2.0, 2.0, &[1.0, 1.06, 268435456.0, 1.7e308], |p, x| p.acosh(x)),
    function!(atanh, "atanh(x)", 2.0, 2.0, &[1.0, -1.0, 0.1716, 0.5], |p, x| p.atanh(x)),
    function!(cbrt, "cbrt(x)", 1.0, 1.5, &[1.0, 2.0, 4.0, 1e-320], |p, x| p.cbrt(x)),
    function!(square, "x^2", 1.2, 1.2, &[1e154, 1e-154], |p, x| power(p, x, 2, 1), |to, a| L::powi::<I>(to, a, 2)),
    function!(inverse_cube, "x^-3", 1.2, 1.2, &[1e102, 1e-102], |p, x| power(p, x, -3, 1), |to, a| L::powi::<I>(to, a, -3)),
    function!(one, "x^0", 0.0, 0.0, &[0.0], |_, _| Ok(Real::ONE), |to, a| L::powi::<I>(to, a, 0)),
    function!(sqrt_power, "x^0.5", 1.2, 1.2, &[1.0, 1e-320], |p, x| power(p, x, 1, 2), |to, a| {
        L::pow::<I>(to, a, &vec![L::from(0.5); a.len()])
    }),
    function!(inverse_sqrt, "x^-0.5", 1.2, 1.2, &[1.0, 1e-320], |p, x| power(p, x, -1, 2), |to, a| {
        L::pow::<I>(to, a, &vec![L::from(-0.5); a.len()])
    }),
    function!(two_to, "2^x", 1.2, 1.2, &[1024.0, -1022.0, -1074.0], |p, x| p.exp(&p.mul(x, &p.ln(&Real::integer(2))?)?),
        |to, a| L::pow::<I>(to, &vec![L::from(2.0); a.len()], a)),
    function!(exp_less_one, "exp(x - 1)", 1.2, 1.2, &[1.0, 0.6534, 710.78], |p, x| p.exp(&p.sub(x, &Real::ONE)?),
        |to, a| L::exp_of_difference::<I>(to, a, &vec![L::from(1.0); a.len()])),
    function!(exp_over_power, "exp(x)/2^43", 1.2, 1.2, &[1.0, 30.0, 584.0, -715.0, 709.78, -2097152.0], |p, x| p.div(&p.exp(x)?, &Real::integer(1 << 43)),
        |to, a| {
            let (mut n, number) = ([L::from(0.0)], [L::from(30.0)]);
            L::binary_exponent::<I>(&mut n, &number);
            L::exp_scaled::<I>(to, a, &vec![n[0]; a.len()], &number);
        }),
    function!(exp_times_power, "exp(x) 2^32", 1.2, 1.2, &[1.0, 22.0, 527.0, 687.0, -744.0, -767.0, -860.0, -2097152.0], |p, x| p.mul(&p.exp(x)?, &Real::integer(1 << 32)),
        |to, a| {
            // In double precision that is the exponent of moderate numbers, of which no other may exceed these by much.
            let n = vec![L::from(-32.0); 16];
            for (to, a) in to.chunks_mut(16).zip(a.chunks(16)) {
                if !L::are_moderate(&n) || !L::exp_near_moderate::<I>(to, a) {
                    L::exp_scaled::<I>(to, a, &n, &[L::from(1.0)]);
                }
            }
        }),
    function!(exp_of_far, "exp(x - 2^20)", 1.2, 1.2, &[1048576.0, 1048575.0, 1049285.0], |p, x| p.exp(&p.sub(x, &Real::integer(1 << 20))?),
        |to, a| {
            let (mut n, far) = ([L::from(0.0)], [L::from(1048576.0)]);
            L::binary_exponent::<I>(&mut n, &far);
            L::exp_scaled::<I>(to, a, &vec![n[0]; a.len()], &far);
        }),
];

/// Numbers of every kind, the same in every run: the special ones and their neighbours, any bits, and
/// numbers of moderate size.
pub struct Samples {
    state: u64,
    special: &'static [f64],
}

impl Samples {
    pub fn new(seed: u64, special: &'static [f64]) -> Self {
        Self { state: seed, special }
    }

    /// `SplitMix64` (Steele, Lea and Flood 2014).
    fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn take(mut self, count: usize) -> Vec<f64> {
        let common =
            [0.0, 5e-324, 1e-310, f64::MIN_POSITIVE, 1.0, f64::MAX, f64::INFINITY, f64::NAN];
        let mut samples: Vec<f64> =
            common.iter().chain(self.special).flat_map(|x| [*x, -x]).collect();
        while samples.len() < count {
            let x = match self.bits() % 6 {
                0 => f64::from_bits(self.bits()),
                1 => 3.0 * self.unit() - 1.5,
                2 => 1500.0 * self.unit() - 750.0,
                3 => 40.0 * self.unit() - 20.0,
                4 => (1.0 + self.unit()) * 2_f64.powi((self.bits() % 40) as i32 - 20),
                _ => {
                    let near = self.special[(self.bits() % self.special.len() as u64) as usize];
                    let distance = 2_f64.powi(-((self.bits() % 50) as i32)) * (self.unit() - 0.5);
                    near + near * distance
                }
            };
            samples.push(x);
        }
        samples
    }
}
