//! Returns in ascending order, sorted once for all statistics of the tails.

/// Returns, the worst first.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ascending(Vec<f64>);

impl Ascending {
    /// Sorts a copy of the returns.
    pub(super) fn of(returns: &[f64]) -> Ascending {
        let mut values = returns.to_vec();
        values.sort_unstable_by(f64::total_cmp);
        Ascending(values)
    }

    /// The value below which the `share` of the returns lies; `None` of no returns.
    ///
    /// Between two returns it lies on the line that joins them, as numpy's `percentile` has it:
    /// drawn from the nearer one, so that both ends are met exactly.
    pub(super) fn percentile(&self, share: f64) -> Option<f64> {
        let at = self.index(share)?;
        let low = self.0[at];
        let high = *self.0.get(at + 1).unwrap_or(&low);
        let weight = self.position(share) - at as f64;
        let gap = high - low;
        Some(if weight < 0.5 { low + gap * weight } else { high - gap * (1.0 - weight) })
    }

    /// The worst returns, up to and with the one at or below the percentile of `share`.
    pub(super) fn worst(&self, share: f64) -> Option<&[f64]> {
        self.index(share).map(|at| &self.0[..=at])
    }

    /// Where the share lies between the first return, at 0, and the last, at one less than their
    /// count.
    fn position(&self, share: f64) -> f64 {
        self.0.len().saturating_sub(1) as f64 * share
    }

    /// The return at that position or the next one below; `None` of no returns.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share outside of 0 to 1 means the first or the last return"
    )]
    fn index(&self, share: f64) -> Option<usize> {
        let last = self.0.len().checked_sub(1)?;
        Some((self.position(share) as usize).min(last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_lies_between_its_neighbours() {
        let ascending = Ascending::of(&[4.0, 1.0, 2.0, 8.0, 16.0]);
        let found = [0.0, 0.0625, 0.25, 0.375, 0.9375, 1.0].map(|p| ascending.percentile(p));
        let expected = [1.0, 1.25, 2.0, 3.0, 14.0, 16.0].map(Some);
        assert_eq!(found, expected);
    }

    #[test]
    fn the_worst_include_the_one_at_the_percentile() {
        let ascending = Ascending::of(&[3.0, 1.0, 2.0]);
        assert_eq!(ascending.worst(0.0), Some([1.0].as_slice()));
        assert_eq!(ascending.worst(0.49), Some([1.0].as_slice()));
        assert_eq!(ascending.worst(0.5), Some([1.0, 2.0].as_slice()));
    }

    #[test]
    fn no_returns_have_no_tails() {
        let ascending = Ascending::of(&[]);
        assert_eq!(ascending.percentile(0.5), None);
        assert_eq!(ascending.worst(0.5), None);
    }
}
