//! Average win and average loss.

use super::quotient::mean;
use super::tally::Tally;
use crate::money::Number;

/// The mean profit of the trades that were won, in units of currency.
///
/// `profits` are after fees, one a trade, in units of `10^-ledger_scale`; their sum is exact.
/// `None` where no trade was won, and where a sum does not fit the ledger.
///
/// ```
/// use farthing_core::metric::average_win;
/// use farthing_core::money::Narrow;
/// assert_eq!(average_win::<Narrow>(&[300, -100, 50], 2), Some(1.75));
/// assert_eq!(average_win::<Narrow>(&[-100, 0], 2), None);
/// ```
pub fn average_win<N: Number>(profits: &[N::Money], ledger_scale: u8) -> Option<f64> {
    Tally::<N>::of(profits)?.average_win(ledger_scale)
}

/// The mean profit of the trades that were lost, in units of currency: negative.
///
/// `profits` are after fees, one a trade, in units of `10^-ledger_scale`; their sum is exact.
/// `None` where no trade was lost, and where a sum does not fit the ledger.
///
/// ```
/// use farthing_core::metric::average_loss;
/// use farthing_core::money::Narrow;
/// assert_eq!(average_loss::<Narrow>(&[300, -100, -50], 2), Some(-0.75));
/// assert_eq!(average_loss::<Narrow>(&[100, 0], 2), None);
/// ```
pub fn average_loss<N: Number>(profits: &[N::Money], ledger_scale: u8) -> Option<f64> {
    Tally::<N>::of(profits)?.average_loss(ledger_scale)
}

impl<N: Number> Tally<N> {
    pub(super) fn average_win(&self, ledger_scale: u8) -> Option<f64> {
        mean(N::to_float(self.gross_profit, ledger_scale), self.won)
    }

    pub(super) fn average_loss(&self, ledger_scale: u8) -> Option<f64> {
        mean(N::to_float(self.gross_loss, ledger_scale), self.lost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Wide;

    #[test]
    fn a_trade_of_nothing_is_in_neither() {
        let profits = [30, 0, -10, 10, -30, -5];
        assert_eq!(average_win::<Wide>(&profits, 1), Some(2.0));
        assert_eq!(average_loss::<Wide>(&profits, 1), Some(-1.5));
    }

    #[test]
    fn none_of_a_kind_has_no_average() {
        assert_eq!(average_win::<Wide>(&[0, -1], 1), None);
        assert_eq!(average_loss::<Wide>(&[0, 1], 1), None);
        assert_eq!(average_loss::<Wide>(&[], 1), None);
    }
}
