//! Intervals of doubles: the first, cheap look at a point.
//!
//! Every operation is widened to the next double on both sides, so that an interval certainly
//! contains the exact result; the elementary functions are sums of their series with a bound for
//! what is cut off, computed in the same intervals. Nothing is taken from the system's mathematical
//! library, whose errors are not bounded. Results too large or too small for that are given up: a
//! wider precision decides.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

use super::Failure;

/// Results of larger magnitude, or whose inverse is larger, are given up.
const RANGE: f64 = 1e280;
/// The square root of two.
const ROOT_OF_TWO: f64 = std::f64::consts::SQRT_2;
/// ln 2 in two parts: the first has 32 bits, so that small multiples of it are exact; the second
/// lies between two neighbours.
const LN_2: (f64, f64) = (0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10);
/// pi/2 in three parts; the first two have 33 bits.
const HALF_PI: (f64, f64, f64) =
    (1.570_796_326_734_125_6, 6.077_100_506_303_966e-11, 2.022_266_248_795_950_6e-21);

/// A closed interval of doubles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    pub(super) lo: f64,
    pub(super) hi: f64,
}

/// The sum, rounded down: what the rounding of the machine has lost is known exactly (Knuth's
/// two-sum).
pub(super) fn sum_down(a: f64, b: f64) -> f64 {
    let (sum, lost) = two_sum(a, b);
    if lost < 0.0 { sum.next_down() } else { sum }
}

/// The sum, rounded up.
pub(super) fn sum_up(a: f64, b: f64) -> f64 {
    let (sum, lost) = two_sum(a, b);
    if lost > 0.0 { sum.next_up() } else { sum }
}

fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}

/// A result that is in range; zero only where it is exactly that.
pub(super) fn in_range(value: f64) -> Result<f64, Failure> {
    let size = value.abs();
    if size == 0.0 || (1.0 / RANGE..=RANGE).contains(&size) {
        Ok(value)
    } else {
        Err(Failure::Undetermined)
    }
}

/// The smallest interval around an operation, rounded, at the four pairs of ends of two intervals, none
/// of which is zero.
pub(super) fn hull(
    [a, b]: [f64; 2],
    [c, d]: [f64; 2],
    op: fn(f64, f64) -> f64,
) -> Result<Span, Failure> {
    let values = [op(a, c), op(a, d), op(b, c), op(b, d)];
    for value in values {
        // It is not exactly zero, but may be too small to tell.
        if in_range(value)? == 0.0 {
            return Err(Failure::Undetermined);
        }
    }
    let [p, q, r, s] = values;
    Ok(Span { lo: p.min(q).min(r.min(s)).next_down(), hi: p.max(q).max(r.max(s)).next_up() })
}

impl Span {
    fn point(value: f64) -> Self {
        Self { lo: value, hi: value }
    }

    /// The two neighbours of a rounded value.
    fn around(value: f64) -> Self {
        Self { lo: value.next_down(), hi: value.next_up() }
    }

    fn add(self, other: Self) -> Self {
        Self { lo: sum_down(self.lo, other.lo), hi: sum_up(self.hi, other.hi) }
    }

    fn negate(self) -> Self {
        Self { lo: -self.hi, hi: -self.lo }
    }

    fn mul(self, other: Self) -> Self {
        let (a, b) = (self.lo * other.lo, self.lo * other.hi);
        let (c, d) = (self.hi * other.lo, self.hi * other.hi);
        Self { lo: a.min(b).min(c.min(d)).next_down(), hi: a.max(b).max(c.max(d)).next_up() }
    }

    /// Divided by something positive.
    fn over(self, divisor: f64) -> Self {
        Self { lo: (self.lo / divisor).next_down(), hi: (self.hi / divisor).next_up() }
    }
}

/// `1 + f(1)*(1 + f(2)*(1 + …))`, where `f(k) = x/divisor(k)`: `n` levels, below which there is
/// something between 15/16 and 17/16, because `f` is small and falls.
fn nested(x: Span, n: u32, divisor: impl Fn(f64) -> f64) -> Span {
    let below = Span { lo: 15.0 / 16.0, hi: 17.0 / 16.0 };
    (1..=n)
        .rev()
        .fold(below, |inner, k| Span::point(1.0).add(x.mul(inner).over(divisor(f64::from(k)))))
}

/// `1 + x/3 + x^2/5 + …` for `|x| <= 1/2`: `n` terms, and a factor of `x^n` of at most one.
fn odd_harmonic(x: Span, n: u32) -> Span {
    (0..n).rev().fold(Span { lo: -1.0, hi: 1.0 }, |inner, k| {
        Span::point(1.0).over(f64::from(2 * k + 1)).add(x.mul(inner))
    })
}

/// The exponential: `2^k e^r` with `r` at most `ln(2)/2`, by the series of `e^r`.
pub(super) fn exp(x: f64) -> Result<Span, Failure> {
    if x.abs() > 600.0 {
        return Err(Failure::Undetermined);
    }
    let k = (x / std::f64::consts::LN_2).round();
    let r =
        Span::point(x).add(Span::point(-k * LN_2.0)).add(Span::around(LN_2.1).mul(Span::point(-k)));
    let series = nested(r, 16, |k| k);
    let power = power_of_two(k);
    Ok(Span { lo: series.lo * power, hi: series.hi * power })
}

/// A power of two, its exponent an integer of a magnitude below 1000.
fn power_of_two(k: f64) -> f64 {
    #[expect(clippy::cast_possible_truncation, reason = "an integer below 1000")]
    2.0_f64.powi(k as i32)
}

/// The logarithm of something positive in range: `k ln 2 + ln m` with `m` near one, by the series of
/// `2 artanh((m - 1)/(m + 1))`.
pub(super) fn ln(x: f64) -> Result<Span, Failure> {
    in_range(x)?;
    let mut exponent = f64::from(i32::try_from((x.to_bits() >> 52) & 0x7ff).unwrap_or(0)) - 1023.0;
    // Division by a power of two is exact.
    let mut m = x / power_of_two(exponent);
    if m > ROOT_OF_TWO {
        (m, exponent) = (m / 2.0, exponent + 1.0);
    }
    let s = quotient(Span::point(m).add(Span::point(-1.0)), Span::point(m).add(Span::point(1.0)));
    let twice = s.add(s);
    let logarithm = twice.mul(odd_harmonic(s.mul(s), 14));
    let power = Span::point(exponent * LN_2.0).add(Span::around(LN_2.1).mul(Span::point(exponent)));
    Ok(if exponent == 0.0 { logarithm } else { power.add(logarithm) })
}

/// The quotient by something positive.
fn quotient(a: Span, b: Span) -> Span {
    let (p, q, r, s) = (a.lo / b.lo, a.lo / b.hi, a.hi / b.lo, a.hi / b.hi);
    Span { lo: p.min(q).min(r.min(s)).next_down(), hi: p.max(q).max(r.max(s)).next_up() }
}

/// The sine, of a magnitude below `2^18`.
pub(super) fn sin(x: f64) -> Result<Span, Failure> {
    wave(x, 0)
}

/// The cosine, of a magnitude below `2^18`.
pub(super) fn cos(x: f64) -> Result<Span, Failure> {
    wave(x, 1)
}

/// `sin(x + quarters*pi/2)`: the argument less a multiple of `pi/2`, then a series.
fn wave(x: f64, quarters: i64) -> Result<Span, Failure> {
    if x.abs() > 262_144.0 {
        return Err(Failure::Undetermined);
    }
    let k = (x / FRAC_PI_2).round();
    let r = Span::point(x)
        .add(Span::point(-k * HALF_PI.0))
        .add(Span::point(-k * HALF_PI.1))
        .add(Span::around(HALF_PI.2).mul(Span::point(-k)));
    let square = r.mul(r).negate();
    #[expect(clippy::cast_possible_truncation, reason = "an integer below 2^18")]
    let turn = (k as i64 + quarters).rem_euclid(4);
    let value = match turn % 2 {
        0 => r.mul(nested(square, 10, |k| 2.0 * k * (2.0 * k + 1.0))),
        _ => nested(square, 11, |k| 2.0 * k * (2.0 * k - 1.0)),
    };
    Ok(if turn < 2 { value } else { value.negate() })
}

/// The arc tangent: the argument brought below `sqrt(2) - 1`, then the series.
pub(super) fn atan(x: f64) -> Result<Span, Failure> {
    in_range(x)?;
    if x < 0.0 {
        return Ok(atan(-x)?.negate());
    }
    let point = Span::point(x);
    let one = Span::point(1.0);
    let near_one = quotient(point.add(Span::point(-1.0)), point.add(one));
    Ok(if x <= ROOT_OF_TWO - 1.0 {
        atan_series(point)
    } else if x < ROOT_OF_TWO + 1.0 {
        Span::around(FRAC_PI_4).add(atan_series(near_one))
    } else {
        Span::around(FRAC_PI_2).add(atan_series(quotient(one, point)).negate())
    })
}

fn atan_series(x: Span) -> Span {
    x.mul(odd_harmonic(x.mul(x).negate(), 27))
}

/// The ratio of a circle's circumference to its diameter.
pub(super) fn pi() -> Span {
    Span::around(PI)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::float::{Float, Primitive, to_rational, wide_primitive};
    use super::*;

    /// The enclosure lies around one of 160 bits, and is a few units in the last place wide.
    fn check(function: Primitive, x: f64, span: Span) {
        let (lo, hi) = wide_primitive(function, &Float::Double(x), 160).unwrap();
        let (lo, hi) = (to_rational(&lo).unwrap(), to_rational(&hi).unwrap());
        let (a, b) = (Float::Double(span.lo), Float::Double(span.hi));
        let (a, b) = (to_rational(&a).unwrap(), to_rational(&b).unwrap());
        assert!(a <= lo && hi <= b, "{function:?} at {x:e}: {span:?}");
        let width = span.hi - span.lo;
        let size = span.lo.abs().max(span.hi.abs());
        assert!(width <= size * 1e-14, "{function:?} at {x:e}: {span:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn the_series_enclose_the_functions(fraction in -1.0f64..1.0, exponent in -40i32..19) {
            let x = fraction * 2.0f64.powi(exponent);
            prop_assume!(x.abs() > 1e-13);
            if x.abs() < 600.0 {
                check(Primitive::Exp, x, exp(x).unwrap());
            }
            check(Primitive::Atan, x, atan(x).unwrap());
            if x.abs() < 262_144.0 {
                check(Primitive::Sin, x, sin(x).unwrap());
                check(Primitive::Cos, x, cos(x).unwrap());
            }
            check(Primitive::Ln, x.abs(), ln(x.abs()).unwrap());
        }

        #[test]
        fn sums_are_rounded_outward(a in -1e9f64..1e9, b in -1e-3f64..1e-3) {
            let exact = |x| to_rational(&Float::Double(x)).unwrap();
            let sum = &exact(a) + &exact(b);
            prop_assert!(exact(sum_down(a, b)) <= sum && sum <= exact(sum_up(a, b)));
        }
    }

    #[test]
    fn the_parts_of_the_constants_enclose_them() {
        let exact = |x| to_rational(&Float::Double(x)).unwrap();
        let (lo, hi) = wide_primitive(Primitive::Pi, &Float::Double(1.0), 200).unwrap();
        let two = crate::number::Rational::from(2);
        let sum = |rest: f64| &(&exact(HALF_PI.0) + &exact(HALF_PI.1)) + &exact(rest);
        let around = Span::around(HALF_PI.2);
        assert!(&sum(around.lo) * &two <= to_rational(&lo).unwrap());
        assert!(&sum(around.hi) * &two >= to_rational(&hi).unwrap());
        let (lo, hi) = wide_primitive(Primitive::Ln, &Float::Double(2.0), 200).unwrap();
        let around = Span::around(LN_2.1);
        assert!(&exact(LN_2.0) + &exact(around.lo) <= to_rational(&lo).unwrap());
        assert!(&exact(LN_2.0) + &exact(around.hi) >= to_rational(&hi).unwrap());
        let trailing = |x: f64| x.to_bits().trailing_zeros();
        assert!(trailing(LN_2.0) >= 10 && trailing(HALF_PI.0) >= 18 && trailing(HALF_PI.1) >= 18);
    }
}
