//! A limit order: its price or better.

use super::{Hit, Moment};
use crate::market::Bar;
use crate::money::Amount;

/// The open where it is as good as the limit, else the limit where the bar touches it.
#[inline]
pub(super) fn trigger<P: Amount>(limit: P, buys: bool, bar: &Bar<P>) -> Option<Hit<P>> {
    let touched = if buys { bar.low <= limit } else { bar.high >= limit };
    if is_good(limit, buys, bar.open) {
        Some(Hit { price: bar.open, at: Moment::Open, opened: true, by_stop: false, falls: buys })
    } else if touched {
        Some(Hit { price: limit, at: Moment::Within, opened: false, by_stop: false, falls: buys })
    } else {
        None
    }
}

/// Whether a price is the limit or better.
#[inline]
pub(super) fn is_good<P: Amount>(limit: P, buys: bool, price: P) -> bool {
    if buys { price <= limit } else { price >= limit }
}
