//! Bollinger bands.

use crate::money::quotient;
use crate::signal::{Deviation, Moments, Signal};

/// The mean of the last `n` values and a band of `k` standard deviations around it, as
/// `[lower, middle, upper]` (Bollinger on Bollinger Bands, 2001).
///
/// The mean `m = fl(sum(x) / (n * 10^scale))` is that of [`Sma`](super::Sma), the deviation `s`
/// that of [`Std`](super::Std) with `ddof` 0; the bands are `m - k * s` and `m + k * s`. Which sums
/// fit: [`squares_fit`](crate::signal::squares_fit).
///
/// ```
/// use farthing_core::signal::{indicator::Bollinger, Signal};
/// let mut bollinger = Bollinger::new(2, 2.0, 2);
/// assert!(bollinger.update(100).iter().all(|value| value.is_nan()));
/// assert_eq!(bollinger.update(150), [0.75, 1.25, 1.75]);
/// ```
#[derive(Clone, Debug)]
pub struct Bollinger {
    moments: Moments,
    deviation: Deviation,
    deviations: f64,
    divisor: i128,
}

impl Bollinger {
    /// Bands of so many `deviations` around the mean of `length` values in units of `10^-scale`.
    pub fn new(length: usize, deviations: f64, scale: u8) -> Bollinger {
        let moments = Moments::new(length);
        let deviation = Deviation::new(moments.length(), 0, scale);
        let divisor = moments.length() * 10_i128.pow(u32::from(scale));
        Bollinger { moments, deviation, deviations, divisor }
    }
}

impl Signal for Bollinger {
    type Input = i64;
    type Output = [f64; 3];

    #[inline]
    fn update(&mut self, value: i64) -> [f64; 3] {
        self.moments.push(value);
        if !self.moments.is_full() {
            return [f64::NAN; 3];
        }
        let middle = quotient(self.moments.sum(), self.divisor);
        let width = self.deviations * self.deviation.of(self.moments.spread());
        [middle - width, middle, middle + width]
    }

    fn rebase(&mut self, new: i64, old: i64) {
        self.moments.rebase(new, old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::indicator::{Sma, Std};

    #[test]
    fn the_bands_lie_around_the_mean() {
        let mut bollinger = Bollinger::new(8, 1.5, 2);
        let values = [200, 400, 400, 400, 500, 500, 700, 900];
        let found = values.map(|value| bollinger.update(value));
        assert!(found[..7].iter().flatten().all(|value| value.is_nan()));
        assert_eq!(found[7], [2.0, 5.0, 8.0]);
    }

    #[test]
    fn they_are_made_of_the_mean_and_the_deviation_to_the_bit() {
        let (mut mean, mut deviation) = (Sma::new(3, 2), Std::new(3, 0, 2));
        let mut bollinger = Bollinger::new(3, 2.0, 2);
        for value in [101, 117, 103, 99, 240, 1] {
            let (m, s) = (mean.update(value), 2.0 * deviation.update(value));
            let expected = [m - s, m, m + s].map(f64::to_bits);
            assert_eq!(bollinger.update(value).map(f64::to_bits), expected);
        }
    }

    #[test]
    fn a_constant_and_a_length_of_one_have_no_width() {
        let (mut one, mut three) = (Bollinger::new(1, 2.0, 2), Bollinger::new(3, 2.0, 2));
        assert_eq!(one.update(1_003), [10.03; 3]);
        assert_eq!([1_003; 3].map(|value| three.update(value))[2], [10.03; 3]);
    }

    #[test]
    fn a_split_in_the_window_is_undone() {
        let mut bollinger = Bollinger::new(2, 2.0, 4);
        bollinger.update(1_000_000);
        bollinger.rebase(4, 1);
        assert_eq!(bollinger.update(260_000), [24.5, 25.5, 26.5]);
    }
}
