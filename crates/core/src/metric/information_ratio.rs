//! Information ratio.

use super::moments::Moments;
use super::tracking_error::above;

/// The mean return above the benchmark's, by its deviation, scaled to a year.
///
/// It is the mean of the differences of a year over the
/// [`tracking_error`](super::tracking_error): `mean * sqrt(periods_per_year) / deviation`, the
/// deviation by the count less `ddof` (1 for the sample, 0 for the population). `None` below two
/// periods and where the differences are constant, up to the rounding of their last digits.
/// Source: Grinold and Kahn (1999), "Active Portfolio Management"; `excess_sharpe` of empyrical is
/// the same before it is scaled, with a `ddof` of 1.
///
/// # Panics
/// When there are not as many returns of the benchmark.
///
/// ```
/// use farthing_core::metric::information_ratio;
/// assert_eq!(information_ratio(&[0.5, 0.25], &[0.0, 0.25], 4.0, 0), Some(2.0));
/// assert_eq!(information_ratio(&[0.5, 0.5], &[0.0, 0.0], 4.0, 0), None);
/// ```
pub fn information_ratio(
    returns: &[f64],
    benchmark: &[f64],
    periods_per_year: f64,
    ddof: usize,
) -> Option<f64> {
    Moments::of(&above(returns, benchmark))?.sharpe_ratio(0.0, periods_per_year, ddof)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::tracking_error;

    #[test]
    fn it_is_the_mean_difference_by_its_deviation() {
        let (returns, benchmark) = ([1.5, 5.0], [0.5, 2.0]);
        assert_eq!(information_ratio(&returns, &benchmark, 2.0, 1), Some(2.0));
        let error = tracking_error(&returns, &benchmark, 4.0, 0).unwrap();
        assert_eq!(information_ratio(&returns, &benchmark, 4.0, 0), Some(2.0 * 4.0 / error));
    }

    #[test]
    fn it_is_none_where_nothing_differs_or_there_is_one_period() {
        assert_eq!(information_ratio(&[0.5, 0.75], &[0.25, 0.5], 252.0, 1), None);
        assert_eq!(information_ratio(&[0.5], &[0.25], 252.0, 0), None);
    }
}
