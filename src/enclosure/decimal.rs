//! Decimals of which every digit is certain.

use dashu_int::IBig;

use super::interval::{Precision, Real};
use crate::number::Rational;

/// The value: exact if it is rational, else a decimal, cut off (not rounded) after at most that
/// many significant digits, each of which is certain. `None` if not even one digit is certain.
#[must_use]
pub fn digits(value: &Real, places: usize) -> Option<String> {
    match value {
        Real::Exact(value) => Some(value.to_string()),
        Real::Between(_) => decimal(value, places),
    }
}

/// The value as a decimal, rational or not, cut off after at most that many significant digits,
/// each of which is certain; a value that may be zero, with the zeros behind the point that it
/// certainly has. `None` if not even one digit is certain, or too few zeros.
#[must_use]
pub fn decimal(value: &Real, places: usize) -> Option<String> {
    let (lo, hi) = match value {
        Real::Exact(value) if value.is_zero() => return Some("0".to_owned()),
        Real::Exact(value) => (value.clone(), value.clone()),
        Real::Between(interval) => interval.ends()?,
    };
    let negative = hi.is_negative();
    if negative != lo.is_negative() || lo.is_zero() || hi.is_zero() {
        return zeros(&lo.abs().max(hi.abs()), places);
    }
    let (lo, hi) = (lo.abs(), hi.abs());
    let exponent = leading(&lo)?;
    if leading(&hi)? != exponent {
        return None;
    }
    let (mut text, mut count) = (None, places);
    while text.is_none() && count > 0 {
        let shift = i64::try_from(count).ok()? - 1 - exponent;
        let (a, b) = (scaled(&lo, shift)?, scaled(&hi, shift)?);
        text = (a == b).then(|| place(&a.to_string(), exponent));
        count -= 1;
    }
    Some(format!("{}{}", if negative { "-" } else { "" }, text?))
}

/// A value that cannot be told from a short decimal, rounded to as many digits as are then certain: cut off, no
/// digit is the same in `0.99…` and `1.00…`, but rounded, each is. `None` where digits say as much.
#[must_use]
pub fn near_short(value: &Real, places: usize) -> Option<String> {
    let Real::Between(interval) = value else { return None };
    let (lo, hi) = interval.ends()?;
    let middle = &(&lo + &hi) * &Rational::new(1, 2)?;
    let size = lo.abs().max(hi.abs());
    // The last decimal place that the enclosure reaches.
    let last = i64::try_from(places).ok()? - 1 - leading(&size)?;
    let unit = |shift: i64| {
        let power = IBig::from(10).pow(usize::try_from(shift.unsigned_abs()).ok()?);
        if shift >= 0 { Rational::new(1, power) } else { Rational::new(power, 1) }
    };
    let error = unit(last)?;
    let short = (0..=SHORT).find_map(|count| {
        let step = unit(count)?;
        let half = Rational::new(1, 2)?;
        let whole = (&middle.checked_div(&step)? + &half).floor();
        let short = &whole * &step;
        let near = |end: &Rational| (end - &short).abs() < error;
        (near(&lo) && near(&hi) && !short.is_zero()).then_some(short)
    })?;
    // What lies closer than that to the short decimal is rounded to it, one place further up.
    let rounded = short.checked_div(&unit(last - 1)?)?;
    if !rounded.is_integer() {
        return None;
    }
    let text = rounded.abs().to_string();
    let exponent = i64::try_from(text.len()).ok()? - last;
    Some(format!("{}{}", if short.is_negative() { "-" } else { "" }, place(&text, exponent)))
}

/// A short decimal has no more digits behind the point.
const SHORT: i64 = 6;

/// Fewer zeros do not show that a value is small: others are written with as many.
const LEAST_ZEROS: usize = 8;

/// A value of at most that size, cut off after so many zeros.
fn zeros(size: &Rational, places: usize) -> Option<String> {
    let certain = |count: &usize| {
        let shift = i64::try_from(*count).unwrap_or(i64::MAX);
        scaled(size, shift) == Some(IBig::ZERO)
    };
    let count = (LEAST_ZEROS..places).rev().find(certain)?;
    Some(format!("0.{}", "0".repeat(count)))
}

/// Whether a decimal shows a value that cannot be told from zero.
#[must_use]
pub fn shows_zero(decimal: &str) -> bool {
    decimal.bytes().all(|byte| matches!(byte, b'0' | b'.'))
}

/// To how many significant decimal digits two enclosures certainly agree: of the larger end of the
/// values, how far below it the difference must lie.
#[must_use]
pub fn agreeing_digits(precision: Precision, a: &Real, b: &Real) -> u32 {
    const MOST: u32 = 1_000;
    if a == b && matches!(a, Real::Exact(_)) {
        return MOST;
    }
    let Ok(difference) = precision.sub(a, b).and_then(|d| precision.abs(&d)) else { return 0 };
    let Ok(size) = precision.abs(a) else { return 0 };
    let (Ok((_, difference)), Ok((_, size))) = (precision.ends(&difference), precision.ends(&size))
    else {
        return 0;
    };
    let (small, large) =
        (super::float::magnitude(&difference), super::float::magnitude(&size).max(0));
    let bits = u32::try_from(large.saturating_sub(small)).unwrap_or(0);
    // log10(2) = 0.30102…
    (bits.min(MOST * 3) * 3).div_euclid(10).min(MOST)
}

/// The exponent of the first decimal digit of a positive number.
fn leading(value: &Rational) -> Option<i64> {
    let length = |n: &IBig| i64::try_from(n.to_string().len()).ok();
    let guess = length(&value.numerator())? - length(&value.denominator())?;
    // The number lies between `10^(guess-1)` and `10^(guess+1)`.
    Some(if scaled(value, -guess)? == IBig::ZERO { guess - 1 } else { guess })
}

/// The whole part of a positive number times a power of ten.
fn scaled(value: &Rational, shift: i64) -> Option<IBig> {
    let power = IBig::from(10).pow(usize::try_from(shift.unsigned_abs()).ok()?);
    let (numerator, denominator) = (value.numerator(), value.denominator());
    Some(if shift >= 0 {
        numerator * power / denominator
    } else {
        numerator / (denominator * power)
    })
}

/// Puts the decimal point, or an exponent where there would be many zeros.
fn place(digits: &str, exponent: i64) -> String {
    let count = i64::try_from(digits.len()).unwrap_or(i64::MAX);
    let at = usize::try_from(exponent + 1).unwrap_or(0);
    if (0..20).contains(&exponent) && exponent + 1 < count {
        format!("{}.{}", &digits[..at], &digits[at..])
    } else if exponent + 1 == count {
        digits.to_owned()
    } else if (-6..0).contains(&exponent) {
        let zeros = usize::try_from(-exponent - 1).unwrap_or(0);
        format!("0.{}{digits}", "0".repeat(zeros))
    } else {
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        format!("{first}{point}{rest}e{exponent}")
    }
}
