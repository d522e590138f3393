//! Value at risk.

use super::ascending::Ascending;
use super::quotient::finite;

/// The return that only the `cutoff` of all returns fall below: their percentile.
///
/// A loss is negative. `cutoff` is a share of the returns, usually 0.05; between two returns the
/// percentile is interpolated linearly. `None` of no returns. Source: `value_at_risk` of
/// empyrical.
///
/// ```
/// use farthing_core::metric::value_at_risk;
/// assert_eq!(value_at_risk(&[0.5, -0.5, 0.25], 0.25), Some(-0.125));
/// assert_eq!(value_at_risk(&[], 0.05), None);
/// ```
pub fn value_at_risk(returns: &[f64], cutoff: f64) -> Option<f64> {
    Ascending::of(returns).value_at_risk(cutoff)
}

impl Ascending {
    pub(super) fn value_at_risk(&self, cutoff: f64) -> Option<f64> {
        finite(self.percentile(cutoff)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_percentile() {
        assert_eq!(value_at_risk(&[0.25], 0.05), Some(0.25));
        assert_eq!(value_at_risk(&[2.0, -2.0, 6.0], 0.25), Some(0.0));
    }

    #[test]
    fn of_nothing_it_is_none() {
        assert_eq!(value_at_risk(&[], 0.05), None);
        assert_eq!(value_at_risk(&[f64::NAN], 0.05), None);
    }
}
