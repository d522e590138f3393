//! The one division by which an exact number becomes a float.

use crate::money::wide_quotient;

/// Integers below this are exact as floats.
const EXACT: i128 = 1 << 53;

/// `numerator / denominator`, correctly rounded: the float next to the true quotient.
///
/// NaN when the denominator is zero.
///
/// ```
/// use farthing_core::signal::quotient;
/// assert_eq!(quotient(1, 3), 1.0 / 3.0);
/// assert_eq!(quotient(-10_i128.pow(30), 10_i128.pow(29)), -10.0);
/// ```
#[inline]
#[expect(clippy::cast_precision_loss, reason = "both are below 2^53")]
pub fn quotient(numerator: i128, denominator: i128) -> f64 {
    if numerator.abs() < EXACT && (1..EXACT).contains(&denominator) {
        return numerator as f64 / denominator as f64;
    }
    long_quotient(numerator, denominator)
}

/// Keeps at least 55 bits of the quotient and whether anything lies behind them, so that the
/// conversion to a float is the only rounding.
#[cold]
#[expect(
    clippy::cast_precision_loss,
    reason = "the rounding this function is for"
)]
fn long_quotient(numerator: i128, denominator: i128) -> f64 {
    if denominator == 0 {
        return f64::NAN;
    }
    let negative = (numerator < 0) != (denominator < 0);
    let (n, d) = (numerator.unsigned_abs(), denominator.unsigned_abs());
    let bits = |value: u128| 128 - i64::from(value.leading_zeros());
    // The quotient of shifted numbers has 61 to 63 bits.
    let shift = 62 - (bits(n) - bits(d));
    let (quotient, inexact) = wide_quotient(n, d, shift);
    let magnitude =
        (quotient | u64::from(inexact)) as f64 * 2_f64.powi(i32::try_from(-shift).unwrap_or(0));
    if negative { -magnitude } else { magnitude }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_division_agree() {
        for n in [
            1_i128,
            2,
            3,
            10,
            12_345,
            (1 << 52) - 1,
            (1 << 53) - 1,
            1 << 40,
        ] {
            for d in [1_i128, 3, 7, 10, 1_000_000_007, (1 << 53) - 1] {
                assert_eq!(
                    quotient(n, d).to_bits(),
                    long_quotient(n, d).to_bits(),
                    "{n}/{d}"
                );
                assert_eq!(
                    quotient(-n, d).to_bits(),
                    long_quotient(n, -d).to_bits(),
                    "{n}/{d}"
                );
                let shifted = quotient(n << 60, d << 60);
                assert_eq!(quotient(n, d).to_bits(), shifted.to_bits(), "{n}/{d}");
            }
        }
    }

    #[test]
    fn a_tie_goes_to_the_even_float_and_a_hair_more_goes_up() {
        let tie = (1_i128 << 54) + 2; // between 2^54 and 2^54 + 4
        assert_eq!(quotient(tie, 1), (1_i128 << 54) as f64);
        assert_eq!(
            quotient(tie * 1_000 + 1, 1_000),
            ((1_i128 << 54) + 4) as f64
        );
        assert_eq!(quotient((1 << 54) + 6, 1), ((1_i128 << 54) + 8) as f64);
    }

    #[test]
    fn the_ends_of_the_range() {
        assert_eq!(quotient(i128::MAX, 1), 2_f64.powi(127));
        assert_eq!(quotient(1, i128::MAX), 2_f64.powi(-127));
        assert_eq!(quotient(0, i128::MAX), 0.0);
        assert!(quotient(1, 0).is_nan() && quotient(0, 0).is_nan());
        assert_eq!(quotient(i128::MIN + 1, i128::MAX), -1.0);
    }
}
