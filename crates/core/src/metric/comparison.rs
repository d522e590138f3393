//! What a run was beside its benchmark.

use super::alpha::alpha;
use super::beta::beta;
use super::capture_ratio::{down_capture, up_capture};
use super::information_ratio::information_ratio;
use super::tracking_error::tracking_error;

/// Degrees of freedom that the sample deviation gives up for its mean.
const DDOF: usize = 1;

/// Statistics of a run's returns beside those of its benchmark; each `None` where it is undefined.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Comparison {
    /// Periods of which both returns are known.
    pub periods: usize,
    /// See [`alpha`].
    pub alpha: Option<f64>,
    /// See [`beta`].
    pub beta: Option<f64>,
    /// See [`information_ratio`]: of the sample, with a `ddof` of 1.
    pub information_ratio: Option<f64>,
    /// See [`tracking_error`]: of the sample, with a `ddof` of 1.
    pub tracking_error: Option<f64>,
    /// See [`up_capture`].
    pub up_capture: Option<f64>,
    /// See [`down_capture`].
    pub down_capture: Option<f64>,
}

/// All of them; periods in which the benchmark has no return are left out of both.
///
/// ```
/// use farthing_core::metric::comparison;
/// let found = comparison(&[9.0, 0.5, 0.0], &[None, Some(0.25), Some(0.0)], 0.0, 252.0);
/// assert_eq!((found.periods, found.beta, found.alpha), (2, Some(2.0), Some(0.0)));
/// ```
pub fn comparison(
    returns: &[f64],
    benchmark: &[Option<f64>],
    risk_free: f64,
    periods_per_year: f64,
) -> Comparison {
    let pairs = returns.iter().zip(benchmark);
    let known = pairs.filter_map(|(&own, &market)| Some((own, market?)));
    let (own, market): (Vec<f64>, Vec<f64>) = known.unzip();
    Comparison {
        periods: own.len(),
        alpha: alpha(&own, &market, risk_free, periods_per_year),
        beta: beta(&own, &market),
        information_ratio: information_ratio(&own, &market, periods_per_year, DDOF),
        tracking_error: tracking_error(&own, &market, periods_per_year, DDOF),
        up_capture: up_capture(&own, &market, periods_per_year),
        down_capture: down_capture(&own, &market, periods_per_year),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_is_its_benchmark_captures_all_of_it() {
        let returns = [0.25, -0.5, 0.125];
        let found = comparison(&returns, &returns.map(Some), 0.0, 1.0);
        let expected = Comparison {
            periods: 3,
            alpha: Some(0.0),
            beta: Some(1.0),
            information_ratio: None,
            tracking_error: Some(0.0),
            up_capture: Some(1.0),
            down_capture: Some(1.0),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn without_a_return_of_the_benchmark_there_is_nothing_to_compare() {
        assert_eq!(comparison(&[0.1, 0.2], &[None, None], 0.0, 1.0), Comparison::default());
        assert_eq!(comparison(&[], &[], 0.0, 1.0), Comparison::default());
    }
}
