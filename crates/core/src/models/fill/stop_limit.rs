//! A stop-limit order: a limit order once its stop is reached.

use super::{Moment, Reach, limit, stop};
use crate::market::Bar;
use crate::money::Amount;

/// A stop that the open passes makes a limit order of the whole bar; one that is reached within
/// the bar fills at the stop, where the limit allows it. Else the order is a limit order from the
/// next bar on.
#[inline]
pub(super) fn trigger<P: Amount>(level: P, cap: P, buys: bool, bar: &Bar<P>) -> Reach<P> {
    let Some(hit) = stop::trigger(level, buys, bar) else { return Reach::Nothing };
    let filled = match hit.at {
        Moment::Open => limit::trigger(cap, buys, bar),
        _ => limit::is_good(cap, buys, level).then_some(hit),
    };
    let opened = hit.opened;
    let of_stop = |hit| Reach::Fill(super::Hit { by_stop: true, opened, ..hit });
    filled.map_or(Reach::Triggered, of_stop)
}
