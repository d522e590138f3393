//! How far each trade was ahead and behind while it was open.

use super::split_level::SplitLevels;
use crate::kernel::Outcome;
use crate::ledger::Trade;
use crate::money::{Exact, Integer, Number, Rounding, mul_div};

/// The worst and the best that a trade was, before fees, in the last digits of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Excursion {
    /// The largest loss while it was open: negative, or nothing.
    pub adverse: i128,
    /// The largest profit while it was open: positive, or nothing.
    pub favourable: i128,
}

/// The bars of one instrument, in rows of the run, ascending.
#[derive(Clone, Copy, Debug)]
pub struct Ranges<'a> {
    /// The row of each bar.
    pub rows: &'a [u32],
    /// Highest prices.
    pub highs: &'a [i64],
    /// Lowest prices.
    pub lows: &'a [i64],
    /// Splits of the instrument as `(first row, new, old)`, ascending.
    pub splits: &'a [(i32, i64, i64)],
    /// What turns price times quantity into money.
    pub factor: i64,
}

/// The excursions of the trades of one instrument, in their order.
///
/// A trade is held against the highs and lows of the bars in which it was open, against its cost
/// (an excursion of nothing) and against its own end. A trade that was opened at the close of a bar is
/// open from the next one on; of one that was opened at the open or within, the whole bar counts: what
/// came before the fill is not known apart. The bar of its end counts where that was the close; else
/// only the end does. A value is exact; prices of before a split are those of the shares
/// that the trade ended with, the value half-even at the ledger. `None` where a value does not fit.
///
/// # Panics
/// When the columns of the bars differ in length.
pub fn excursions<M: Integer>(
    ranges: &Ranges<'_>,
    trades: &[Trade<Exact<M>>],
) -> Vec<Option<Excursion>> {
    let bars = ranges.rows.len();
    assert!(bars == ranges.highs.len() && bars == ranges.lows.len(), "columns of one length");
    let Some(levels) = SplitLevels::new(ranges.splits) else {
        return vec![None; trades.len()];
    };
    let mut order: Vec<usize> = (0..trades.len()).collect();
    order.sort_by_key(|&place| behind(&trades[place]));
    let mut sweep = Sweep { ranges, levels, next: 0, lows: Vec::new(), highs: Vec::new() };
    let mut found = vec![None; trades.len()];
    for place in order {
        found[place] = sweep.excursion(&trades[place]);
    }
    found
}

/// The row behind the last of the bars that a trade was open in.
fn behind<N: Number>(trade: &Trade<N>) -> u32 {
    trade.closed + u32::from(trade.closed_at_close)
}

/// Excursions of the trades of a run in the account's currency, each at the rate at which its trade
/// was closed, half-even to the unit. `None` where there is none, or no rate.
pub fn excursions_at_home<M: Integer>(
    outcome: &Outcome<Exact<M>>,
    found: &[Option<Excursion>],
) -> Vec<Option<Excursion>> {
    if outcome.rates.is_none() {
        return found.to_vec();
    }
    let amounts = |one: &Option<Excursion>| {
        let Excursion { adverse, favourable } = (*one)?;
        Some([M::narrowed(adverse)?, M::narrowed(favourable)?])
    };
    let amounts: Vec<Option<[M; 2]>> = found.iter().map(amounts).collect();
    let excursion = |[adverse, favourable]: [M; 2]| Excursion {
        adverse: adverse.widened(),
        favourable: favourable.widened(),
    };
    outcome.closed_at_home(&amounts).into_iter().map(|one| one.map(excursion)).collect()
}

/// Bars up to a row, with those that can still be an extreme of bars that end there.
struct Sweep<'a> {
    ranges: &'a Ranges<'a>,
    levels: SplitLevels,
    next: usize,
    /// Bars whose low is below that of all later ones; as shares of one time.
    lows: Vec<Extreme>,
    /// Bars whose high is above that of all later ones.
    highs: Vec<Extreme>,
}

/// An extreme price, and the bar and the level that it is of.
#[derive(Clone, Copy)]
struct Extreme {
    bar: usize,
    price: i64,
    level: usize,
}

impl Sweep<'_> {
    fn excursion<M: Integer>(&mut self, trade: &Trade<Exact<M>>) -> Option<Excursion> {
        let end = trade.proceeds.minus(trade.cost)?.widened();
        let (mut adverse, mut favourable) = (end.min(0), end.max(0));
        self.advance(behind(trade))?;
        let first = trade.opened + u32::from(trade.opened_at_close);
        let first = self.ranges.rows.partition_point(|&row| row < first);
        for extremes in [&self.lows, &self.highs] {
            let place = extremes.partition_point(|extreme| extreme.bar < first);
            if let Some(&extreme) = extremes.get(place) {
                let profit = self.profit(trade, extreme)?;
                (adverse, favourable) = (adverse.min(profit), favourable.max(profit));
            }
        }
        Some(Excursion { adverse, favourable })
    }

    /// Takes the bars before a row.
    fn advance(&mut self, stop: u32) -> Option<()> {
        while let Some(&row) = self.ranges.rows.get(self.next).filter(|&&row| row < stop) {
            let (bar, level) = (self.next, self.levels.at(i32::try_from(row).ok()?));
            let (low, high) = (self.ranges.lows[bar], self.ranges.highs[bar]);
            push(&mut self.lows, Extreme { bar, price: low, level }, &self.levels, |old, new| {
                old < new
            })?;
            push(
                &mut self.highs,
                Extreme { bar, price: high, level },
                &self.levels,
                |old, new| old > new,
            )?;
            self.next += 1;
        }
        Some(())
    }

    /// What a trade would have brought at a price, before fees.
    fn profit<M: Integer>(&self, trade: &Trade<Exact<M>>, at: Extreme) -> Option<i128> {
        let end = self.levels.at(i32::try_from(trade.closed).ok()?);
        let value = Exact::<M>::notional(at.price, trade.quantity, self.ranges.factor)?.widened();
        // So many shares then were those that the trade ended with.
        let (new, old) = self.levels.ratio(at.level, end)?;
        let value = mul_div(value, old, new, Rounding::HalfEven)?;
        value.checked_sub(trade.cost.widened())
    }
}

/// Adds an extreme, and drops those before it that it outdoes; prices per share of one time.
fn push(
    kept: &mut Vec<Extreme>,
    extreme: Extreme,
    levels: &SplitLevels,
    stays: impl Fn(i128, i128) -> bool,
) -> Option<()> {
    while let Some(last) = kept.last() {
        let (new, old) = levels.ratio(last.level, extreme.level)?;
        if stays(i128::from(last.price) * old, i128::from(extreme.price) * new) {
            break;
        }
        kept.pop();
    }
    kept.push(extreme);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::examples::{Dice, trade};
    use crate::money::Narrow;

    fn ranges<'a>(rows: &'a [u32], highs: &'a [i64], lows: &'a [i64]) -> Ranges<'a> {
        Ranges { rows, highs, lows, splits: &[], factor: 1 }
    }

    fn of(quantity: i64, trade: Trade<Narrow>) -> Trade<Narrow> {
        Trade { quantity, ..trade }
    }

    fn pair(found: Option<Excursion>) -> Option<(i128, i128)> {
        found.map(|found| (found.adverse, found.favourable))
    }

    #[test]
    fn a_trade_is_held_against_the_bars_in_which_it_was_open() {
        let (rows, highs, lows) = ([0, 1, 2, 3], [50, 12, 14, 99], [1, 9, 8, 2]);
        let trades = [
            of(10, trade((1, 3), 100, 110, 1)),
            of(-10, trade((1, 3), -100, -110, 1)),
            of(10, trade((3, 3), 100, 95, 1)),
        ];
        let open = excursions(&ranges(&rows, &highs, &lows), &trades);
        let found: Vec<_> = open.into_iter().map(pair).collect();
        assert_eq!(found, [Some((-20, 40)), Some((-40, 20)), Some((-5, 0))]);
        let at = |opened_at_close, closed_at_close| {
            let at = |trade: Trade<Narrow>| Trade { opened_at_close, closed_at_close, ..trade };
            let found = excursions(&ranges(&rows, &highs, &lows), &trades.map(at));
            found.into_iter().map(pair).collect::<Vec<_>>()
        };
        assert_eq!(at(true, true), [Some((-80, 890)), Some((-890, 80)), Some((-5, 0))]);
        assert_eq!(at(true, false), [Some((-20, 40)), Some((-40, 20)), Some((-5, 0))]);
        assert_eq!(at(false, true), [Some((-80, 890)), Some((-890, 80)), Some((-80, 890))]);
    }

    #[test]
    fn prices_of_before_a_split_are_of_fewer_shares() {
        let (rows, highs, lows) = ([0, 1, 2], [120, 30, 31], [80, 21, 24]);
        let with_split = Ranges { splits: &[(1, 4, 1)], ..ranges(&rows, &highs, &lows) };
        // 4 shares that were 1: at most 4 * 30, at least 80 of the one.
        let found = excursions(&with_split, &[of(4, trade((0, 2), 100, 100, 0))]);
        assert_eq!(pair(found[0]), Some((-20, 20)));
        let lower = Ranges { lows: &[90, 21, 24], ..with_split };
        let found = excursions(&lower, &[of(4, trade((0, 2), 100, 100, 0))]);
        assert_eq!(pair(found[0]), Some((-16, 20)));
    }

    #[test]
    fn it_is_what_looking_at_every_bar_finds() {
        for seed in 0..40 {
            let mut dice = Dice::new(seed);
            let rows: Vec<u32> = (0..60).filter(|_| dice.roll(0, 3) > 0).collect();
            let lows: Vec<i64> = rows.iter().map(|_| dice.roll(50, 150)).collect();
            let highs: Vec<i64> = lows.iter().map(|low| low + dice.roll(0, 30)).collect();
            let mut trade_of = |_| {
                let opened = u32::try_from(dice.roll(0, 59)).unwrap();
                let closed = u32::try_from(dice.roll(i64::from(opened), 59)).unwrap();
                let quantity = dice.roll(1, 9) * (2 * dice.roll(0, 1) - 1);
                let made =
                    trade((opened, closed), quantity * 100, quantity * dice.roll(50, 150), 0);
                let (opened_at_close, closed_at_close) = (dice.roll(0, 1) > 0, dice.roll(0, 1) > 0);
                Trade { opened_at_close, closed_at_close, ..of(quantity, made) }
            };
            let trades: Vec<_> = (0..50).map(&mut trade_of).collect();
            let found = excursions(&ranges(&rows, &highs, &lows), &trades);
            for (trade, found) in trades.iter().zip(found) {
                let from = trade.opened + u32::from(trade.opened_at_close);
                let inside = |row: u32| {
                    row >= from
                        && (row < trade.closed || (row == trade.closed && trade.closed_at_close))
                };
                let bars = rows.iter().zip(highs.iter().zip(&lows)).filter(|bar| inside(*bar.0));
                let prices = bars.flat_map(|(_, (high, low))| [*high, *low]);
                let profits = prices.map(|price| price * trade.quantity - trade.cost);
                let all: Vec<i64> = profits.chain([0, trade.proceeds - trade.cost]).collect();
                let expected = (all.iter().min().unwrap(), all.iter().max().unwrap());
                assert_eq!(pair(found), Some(((*expected.0).into(), (*expected.1).into())));
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_none() {
        let (rows, highs, lows) = ([0], [i64::MAX], [1]);
        let bars = ranges(&rows, &highs, &lows);
        assert_eq!(excursions(&bars, &[of(9, trade((0, 1), 1, 1, 0))]), [None]);
        let many = [(0, 1 << 40, 1)];
        let splits = Ranges { splits: &many, ..bars };
        assert_eq!(excursions(&splits, &[of(1, trade((0, 1), 1, 1, 0))]), [None]);
    }
}
