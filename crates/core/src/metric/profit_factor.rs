//! Profit factor.

use super::quotient::share;
use super::tally::Tally;
use crate::money::{Amount, Number};

/// What the trades that were won brought, by what the others lost.
///
/// `profits` are after fees, one a trade; both sums are exact, and one division follows. `None`
/// where no trade was lost, and where a sum does not fit the ledger.
///
/// ```
/// use farthing_core::metric::profit_factor;
/// use farthing_core::money::Narrow;
/// assert_eq!(profit_factor::<Narrow>(&[300, -150, 0, -50]), Some(1.5));
/// assert_eq!(profit_factor::<Narrow>(&[300]), None);
/// ```
pub fn profit_factor<N: Number>(profits: &[N::Money]) -> Option<f64> {
    Tally::<N>::of(profits)?.profit_factor()
}

impl<N: Number> Tally<N> {
    pub(super) fn profit_factor(&self) -> Option<f64> {
        share::<N>(self.gross_profit, N::Money::ZERO.minus(self.gross_loss)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Narrow;

    #[test]
    fn losses_alone_have_a_factor_of_zero() {
        assert_eq!(profit_factor::<Narrow>(&[-5, 0, -7]), Some(0.0));
    }

    #[test]
    fn without_losses_it_is_none() {
        assert_eq!(profit_factor::<Narrow>(&[5, 0]), None);
        assert_eq!(profit_factor::<Narrow>(&[0]), None);
        assert_eq!(profit_factor::<Narrow>(&[]), None);
    }

    #[test]
    fn a_sum_that_does_not_fit_is_none() {
        assert_eq!(profit_factor::<Narrow>(&[i64::MAX, 1, -1]), None);
        assert_eq!(profit_factor::<Narrow>(&[1, i64::MIN]), None);
    }
}
