//! Rolling standard deviation.

use crate::signal::{Deviation, Moments, Signal};

/// The standard deviation of the last `n` values: `sqrt(fl(v / (n * (n - ddof) * 100^scale)))`.
///
/// `v = n * sum(x^2) - sum(x)^2` is exact, so that nothing cancels and a constant has a deviation
/// of exactly 0. `ddof` is 0 for the deviation of the values, 1 for the estimate from a sample; NaN
/// where `n` is not above it. Which sums fit: [`squares_fit`](crate::signal::squares_fit).
///
/// ```
/// use farthing_core::signal::{indicator::Std, Signal};
/// let mut std = Std::new(2, 0, 2);
/// assert!(std.update(100).is_nan());
/// assert_eq!(std.update(150), 0.25);
/// ```
#[derive(Clone, Debug)]
pub struct Std {
    moments: Moments,
    deviation: Deviation,
}

impl Std {
    /// The deviation of `length` values in units of `10^-scale`.
    pub fn new(length: usize, ddof: usize, scale: u8) -> Std {
        let moments = Moments::new(length);
        let deviation = Deviation::new(moments.length(), ddof, scale);
        Std { moments, deviation }
    }
}

impl Signal for Std {
    type Input = i64;
    type Output = f64;

    #[inline]
    fn update(&mut self, value: i64) -> f64 {
        self.moments.push(value);
        if self.moments.is_full() { self.deviation.of(self.moments.spread()) } else { f64::NAN }
    }

    fn rebase(&mut self, new: i64, old: i64) {
        self.moments.rebase(new, old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: [i64; 8] = [200, 400, 400, 400, 500, 500, 700, 900];

    #[test]
    fn it_is_the_deviation_of_the_values_or_of_a_sample() {
        let (mut whole, mut sample) = (Std::new(8, 0, 2), Std::new(8, 1, 2));
        let last = VALUES.map(|value| (whole.update(value), sample.update(value)));
        assert!(last[..7].iter().all(|(whole, sample)| whole.is_nan() && sample.is_nan()));
        assert_eq!(last[7], (2.0, (32.0_f64 / 7.0).sqrt()));
    }

    #[test]
    fn it_forgets_what_left_the_window() {
        let mut std = Std::new(2, 0, 2);
        let found = VALUES.map(|value| std.update(value));
        assert_eq!(found[1..], [1.0, 0.0, 0.0, 0.5, 0.0, 1.0, 1.0]);
    }

    #[test]
    fn one_value_has_no_deviation_and_no_sample() {
        assert_eq!(Std::new(1, 0, 2).update(5), 0.0);
        assert!(Std::new(1, 1, 2).update(5).is_nan());
    }

    #[test]
    fn a_large_price_loses_nothing() {
        let mut std = Std::new(3, 1, 0);
        let price = 1 << 52;
        assert_eq!([price, price + 1, price + 2].map(|value| std.update(value))[2], 1.0);
    }

    #[test]
    fn a_split_in_the_window_is_undone() {
        let mut std = Std::new(2, 0, 4);
        std.update(1_000_000);
        std.rebase(4, 1);
        assert_eq!(std.update(260_000), 0.5);
    }
}
