//! The door through which a strategy's float becomes an exact number: its shortest decimal.

use super::decimal::pow10;
use super::rounding::{Rounding, divide};

/// A float brought to a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantised {
    /// The value on the grid, in units of `10^-scale`.
    pub mantissa: i128,
    /// Whether the shortest decimal lay on the grid already.
    pub exact: bool,
}

/// The shortest decimal that prints `value`, as `(digits, exponent)` of `digits * 10^exponent`.
///
/// `None` for NaN and the infinities. Zero is `(0, 0)`.
///
/// ```
/// use farthing_core::money::shortest_digits;
/// assert_eq!(shortest_digits(0.1 + 0.2), Some((30_000_000_000_000_004, -17)));
/// assert_eq!(shortest_digits(-2.5), Some((-25, -1)));
/// assert_eq!(shortest_digits(f64::NAN), None);
/// ```
pub fn shortest_digits(value: f64) -> Option<(i64, i32)> {
    if !value.is_finite() {
        return None;
    }
    let text = format!("{value:e}");
    let (number, exponent) = text.split_once('e')?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = format!("{whole}{fraction}").parse().ok()?;
    let behind_point = i32::try_from(fraction.len()).ok()?;
    Some((digits, exponent.parse::<i32>().ok()? - behind_point))
}

/// The shortest decimal of `value` in units of `10^-scale`, rounded once.
///
/// `None` for NaN, the infinities, and what does not fit 127 bits.
///
/// ```
/// use farthing_core::money::{quantise, Quantised, Rounding};
/// let found = quantise(1.005, 2, Rounding::TowardZero);
/// assert_eq!(found, Some(Quantised { mantissa: 100, exact: false }));
/// ```
pub fn quantise(value: f64, scale: u8, rounding: Rounding) -> Option<Quantised> {
    if let Some(mantissa) = on_the_grid(value, scale) {
        return Some(Quantised { mantissa: i128::from(mantissa), exact: true });
    }
    let (digits, exponent) = shortest_digits(value)?;
    let shift = exponent + i32::from(scale);
    if let Ok(up) = u32::try_from(shift) {
        let mantissa = i128::from(digits).checked_mul(pow10(up)?)?;
        return Some(Quantised { mantissa, exact: true });
    }
    // 17 digits over 10^38 are less than any half: the rounding alone decides.
    let divisor = pow10(shift.unsigned_abs().min(38))?;
    let mantissa = divide(i128::from(digits), divisor, rounding)?;
    Some(Quantised { mantissa, exact: i128::from(digits) % divisor == 0 })
}

/// The quick way for a decimal of at most 15 digits, which no other such decimal shares its float
/// with: if dividing back gives the float, the mantissa is that of the shortest decimal.
#[inline]
fn on_the_grid(value: f64, scale: u8) -> Option<i64> {
    const FIFTEEN_DIGITS: f64 = 1e15;
    let power = *POWERS.get(usize::from(scale))?;
    let nearest = (value * power).round_ties_even();
    let same = nearest.abs() < FIFTEEN_DIGITS && (nearest / power).to_bits() == value.to_bits();
    #[expect(clippy::cast_possible_truncation, reason = "whole and below 10^15")]
    same.then_some(nearest as i64)
}

/// The powers of ten that a float holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

#[cfg(test)]
mod tests {
    use super::*;
    use Rounding::{Ceiling, Floor, HalfEven, TowardZero};

    fn mantissa(value: f64, scale: u8, rounding: Rounding) -> Option<i128> {
        quantise(value, scale, rounding).map(|q| q.mantissa)
    }

    #[test]
    fn a_float_means_the_decimal_it_prints() {
        assert_eq!(mantissa(0.29, 2, Floor), Some(29)); // 0.29 * 100 is 28.999999999999996
        assert_eq!(mantissa(1.15, 2, Floor), Some(115));
        assert_eq!(mantissa(0.1 + 0.2, 17, Floor), Some(30_000_000_000_000_004));
        assert_eq!(mantissa(1e22, 4, Floor), Some(10_i128.pow(26)));
        assert_eq!(mantissa(123_456_789.123_456_78, 8, Floor), Some(12_345_678_912_345_678));
    }

    #[test]
    fn digits_off_the_grid_are_rounded_once_and_reported() {
        assert_eq!(mantissa(2.675, 2, HalfEven), Some(268));
        assert_eq!(mantissa(-2.675, 2, TowardZero), Some(-267));
        assert_eq!(mantissa(-2.671, 2, Floor), Some(-268));
        assert_eq!(mantissa(2.671, 2, Ceiling), Some(268));
        assert_eq!(quantise(2.5, 0, Floor).map(|q| q.exact), Some(false));
        assert_eq!(quantise(2.0, 0, Floor).map(|q| q.exact), Some(true));
        assert_eq!(quantise(20_000_000_000_000_004.0, 0, Floor).map(|q| q.exact), Some(true));
    }

    #[test]
    fn the_smallest_and_the_largest_floats_do_not_overflow_in_silence() {
        assert_eq!(mantissa(5e-324, 2, TowardZero), Some(0));
        assert_eq!(mantissa(5e-324, 2, Ceiling), Some(1));
        assert_eq!(mantissa(-5e-324, 2, Floor), Some(-1));
        assert_eq!(mantissa(f64::MAX, 0, Floor), None);
        assert_eq!(mantissa(f64::INFINITY, 0, Floor), None);
        assert_eq!(mantissa(f64::NAN, 0, Floor), None);
    }

    #[test]
    fn zero_of_either_sign_is_zero() {
        assert_eq!(mantissa(0.0, 2, Floor), Some(0));
        assert_eq!(mantissa(-0.0, 2, Floor), Some(0));
    }

    #[test]
    fn scales_beyond_the_table_take_the_long_way() {
        assert_eq!(mantissa(1.5, 30, Floor), Some(15 * 10_i128.pow(29)));
    }
}
