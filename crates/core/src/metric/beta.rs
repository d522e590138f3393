//! Beta.

use super::comoments::Comoments;

/// How far the returns move for one of the benchmark: covariance over the benchmark's variance.
///
/// `benchmark` has the return of the same periods, as many as `returns`. Both sums are around the
/// means, over all periods: degrees of freedom cancel, and so does a return without risk that is
/// the same in each period. It is of no unit, and not annualised. `None` below two periods and
/// where the benchmark is constant, up to the rounding of its last digits. Source: Sharpe (1964),
/// "Capital Asset Prices"; `beta` of empyrical.
///
/// # Panics
/// When there are not as many returns of the benchmark.
///
/// ```
/// use farthing_core::metric::beta;
/// assert_eq!(beta(&[0.5, 0.0], &[0.25, 0.0]), Some(2.0));
/// assert_eq!(beta(&[0.5, 0.0], &[0.25, 0.25]), None);
/// ```
pub fn beta(returns: &[f64], benchmark: &[f64]) -> Option<f64> {
    Comoments::of(returns, benchmark)?.beta()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_slope() {
        // Around means of 2 and 3: (-1)(-2) + 0 + 1 * 2 = 4, over 4 + 0 + 4.
        assert_eq!(beta(&[1.0, 2.0, 3.0], &[1.0, 3.0, 5.0]), Some(0.5));
        assert_eq!(beta(&[-1.0, -2.0, -3.0], &[1.0, 3.0, 5.0]), Some(-0.5));
        assert_eq!(beta(&[0.1; 3], &[1.0, 3.0, 5.0]), Some(0.0));
    }

    #[test]
    fn it_is_none_where_the_benchmark_stands_still_or_there_is_one_period() {
        let next = f64::from_bits(0.1_f64.to_bits() + 1);
        assert_eq!(beta(&[1.0, 2.0], &[0.1, next]), None);
        assert_eq!((beta(&[1.0], &[1.0]), beta(&[], &[])), (None, None));
    }

    #[test]
    #[should_panic(expected = "2 returns and 1 of the benchmark")]
    fn every_period_needs_both() {
        beta(&[1.0, 2.0], &[1.0]);
    }
}
