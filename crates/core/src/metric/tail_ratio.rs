//! Tail ratio.

use super::ascending::Ascending;
use super::quotient::quotient;

/// The magnitude of the 95th percentile of the returns by that of the 5th.
///
/// Percentiles between two returns are interpolated linearly. `None` of no returns and where the
/// 5th percentile is nothing. Source: `tail_ratio` of empyrical.
///
/// ```
/// use farthing_core::metric::tail_ratio;
/// assert_eq!(tail_ratio(&[-0.25, -0.25, 0.5, 0.5]), Some(2.0));
/// assert_eq!(tail_ratio(&[0.0, 0.0]), None);
/// ```
pub fn tail_ratio(returns: &[f64]) -> Option<f64> {
    Ascending::of(returns).tail_ratio()
}

impl Ascending {
    pub(super) fn tail_ratio(&self) -> Option<f64> {
        quotient(self.percentile(0.95)?.abs(), self.percentile(0.05)?.abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_compares_the_twentieth_parts() {
        // Twenty-one returns: the 5th percentile is the second, the 95th the last but one.
        let mut returns = [0.0; 21];
        returns[4] = -3.0;
        returns[7] = -2.0;
        returns[9] = 5.0;
        returns[11] = 9.0;
        assert_eq!(tail_ratio(&returns), Some(2.5));
        assert_eq!(tail_ratio(&[-1.0; 3]), Some(1.0));
    }

    #[test]
    fn it_is_none_without_a_left_tail() {
        assert_eq!(tail_ratio(&[0.0; 21]), None);
        assert_eq!(tail_ratio(&[]), None);
    }
}
