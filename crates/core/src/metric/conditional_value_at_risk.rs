//! Conditional value at risk.

use super::ascending::Ascending;
use super::quotient::mean;

/// The mean of the worst returns: those up to the `cutoff` of all.
///
/// A loss is negative. Of `n` returns the worst `floor((n - 1) * cutoff) + 1` count; `cutoff` is
/// usually 0.05. `None` of no returns. Source: Rockafellar and Uryasev (2000);
/// `conditional_value_at_risk` of empyrical.
///
/// ```
/// use farthing_core::metric::conditional_value_at_risk;
/// assert_eq!(conditional_value_at_risk(&[0.5, -0.5, -0.25], 0.5), Some(-0.375));
/// assert_eq!(conditional_value_at_risk(&[], 0.05), None);
/// ```
pub fn conditional_value_at_risk(returns: &[f64], cutoff: f64) -> Option<f64> {
    Ascending::of(returns).conditional_value_at_risk(cutoff)
}

impl Ascending {
    pub(super) fn conditional_value_at_risk(&self, cutoff: f64) -> Option<f64> {
        let worst = self.worst(cutoff)?;
        mean(worst.iter().sum(), worst.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_mean_of_the_worst() {
        let returns = [4.0, -4.0, 8.0, -8.0, 2.0];
        assert_eq!(conditional_value_at_risk(&returns, 0.05), Some(-8.0));
        assert_eq!(conditional_value_at_risk(&returns, 0.25), Some(-6.0));
        assert_eq!(conditional_value_at_risk(&returns, 1.0), Some(0.4));
    }

    #[test]
    fn of_nothing_it_is_none() {
        assert_eq!(conditional_value_at_risk(&[], 0.05), None);
    }
}
