//! Tracking error.

use super::moments::Moments;

/// The standard deviation of the returns above the benchmark's, scaled to a year.
///
/// `benchmark` has the return of the same periods. The deviation is by the count less `ddof` (1 for
/// the sample, 0 for the population), times the root of `periods_per_year`. `None` below two
/// periods. Source: Grinold and Kahn (1999), "Active Portfolio Management".
///
/// # Panics
/// When there are not as many returns of the benchmark.
///
/// ```
/// use farthing_core::metric::tracking_error;
/// assert_eq!(tracking_error(&[0.5, 0.25], &[0.0, 0.25], 4.0, 0), Some(0.5));
/// assert_eq!(tracking_error(&[0.5], &[0.0], 4.0, 0), None);
/// ```
pub fn tracking_error(
    returns: &[f64],
    benchmark: &[f64],
    periods_per_year: f64,
    ddof: usize,
) -> Option<f64> {
    Moments::of(&above(returns, benchmark))?.annual_volatility(periods_per_year, ddof)
}

/// The return of each period above that of the benchmark.
pub(super) fn above(returns: &[f64], benchmark: &[f64]) -> Vec<f64> {
    let (count, others) = (returns.len(), benchmark.len());
    assert!(
        count == others,
        "{count} returns and {others} of the benchmark: give both for each period"
    );
    returns.iter().zip(benchmark).map(|(value, market)| value - market).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_deviation_of_the_difference() {
        // Differences 1 and 3: the sample deviates by the root of 2.
        let (returns, benchmark) = ([1.5, 5.0], [0.5, 2.0]);
        assert_eq!(tracking_error(&returns, &benchmark, 1.0, 1), Some(2.0_f64.sqrt()));
        assert_eq!(tracking_error(&returns, &benchmark, 4.0, 0), Some(2.0));
    }

    #[test]
    fn what_is_always_as_far_from_the_benchmark_has_none() {
        assert_eq!(tracking_error(&[0.5, 0.75], &[0.25, 0.5], 252.0, 1), Some(0.0));
        assert_eq!(tracking_error(&[], &[], 252.0, 1), None);
    }

    #[test]
    #[should_panic(expected = "0 returns and 1 of the benchmark")]
    fn every_period_needs_both() {
        tracking_error(&[], &[1.0], 252.0, 1);
    }
}
