//! Linearly weighted moving average.

use crate::money::quotient;
use crate::signal::{Signal, Window};

/// The mean of the last `n` values with weights 1 to `n`, the newest heaviest.
///
/// One correctly rounded division of an exact sum: `fl(sum(w * x) / (n * (n + 1) / 2 * 10^scale))`.
///
/// ```
/// use farthing_core::signal::{indicator::Wma, Signal};
/// let mut wma = Wma::new(2, 2);
/// assert!(wma.update(100).is_nan());
/// assert_eq!(wma.update(130), 1.2);
/// ```
#[derive(Clone, Debug)]
pub struct Wma {
    window: Window,
    weighted: i128,
    heard: i64,
    length: i64,
    divisor: i128,
}

impl Wma {
    /// The weighted mean of `length` values in units of `10^-scale`.
    pub fn new(length: usize, scale: u8) -> Wma {
        let window = Window::new(length);
        let count = window.length() as i128;
        Wma {
            window,
            weighted: 0,
            heard: 0,
            length: i64::try_from(count).unwrap_or(i64::MAX),
            divisor: count * (count + 1) / 2 * 10_i128.pow(u32::from(scale)),
        }
    }
}

impl Signal for Wma {
    type Input = i64;
    type Output = f64;

    #[inline]
    fn update(&mut self, value: i64) -> f64 {
        if self.heard < self.length {
            self.heard += 1;
        } else {
            // Each value of the window is one older: one weight less for all, none for the oldest.
            self.weighted -= self.window.sum();
        }
        self.weighted += i128::from(self.heard) * i128::from(value);
        self.window.push(value);
        if self.window.is_full() { quotient(self.weighted, self.divisor) } else { f64::NAN }
    }

    fn rebase(&mut self, new: i64, old: i64) {
        self.window.rebase(new, old);
        let weights = 1..=i128::from(self.heard);
        self.weighted =
            weights.zip(self.window.iter()).map(|(w, value)| w * i128::from(value)).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_weighs_most() {
        let mut wma = Wma::new(3, 1);
        let found = [10, 20, 60, 0, 7].map(|value| wma.update(value));
        assert!(found[0].is_nan() && found[1].is_nan());
        assert_eq!(found[2..], [230.0 / 60.0, 140.0 / 60.0, 81.0 / 60.0]);
    }

    #[test]
    fn a_length_of_one_is_the_price_and_a_constant_stays_itself() {
        let mut one = Wma::new(0, 2);
        assert_eq!([1, 99_999, 3].map(|value| one.update(value)), [0.01, 999.99, 0.03]);
        let mut wma = Wma::new(9, 2);
        let last = (0..100).map(|_| wma.update(1_003)).last().unwrap();
        assert_eq!(last, 10.03);
    }

    #[test]
    fn a_split_is_undone_in_a_window_half_full_and_full() {
        let mut wma = Wma::new(2, 4);
        wma.update(1_200_000);
        wma.rebase(4, 1);
        assert_eq!(wma.update(360_000), 34.0);
        wma.rebase(1, 2);
        assert_eq!(wma.update(750_000), 74.0);
    }
}
