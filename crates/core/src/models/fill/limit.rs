//! A limit order: its price or better.

use crate::market::Bar;
use crate::money::Amount;

/// The open where it is as good as the limit, else the limit where the bar touches it.
#[inline]
pub(super) fn trigger<P: Amount>(limit: P, buys: bool, bar: &Bar<P>) -> Option<P> {
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
