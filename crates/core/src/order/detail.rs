//! What few orders have: kept beside the orders, so that the others are as small as can be.

use std::sync::Arc;

use crate::market::Terms;
use crate::money::{Amount, Direction, Number, Rounding};
use crate::order::OrderId;

/// The details of one order.
#[derive(Clone, Debug)]
pub struct Detail<N: Number> {
    /// The limit of a stop-limit; of a trailing one, once it was triggered.
    pub limit: Option<N::Price>,
    /// Whether its stop was triggered in an earlier bar.
    pub triggered: bool,
    /// How its stop follows.
    pub trail: Option<Trail<N::Price>>,
    /// Its group, by its place in the list of groups.
    pub group: Option<u32>,
    /// The order on whose fill it waited.
    pub parent: Option<OrderId>,
    /// The orders that wait on its fill.
    pub children: Vec<OrderId>,
    /// Whether its prices were read.
    pub is_read: bool,
    /// Whether it may only make a position smaller.
    pub reduce_only: bool,
    /// The earliest begin of a bar on which it works.
    pub arrives: i64,
    /// A text of the strategy.
    pub tag: Option<Arc<str>>,
}

impl<N: Number> Default for Detail<N> {
    fn default() -> Self {
        Detail {
            limit: None,
            triggered: false,
            trail: None,
            group: None,
            parent: None,
            children: Vec::new(),
            is_read: true,
            reduce_only: false,
            arrives: i64::MIN,
            tag: None,
        }
    }
}

/// How far a trailing stop is behind the best price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distance<P> {
    /// A price.
    Amount(P),
    /// A share of the best price, in parts of 10^9.
    Share(i64),
}

/// One, in parts of 10^9.
pub const WHOLE: i64 = 1_000_000_000;

/// How a stop follows the market.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trail<P> {
    /// How far behind.
    pub distance: Distance<P>,
    /// How far its limit is beyond its stop.
    pub offset: Option<P>,
    /// The best price so far.
    pub best: P,
    /// The first row whose prices it follows.
    pub from: u32,
}

impl<P: Amount> Trail<P> {
    /// The level behind the best price, on the tick; nothing where it does not fit.
    pub fn level<N: Number<Price = P>>(&self, buys: bool, step: P, terms: &Terms<N>) -> Option<P> {
        let rounding = Rounding::from(if buys { Direction::Up } else { Direction::Down });
        let raw = match self.distance {
            Distance::Amount(amount) if buys => self.best.plus(amount)?,
            Distance::Amount(amount) => self.best.minus(amount)?,
            Distance::Share(parts) => {
                let share = if buys { WHOLE + parts } else { WHOLE - parts };
                N::price_times(self.best, share, WHOLE, step, rounding)?
            }
        };
        N::price_times(raw, 1, 1, terms.ticks.at(raw), rounding)
    }

    /// Follows the high (for a stop that sells) or the low (for one that buys) of a bar.
    #[inline]
    pub fn follow(&mut self, buys: bool, high: P, low: P) {
        self.best = if buys { self.best.at_most(low) } else { self.best.at_least(high) };
    }
}
