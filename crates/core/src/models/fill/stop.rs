//! A stop order: at the market once its price is reached.

use super::{Hit, Moment};
use crate::market::Bar;
use crate::money::Amount;

/// The open where it is beyond the stop already, else the stop where the bar reaches it.
#[inline]
pub(super) fn price<P: Amount>(stop: P, buys: bool, bar: &Bar<P>) -> Option<P> {
    match (is_passed(stop, buys, bar.open), is_reached(stop, buys, bar)) {
        (true, _) => Some(bar.open),
        (false, true) => Some(stop),
        (false, false) => None,
    }
}

/// The same, with its moment.
#[inline]
pub(super) fn trigger<P: Amount>(stop: P, buys: bool, bar: &Bar<P>) -> Option<Hit<P>> {
    let price = price(stop, buys, bar)?;
    if is_passed(stop, buys, bar.open) {
        return Some(Hit { price, at: Moment::Open, opened: true, by_stop: true, falls: !buys });
    }
    Some(within(price, buys))
}

/// Whether a price is the stop or beyond it.
#[inline]
fn is_passed<P: Amount>(stop: P, buys: bool, price: P) -> bool {
    if buys { price >= stop } else { price <= stop }
}

/// Whether the extreme of a bar reaches the stop.
#[inline]
pub(super) fn is_reached<P: Amount>(stop: P, buys: bool, bar: &Bar<P>) -> bool {
    if buys { bar.high >= stop } else { bar.low <= stop }
}

/// A stop that is reached within a bar.
#[inline]
pub(super) fn within<P>(price: P, buys: bool) -> Hit<P> {
    Hit { price, at: Moment::Within, opened: false, by_stop: true, falls: !buys }
}
