//! Expectancy.

use super::quotient::mean;
use super::tally::Tally;
use crate::money::{Amount, Number};

/// The mean profit of a trade, in units of currency.
///
/// `profits` are after fees, one a trade, in units of `10^-ledger_scale`; their sum is exact.
/// `None` without trades, and where a sum does not fit the ledger.
///
/// ```
/// use farthing_core::metric::expectancy;
/// use farthing_core::money::Narrow;
/// assert_eq!(expectancy::<Narrow>(&[300, -100, 0, -50], 2), Some(0.375));
/// assert_eq!(expectancy::<Narrow>(&[], 2), None);
/// ```
pub fn expectancy<N: Number>(profits: &[N::Money], ledger_scale: u8) -> Option<f64> {
    Tally::<N>::of(profits)?.expectancy(ledger_scale)
}

impl<N: Number> Tally<N> {
    pub(super) fn expectancy(&self, ledger_scale: u8) -> Option<f64> {
        let sum = self.gross_profit.plus(self.gross_loss)?;
        mean(N::to_float(sum, ledger_scale), self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{Narrow, Twin};

    #[test]
    fn it_is_the_mean_in_units_of_currency() {
        assert_eq!(expectancy::<Narrow>(&[10, -30], 1), Some(-1.0));
        assert_eq!(expectancy::<Narrow>(&[0], 1), Some(0.0));
        assert_eq!(expectancy::<Twin>(&[0.5, 1.0], 1), Some(0.75));
        assert_eq!(expectancy::<Narrow>(&[], 0), None);
    }

    #[test]
    fn large_profits_cancel_exactly() {
        let large = 1_i64 << 62;
        assert_eq!(expectancy::<Narrow>(&[large, 1, -large], 0), Some(1.0 / 3.0));
    }
}
