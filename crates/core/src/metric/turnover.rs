//! Turnover.

use super::quotient::{digits, finite};
use crate::money::Number;

/// The value traded in a year, in multiples of the mean equity.
///
/// `traded` is the sum of the values of all fills without their signs, bought and sold alike;
/// `equity` is the account at the end of each session, and `periods_per_year` the sessions of a
/// year (252 of a US exchange; the number of sessions of the run leaves it as of the run). `None`
/// without sessions, and where the mean equity is not positive.
///
/// ```
/// use farthing_core::metric::turnover;
/// use farthing_core::money::Narrow;
/// assert_eq!(turnover::<Narrow>(600, &[90, 110, 100], 252.0), Some(504.0));
/// assert_eq!(turnover::<Narrow>(600, &[], 252.0), None);
/// ```
pub fn turnover<N: Number>(
    traded: N::Money,
    equity: &[N::Money],
    periods_per_year: f64,
) -> Option<f64> {
    let sum = equity.iter().fold(0.0, |sum, &value| sum + digits::<N>(value));
    if sum > 0.0 {
        // The mean is the sum by the sessions, a year the sessions by its own: they cancel.
        finite(digits::<N>(traded) / sum * periods_per_year)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Narrow;

    #[test]
    fn it_is_in_mean_equities_a_year() {
        assert_eq!(turnover::<Narrow>(300, &[50, 150], 2.0), Some(3.0));
        assert_eq!(turnover::<Narrow>(300, &[50, 150], 4.0), Some(6.0));
        assert_eq!(turnover::<Narrow>(0, &[1], 252.0), Some(0.0));
    }

    #[test]
    fn equities_that_do_not_fit_together_still_have_a_mean() {
        let large = 1_i64 << 62;
        assert_eq!(turnover::<Narrow>(large, &[large; 4], 4.0), Some(1.0));
    }

    #[test]
    fn it_is_none_without_equity() {
        assert_eq!(turnover::<Narrow>(10, &[5, -5], 252.0), None);
        assert_eq!(turnover::<Narrow>(10, &[], 252.0), None);
    }
}
