//! A stop order: at the market once its price is reached.

use super::{Hit, Moment};
use crate::market::Bar;
use crate::money::Amount;

/// The open where it is beyond the stop already, else the stop where the bar reaches it.
#[inline]
pub(super) fn trigger<P: Amount>(stop: P, buys: bool, bar: &Bar<P>) -> Option<Hit<P>> {
    let gapped = if buys { bar.open >= stop } else { bar.open <= stop };
    if gapped {
        Some(Hit { price: bar.open, at: Moment::Open, opened: true, by_stop: true, falls: !buys })
    } else if is_reached(stop, buys, bar) {
        Some(within(stop, buys))
    } else {
        None
    }
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
