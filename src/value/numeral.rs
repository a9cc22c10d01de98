//! Numbers as data has them: `-0.5`, `3/4`, `6.02e23`.

use crate::number::Rational;

/// The largest power of ten in a number: enough for every number of double precision.
const MOST_EXPONENT: i64 = 4_000;
/// The longest number, in bytes.
const MOST_LENGTH: usize = 10_000;

/// The number that a text stands for, exactly: an optional sign, digits with an optional point, an
/// optional power of ten, and an optional denominator. `None` for anything else.
#[must_use]
pub fn numeral(text: &str) -> Option<Rational> {
    let text = text.trim();
    if text.len() > MOST_LENGTH {
        return None;
    }
    match text.split_once('/') {
        Some((numerator, denominator)) => {
            decimal(numerator.trim())?.checked_div(&decimal(denominator.trim())?)
        }
        None => decimal(text),
    }
}

fn decimal(text: &str) -> Option<Rational> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
        None => (text, 0),
    };
    if exponent.abs() > MOST_EXPONENT || mantissa == "." {
        return None;
    }
    let value = Rational::parse_decimal(mantissa)?;
    let value = &value * &Rational::from(10).pow(exponent)?;
    Some(if negative { -&value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly_and_everything_else_is_refused() {
        let read = |text: &str| numeral(text).map(|it| it.to_string());
        for (text, value) in [
            ("0.5", "1/2"),
            ("-3", "-3"),
            (" +1.25e2 ", "125"),
            ("1E-3", "1/1000"),
            ("-1/3", "-1/3"),
            (".5", "1/2"),
        ] {
            assert_eq!(read(text).as_deref(), Some(value), "{text}");
        }
        for text in ["", ".", "-", "1/0", "nan", "inf", "0x10", "1e", "1e999999", "1 2", "--1"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
