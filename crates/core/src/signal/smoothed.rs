//! A mean that forgets slowly.

use super::rebased_sum;
use crate::money::quotient;

/// An average that starts as the mean of the first `n` values and then goes a part of the way to
/// each new one: `a + (x - a) / d`.
///
/// Values and average are in units, so that a value as a float is exact (below `2^53`). Three
/// roundings a step, in the order written; none of them is of `1 / d`.
#[derive(Clone, Debug)]
pub(crate) struct Smoothed {
    length: usize,
    divisor: f64,
    heard: usize,
    /// The sum of what was heard until the average starts.
    sum: i128,
    average: f64,
}

impl Smoothed {
    /// With `d = (n + 1) / 2`: the exponential average whose alpha is `2 / (n + 1)`.
    pub(crate) fn exponential(length: usize) -> Smoothed {
        Smoothed::new(length, |n| (n + 1.0) / 2.0)
    }

    /// With `d = n`: Wilder's average (New Concepts in Technical Trading Systems, 1978).
    pub(crate) fn wilder(length: usize) -> Smoothed {
        Smoothed::new(length, |n| n)
    }

    #[expect(clippy::cast_precision_loss, reason = "no window has 2^53 values")]
    fn new(length: usize, divisor: impl Fn(f64) -> f64) -> Smoothed {
        let length = length.max(1);
        let divisor = divisor(length as f64);
        Smoothed { length, divisor, heard: 0, sum: 0, average: f64::NAN }
    }

    /// The average, once `n` values were heard.
    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "a price is below 2^53, or rounded here once")]
    pub(crate) fn push(&mut self, value: i64) -> Option<f64> {
        if self.heard == self.length {
            self.average += (value as f64 - self.average) / self.divisor;
            return Some(self.average);
        }
        self.start(value)
    }

    fn start(&mut self, value: i64) -> Option<f64> {
        self.heard += 1;
        self.sum += i128::from(value);
        if self.heard < self.length {
            return None;
        }
        self.average = quotient(self.sum, self.length as i128);
        Some(self.average)
    }

    /// The average becomes `a * old / new`, two roundings; a sum that is still growing stays whole.
    #[expect(clippy::cast_precision_loss, reason = "the terms of a split are small")]
    pub(crate) fn rebase(&mut self, new: i64, old: i64) {
        self.average = self.average * old as f64 / new as f64;
        self.sum = rebased_sum(self.sum, new, old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(mut smoothed: Smoothed, values: &[i64]) -> Vec<Option<f64>> {
        values.iter().map(|&value| smoothed.push(value)).collect()
    }

    #[test]
    fn it_starts_at_the_mean_and_goes_a_part_of_the_way() {
        let values = [1, 2, 6, 7, 0];
        let exponential = heard(Smoothed::exponential(3), &values);
        assert_eq!(exponential, [None, None, Some(3.0), Some(5.0), Some(2.5)]);
        let wilder = heard(Smoothed::wilder(3), &values[..4]);
        assert_eq!(wilder[2..], [Some(3.0), Some(3.0 + 4.0 / 3.0)]);
    }

    #[test]
    fn an_average_of_one_is_the_value() {
        let values = [(1 << 53) - 1, 1, 3, -7];
        let expected = values.map(|value| Some(value as f64));
        assert_eq!(heard(Smoothed::exponential(1), &values), expected);
        assert_eq!(heard(Smoothed::wilder(0), &values), expected);
    }

    #[test]
    fn a_split_rewrites_the_sum_and_the_average() {
        let mut smoothed = Smoothed::wilder(2);
        smoothed.push(400);
        smoothed.rebase(4, 1);
        assert_eq!(smoothed.push(110), Some(105.0));
        smoothed.rebase(1, 2);
        assert_eq!(smoothed.push(230), Some(220.0));
    }
}
