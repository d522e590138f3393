//! Best and worst trade.

use crate::money::{Amount, Number};

/// The largest profit of a trade, exactly; a loss where all trades lost.
///
/// `profits` are after fees, one a trade. `None` without trades.
///
/// ```
/// use farthing_core::metric::best_trade;
/// use farthing_core::money::Narrow;
/// assert_eq!(best_trade::<Narrow>(&[300, -100]), Some(300));
/// assert_eq!(best_trade::<Narrow>(&[]), None);
/// ```
pub fn best_trade<N: Number>(profits: &[N::Money]) -> Option<N::Money> {
    profits.iter().copied().reduce(Amount::at_least)
}

/// The smallest profit of a trade, exactly; above zero where all trades won.
///
/// `profits` are after fees, one a trade. `None` without trades.
///
/// ```
/// use farthing_core::metric::worst_trade;
/// use farthing_core::money::Narrow;
/// assert_eq!(worst_trade::<Narrow>(&[300, -100]), Some(-100));
/// assert_eq!(worst_trade::<Narrow>(&[]), None);
/// ```
pub fn worst_trade<N: Number>(profits: &[N::Money]) -> Option<N::Money> {
    profits.iter().copied().reduce(Amount::at_most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Narrow;

    #[test]
    fn they_are_the_ends_of_all_profits() {
        let profits = [-3, -9, -1];
        assert_eq!(best_trade::<Narrow>(&profits), Some(-1));
        assert_eq!(worst_trade::<Narrow>(&profits), Some(-9));
        assert_eq!(worst_trade::<Narrow>(&[4, 2]), Some(2));
    }

    #[test]
    fn there_is_none_without_trades() {
        assert_eq!(best_trade::<Narrow>(&[]), None);
        assert_eq!(worst_trade::<Narrow>(&[]), None);
    }
}
