//! Annual return.

use super::quotient::finite;
use super::total_return::wealth;

/// The compound return of a year, `(1 + total)^(periods_per_year / periods) - 1`.
///
/// `total` is what the returns compound to, `periods` their number; a year has `periods_per_year`
/// of them (252 sessions of a US exchange). `None` of no returns, and where more than everything
/// was lost: a negative wealth has no root. Source: `annual_return` of empyrical.
///
/// ```
/// use farthing_core::metric::annual_return;
/// assert_eq!(annual_return(&[0.25, 0.25, 0.0, 0.0], 2.0), Some(0.25));
/// assert_eq!(annual_return(&[], 252.0), None);
/// ```
pub fn annual_return(returns: &[f64], periods_per_year: f64) -> Option<f64> {
    annualised(wealth(returns)?, returns.len(), periods_per_year)
}

/// The return of a year, from what 1 has become after so many periods.
pub(super) fn annualised(wealth: f64, periods: usize, periods_per_year: f64) -> Option<f64> {
    if periods == 0 || wealth < 0.0 {
        return None;
    }
    finite(libm::pow(wealth, periods_per_year / periods as f64) - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_compounds() {
        assert_eq!(annual_return(&[0.5], 2.0), Some(1.25));
        assert_eq!(annual_return(&[3.0, 0.0], 1.0), Some(1.0));
        assert_eq!(annual_return(&[-0.5, -0.5], 1.0), Some(-0.5));
        assert_eq!(annualised(1.5, 126, 252.0), Some(1.25));
    }

    #[test]
    fn ruin_is_minus_one_and_debt_is_none() {
        assert_eq!(annual_return(&[0.1, -1.0], 252.0), Some(-1.0));
        assert_eq!(annual_return(&[-1.5], 2.0), None);
    }

    #[test]
    fn what_is_no_number_is_none() {
        assert_eq!(annual_return(&[], 252.0), None);
        assert_eq!(annualised(1.0, 0, 252.0), None);
        assert_eq!(annual_return(&[1e6], 252.0), None);
    }
}
