//! The one division by which an exact number becomes a float.

use super::decimal::to_float;
use super::wide::wide_quotient;

/// The powers of ten that a [`super::Decimal`] has as its denominator.
const POWERS: [i128; 39] = {
    let mut powers = [1; 39];
    let mut exponent = 1;
    while exponent < powers.len() {
        powers[exponent] = powers[exponent - 1] * 10;
        exponent += 1;
    }
    powers
};

/// `mantissa / 10^scale`, correctly rounded: how a decimal is shown as a float.
///
/// NaN for more than 38 digits.
///
/// ```
/// use farthing_core::money::scaled_to_float;
/// assert_eq!(scaled_to_float(-125, 2), -1.25);
/// // The mantissa by itself is between two floats.
/// assert_eq!(scaled_to_float(9_007_199_254_740_993, 1), 900_719_925_474_099.3);
/// ```
#[inline]
pub fn scaled_to_float(mantissa: i128, scale: u8) -> f64 {
    if scale == 0 {
        return to_float(mantissa); // statistics ask for nothing else, and often
    }
    POWERS.get(usize::from(scale)).map_or(f64::NAN, |&power| quotient(mantissa, power))
}

/// Integers below this are exact as floats.
const EXACT: u64 = 1 << 53;

/// `numerator / denominator`, correctly rounded: the float next to the true quotient.
///
/// NaN when the denominator is zero.
///
/// ```
/// use farthing_core::money::quotient;
/// assert_eq!(quotient(1, 3), 1.0 / 3.0);
/// assert_eq!(quotient(-10_i128.pow(30), 10_i128.pow(29)), -10.0);
/// ```
#[inline]
#[expect(clippy::cast_precision_loss, reason = "both are below 2^53")]
pub fn quotient(numerator: i128, denominator: i128) -> f64 {
    // One machine word becomes a float in one instruction, two in many.
    if let (Ok(n), Ok(d)) = (i64::try_from(numerator), i64::try_from(denominator))
        && n.unsigned_abs() < EXACT
        && d > 0
        && d.unsigned_abs() < EXACT
    {
        return n as f64 / d as f64;
    }
    long_quotient(numerator, denominator)
}

/// Keeps at least 55 bits of the quotient and whether anything lies behind them, so that the
/// conversion to a float is the only rounding.
#[inline(never)]
#[expect(clippy::cast_precision_loss, reason = "the rounding this function is for")]
fn long_quotient(numerator: i128, denominator: i128) -> f64 {
    if denominator == 0 {
        return f64::NAN;
    }
    let negative = numerator.signum() * denominator.signum() < 0;
    let (n, d) = (numerator.unsigned_abs(), denominator.unsigned_abs());
    // The quotient of shifted numbers has 62 or 63 bits.
    let shift = i64::from(n.leading_zeros()) - i64::from(d.leading_zeros()) + 62;
    let (quotient, inexact) = match (shift >= 0, d >> 64) {
        (true, 0) => short_division(n << shift, d),
        (false, _) => short_division(n, d << -shift),
        (true, _) => wide_quotient(n, d, shift),
    };
    let magnitude = (quotient | u64::from(inexact)) as f64 * power_of_two(-shift);
    if negative { -magnitude } else { magnitude }
}

/// Quotient of at most 64 bits, and whether anything is left over.
fn short_division(n: u128, d: u128) -> (u64, bool) {
    let quotient = n / d;
    let inexact = quotient.wrapping_mul(d) != n;
    (u64::try_from(quotient).unwrap_or(u64::MAX), inexact)
}

/// `2^exponent` for exponents of normal floats.
pub(crate) fn power_of_two(exponent: i64) -> f64 {
    f64::from_bits((1_023 + exponent).unsigned_abs() << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_division_agree() {
        for n in [1_i128, 2, 3, 10, 12_345, (1 << 52) - 1, (1 << 53) - 1, 1 << 40] {
            for d in [1_i128, 3, 7, 10, 1_000_000_007, (1 << 53) - 1] {
                assert_eq!(quotient(n, d).to_bits(), long_quotient(n, d).to_bits(), "{n}/{d}");
                assert_eq!(quotient(-n, d).to_bits(), long_quotient(n, -d).to_bits(), "{n}/{d}");
                let shifted = quotient(n << 60, d << 60);
                assert_eq!(quotient(n, d).to_bits(), shifted.to_bits(), "{n}/{d}");
            }
        }
    }

    #[test]
    fn a_tie_goes_to_the_even_float_and_a_hair_more_goes_up() {
        let tie = (1_i128 << 54) + 2; // between 2^54 and 2^54 + 4
        assert_eq!(quotient(tie, 1), (1_i128 << 54) as f64);
        assert_eq!(quotient(tie * 1_000 + 1, 1_000), ((1_i128 << 54) + 4) as f64);
        assert_eq!(quotient((1 << 54) + 6, 1), ((1_i128 << 54) + 8) as f64);
    }

    #[test]
    fn the_ends_of_the_range() {
        assert_eq!(quotient(i128::MAX, 1), 2_f64.powi(127));
        assert_eq!(quotient(1, i128::MAX), 2_f64.powi(-127));
        assert_eq!(quotient(0, i128::MAX), 0.0);
        assert!(quotient(1, 0).is_nan() && quotient(0, 0).is_nan());
        assert_eq!(quotient(i128::MIN + 1, i128::MAX), -1.0);
        assert_eq!(quotient(i128::MIN, 1), -2_f64.powi(127));
    }

    #[test]
    fn nothing_has_no_sign() {
        for denominator in [-3, 3, i128::MIN, i128::MAX] {
            assert_eq!(quotient(0, denominator).to_bits(), 0);
        }
    }

    #[test]
    fn the_ways_to_divide_agree() {
        let values = [3_u128, 7, (1 << 53) + 1, (1 << 61) - 1, (1 << 64) - 59];
        for n in values.map(|value| value << 40) {
            for d in values {
                let shift = i64::from(n.leading_zeros()) - i64::from(d.leading_zeros()) + 62;
                let short = if shift < 0 { (n, d << -shift) } else { (n << shift, d) };
                assert_eq!(short_division(short.0, short.1), wide_quotient(n, d, shift), "{n}/{d}");
            }
        }
    }

    #[test]
    fn a_decimal_becomes_the_float_that_its_text_is() {
        for mantissa in [1_i128, 7, 1_234_567_890_123_456_201, (1 << 53) + 1, 10_i128.pow(30) + 7] {
            for scale in [0, 1, 2, 8, 10, 15, 16, 22, 23, 38] {
                let nearest: f64 = format!("{mantissa}e-{scale}").parse().expect("number");
                assert_eq!(scaled_to_float(mantissa, scale).to_bits(), nearest.to_bits());
                assert_eq!(scaled_to_float(-mantissa, scale).to_bits(), (-nearest).to_bits());
            }
        }
        assert!(scaled_to_float(1, 39).is_nan());
    }

    #[test]
    fn powers_of_two_are_exact() {
        for exponent in [-190_i32, -62, -1, 0, 1, 62, 127] {
            assert_eq!(power_of_two(i64::from(exponent)), 2_f64.powi(exponent));
        }
    }
}
