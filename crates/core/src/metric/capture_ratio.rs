//! Up and down capture.

use super::annual_return::annual_return;
use super::quotient::quotient;

/// The annual return in the periods in which the benchmark rose, over the benchmark's there.
///
/// Both are compound returns of a year, [`annual_return`], of these periods alone, a year having
/// `periods_per_year` of them. There is no degree of freedom in it. `None` without such a period,
/// and where one of the annual returns is. Source: Morningstar, "Upside/Downside Capture Ratio";
/// `up_capture` of empyrical.
///
/// # Panics
/// When there are not as many returns of the benchmark.
///
/// ```
/// use farthing_core::metric::up_capture;
/// assert_eq!(up_capture(&[0.25, 9.0], &[0.5, -0.5], 1.0), Some(0.5));
/// assert_eq!(up_capture(&[0.25], &[-0.5], 1.0), None);
/// ```
pub fn up_capture(returns: &[f64], benchmark: &[f64], periods_per_year: f64) -> Option<f64> {
    capture(returns, benchmark, periods_per_year, |market| market > 0.0)
}

/// The annual return in the periods in which the benchmark fell, over the benchmark's there.
///
/// As [`up_capture`]; below 1 is less of the falls. Source: Morningstar, "Upside/Downside Capture
/// Ratio"; `down_capture` of empyrical.
///
/// # Panics
/// When there are not as many returns of the benchmark.
///
/// ```
/// use farthing_core::metric::down_capture;
/// assert_eq!(down_capture(&[0.25, -0.25], &[0.5, -0.5], 1.0), Some(0.5));
/// assert_eq!(down_capture(&[0.25], &[0.5], 1.0), None);
/// ```
pub fn down_capture(returns: &[f64], benchmark: &[f64], periods_per_year: f64) -> Option<f64> {
    capture(returns, benchmark, periods_per_year, |market| market < 0.0)
}

fn capture(
    returns: &[f64],
    benchmark: &[f64],
    periods_per_year: f64,
    counts: impl Fn(f64) -> bool,
) -> Option<f64> {
    let (count, others) = (returns.len(), benchmark.len());
    assert!(
        count == others,
        "{count} returns and {others} of the benchmark: give both for each period"
    );
    let pairs = returns.iter().zip(benchmark).filter(|&(_, &market)| counts(market));
    let (own, market): (Vec<f64>, Vec<f64>) = pairs.unzip();
    let own = annual_return(&own, periods_per_year)?;
    quotient(own, annual_return(&market, periods_per_year)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_looks_at_its_own_periods_and_neither_at_those_that_stood_still() {
        let (returns, benchmark) = ([0.5, 7.0, -0.25, 0.0], [0.25, 0.0, -0.5, 0.6]);
        // (1.5 * 1)^(1 / 2 * 2) - 1 over 1.25 * 1.6 - 1.
        assert_eq!(up_capture(&returns, &benchmark, 2.0), Some(0.5));
        assert_eq!(down_capture(&returns, &benchmark, 1.0), Some(0.5));
    }

    #[test]
    fn it_is_none_without_periods_and_after_ruin() {
        assert_eq!(up_capture(&[], &[], 252.0), None);
        assert_eq!(down_capture(&[0.1], &[0.0], 252.0), None);
        assert_eq!(up_capture(&[-2.0], &[0.5], 1.0), None);
    }
}
