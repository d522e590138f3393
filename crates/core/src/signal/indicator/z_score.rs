//! Distance from the rolling mean in standard deviations.

use crate::money::quotient;
use crate::signal::{Moments, Signal, product};

/// How many standard deviations the newest of the last `n` values lies above their mean.
///
/// `fl(d) / sqrt(fl(v * n / (n - ddof)))`, where `d = n * x - sum(x)` and
/// `v = n * sum(x^2) - sum(x)^2` are exact; with `ddof` 0 that is `fl(d) / sqrt(fl(v))`. NaN where
/// the values do not differ, or `n` is not above `ddof`. It has no unit, so that it asks for no
/// scale. Which sums fit: [`squares_fit`](crate::signal::squares_fit).
///
/// ```
/// use farthing_core::signal::{indicator::ZScore, Signal};
/// let mut z_score = ZScore::new(5, 0);
/// assert_eq!([7, 7, 7, 7, 2].map(|value| z_score.update(value))[4], -2.0);
/// ```
#[derive(Clone, Debug)]
pub struct ZScore {
    moments: Moments,
    /// `n / (n - ddof)`, which is no fraction where `ddof` is 0.
    factor: i128,
    divisor: i128,
}

impl ZScore {
    /// The score of the newest among `length` values.
    pub fn new(length: usize, ddof: usize) -> ZScore {
        let moments = Moments::new(length);
        let (factor, divisor) = match ddof {
            0 => (1, 1),
            _ => (moments.length(), (moments.length() - ddof as i128).max(0)),
        };
        ZScore { moments, factor, divisor }
    }
}

impl Signal for ZScore {
    type Input = i64;
    type Output = f64;

    #[inline]
    fn update(&mut self, value: i64) -> f64 {
        self.moments.push(value);
        if !self.moments.is_full() {
            return f64::NAN;
        }
        let spread = self.moments.spread();
        if spread == 0 {
            return f64::NAN;
        }
        let distance = quotient(self.moments.distance(value), 1);
        distance / quotient(product(spread, self.factor), self.divisor).sqrt()
    }

    fn rebase(&mut self, new: i64, old: i64) {
        self.moments.rebase(new, old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_deviations_from_the_mean() {
        let mut z_score = ZScore::new(8, 0);
        let found = [2, 4, 4, 4, 5, 5, 7, 9].map(|value| z_score.update(value));
        assert!(found[..7].iter().all(|value| value.is_nan()));
        assert_eq!(found[7], 2.0);
    }

    #[test]
    fn a_sample_spreads_wider() {
        let mut z_score = ZScore::new(3, 1);
        let found = [1, 2, 3, 1].map(|value| z_score.update(value));
        assert_eq!(found[2..], [1.0, -3.0 / 9.0_f64.sqrt()]);
    }

    #[test]
    fn where_nothing_differs_it_is_not_defined() {
        for (length, ddof) in [(1, 0), (1, 1), (2, 2), (3, 0), (3, 1)] {
            let mut z_score = ZScore::new(length, ddof);
            // The one NaN that is the same on every machine: that of 0 / 0 is not.
            let undefined = (0..9).all(|_| z_score.update(1_003).to_bits() == f64::NAN.to_bits());
            assert!(undefined, "{length} {ddof}");
        }
    }

    #[test]
    fn a_sample_without_a_degree_of_freedom_has_no_score() {
        let mut z_score = ZScore::new(2, 2);
        let found = [1, 2, 5].map(|value| z_score.update(value).to_bits());
        assert_eq!(found, [f64::NAN.to_bits(); 3]);
    }

    #[test]
    fn the_score_does_not_depend_on_the_unit() {
        let values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5];
        let (mut units, mut thousands) = (ZScore::new(4, 0), ZScore::new(4, 0));
        for value in values {
            let (unit, thousand) = (units.update(value), thousands.update(1_024 * value));
            assert_eq!(unit.to_bits(), thousand.to_bits());
        }
    }

    #[test]
    fn a_split_in_the_window_is_undone() {
        let mut z_score = ZScore::new(2, 0);
        z_score.update(1_000_000);
        z_score.rebase(4, 1);
        assert_eq!(z_score.update(260_000), 1.0);
        assert_eq!(z_score.update(250_000), -1.0);
    }
}
