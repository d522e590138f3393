//! Largest of the last values.

use crate::money::quotient;
use crate::signal::{Largest, Signal};

/// The largest of the last `n` values: `fl(x / 10^scale)`.
///
/// ```
/// use farthing_core::signal::{indicator::RollingMax, Signal};
/// let mut highest = RollingMax::new(2, 2);
/// assert!(highest.update(103).is_nan());
/// assert_eq!([101, 100].map(|value| highest.update(value)), [1.03, 1.01]);
/// ```
#[derive(Clone, Debug)]
pub struct RollingMax {
    largest: Largest,
    unit: i128,
}

impl RollingMax {
    /// The largest of `length` values in units of `10^-scale`.
    pub fn new(length: usize, scale: u8) -> RollingMax {
        RollingMax { largest: Largest::new(length), unit: 10_i128.pow(u32::from(scale)) }
    }
}

impl Signal for RollingMax {
    type Input = i64;
    type Output = f64;

    #[inline]
    fn update(&mut self, value: i64) -> f64 {
        let largest = self.largest.push(value);
        largest.map_or(f64::NAN, |value| quotient(value.into(), self.unit))
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
        let mut highest = RollingMax::new(3, 1);
        let found = [50, 40, 30, 20, 20, 60].map(|value| highest.update(value));
        assert!(found[0].is_nan() && found[1].is_nan());
        assert_eq!(found[2..], [5.0, 4.0, 3.0, 6.0]);
    }

    #[test]
    fn a_length_of_one_is_the_price_and_a_constant_stays_itself() {
        let mut one = RollingMax::new(1, 2);
        assert_eq!([1, 99_999, -3].map(|value| one.update(value)), [0.01, 999.99, -0.03]);
        let mut highest = RollingMax::new(9, 2);
        let last = (0..100).map(|_| highest.update(1_003)).last().unwrap();
        assert_eq!(last, 10.03);
    }

    #[test]
    fn a_split_in_the_window_is_undone() {
        let mut highest = RollingMax::new(2, 4);
        highest.update(1_000_000);
        highest.rebase(3, 1);
        assert_eq!(highest.update(260_000), 33.3333);
    }
}
