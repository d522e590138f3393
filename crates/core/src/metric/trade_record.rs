//! What the trades of a run brought.

use super::average_holding::mean_bars;
use super::return_on_cost::CostReturns;
use super::tally::Tally;
use crate::ledger::Trade;
use crate::money::Number;

/// Statistics of the trades; each `None` where it is undefined.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TradeRecord<N: Number> {
    /// Trades.
    pub count: usize,
    /// Trades with a profit above zero.
    pub won: usize,
    /// Trades with a profit below zero.
    pub lost: usize,
    /// The exact sum of the profits of the trades that were won.
    pub gross_profit: N::Money,
    /// The exact sum of the profits of the trades that were lost: negative.
    pub gross_loss: N::Money,
    /// See [`super::best_trade`].
    pub best: Option<N::Money>,
    /// See [`super::worst_trade`].
    pub worst: Option<N::Money>,
    /// See [`super::win_rate`].
    pub win_rate: Option<f64>,
    /// See [`super::profit_factor`].
    pub profit_factor: Option<f64>,
    /// See [`super::expectancy`].
    pub expectancy: Option<f64>,
    /// See [`super::average_win`].
    pub average_win: Option<f64>,
    /// See [`super::average_loss`].
    pub average_loss: Option<f64>,
    /// See [`super::average_holding`].
    pub average_holding: Option<f64>,
    /// See [`super::return_on_cost`].
    pub return_on_cost: Option<f64>,
}

/// The record of these trades, in one pass; `None` where a profit or a sum of them does not fit.
pub(super) fn trade_record<N: Number>(
    trades: &[Trade<N>],
    ledger_scale: u8,
) -> Option<TradeRecord<N>> {
    let mut tally = Tally::<N>::new();
    let mut on_cost = CostReturns::default();
    let mut bars = 0;
    for trade in trades {
        let profit = trade.profit()?;
        tally.add(profit)?;
        on_cost.add::<N>(profit, trade.cost);
        bars += u64::from(trade.closed.saturating_sub(trade.opened));
    }
    Some(TradeRecord {
        count: tally.count,
        won: tally.won,
        lost: tally.lost,
        gross_profit: tally.gross_profit,
        gross_loss: tally.gross_loss,
        best: tally.best,
        worst: tally.worst,
        win_rate: tally.win_rate(),
        profit_factor: tally.profit_factor(),
        expectancy: tally.expectancy(ledger_scale),
        average_win: tally.average_win(ledger_scale),
        average_loss: tally.average_loss(ledger_scale),
        average_holding: mean_bars(bars, tally.count),
        return_on_cost: on_cost.mean(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::examples::trade;
    use crate::money::Narrow;

    #[test]
    fn trades_are_taken_down_after_their_fees() {
        // Profits of 50, -25, 0 and -75, in cents; the third is a short.
        let trades = [
            trade((2, 6), 200, 251, 1),
            trade((3, 6), 100, 76, 1),
            trade((4, 9), -100, -98, 2),
            trade((9, 9), 300, 226, 1),
        ];
        let expected = TradeRecord::<Narrow> {
            count: 4,
            won: 1,
            lost: 2,
            gross_profit: 50,
            gross_loss: -100,
            best: Some(50),
            worst: Some(-75),
            win_rate: Some(0.25),
            profit_factor: Some(0.5),
            expectancy: Some(-0.125),
            average_win: Some(0.5),
            average_loss: Some(-0.5),
            average_holding: Some(3.0),
            return_on_cost: Some(-0.0625),
        };
        assert_eq!(trade_record(&trades, 2), Some(expected));
    }

    #[test]
    fn without_trades_there_are_counts_and_sums_of_nothing() {
        let found = trade_record::<Narrow>(&[], 2).unwrap();
        assert_eq!((found.count, found.won, found.lost), (0, 0, 0));
        assert_eq!((found.gross_profit, found.gross_loss), (0, 0));
        assert_eq!((found.best, found.worst), (None, None));
        let rates = [
            found.win_rate,
            found.profit_factor,
            found.expectancy,
            found.average_win,
            found.average_loss,
            found.average_holding,
            found.return_on_cost,
        ];
        assert_eq!(rates, [None; 7]);
    }

    #[test]
    fn a_profit_or_a_sum_that_does_not_fit_is_no_record() {
        assert_eq!(trade_record(&[trade((0, 1), -2, i64::MAX, 0)], 2), None);
        let large = trade((0, 1), 0, i64::MAX, 0);
        assert!(trade_record(&[large], 2).is_some());
        assert_eq!(trade_record(&[large, large], 2), None);
    }
}
