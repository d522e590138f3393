//! The mean of the last floats.

/// A ring of the last `length` floats; their mean is summed anew, so that what left the ring
/// leaves no trace.
#[derive(Clone, Debug)]
pub(crate) struct FloatMean {
    values: Vec<f64>,
    length: usize,
    /// Where the next value goes, which is where the oldest stands once the ring is full.
    next: usize,
}

impl FloatMean {
    /// An empty ring; a length of 0 is taken as 1.
    pub(crate) fn new(length: usize) -> FloatMean {
        FloatMean { values: Vec::new(), length: length.max(1), next: 0 }
    }

    /// Takes a value; gives the mean once `length` were heard: `fl(sum / n)`, oldest first.
    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "no window has 2^53 values")]
    pub(crate) fn push(&mut self, value: f64) -> Option<f64> {
        if self.values.len() < self.length {
            self.values.push(value);
        } else {
            self.values[self.next] = value;
        }
        self.next = if self.next + 1 == self.length { 0 } else { self.next + 1 };
        if self.values.len() < self.length {
            return None;
        }
        let (newer, older) = self.values.split_at(self.next);
        let sum = older.iter().chain(newer).fold(0.0, |sum, value| sum + value);
        // One bit pattern stands for "undefined", however it came about.
        Some(if sum.is_nan() { f64::NAN } else { sum / self.length as f64 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_mean_of_the_last() {
        let mut mean = FloatMean::new(2);
        let found = [1.0, 2.0, 5.0, f64::NAN, 4.0, 6.0].map(|value| mean.push(value));
        assert_eq!(found[..3], [None, Some(1.5), Some(3.5)]);
        assert!(found[3..5].iter().all(|value| value.is_some_and(f64::is_nan)));
        assert_eq!(found[5], Some(5.0));
    }

    #[test]
    fn what_left_it_leaves_no_trace() {
        let mut mean = FloatMean::new(2);
        mean.push(1e300);
        mean.push(0.1);
        assert_eq!(mean.push(0.2), Some((0.1 + 0.2) / 2.0));
        assert_eq!(FloatMean::new(0).push(7.0), Some(7.0));
    }
}
