//! A stop order: at the market once its price is reached.

use crate::market::Bar;
use crate::money::Amount;

/// The open where it is beyond the stop already, else the stop where the bar reaches it.
#[inline]
pub(super) fn trigger<P: Amount>(stop: P, buys: bool, bar: &Bar<P>) -> Option<P> {
    let (gapped, reached) = match buys {
        true => (bar.open >= stop, bar.high >= stop),
        false => (bar.open <= stop, bar.low <= stop),
    };
    match (gapped, reached) {
        (true, _) => Some(bar.open),
        (false, true) => Some(stop),
        (false, false) => None,
    }
}
