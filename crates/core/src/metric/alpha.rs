//! Alpha.

use super::comoments::Comoments;
use super::quotient::finite;

/// The return of a year that the benchmark does not explain: `(1 + mean)^periods_per_year - 1`.
///
/// The mean is that of `(return - risk_free) - beta * (benchmark - risk_free)`, with the
/// [`beta`](super::beta) of the same periods; `risk_free` is the return of one period without risk,
/// and a year has `periods_per_year` of them (252 sessions of a US exchange). There is no degree of
/// freedom in it. `None` where there is no beta, and where the mean is below -1. Source: Jensen
/// (1968), "The Performance of Mutual Funds"; `alpha` of empyrical.
///
/// # Panics
/// When there are not as many returns of the benchmark.
///
/// ```
/// use farthing_core::metric::alpha;
/// assert_eq!(alpha(&[0.75, 0.25], &[0.25, 0.0], 0.0, 2.0), Some(0.5625));
/// assert_eq!(alpha(&[0.75, 0.25], &[0.25, 0.25], 0.0, 2.0), None);
/// ```
pub fn alpha(
    returns: &[f64],
    benchmark: &[f64],
    risk_free: f64,
    periods_per_year: f64,
) -> Option<f64> {
    Comoments::of(returns, benchmark)?.alpha(risk_free, periods_per_year)
}

impl Comoments {
    pub(super) fn alpha(&self, risk_free: f64, periods_per_year: f64) -> Option<f64> {
        let grown = 1.0 + self.residue(risk_free)?;
        if grown < 0.0 {
            return None;
        }
        finite(libm::pow(grown, periods_per_year) - 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_compounds_what_is_left_over_a_year() {
        let benchmark = [0.0, 0.5];
        assert_eq!(alpha(&[0.25, 0.75], &benchmark, 0.0, 1.0), Some(0.25));
        assert_eq!(alpha(&[0.25, 0.75], &benchmark, 0.0, 2.0), Some(0.5625));
        // A beta of 2 takes the return without risk twice.
        assert_eq!(alpha(&[0.5, 1.5], &benchmark, 0.25, 1.0), Some(0.75));
        assert_eq!(alpha(&benchmark, &benchmark, 0.0, 252.0), Some(0.0));
    }

    #[test]
    fn more_than_everything_lost_has_no_alpha() {
        assert_eq!(alpha(&[-2.0, -2.0], &[0.0, 0.5], 0.0, 2.0), None);
        assert_eq!(alpha(&[-1.0, -1.0], &[0.0, 0.5], 0.0, 2.0), Some(-1.0));
        assert_eq!(alpha(&[0.1], &[0.1], 0.0, 2.0), None);
    }
}
