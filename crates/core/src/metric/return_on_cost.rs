//! Return on cost.

use super::quotient::{mean, share};
use crate::money::{Amount, Number};

/// The mean over all trades of the profit by the cost of what was traded.
///
/// `profits` are after fees; `costs` are the cost basis of each trade, whose sign (negative for a
/// short) does not matter. A trade that cost nothing has no return on it and is left out. `None`
/// where no trade is left.
///
/// # Panics
/// When there are not as many costs as profits.
///
/// ```
/// use farthing_core::metric::return_on_cost;
/// use farthing_core::money::Narrow;
/// assert_eq!(return_on_cost::<Narrow>(&[50, -25], &[100, -100]), Some(0.125));
/// assert_eq!(return_on_cost::<Narrow>(&[50], &[0]), None);
/// ```
pub fn return_on_cost<N: Number>(profits: &[N::Money], costs: &[N::Money]) -> Option<f64> {
    let (count, found) = (profits.len(), costs.len());
    assert!(count == found, "{found} costs for {count} profits: give one cost for each trade");
    let mut returns = CostReturns::default();
    for (&profit, &cost) in profits.iter().zip(costs) {
        returns.add::<N>(profit, cost);
    }
    returns.mean()
}

/// The sum of returns on cost, and how many there are.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct CostReturns {
    sum: f64,
    count: usize,
}

impl CostReturns {
    /// Counts a trade, unless it cost nothing.
    #[inline]
    pub(super) fn add<N: Number>(&mut self, profit: N::Money, cost: N::Money) {
        if let Some(value) = share::<N>(profit, cost.magnitude()) {
            self.sum += value;
            self.count += 1;
        }
    }

    /// The mean; `None` of none.
    pub(super) fn mean(&self) -> Option<f64> {
        mean(self.sum, self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Narrow;

    #[test]
    fn each_trade_weighs_the_same() {
        let found = return_on_cost::<Narrow>(&[100, -1, 7], &[200, -4, 0]);
        assert_eq!(found, Some(0.125));
    }

    #[test]
    fn without_cost_it_is_none() {
        assert_eq!(return_on_cost::<Narrow>(&[], &[]), None);
        assert_eq!(return_on_cost::<Narrow>(&[5], &[0]), None);
    }

    #[test]
    #[should_panic(expected = "1 costs for 2 profits")]
    fn every_profit_needs_its_cost() {
        return_on_cost::<Narrow>(&[1, 2], &[3]);
    }
}
