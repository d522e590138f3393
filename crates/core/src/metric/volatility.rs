//! Annual volatility.

use super::moments::Moments;
use super::quotient::finite;

/// The standard deviation of returns, scaled to a year by the root of its periods.
///
/// A year has `periods_per_year` of the periods of `returns` (252 sessions of a US exchange); the
/// deviation is by the count less `ddof` (1 for the sample, 0 for the population). `None` below
/// two returns. Source: `annual_volatility` of empyrical, whose `ddof` is 1.
///
/// ```
/// use farthing_core::metric::annual_volatility;
/// assert_eq!(annual_volatility(&[0.25, -0.25, 0.25, -0.25, 0.0], 4.0, 1), Some(0.5));
/// assert_eq!(annual_volatility(&[0.25], 252.0, 1), None);
/// ```
pub fn annual_volatility(returns: &[f64], periods_per_year: f64, ddof: usize) -> Option<f64> {
    Moments::of(returns)?.annual_volatility(periods_per_year, ddof)
}

impl Moments {
    pub(super) fn annual_volatility(&self, periods_per_year: f64, ddof: usize) -> Option<f64> {
        finite(self.deviation(ddof)? * periods_per_year.sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_scales_with_the_root_of_time() {
        let returns = [0.03, 0.01, -0.01, 0.05];
        let quarter = annual_volatility(&returns, 4.0, 1).unwrap();
        let year = annual_volatility(&returns, 1.0, 1).unwrap();
        assert_eq!(quarter, 2.0 * year);
        assert!((year - (0.002_f64 / 3.0).sqrt()).abs() < 1e-16);
    }

    #[test]
    fn constant_returns_do_not_vary() {
        assert_eq!(annual_volatility(&[0.1; 7], 252.0, 1), Some(0.0));
    }

    #[test]
    fn without_freedom_it_is_none() {
        assert_eq!(annual_volatility(&[], 252.0, 1), None);
        assert_eq!(annual_volatility(&[0.1, 0.2], 252.0, 2), None);
        assert_eq!(annual_volatility(&[0.1, 0.2], -1.0, 1), None);
    }
}
