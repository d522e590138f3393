//! Division with a stated rounding: the only place where a digit can be lost.

use super::wide::{divide_wide, multiply_wide};

/// How a quotient that is not whole is brought to a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// To the nearest; a tie goes to the even neighbour. The way a broker rounds a fee.
    HalfEven,
    /// Towards zero. The way a quantity is brought to its lot.
    TowardZero,
    /// Towards negative infinity.
    Floor,
    /// Towards positive infinity.
    Ceiling,
}

impl Rounding {
    /// Whether the magnitude of a truncated quotient grows by one.
    fn grows(self, negative: bool, odd: bool, half: std::cmp::Ordering) -> bool {
        match self {
            Rounding::HalfEven => half.is_gt() || (half.is_eq() && odd),
            Rounding::TowardZero => false,
            Rounding::Floor => negative,
            Rounding::Ceiling => !negative,
        }
    }
}

/// `numerator / denominator`, rounded once. `None` when the denominator is not positive.
///
/// ```
/// use farthing_core::money::{divide, Rounding};
/// assert_eq!(divide(5, 2, Rounding::HalfEven), Some(2));
/// assert_eq!(divide(-5, 2, Rounding::Floor), Some(-3));
/// ```
#[inline]
pub fn divide(numerator: i128, denominator: i128, rounding: Rounding) -> Option<i128> {
    if denominator <= 0 {
        return None;
    }
    // Two machine words divide several times faster than four.
    if let (Ok(n), Ok(d)) = (i64::try_from(numerator), i64::try_from(denominator)) {
        return Some(i128::from(divide_i64(n, d, rounding)));
    }
    let (quotient, remainder) = (numerator / denominator, numerator % denominator);
    if remainder == 0 {
        return Some(quotient);
    }
    let negative = remainder < 0;
    let left = denominator.unsigned_abs() - remainder.unsigned_abs();
    let half = remainder.unsigned_abs().cmp(&left);
    Some(step(quotient, negative, rounding.grows(negative, quotient & 1 != 0, half)))
}

/// `divide` on one machine word; the caller has checked that the denominator is positive.
#[inline(always)]
pub(super) fn divide_i64(numerator: i64, denominator: i64, rounding: Rounding) -> i64 {
    let (quotient, remainder) = (numerator / denominator, numerator % denominator);
    if remainder == 0 {
        return quotient;
    }
    let negative = remainder < 0;
    let left = denominator.unsigned_abs() - remainder.unsigned_abs();
    let half = remainder.unsigned_abs().cmp(&left);
    if rounding.grows(negative, quotient & 1 != 0, half) {
        if negative { quotient - 1 } else { quotient + 1 }
    } else {
        quotient
    }
}

/// `a * b / d` with an exact intermediate of 256 bits, rounded once.
///
/// `None` when the divisor is not positive or the result does not fit 127 bits.
///
/// ```
/// use farthing_core::money::{mul_div, Rounding};
/// assert_eq!(mul_div(i128::MAX, 6, 12, Rounding::Floor), Some(i128::MAX / 2));
/// ```
#[inline]
pub fn mul_div(a: i128, b: i128, d: i128, rounding: Rounding) -> Option<i128> {
    if let (Ok(a), Ok(b)) = (i64::try_from(a), i64::try_from(b)) {
        return divide(i128::from(a) * i128::from(b), d, rounding);
    }
    match a.checked_mul(b) {
        Some(product) => divide(product, d, rounding),
        None => mul_div_wide(a, b, d, rounding),
    }
}

#[cold]
fn mul_div_wide(a: i128, b: i128, d: i128, rounding: Rounding) -> Option<i128> {
    let divisor = u128::try_from(d).ok().filter(|&d| d > 0)?;
    let negative = (a < 0) != (b < 0);
    let product = multiply_wide(a.unsigned_abs(), b.unsigned_abs());
    let (quotient, remainder) = divide_wide(product, divisor)?;
    let quotient = i128::try_from(quotient).ok()?;
    let signed = if negative { -quotient } else { quotient };
    if remainder == 0 {
        return Some(signed);
    }
    let half = remainder.cmp(&(divisor - remainder));
    if rounding.grows(negative, quotient & 1 != 0, half) {
        signed.checked_add(if negative { -1 } else { 1 })
    } else {
        Some(signed)
    }
}

#[inline]
fn step(quotient: i128, negative: bool, grows: bool) -> i128 {
    match (grows, negative) {
        (false, _) => quotient,
        (true, true) => quotient - 1,
        (true, false) => quotient + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Rounding::{Ceiling, Floor, HalfEven, TowardZero};

    #[test]
    fn each_rounding_at_and_around_the_half() {
        let rows = [
            (7, 2, [4, 3, 3, 4]),
            (5, 2, [2, 2, 2, 3]),
            (-5, 2, [-2, -2, -3, -2]),
            (-7, 2, [-4, -3, -4, -3]),
            (8, 3, [3, 2, 2, 3]),
            (7, 3, [2, 2, 2, 3]),
            (-8, 3, [-3, -2, -3, -2]),
            (6, 3, [2, 2, 2, 2]),
            (1, 2, [0, 0, 0, 1]),
            (-1, 2, [0, 0, -1, 0]),
        ];
        for (n, d, [half_even, toward_zero, floor, ceiling]) in rows {
            for scale in [1, i128::from(i64::MAX)] {
                let found = |r| divide(n * scale, d * scale, r);
                assert_eq!(found(HalfEven), Some(half_even), "{n}/{d}");
                assert_eq!(found(TowardZero), Some(toward_zero), "{n}/{d}");
                assert_eq!(found(Floor), Some(floor), "{n}/{d}");
                assert_eq!(found(Ceiling), Some(ceiling), "{n}/{d}");
            }
        }
    }

    #[test]
    fn a_divisor_that_is_not_positive_is_refused() {
        assert_eq!(divide(1, 0, Floor), None);
        assert_eq!(divide(1, -2, Floor), None);
        assert_eq!(mul_div(i128::MAX, i128::MAX, 0, Floor), None);
        assert_eq!(mul_div(i128::MAX, i128::MAX, -1, Floor), None);
    }

    #[test]
    fn the_wide_path_rounds_as_the_short_one() {
        let big = 1_i128 << 100;
        for (n, d) in [(7, 2), (5, 2), (-5, 2), (-7, 2), (8, 3), (7, 3), (6, 3), (1, 2)] {
            for rounding in [HalfEven, TowardZero, Floor, Ceiling] {
                assert_eq!(
                    mul_div(n * big, big, d * big, rounding),
                    mul_div(n, big, d, rounding)
                        .filter(|_| (n * big) % d == 0)
                        .or_else(|| { mul_div_wide(n * big, 1, d, rounding) }),
                    "{n}/{d} {rounding:?}"
                );
            }
        }
    }

    #[test]
    fn a_result_beyond_127_bits_is_refused() {
        assert_eq!(mul_div(i128::MAX, 2, 1, Floor), None);
        assert_eq!(mul_div(i128::MAX, i128::MAX, i128::MAX, Floor), Some(i128::MAX));
        assert_eq!(mul_div(i128::MIN + 1, i128::MAX, i128::MAX, Floor), Some(-i128::MAX));
    }
}
