//! Sharpe ratio.

use super::moments::Moments;
use super::quotient::quotient;

/// The mean return above the risk-free one, by the standard deviation, scaled to a year.
///
/// `risk_free` is the return of one period without risk. A year has `periods_per_year` periods
/// (252 sessions of a US exchange) and scales the ratio by their root; the deviation is by the
/// count less `ddof` (1 for the sample, 0 for the population). `None` below two returns and where
/// they are constant, up to the rounding of their last digits. Source: Sharpe (1994), "The Sharpe
/// Ratio"; `sharpe_ratio` of empyrical, whose `ddof` is 1.
///
/// ```
/// use farthing_core::metric::sharpe_ratio;
/// assert_eq!(sharpe_ratio(&[0.5, 0.0], 0.0, 2.0, 1), Some(1.0));
/// assert_eq!(sharpe_ratio(&[0.1, 0.1], 0.0, 252.0, 1), None);
/// ```
pub fn sharpe_ratio(
    returns: &[f64],
    risk_free: f64,
    periods_per_year: f64,
    ddof: usize,
) -> Option<f64> {
    Moments::of(returns)?.sharpe_ratio(risk_free, periods_per_year, ddof)
}

impl Moments {
    /// The deviation is that of the returns themselves: a constant taken off does not change it.
    pub(super) fn sharpe_ratio(
        &self,
        risk_free: f64,
        periods_per_year: f64,
        ddof: usize,
    ) -> Option<f64> {
        let excess = self.mean() - risk_free;
        quotient(excess * periods_per_year.sqrt(), self.deviation(ddof)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_excess_by_the_deviation() {
        // Mean 2, squares 1 + 1 around it: the sample deviates by the root of 2.
        let returns = [1.0, 3.0];
        assert_eq!(sharpe_ratio(&returns, 1.0, 2.0, 1), Some(1.0));
        assert_eq!(sharpe_ratio(&returns, 3.0, 2.0, 1), Some(-1.0));
        assert_eq!(sharpe_ratio(&returns, 0.0, 4.0, 0), Some(4.0));
    }

    #[test]
    fn it_is_none_where_nothing_varies() {
        assert_eq!(sharpe_ratio(&[0.1; 5], 0.0, 252.0, 1), None);
        assert_eq!(sharpe_ratio(&[0.0; 5], 0.0, 252.0, 1), None);
        assert_eq!(sharpe_ratio(&[0.1; 5], 0.1, 252.0, 1), None);
    }

    #[test]
    fn it_is_none_below_two_returns() {
        assert_eq!(sharpe_ratio(&[0.1], 0.0, 252.0, 1), None);
        assert_eq!(sharpe_ratio(&[0.1, 0.2], 0.0, 252.0, 2), None);
    }
}
