//! Brackets: the stop and the limit that close what an order of a strategy has opened.

use std::sync::Arc;

use super::plan::{Bracket, WHOLE};
use crate::market::Instrument;
use crate::money::{Direction, mul_div};
use crate::order::{Asked, Conditions, Duration, Intent, OrderId, Ticket, TicketKind};

/// The orders that close a position of a strategy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    /// The one that stops a loss.
    pub stop: Option<OrderId>,
    /// The one that takes a profit.
    pub limit: Option<OrderId>,
    /// The place of its last entry among those of a bar.
    pub entry: usize,
}

impl Pair {
    /// Those there are.
    pub fn orders(self) -> impl Iterator<Item = OrderId> {
        self.stop.into_iter().chain(self.limit)
    }
}

/// Pairs by book and instrument.
#[derive(Clone, Debug)]
pub struct Pairs {
    assets: usize,
    pairs: Vec<Pair>,
}

impl Pairs {
    /// None yet.
    pub fn new(books: usize, assets: usize) -> Pairs {
        Pairs { assets, pairs: vec![Pair::default(); books * assets] }
    }

    /// The pair of a position.
    pub fn of(&mut self, book: u32, asset: u32) -> &mut Pair {
        &mut self.pairs[book as usize * self.assets + asset as usize]
    }
}

/// What closes a position of so many units that was entered at a price: the stop, then the limit;
/// nothing in the place of one that was not asked for.
///
/// Their prices go to the tick away from an unfair fill. One that does not fit a price is written so
/// that it is refused.
pub fn closing(bracket: Bracket, instrument: &Instrument, entry: Entered) -> [Option<Ticket>; 2] {
    let Entered { asset, units, price } = entry;
    let buys = units < 0;
    let ticket = |kind| Ticket {
        asset,
        intent: Intent::Quantity,
        size: Asked::Exact { mantissa: -i128::from(units), scale: instrument.quantity_scale },
        kind,
        duration: Duration::GoodTillCancelled,
    };
    let level = |share: i64, is_stop: bool| {
        // Away from the entry by a share of the price's magnitude, also where that is below nothing.
        let is_up = buys == is_stop;
        let share = if is_up == (price >= 0) { share } else { -share };
        let direction = if is_up { Direction::Up } else { Direction::Down };
        let level = mul_div(i128::from(price), WHOLE + i128::from(share), WHOLE, direction.into());
        let level = level.and_then(|level| i64::try_from(level).ok());
        let level = level.filter(|&level| instrument.accepts_price(level));
        let level = level.map_or(0, |level| instrument.ticks.to_grid(level, direction));
        Asked::Exact { mantissa: level.into(), scale: instrument.price_scale }
    };
    let stop = bracket.stop.map(|share| ticket(TicketKind::Stop(level(share, true))));
    let limit = bracket.limit.map(|share| ticket(TicketKind::Limit(level(share, false))));
    [stop, limit]
}

/// A position that was entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entered {
    /// The instrument.
    pub asset: u32,
    /// What is held, signed.
    pub units: i64,
    /// The price of its last fill.
    pub price: i64,
}

/// The conditions of both orders of a pair: one cancels the other.
pub fn conditions(book: u32, number: u32) -> Conditions {
    Conditions { group: Some(Arc::from(format!("{book}.{number}"))), ..Conditions::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::Ticks;
    use crate::market::examples::share;

    fn levels(instrument: &Instrument, units: i64, price: i64) -> [i128; 2] {
        let bracket = Bracket { stop: Some(50_000_000), limit: Some(100_000_000) };
        let found = closing(bracket, instrument, Entered { asset: 0, units, price });
        found.map(|ticket| match ticket.expect("it was asked for").kind {
            TicketKind::Stop(Asked::Exact { mantissa, .. })
            | TicketKind::Limit(Asked::Exact { mantissa, .. }) => mantissa,
            kind => panic!("{kind:?} is neither a stop nor a limit"),
        })
    }

    #[test]
    fn levels_go_to_the_tick_away_from_an_unfair_fill() {
        let nickels = Instrument { ticks: Ticks::fixed(5), ..share("A") };
        assert_eq!(levels(&nickels, 10, 1_001), [950, 1_105]); // 950.95 and 1101.1
        assert_eq!(levels(&nickels, -10, 1_001), [1_055, 900]); // 1051.05 and 900.9
        assert_eq!(levels(&share("A"), 10, 1_000), [950, 1_100]);
    }

    #[test]
    fn a_stop_loses_and_a_limit_gains_below_nothing_too() {
        let oil = Instrument { negative_price_allowed: true, ..share("A") };
        assert_eq!(levels(&oil, 10, -1_000), [-1_050, -900]);
        assert_eq!(levels(&oil, -10, -1_000), [-950, -1_100]);
        assert_eq!(levels(&oil, 10, -1_001), [-1_052, -900]); // -1051.05 and -900.9
    }

    #[test]
    fn what_closes_is_on_the_other_side_and_of_all_units() {
        let bracket = Bracket { stop: Some(1), limit: None };
        let [stop, limit] =
            closing(bracket, &share("A"), Entered { asset: 3, units: -7, price: 9 });
        let stop = stop.expect("a stop was asked for");
        assert_eq!((stop.asset, stop.size), (3, Asked::Exact { mantissa: 7, scale: 0 }));
        assert_eq!(limit, None);
    }

    #[test]
    fn a_level_that_is_no_price_is_nothing() {
        let bracket = Bracket { stop: None, limit: Some(1_500_000_000) };
        let [_, limit] = closing(bracket, &share("A"), Entered { asset: 0, units: -1, price: 9 });
        let nothing = Asked::Exact { mantissa: 0, scale: 2 };
        assert_eq!(limit.expect("it was asked for").kind, TicketKind::Limit(nothing));
    }
}
