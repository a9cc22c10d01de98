//! Exact rational numbers of any size.
//!
//! Small values (numerator and denominator in an `i64`) take a fast path; everything else is a
//! [`num_rational::Ratio`] over a big integer. The two representations never overlap: a value that
//! fits is always small, so derived equality and hashing are equality of numbers.

use std::cmp::Ordering;
use std::fmt;

use dashu_int::{IBig, UBig};
use num_rational::Ratio;
use num_traits::Signed;

/// An exact rational number in lowest terms.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Rational(Repr);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    /// Numerator and positive denominator, coprime.
    Small(i64, i64),
    /// A value that does not fit into `Small`.
    Big(Box<Ratio<IBig>>),
}

impl Rational {
    /// Zero.
    pub const ZERO: Self = Self(Repr::Small(0, 1));
    /// One.
    pub const ONE: Self = Self(Repr::Small(1, 1));

    /// The quotient of two integers; `None` for a zero denominator.
    #[must_use]
    pub fn new(numerator: impl Into<IBig>, denominator: impl Into<IBig>) -> Option<Self> {
        let (numerator, denominator) = (numerator.into(), denominator.into());
        if denominator.is_zero() {
            return None;
        }
        Some(match (i64::try_from(&numerator), i64::try_from(&denominator)) {
            (Ok(n), Ok(d)) => Self::from_signed(n.into(), d.into()),
            _ => Self::from_ratio(Ratio::new(numerator, denominator)),
        })
    }

    fn from_ratio(ratio: Ratio<IBig>) -> Self {
        match (i64::try_from(ratio.numer()), i64::try_from(ratio.denom())) {
            // `i64::MIN` stays big so that negation never overflows.
            (Ok(n), Ok(d)) if n != i64::MIN => Self(Repr::Small(n, d)),
            _ => Self(Repr::Big(Box::new(ratio))),
        }
    }

    /// The quotient by something that is not zero.
    fn from_signed(numerator: i128, denominator: i128) -> Self {
        match denominator < 0 {
            true => Self::from_wide(-numerator, -denominator),
            false => Self::from_wide(numerator, denominator),
        }
    }

    /// The quotient by something positive.
    fn from_wide(numerator: i128, denominator: i128) -> Self {
        // Nearly all fit into 64 bits, where a division is many times faster.
        if let (Ok(n), Ok(d)) = (i64::try_from(numerator), i64::try_from(denominator))
            && n != i64::MIN
        {
            let divisor = num_integer::gcd(n, d);
            return Self(Repr::Small(n / divisor, d / divisor));
        }
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs()).cast_signed();
        let (n, d) = (numerator / divisor, denominator / divisor);
        match (i64::try_from(n), i64::try_from(d)) {
            (Ok(n), Ok(d)) if n != i64::MIN => Self(Repr::Small(n, d)),
            _ => Self(Repr::Big(Box::new(Ratio::new_raw(IBig::from(n), IBig::from(d))))),
        }
    }

    fn to_ratio(&self) -> Ratio<IBig> {
        match &self.0 {
            Repr::Small(n, d) => Ratio::new_raw(IBig::from(*n), IBig::from(*d)),
            Repr::Big(ratio) => (**ratio).clone(),
        }
    }

    /// Reads a numeral: digits, optionally a point and more digits. `None` for anything else.
    #[must_use]
    pub fn parse_decimal(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let numerator = IBig::from(UBig::from_str_radix(&digits, 10).ok()?);
        Self::new(numerator, IBig::from(10).pow(fraction.len()))
    }

    /// The numerator of the reduced fraction.
    #[must_use]
    pub fn numerator(&self) -> IBig {
        match &self.0 {
            Repr::Small(n, _) => IBig::from(*n),
            Repr::Big(ratio) => ratio.numer().clone(),
        }
    }

    /// The (positive) denominator of the reduced fraction.
    #[must_use]
    pub fn denominator(&self) -> IBig {
        match &self.0 {
            Repr::Small(_, d) => IBig::from(*d),
            Repr::Big(ratio) => ratio.denom().clone(),
        }
    }

    /// Whether the value is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        *self == Self::ZERO
    }

    /// Whether the value is one.
    #[must_use]
    pub fn is_one(&self) -> bool {
        *self == Self::ONE
    }

    /// Whether the value is less than zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small(n, _) => *n < 0,
            Repr::Big(ratio) => ratio.is_negative(),
        }
    }

    /// Whether the value is greater than zero.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        !self.is_negative() && !self.is_zero()
    }

    /// Whether the denominator is one.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Small(_, d) => *d == 1,
            Repr::Big(ratio) => ratio.is_integer(),
        }
    }

    /// Whether the denominator is odd, so that the value is a power with an odd root.
    #[must_use]
    pub fn has_odd_denominator(&self) -> bool {
        !(self.denominator() % IBig::from(2)).is_zero()
    }

    /// The largest integer that is not above it.
    #[must_use]
    pub fn floor(&self) -> Self {
        Self::from_ratio(self.to_ratio().floor())
    }

    /// The value as an `i64`, if it is an integer that fits.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        match self.0 {
            Repr::Small(n, 1) => Some(n),
            _ => None,
        }
    }

    /// The numerator and the denominator, if both fit.
    #[must_use]
    pub fn to_words(&self) -> Option<(i64, i64)> {
        match self.0 {
            Repr::Small(n, d) => Some((n, d)),
            Repr::Big(_) => None,
        }
    }

    /// A floating-point approximation, good to a few units in the last place.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn to_f64(&self) -> f64 {
        match &self.0 {
            Repr::Small(n, d) => *n as f64 / *d as f64,
            Repr::Big(ratio) => {
                let (n, d) = (ratio.numer(), ratio.denom());
                n.to_f64().value() / d.to_f64().value()
            }
        }
    }

    /// The multiplicative inverse; `None` for zero.
    #[must_use]
    pub fn recip(&self) -> Option<Self> {
        Self::ONE.checked_div(self)
    }

    /// The quotient; `None` when the divisor is zero.
    #[must_use]
    pub fn checked_div(&self, divisor: &Self) -> Option<Self> {
        if divisor.is_zero() {
            return None;
        }
        Some(match (&self.0, &divisor.0) {
            (Repr::Small(a, b), Repr::Small(c, d)) => {
                let (n, m) = (i128::from(*a) * i128::from(*d), i128::from(*b) * i128::from(*c));
                Self::from_signed(n, m)
            }
            _ => Self::from_ratio(self.to_ratio() / divisor.to_ratio()),
        })
    }

    /// The absolute value.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// The power with an integer exponent; `None` for a negative power of zero or a result of more
    /// than about a million bits.
    #[must_use]
    pub fn pow(&self, exponent: i64) -> Option<Self> {
        let base = if exponent < 0 { self.recip()? } else { self.clone() };
        if exponent.unsigned_abs() == 1 {
            return Some(base);
        }
        if base.is_zero() || base.is_one() {
            return Some(if exponent == 0 { Self::ONE } else { base });
        }
        if base == -&Self::ONE {
            return Some(if exponent % 2 == 0 { Self::ONE } else { base });
        }
        let exponent = usize::try_from(exponent.unsigned_abs()).ok()?;
        let bits = base.bit_length();
        if bits.checked_mul(exponent)? > 1 << 20 {
            return None;
        }
        let power =
            Ratio::new_raw(base.numerator().pow(exponent), base.denominator().pow(exponent));
        Some(Self::from_ratio(power))
    }

    /// The number of bits of the larger of numerator and denominator.
    #[must_use]
    pub fn bit_length(&self) -> usize {
        use dashu_int::ops::BitTest;
        match &self.0 {
            Repr::Small(n, d) => n.unsigned_abs().bit_len().max(d.unsigned_abs().bit_len()),
            Repr::Big(ratio) => ratio.numer().bit_len().max(ratio.denom().bit_len()),
        }
    }

    /// The exact square root, if it is rational.
    #[must_use]
    pub fn sqrt(&self) -> Option<Self> {
        use dashu_int::ops::SquareRoot;
        if self.is_negative() {
            return None;
        }
        let root = |value: IBig| -> Option<IBig> {
            let value = UBig::try_from(value).ok()?;
            let root = value.sqrt();
            (&root * &root == value).then(|| IBig::from(root))
        };
        Self::new(root(self.numerator())?, root(self.denominator())?)
    }

    /// The number written as a numeral with a decimal point, if its decimal expansion ends and the
    /// number is not negative.
    #[must_use]
    pub fn to_decimal(&self) -> Option<String> {
        if self.is_negative() {
            return None;
        }
        if self.is_integer() {
            return Some(self.numerator().to_string());
        }
        let (mut rest, mut places) = (self.denominator(), [0usize; 2]);
        for (count, prime) in places.iter_mut().zip([2, 5]) {
            let prime = IBig::from(prime);
            while (&rest % &prime).is_zero() {
                rest /= &prime;
                *count += 1;
            }
        }
        if rest != IBig::ONE {
            return None;
        }
        let places = places[0].max(places[1]);
        let scaled = self.numerator() * IBig::from(10).pow(places) / self.denominator();
        let digits = format!("{:0>width$}", scaled.to_string(), width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        Some(format!("{whole}.{fraction}"))
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        // Most operands fit into 64 bits, where the division is many times faster.
        if let (Ok(x), Ok(y)) = (u64::try_from(a), u64::try_from(b)) {
            return u128::from(num_integer::gcd(x, y));
        }
        (a, b) = (b, a % b);
    }
    a.max(1)
}

impl From<i64> for Rational {
    fn from(value: i64) -> Self {
        if value == i64::MIN {
            return Self(Repr::Big(Box::new(Ratio::from_integer(IBig::from(value)))));
        }
        Self(Repr::Small(value, 1))
    }
}

impl std::ops::Neg for &Rational {
    type Output = Rational;
    fn neg(self) -> Rational {
        match &self.0 {
            Repr::Small(n, d) => Rational(Repr::Small(-n, *d)),
            Repr::Big(ratio) => Rational::from_ratio(-(**ratio).clone()),
        }
    }
}

impl std::ops::Add for &Rational {
    type Output = Rational;
    fn add(self, other: &Rational) -> Rational {
        match (&self.0, &other.0) {
            (Repr::Small(a, 1), Repr::Small(b, 1)) => match a.checked_add(*b) {
                Some(sum) => Rational::from(sum),
                None => Rational::from_wide(i128::from(*a) + i128::from(*b), 1),
            },
            (Repr::Small(a, b), Repr::Small(c, d)) => {
                let (a, b, c, d) = (i128::from(*a), i128::from(*b), i128::from(*c), i128::from(*d));
                Rational::from_wide(a * d + c * b, b * d)
            }
            _ => Rational::from_ratio(self.to_ratio() + other.to_ratio()),
        }
    }
}

impl std::ops::Sub for &Rational {
    type Output = Rational;
    fn sub(self, other: &Rational) -> Rational {
        self + &-other
    }
}

impl std::ops::Mul for &Rational {
    type Output = Rational;
    fn mul(self, other: &Rational) -> Rational {
        match (&self.0, &other.0) {
            (Repr::Small(a, 1), Repr::Small(b, 1)) => match a.checked_mul(*b) {
                Some(product) => Rational::from(product),
                None => Rational::from_wide(i128::from(*a) * i128::from(*b), 1),
            },
            (Repr::Small(a, b), Repr::Small(c, d)) => Rational::from_wide(
                i128::from(*a) * i128::from(*c),
                i128::from(*b) * i128::from(*d),
            ),
            _ => Rational::from_ratio(self.to_ratio() * other.to_ratio()),
        }
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rational {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small(a, b), Repr::Small(c, d)) => {
                (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b)))
            }
            // Not by `Ratio`'s order: it relies on a floored division that `dashu-int` 0.6 gets
            // wrong for quotients between -1 and 0.
            _ => (self.numerator() * other.denominator())
                .cmp(&(other.numerator() * self.denominator())),
        }
    }
}

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_integer() {
            write!(f, "{}", self.numerator())
        } else {
            write!(f, "{}/{}", self.numerator(), self.denominator())
        }
    }
}

impl fmt::Debug for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn q(n: i64, d: i64) -> Rational {
        Rational::new(n, d).unwrap()
    }

    #[test]
    fn arithmetic_crosses_the_border_between_small_and_big_and_back() {
        let big = Rational::from(i64::MAX);
        let sum = &big + &Rational::ONE;
        assert_eq!(&sum - &Rational::ONE, big);
        assert_eq!((&sum * &sum).checked_div(&sum).unwrap(), sum);
        assert!((&sum * &sum).bit_length() > 100);
        assert_eq!(&Rational::from(i64::MIN) + &big, Rational::from(-1));
    }

    #[test]
    fn decimals_are_exact_and_print_back() {
        for text in ["3.5", "0.044715", "12", "0.000001"] {
            assert_eq!(Rational::parse_decimal(text).unwrap().to_decimal().unwrap(), text);
        }
        assert_eq!(Rational::parse_decimal("3.50").unwrap(), q(7, 2));
        assert_eq!(q(1, 3).to_decimal(), None);
        assert_eq!(Rational::parse_decimal("."), None);
    }

    #[test]
    fn powers_and_roots() {
        assert_eq!(q(2, 3).pow(-2).unwrap(), q(9, 4));
        assert_eq!(Rational::ZERO.pow(-1), None);
        assert_eq!(Rational::from(2).pow(i64::MAX), None);
        assert_eq!(q(9, 4).sqrt().unwrap(), q(3, 2));
        assert_eq!(Rational::from(2).sqrt(), None);
    }

    #[test]
    fn big_and_small_values_are_ordered_alike() {
        let tiny = Rational::new(1, IBig::ONE << 128).unwrap();
        let huge = Rational::new(IBig::ONE << 128, 3).unwrap();
        let rising = [-&huge, q(-2, 1), q(-1, 3), -&tiny, q(0, 1), tiny, q(1, 3), q(2, 1), huge];
        for (i, a) in rising.iter().enumerate() {
            for (j, b) in rising.iter().enumerate() {
                assert_eq!(a.cmp(b), i.cmp(&j), "{a} {b}");
            }
        }
    }
}
