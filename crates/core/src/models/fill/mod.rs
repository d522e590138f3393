//! Fills: whether a bar triggers an order, and at which price before slippage.

mod limit;
mod stop;

use crate::market::Bar;
use crate::money::Amount;
use crate::order::OrderKind;

/// When market orders fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FillTiming {
    /// At the open of the next bar: what a strategy can really have.
    NextOpen,
    /// At the close of the bar in which they are given: only when asked for.
    SameClose,
}

/// The price at which `bar` triggers an order, or nothing.
///
/// The open comes first: an order that the open already satisfies fills there, so that a stop
/// that gaps fills at the open and a limit may improve. Else the extreme of the bar decides.
#[inline]
pub fn trigger<P: Amount>(kind: OrderKind<P>, buys: bool, bar: &Bar<P>) -> Option<P> {
    match kind {
        OrderKind::Market => Some(bar.open),
        OrderKind::Limit(price) => limit::trigger(price, buys, bar),
        OrderKind::Stop(price) => stop::trigger(price, buys, bar),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use OrderKind::{Limit, Market, Stop};

    const BAR: Bar<i64> = Bar { open: 100, high: 110, low: 90, close: 105 };

    #[test]
    fn a_market_order_fills_at_the_open() {
        assert_eq!(trigger(Market, true, &BAR), Some(100));
        assert_eq!(trigger(Market, false, &BAR), Some(100));
    }

    #[test]
    fn a_limit_fills_at_its_price_or_better() {
        let rows = [
            (89, true, None),
            (90, true, Some(90)),
            (99, true, Some(99)),
            (100, true, Some(100)),
            (101, true, Some(100)),
            (111, false, None),
            (110, false, Some(110)),
            (101, false, Some(101)),
            (100, false, Some(100)),
            (99, false, Some(100)),
        ];
        for (price, buys, expected) in rows {
            assert_eq!(trigger(Limit(price), buys, &BAR), expected, "{price} {buys}");
        }
    }

    #[test]
    fn a_stop_fills_at_its_price_or_at_the_open_beyond_it() {
        let rows = [
            (111, true, None),
            (110, true, Some(110)),
            (101, true, Some(101)),
            (100, true, Some(100)),
            (99, true, Some(100)),
            (89, false, None),
            (90, false, Some(90)),
            (99, false, Some(99)),
            (100, false, Some(100)),
            (101, false, Some(100)),
        ];
        for (price, buys, expected) in rows {
            assert_eq!(trigger(Stop(price), buys, &BAR), expected, "{price} {buys}");
        }
    }
}
