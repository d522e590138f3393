//! Win rate.

use super::quotient::mean;
use super::tally::Tally;
use crate::money::Number;

/// The share of the trades that were won, of all trades.
///
/// `profits` are after fees, one a trade. A trade of profit 0 is not won, and counts in the whole.
/// `None` without trades.
///
/// ```
/// use farthing_core::metric::win_rate;
/// use farthing_core::money::Narrow;
/// assert_eq!(win_rate::<Narrow>(&[300, -100, 0, -50]), Some(0.25));
/// assert_eq!(win_rate::<Narrow>(&[]), None);
/// ```
pub fn win_rate<N: Number>(profits: &[N::Money]) -> Option<f64> {
    Tally::<N>::of(profits)?.win_rate()
}

impl<N: Number> Tally<N> {
    pub(super) fn win_rate(&self) -> Option<f64> {
        mean(self.won as f64, self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Narrow;

    #[test]
    fn a_trade_of_nothing_is_not_won() {
        assert_eq!(win_rate::<Narrow>(&[1, 0]), Some(0.5));
        assert_eq!(win_rate::<Narrow>(&[0]), Some(0.0));
        assert_eq!(win_rate::<Narrow>(&[]), None);
    }
}
