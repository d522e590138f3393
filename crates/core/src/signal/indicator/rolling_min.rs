//! Smallest of the last values.

use crate::money::quotient;
use crate::signal::{Largest, Signal};

/// The smallest of the last `n` values: `fl(x / 10^scale)`.
///
/// ```
/// use farthing_core::signal::{indicator::RollingMin, Signal};
/// let mut lowest = RollingMin::new(2, 2);
/// assert!(lowest.update(101).is_nan());
/// assert_eq!([103, 104].map(|value| lowest.update(value)), [1.01, 1.03]);
/// ```
#[derive(Clone, Debug)]
pub struct RollingMin {
    /// Of the values with the other sign.
    largest: Largest,
    unit: i128,
}

impl RollingMin {
    /// The smallest of `length` values in units of `10^-scale`.
    pub fn new(length: usize, scale: u8) -> RollingMin {
        RollingMin { largest: Largest::new(length), unit: 10_i128.pow(u32::from(scale)) }
    }
}

impl Signal for RollingMin {
    type Input = i64;
    type Output = f64;

    #[inline]
    fn update(&mut self, value: i64) -> f64 {
        let largest = self.largest.push(-value);
        largest.map_or(f64::NAN, |value| quotient(-i128::from(value), self.unit))
    }

    fn rebase(&mut self, new: i64, old: i64) {
        self.largest.rebase(new, old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_forgets_what_left_the_window() {
        let mut lowest = RollingMin::new(3, 1);
        let found = [10, 20, 30, 40, 40, 5].map(|value| lowest.update(value));
        assert!(found[0].is_nan() && found[1].is_nan());
        assert_eq!(found[2..], [1.0, 2.0, 3.0, 0.5]);
    }

    #[test]
    fn a_length_of_one_is_the_price_and_a_constant_stays_itself() {
        let mut one = RollingMin::new(1, 2);
        assert_eq!([1, 99_999, -3].map(|value| one.update(value)), [0.01, 999.99, -0.03]);
        assert_eq!(one.update(0).to_bits(), 0);
        let mut lowest = RollingMin::new(9, 2);
        let last = (0..100).map(|_| lowest.update(1_003)).last().unwrap();
        assert_eq!(last, 10.03);
    }

    #[test]
    fn a_split_in_the_window_is_undone() {
        let mut lowest = RollingMin::new(2, 4);
        lowest.update(1_000_000);
        lowest.rebase(3, 1);
        assert_eq!(lowest.update(360_000), 33.3333);
    }
}
