//! A mean of floats that forgets slowly.

/// [`Smoothed`](super::Smoothed) of values that are floats themselves: the averages of averages.
///
/// It starts as the mean of the first `n` values, summed in the order of time, and then goes a part
/// of the way to each new one: `a + (x - a) / d`.
#[derive(Clone, Debug)]
pub(crate) struct SmoothedFloat {
    length: usize,
    divisor: f64,
    heard: usize,
    /// The sum of what was heard until the average starts, then the average.
    state: f64,
}

impl SmoothedFloat {
    /// With `d = (n + 1) / 2`: the exponential average whose alpha is `2 / (n + 1)`.
    pub(crate) fn exponential(length: usize) -> SmoothedFloat {
        SmoothedFloat::new(length, |n| (n + 1.0) / 2.0)
    }

    /// With `d = n`: Wilder's average (New Concepts in Technical Trading Systems, 1978).
    pub(crate) fn wilder(length: usize) -> SmoothedFloat {
        SmoothedFloat::new(length, |n| n)
    }

    #[expect(clippy::cast_precision_loss, reason = "no window has 2^53 values")]
    fn new(length: usize, divisor: impl Fn(f64) -> f64) -> SmoothedFloat {
        let length = length.max(1);
        SmoothedFloat { length, divisor: divisor(length as f64), heard: 0, state: 0.0 }
    }

    /// Takes a value; gives the average once `n` were heard.
    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "no window has 2^53 values")]
    pub(crate) fn push(&mut self, value: f64) -> Option<f64> {
        if self.heard == self.length {
            self.state += (value - self.state) / self.divisor;
            return Some(self.state);
        }
        self.heard += 1;
        self.state += value;
        if self.heard < self.length {
            return None;
        }
        self.state /= self.length as f64;
        Some(self.state)
    }

    /// What it said last, once `n` values were heard.
    #[inline]
    pub(crate) fn last(&self) -> Option<f64> {
        (self.heard == self.length).then_some(self.state)
    }

    /// Writes what it remembers, which is in units of a price, in shares of after a split.
    #[expect(clippy::cast_precision_loss, reason = "the terms of a split are small")]
    pub(crate) fn rebase(&mut self, new: i64, old: i64) {
        self.state = self.state * old as f64 / new as f64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_starts_at_the_mean_and_goes_a_part_of_the_way() {
        let mut exponential = SmoothedFloat::exponential(3);
        let found = [1.0, 2.0, 6.0, 7.0, 0.0].map(|value| exponential.push(value));
        assert_eq!(found, [None, None, Some(3.0), Some(5.0), Some(2.5)]);
        let mut wilder = SmoothedFloat::wilder(2);
        assert_eq!(wilder.last(), None);
        assert_eq!([1.0, 3.0, 7.0].map(|value| wilder.push(value)), [None, Some(2.0), Some(4.5)]);
        assert_eq!(wilder.last(), Some(4.5));
    }

    #[test]
    fn a_split_rewrites_the_sum_and_the_average() {
        let mut smoothed = SmoothedFloat::wilder(2);
        smoothed.push(400.0);
        smoothed.rebase(4, 1);
        assert_eq!(smoothed.push(110.0), Some(105.0));
        smoothed.rebase(1, 2);
        assert_eq!(smoothed.push(230.0), Some(220.0));
    }
}
