//! How far the last values lie apart, in exact numbers.

use super::{Window, product};
use crate::money::{power_of_two, quotient};

/// The last `n` values with the exact sums that mean and variance are made of.
///
/// The whole numbers must fit: see [`squares_fit`](super::squares_fit).
#[derive(Clone, Debug)]
pub(crate) struct Moments {
    window: Window,
    length: i64,
    /// `n` times the sum of the squares.
    squares: i128,
}

impl Moments {
    pub(crate) fn new(length: usize) -> Moments {
        let window = Window::new(length);
        let length = i64::try_from(window.length()).unwrap_or(i64::MAX);
        Moments { window, length, squares: 0 }
    }

    #[inline]
    pub(crate) fn push(&mut self, value: i64) {
        let fallen = self.window.push(value).unwrap_or(0);
        self.squares += self.square(value) - self.square(fallen);
    }

    #[inline]
    pub(crate) fn is_full(&self) -> bool {
        self.window.is_full()
    }

    /// `n`, the number of values when full.
    #[inline]
    pub(crate) fn length(&self) -> i128 {
        i128::from(self.length)
    }

    #[inline]
    pub(crate) fn sum(&self) -> i128 {
        self.window.sum()
    }

    /// `n * sum(x^2) - sum(x)^2` of a full window: its population variance times `n^2`.
    #[inline]
    pub(crate) fn spread(&self) -> i128 {
        self.squares - product(self.sum(), self.sum())
    }

    /// `n * value - sum(x)`: how far a value lies above the mean, times `n`.
    #[inline]
    pub(crate) fn distance(&self, value: i64) -> i128 {
        i128::from(self.length) * i128::from(value) - self.window.sum()
    }

    pub(crate) fn rebase(&mut self, new: i64, old: i64) {
        self.window.rebase(new, old);
        self.squares = self.window.iter().map(|value| self.square(value)).sum();
    }

    /// Multiplied in this order, machine words do: the length times a value fits one.
    #[inline]
    fn square(&self, value: i64) -> i128 {
        i128::from(self.length * value) * i128::from(value)
    }
}

/// From the spread of `n` values to their standard deviation, the same whatever their scale.
///
/// ```
/// use farthing_core::signal::Deviation;
/// // 1.0 and 3.0: n * sum(x^2) - sum(x)^2 is 2 * 1000 - 40^2
/// assert_eq!(Deviation::new(2, 0, 1).of(400), 1.0);
/// assert_eq!(Deviation::new(2, 0, 3).of(4_000_000), 1.0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Deviation {
    divisor: i128,
    unit: f64,
}

impl Deviation {
    /// For values in units of `10^-scale`, of which `ddof` are taken off the count.
    ///
    /// The variance in units of `4^-scale`: a power of two rounds nothing, and without it the
    /// divisor is small enough for the quick division.
    pub fn new(length: i128, ddof: usize, scale: u8) -> Deviation {
        let divisor = length * (length - ddof as i128).max(0) * 25_i128.pow(u32::from(scale));
        Deviation { divisor, unit: power_of_two(-i64::from(scale)) }
    }

    /// `sqrt(spread / (n * (n - ddof) * 100^scale))`; NaN when `n` is not above `ddof`.
    #[inline]
    pub fn of(&self, spread: i128) -> f64 {
        quotient(spread, self.divisor).sqrt() * self.unit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sums_are_those_of_the_last_values() {
        let mut moments = Moments::new(3);
        for value in [100, 1, 2, 6] {
            moments.push(value);
        }
        assert!(moments.is_full());
        assert_eq!((moments.length(), moments.sum(), moments.spread()), (3, 9, 3 * 41 - 81));
        assert_eq!((moments.distance(6), moments.distance(1)), (9, -6));
    }

    #[test]
    fn a_split_keeps_the_sums_exact() {
        let mut moments = Moments::new(2);
        moments.push(40);
        moments.push(80);
        moments.rebase(4, 1);
        assert_eq!((moments.sum(), moments.spread()), (30, 2 * 500 - 900));
        moments.push(30);
        assert_eq!((moments.sum(), moments.spread()), (50, 100));
    }

    #[test]
    fn the_power_of_two_left_out_rounds_nothing() {
        for scale in [0, 1, 2, 7] {
            for spread in [0, 1, 7, 1_234_567, 10_i128.pow(25) + 1] {
                let whole = quotient(spread, 20 * 19 * 100_i128.pow(u32::from(scale))).sqrt();
                let found = Deviation::new(20, 1, scale).of(spread);
                assert_eq!(found.to_bits(), whole.to_bits(), "{spread} at {scale}");
            }
        }
    }

    #[test]
    fn too_few_values_have_no_deviation() {
        assert!(Deviation::new(1, 1, 2).of(0).is_nan());
        assert!(Deviation::new(1, 2, 2).of(0).is_nan());
        assert_eq!(Deviation::new(1, 0, 2).of(0), 0.0);
    }
}
