//! A limit order: its price or better.

use super::{Hit, Moment};
use crate::market::Bar;
use crate::money::Amount;

/// The open where it is as good as the limit, else the limit where the bar touches it.
#[inline]
pub(super) fn price<P: Amount>(limit: P, buys: bool, bar: &Bar<P>) -> Option<P> {
    let (open_is_good, touched) = match buys {
        true => (bar.open <= limit, bar.low <= limit),
        false => (bar.open >= limit, bar.high >= limit),
    };
    match (open_is_good, touched) {
        (true, _) => Some(bar.open),
        (false, true) => Some(limit),
        (false, false) => None,
    }
}

/// The same, with its moment.
#[inline]
pub(super) fn trigger<P: Amount>(limit: P, buys: bool, bar: &Bar<P>) -> Option<Hit<P>> {
    let price = price(limit, buys, bar)?;
    let opened = is_good(limit, buys, bar.open);
    let at = if opened { Moment::Open } else { Moment::Within };
    Some(Hit { price, at, opened, by_stop: false, falls: buys })
}

/// Whether a price is the limit or better.
#[inline]
pub(super) fn is_good<P: Amount>(limit: P, buys: bool, price: P) -> bool {
    if buys { price <= limit } else { price >= limit }
}
