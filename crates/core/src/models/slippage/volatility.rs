//! A multiple of the standard deviation of the last changes of price.

use super::moved::Amounted;
use super::past::PastBar;
use crate::money::{Rounding, divide, pow10};

/// Digits that the deviation has behind those of the price.
const DIGITS: u32 = 4;

/// The factor times the deviation of the closes' changes; `None` when it does not fit.
///
/// The deviation is an exact root, rounded half-even: no float decides where it ends.
pub(super) fn amount<'a>(
    bars: impl Iterator<Item = &'a PastBar> + Clone,
    factor: Amounted,
    price_scale: u8,
) -> Option<Amounted> {
    let changes = bars.clone().skip(1).zip(bars).map(|(bar, before)| bar.close - before.close);
    let deviation = deviation(changes.map(i128::from))?;
    let digits = pow10(u32::from(price_scale) + DIGITS)?;
    Some(Amounted {
        numerator: factor.numerator.checked_mul(deviation)?,
        denominator: factor.denominator.checked_mul(digits)?,
    })
}

/// The standard deviation (n - 1), with four digits more than the values.
fn deviation(values: impl Iterator<Item = i128>) -> Option<i128> {
    let (mut count, mut sum, mut squares) = (0_i128, 0_i128, 0_i128);
    for value in values {
        count += 1;
        sum = sum.checked_add(value)?;
        squares = squares.checked_add(value.checked_mul(value)?)?;
    }
    // n * sum of squares - (sum)^2 is n * (n - 1) times the variance.
    let spread = count.checked_mul(squares)?.checked_sub(sum.checked_mul(sum)?)?;
    let scaled = spread.checked_mul(pow10(2 * DIGITS)?)?;
    root(scaled, count.checked_mul(count - 1)?)
}

/// The root of `n / d`, half-even.
fn root(n: i128, d: i128) -> Option<i128> {
    let floor = divide(n, d, Rounding::Floor)?.isqrt();
    // It is above floor + 1/2 where 4n > d * (2 * floor + 1)^2.
    let odd = 2 * floor + 1;
    let half = d.checked_mul(odd.checked_mul(odd)?)?;
    let quadruple = n.checked_mul(4)?;
    let grows = quadruple > half || (quadruple == half && floor % 2 == 1);
    Some(floor + i128::from(grows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deviation_is_the_root_of_the_variance_of_a_sample() {
        // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squares 32, 32 / 7 = 4.571428..., root 2.13808993...
        let found = deviation([2, 4, 4, 4, 5, 5, 7, 9].into_iter());
        assert_eq!(found, Some(2_1381));
        assert_eq!(deviation([3, 3, 3].into_iter()), Some(0));
        // 1 and 3: mean 2, squares 2, over 1: root of 2 = 1.41421356...
        assert_eq!(deviation([1, 3].into_iter()), Some(1_4142));
        assert_eq!(deviation([1].into_iter()), None);
        assert_eq!(deviation([i128::MAX, 1].into_iter()), None);
    }

    #[test]
    fn a_root_rounds_half_even() {
        assert_eq!(root(9, 4), Some(2)); // 1.5
        assert_eq!(root(25, 4), Some(2)); // 2.5
        assert_eq!(root(26, 4), Some(3)); // 2.549...
        assert_eq!(root(6, 1), Some(2)); // 2.449...
        assert_eq!(root(7, 1), Some(3)); // 2.645...
        assert_eq!(root(0, 1), Some(0));
    }
}
