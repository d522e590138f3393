//! Fills: whether a bar triggers an order, and at which price before slippage.

mod limit;
mod stop;
mod stop_limit;

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
    /// At the close of the next bar, of which other orders see the close alone too: as Zipline.
    NextClose,
}

/// When in a bar an order fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// At the open.
    Open,
    /// Somewhere between open and close.
    Within,
    /// At the close.
    Close,
}

/// A fill before its slippage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit<P> {
    /// The price.
    pub price: P,
    /// When.
    pub at: Moment,
    /// Whether the open triggers it; a stop-limit may fill later.
    pub opened: bool,
    /// Whether a stop triggers it in this bar.
    pub by_stop: bool,
    /// Whether the price is reached from above.
    pub falls: bool,
}

/// The price at which `bar` triggers an order, or nothing.
///
/// The open comes first: an order that the open already satisfies fills there, so that a stop
/// that gaps fills at the open and a limit may improve. Else the extreme of the bar decides.
/// Orders with details, and those on open or close, are for [`reach`].
#[inline]
pub fn trigger<P: Amount>(kind: OrderKind<P>, buys: bool, bar: &Bar<P>) -> Option<P> {
    if kind.is_market() {
        return Some(bar.open);
    }
    match kind {
        OrderKind::Limit(price) => limit::price(price, buys, bar),
        OrderKind::Stop(price) => stop::price(price, buys, bar),
        _ => None,
    }
}

/// What of a bar an order is tried on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase<P> {
    /// The whole bar; whether it is the first of its session.
    Bar {
        /// The session opens with it.
        opens: bool,
    },
    /// What comes after a fill within it: nobody knows how much.
    Rest {
        /// The price of that fill, before its slippage.
        after: P,
    },
    /// The close of a session.
    Close,
}

/// An order as a bar sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Working<P> {
    /// Its type with its price.
    pub kind: OrderKind<P>,
    /// Whether it buys.
    pub buys: bool,
    /// The limit of a stop-limit.
    pub limit: Option<P>,
    /// Whether its stop was triggered in an earlier bar.
    pub triggered: bool,
    /// Whether the level of its stop is a possible price.
    pub is_possible: bool,
}

/// What a bar does to an order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reach<P> {
    /// Nothing.
    Nothing,
    /// It triggers its stop, and does not fill it.
    Triggered,
    /// It fills it.
    Fill(Hit<P>),
    /// Its open or close was not good enough, and the order is over.
    Over,
}

/// What a part of a bar does to an order of any type.
#[inline]
pub fn reach<P: Amount>(order: &Working<P>, phase: Phase<P>, bar: &Bar<P>) -> Reach<P> {
    match phase {
        Phase::Bar { opens } => of_bar(order, opens, bar),
        Phase::Rest { after } => of_rest(order, after, bar),
        Phase::Close => match order.kind {
            OrderKind::MarketOnClose => at(bar.close, Moment::Close, !order.buys),
            OrderKind::LimitOnClose(limit) => {
                let is_good = limit::is_good(limit, order.buys, bar.close);
                if is_good { at(bar.close, Moment::Close, order.buys) } else { Reach::Over }
            }
            _ => Reach::Nothing,
        },
    }
}

#[inline]
fn of_bar<P: Amount>(order: &Working<P>, opens: bool, bar: &Bar<P>) -> Reach<P> {
    let buys = order.buys;
    match (order.kind, order.limit) {
        (OrderKind::Market, _) => at(bar.open, Moment::Open, !buys),
        (OrderKind::Limit(limit), _) => found(limit::trigger(limit, buys, bar)),
        (OrderKind::Stop(_) | OrderKind::TrailingStop(_), _) if order.triggered => {
            at(bar.open, Moment::Open, !buys)
        }
        (OrderKind::StopLimit(_) | OrderKind::TrailingStopLimit(_), Some(limit))
            if order.triggered =>
        {
            found(limit::trigger(limit, buys, bar))
        }
        (OrderKind::TrailingStop(_) | OrderKind::TrailingStopLimit(_), _) if !order.is_possible => {
            Reach::Nothing
        }
        (OrderKind::Stop(level) | OrderKind::TrailingStop(level), _) => {
            found(stop::trigger(level, buys, bar))
        }
        (OrderKind::StopLimit(level) | OrderKind::TrailingStopLimit(level), Some(limit)) => {
            stop_limit::trigger(level, limit, buys, bar)
        }
        (OrderKind::MarketOnOpen, _) if opens => at(bar.open, Moment::Open, !buys),
        (OrderKind::LimitOnOpen(limit), _) if opens => {
            let is_good = limit::is_good(limit, buys, bar.open);
            if is_good { at(bar.open, Moment::Open, buys) } else { Reach::Over }
        }
        _ => Reach::Nothing,
    }
}

/// After a fill within the bar only stops fill: at their levels, or at the price of that fill
/// where it is beyond the level already.
fn of_rest<P: Amount>(order: &Working<P>, after: P, bar: &Bar<P>) -> Reach<P> {
    let Some(level) = order.kind.price().filter(|_| order.kind.is_stop()) else {
        return Reach::Nothing;
    };
    let buys = order.buys;
    if !order.is_possible || !stop::is_reached(level, buys, bar) {
        return Reach::Nothing;
    }
    let price = if buys { level.at_least(after) } else { level.at_most(after) };
    match order.limit {
        Some(limit) if !limit::is_good(limit, buys, price) => Reach::Triggered,
        _ => Reach::Fill(stop::within(price, buys)),
    }
}

/// A fill at a moment that is known.
#[inline]
fn at<P>(price: P, moment: Moment, falls: bool) -> Reach<P> {
    Reach::Fill(Hit { price, at: moment, opened: true, by_stop: false, falls })
}

#[inline]
fn found<P>(hit: Option<Hit<P>>) -> Reach<P> {
    hit.map_or(Reach::Nothing, Reach::Fill)
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

    fn working(kind: OrderKind<i64>, buys: bool, limit: Option<i64>) -> Working<i64> {
        Working { kind, buys, limit, triggered: false, is_possible: true }
    }

    fn fill(price: i64, at: Moment, by_stop: bool) -> Reach<i64> {
        let opened = at != Moment::Within;
        Reach::Fill(Hit { price, at, opened, by_stop, falls: true })
    }

    /// What is reached, whichever way the price goes there.
    fn tried(order: &Working<i64>, phase: Phase<i64>) -> Reach<i64> {
        match reach(order, phase, &BAR) {
            Reach::Fill(hit) => Reach::Fill(Hit { falls: true, ..hit }),
            other => other,
        }
    }

    #[test]
    fn a_stop_limit_is_a_limit_once_its_stop_is_reached() {
        let rows = [
            // The open is beyond the stop: a limit order of the whole bar.
            (100, 101, true, fill(100, Moment::Open, true)),
            (95, 97, true, fill(97, Moment::Within, true)),
            (95, 89, true, Reach::Triggered),
            // Reached within: at the stop, where the limit allows it.
            (105, 105, true, fill(105, Moment::Within, true)),
            (105, 104, true, Reach::Triggered),
            (111, 120, true, Reach::Nothing),
            (95, 94, false, fill(95, Moment::Within, true)),
            (95, 96, false, Reach::Triggered),
            (100, 105, false, fill(105, Moment::Within, true)),
        ];
        for (stop, limit, buys, expected) in rows {
            let order = working(OrderKind::StopLimit(stop), buys, Some(limit));
            let found = match tried(&order, Phase::Bar { opens: false }) {
                // That the open triggers the stop counts, not where the limit fills.
                Reach::Fill(hit) => Reach::Fill(Hit { opened: hit.at != Moment::Within, ..hit }),
                other => other,
            };
            assert_eq!(found, expected, "{stop} {limit} {buys}");
        }
        let triggered =
            Working { triggered: true, ..working(OrderKind::StopLimit(111), true, Some(95)) };
        let found = tried(&triggered, Phase::Bar { opens: false });
        assert_eq!(found, fill(95, Moment::Within, false));
    }

    #[test]
    fn orders_on_open_and_on_close_have_their_moment() {
        let of = |kind, buys, phase| tried(&working(kind, buys, None), phase);
        let (first, later) = (Phase::Bar { opens: true }, Phase::Bar { opens: false });
        assert_eq!(of(OrderKind::MarketOnOpen, true, first), fill(100, Moment::Open, false));
        assert_eq!(of(OrderKind::MarketOnOpen, true, later), Reach::Nothing);
        assert_eq!(of(OrderKind::LimitOnOpen(99), true, first), Reach::Over);
        assert_eq!(of(OrderKind::LimitOnOpen(99), false, first), fill(100, Moment::Open, false));
        assert_eq!(of(OrderKind::LimitOnOpen(99), true, later), Reach::Nothing);
        assert_eq!(of(OrderKind::MarketOnClose, true, first), Reach::Nothing);
        assert_eq!(
            of(OrderKind::MarketOnClose, true, Phase::Close),
            fill(105, Moment::Close, false)
        );
        assert_eq!(of(OrderKind::LimitOnClose(104), true, Phase::Close), Reach::Over);
        assert_eq!(
            of(OrderKind::LimitOnClose(104), false, Phase::Close),
            fill(105, Moment::Close, false)
        );
        assert_eq!(of(Market, true, Phase::Close), Reach::Nothing);
    }

    #[test]
    fn after_a_fill_within_the_bar_a_stop_fills_at_its_level_and_nothing_else_does() {
        let of = |kind, limit| tried(&working(kind, false, limit), Phase::Rest { after: 104 });
        assert_eq!(of(Stop(103), None), fill(103, Moment::Within, true));
        assert_eq!(of(Stop(105), None), fill(104, Moment::Within, true));
        assert_eq!(of(Stop(89), None), Reach::Nothing);
        assert_eq!(of(OrderKind::StopLimit(95), Some(96)), Reach::Triggered);
        assert_eq!(of(Limit(105), None), Reach::Nothing);
        assert_eq!(of(Market, None), Reach::Nothing);
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
