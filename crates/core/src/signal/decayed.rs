//! A sum that forgets slowly.

/// Wilder's running sum (New Concepts in Technical Trading Systems, 1978), seeded as TA-Lib seeds
/// it: the exact sum of the first `n - 1` values, then `s = s - s / n + x`.
///
/// It is `n` times an average, and says a number from the `n`-th value on. A value is in units, so
/// that it is exact as a float below `2^53`; three roundings a step, in the order written.
#[derive(Clone, Debug)]
pub(crate) struct Decayed {
    length: usize,
    divisor: f64,
    heard: usize,
    sum: f64,
}

impl Decayed {
    /// A sum over about `length` values; a length of 0 is taken as 1.
    #[expect(clippy::cast_precision_loss, reason = "no window has 2^53 values")]
    pub(crate) fn new(length: usize) -> Decayed {
        let length = length.max(1);
        Decayed { length, divisor: length as f64, heard: 0, sum: 0.0 }
    }

    /// Takes a value; gives the sum once `n` were heard.
    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "a price is below 2^53, or rounded here once")]
    pub(crate) fn push(&mut self, value: i64) -> Option<f64> {
        if self.heard + 1 < self.length {
            self.heard += 1;
            self.sum += value as f64;
            return None;
        }
        self.sum = self.sum - self.sum / self.divisor + value as f64;
        Some(self.sum)
    }

    /// Writes the sum, which is in units of a price, in shares of after a split.
    #[expect(clippy::cast_precision_loss, reason = "the terms of a split are small")]
    pub(crate) fn rebase(&mut self, new: i64, old: i64) {
        self.sum = self.sum * old as f64 / new as f64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_plain_sum_that_then_decays() {
        let mut sum = Decayed::new(3);
        let found = [4, 5, 6, 0].map(|value| sum.push(value));
        assert_eq!(found, [None, None, Some(12.0), Some(8.0)]);
    }

    #[test]
    fn a_sum_of_one_is_the_value() {
        let (mut one, mut none) = (Decayed::new(1), Decayed::new(0));
        for value in [7, 0, (1 << 53) - 1] {
            let expected = Some(value as f64);
            assert_eq!((one.push(value), none.push(value)), (expected, expected));
        }
    }

    #[test]
    fn a_split_rewrites_it() {
        let mut sum = Decayed::new(2);
        sum.push(400);
        sum.rebase(4, 1);
        assert_eq!(sum.push(10), Some(60.0));
    }
}
