//! One pass over the profits of trades, shared by the statistics that are made of it.

use crate::money::{Amount, Number};

/// How a trade ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TradeResult {
    /// With a profit above zero, after fees.
    Won,
    /// With a profit below zero, after fees.
    Lost,
    /// With a profit of exactly zero: neither won nor lost.
    Even,
}

impl TradeResult {
    /// The result of a trade of this profit.
    ///
    /// ```
    /// use farthing_core::metric::TradeResult;
    /// use farthing_core::money::Narrow;
    /// assert_eq!(TradeResult::of::<Narrow>(-1), TradeResult::Lost);
    /// assert_eq!(TradeResult::of::<Narrow>(0), TradeResult::Even);
    /// ```
    #[inline]
    pub fn of<N: Number>(profit: N::Money) -> TradeResult {
        if profit > N::Money::ZERO {
            TradeResult::Won
        } else if profit < N::Money::ZERO {
            TradeResult::Lost
        } else {
            TradeResult::Even
        }
    }
}

/// Trades counted by result, their profits summed up exactly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tally<N: Number> {
    pub(super) count: usize,
    pub(super) won: usize,
    pub(super) lost: usize,
    /// The sum of the profits of the trades that were won.
    pub(super) gross_profit: N::Money,
    /// The sum of the profits of the trades that were lost: negative.
    pub(super) gross_loss: N::Money,
    pub(super) best: Option<N::Money>,
    pub(super) worst: Option<N::Money>,
}

impl<N: Number> Tally<N> {
    /// No trades.
    pub(super) fn new() -> Tally<N> {
        Tally {
            count: 0,
            won: 0,
            lost: 0,
            gross_profit: N::Money::ZERO,
            gross_loss: N::Money::ZERO,
            best: None,
            worst: None,
        }
    }

    /// The tally of these profits; `None` when a sum does not fit.
    pub(super) fn of(profits: &[N::Money]) -> Option<Tally<N>> {
        let mut tally = Tally::new();
        profits.iter().try_for_each(|&profit| tally.add(profit))?;
        Some(tally)
    }

    /// Counts a trade; `None` when a sum does not fit.
    #[inline]
    pub(super) fn add(&mut self, profit: N::Money) -> Option<()> {
        self.count += 1;
        match TradeResult::of::<N>(profit) {
            TradeResult::Won => {
                self.won += 1;
                self.gross_profit = self.gross_profit.plus(profit)?;
            }
            TradeResult::Lost => {
                self.lost += 1;
                self.gross_loss = self.gross_loss.plus(profit)?;
            }
            TradeResult::Even => {}
        }
        self.best = Some(self.best.map_or(profit, |best| best.at_least(profit)));
        self.worst = Some(self.worst.map_or(profit, |worst| worst.at_most(profit)));
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{Narrow, Twin, Wide};

    #[test]
    fn profits_are_counted_and_summed_by_result() {
        let expected = Tally::<Wide> {
            count: 5,
            won: 2,
            lost: 2,
            gross_profit: 12,
            gross_loss: -5,
            best: Some(7),
            worst: Some(-4),
        };
        assert_eq!(Tally::<Wide>::of(&[5, -4, 0, 7, -1]), Some(expected));
        assert_eq!(Tally::<Narrow>::of(&[]), Some(Tally::new()));
    }

    #[test]
    fn a_sum_that_does_not_fit_is_no_tally() {
        assert_eq!(Tally::<Narrow>::of(&[i64::MAX, 1]), None);
        assert_eq!(Tally::<Narrow>::of(&[i64::MIN, -1]), None);
        assert!(Tally::<Narrow>::of(&[i64::MAX, i64::MIN]).is_some());
    }

    #[test]
    fn what_is_no_number_is_neither_won_nor_lost() {
        assert_eq!(TradeResult::of::<Twin>(f64::NAN), TradeResult::Even);
        assert_eq!(TradeResult::of::<Twin>(0.5), TradeResult::Won);
    }
}
