//! How many shares of one time are how many of another.

/// Ratios grow no larger than this, so that a price times two of them fits two words.
const RATIO_MAX: i128 = 1 << 36;

/// The splits of one instrument: between two of them the count of shares is one level.
#[derive(Clone, Debug, Default)]
pub(super) struct SplitLevels {
    /// From when on: days or rows, ascending.
    starts: Vec<i32>,
    /// Shares after all splits so far, for one before the first: new and old, without a factor in
    /// common; one more than there are splits.
    shares: Vec<(i128, i128)>,
}

impl SplitLevels {
    /// Of splits as `(start, new, old)`, ascending; `None` where their product is out of range.
    pub(super) fn new(splits: &[(i32, i64, i64)]) -> Option<SplitLevels> {
        let (mut new, mut old) = (1_i128, 1_i128);
        let mut shares = vec![(new, old)];
        for split in splits {
            (new, old) = reduced(new * i128::from(split.1), old * i128::from(split.2));
            if new > RATIO_MAX || old > RATIO_MAX {
                return None;
            }
            shares.push((new, old));
        }
        Some(SplitLevels { starts: splits.iter().map(|split| split.0).collect(), shares })
    }

    /// The level of a time.
    #[inline]
    pub(super) fn at(&self, time: i32) -> usize {
        self.starts.partition_point(|&start| start <= time)
    }

    /// One share of a time is `new / old` shares of a later one: `(new, old)`.
    pub(super) fn between(&self, from: i32, to: i32) -> Option<(i128, i128)> {
        self.ratio(self.at(from), self.at(to))
    }

    /// One share of a level is `new / old` shares of another: `(new, old)`.
    #[inline]
    pub(super) fn ratio(&self, from: usize, to: usize) -> Option<(i128, i128)> {
        if from == to {
            return Some((1, 1));
        }
        let ((from_new, from_old), (to_new, to_old)) =
            (self.shares.get(from)?, self.shares.get(to)?);
        let (new, old) = reduced(to_new * from_old, to_old * from_new);
        (new <= RATIO_MAX && old <= RATIO_MAX).then_some((new, old))
    }
}

fn reduced(new: i128, old: i128) -> (i128, i128) {
    let (mut a, mut b) = (new, old);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    (new / a, old / a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_products_of_the_splits_between() {
        let levels = SplitLevels::new(&[(10, 3, 2), (20, 4, 1), (30, 1, 12)]).unwrap();
        assert_eq!((levels.at(9), levels.at(10), levels.at(35)), (0, 1, 3));
        let between = |from, to| levels.between(from, to);
        assert_eq!((between(0, 9), between(0, 10)), (Some((1, 1)), Some((3, 2))));
        assert_eq!((between(9, 20), between(10, 30)), (Some((6, 1)), Some((1, 3))));
        assert_eq!(between(30, 10), Some((3, 1)));
        assert_eq!(SplitLevels::default().between(1, 9), Some((1, 1)));
    }

    #[test]
    fn ratios_out_of_range_are_refused() {
        assert!(SplitLevels::new(&[(1, 1 << 30, 1), (2, 1 << 30, 1)]).is_none());
        let wide = SplitLevels::new(&[(1, 1 << 30, 1), (2, 1, 1 << 30), (3, 1, 1 << 30)]).unwrap();
        assert_eq!((wide.between(0, 3), wide.between(1, 3)), (Some((1, 1 << 30)), None));
    }
}
