//! The types of orders, and how long an order works.

/// How long an order works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Duration {
    /// Until it is filled or cancelled.
    GoodTillCancelled,
    /// Until the end of the session in which it can first fill.
    Day,
    /// Until the end of a session that is named.
    GoodTillDate,
    /// On the first bar on which it could fill; what that does not fill expires.
    ImmediateOrCancel,
    /// Likewise, but whole or not at all.
    FillOrKill,
}

impl Duration {
    /// The name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Duration::GoodTillCancelled => "gtc",
            Duration::Day => "day",
            Duration::GoodTillDate => "gtd",
            Duration::ImmediateOrCancel => "ioc",
            Duration::FillOrKill => "fok",
        }
    }

    /// Whether it ends with a session.
    #[inline]
    pub const fn has_deadline(self) -> bool {
        matches!(self, Duration::Day | Duration::GoodTillDate)
    }

    /// Whether it ends with the first bar on which it could fill.
    #[inline]
    pub const fn is_immediate(self) -> bool {
        matches!(self, Duration::ImmediateOrCancel | Duration::FillOrKill)
    }
}

/// When an order fills, and at what price. What else a type needs is in the order's details.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OrderKind<P> {
    /// At the next open.
    Market,
    /// At this price or better.
    Limit(P),
    /// At the market once this price is reached.
    Stop(P),
    /// A limit order once this price is reached.
    StopLimit(P),
    /// A stop that follows the best price; this is its level now.
    TrailingStop(P),
    /// A stop-limit whose stop follows the best price; this is its level now.
    TrailingStopLimit(P),
    /// At the open of a session.
    MarketOnOpen,
    /// At the open of a session when that is this price or better.
    LimitOnOpen(P),
    /// At the close of a session.
    MarketOnClose,
    /// At the close of a session when that is this price or better.
    LimitOnClose(P),
}

impl<P: Copy> OrderKind<P> {
    /// The name in tables.
    pub const fn name(&self) -> &'static str {
        match self {
            OrderKind::Market => "market",
            OrderKind::Limit(_) => "limit",
            OrderKind::Stop(_) => "stop",
            OrderKind::StopLimit(_) => "stop_limit",
            OrderKind::TrailingStop(_) => "trailing_stop",
            OrderKind::TrailingStopLimit(_) => "trailing_stop_limit",
            OrderKind::MarketOnOpen => "market_on_open",
            OrderKind::LimitOnOpen(_) => "limit_on_open",
            OrderKind::MarketOnClose => "market_on_close",
            OrderKind::LimitOnClose(_) => "limit_on_close",
        }
    }

    /// Whether the order fills on the next bar, whatever its prices.
    pub const fn is_market(&self) -> bool {
        matches!(self, OrderKind::Market)
    }

    /// Whether it will fill whatever the prices: what is in flight.
    #[inline]
    pub const fn is_in_flight(&self) -> bool {
        matches!(self, OrderKind::Market | OrderKind::MarketOnOpen | OrderKind::MarketOnClose)
    }

    /// Whether its first level is a stop.
    #[inline]
    pub const fn is_stop(&self) -> bool {
        matches!(
            self,
            OrderKind::Stop(_)
                | OrderKind::StopLimit(_)
                | OrderKind::TrailingStop(_)
                | OrderKind::TrailingStopLimit(_)
        )
    }

    /// Whether its stop follows the market.
    #[inline]
    pub const fn is_trailing(&self) -> bool {
        matches!(self, OrderKind::TrailingStop(_) | OrderKind::TrailingStopLimit(_))
    }

    /// Whether it waits for a session's open or close.
    #[inline]
    pub const fn is_timed(&self) -> bool {
        matches!(
            self,
            OrderKind::MarketOnOpen
                | OrderKind::LimitOnOpen(_)
                | OrderKind::MarketOnClose
                | OrderKind::LimitOnClose(_)
        )
    }

    /// The price of the kind: a limit, or the level of a stop.
    pub const fn price(&self) -> Option<P> {
        match *self {
            OrderKind::Market | OrderKind::MarketOnOpen | OrderKind::MarketOnClose => None,
            OrderKind::Limit(price)
            | OrderKind::Stop(price)
            | OrderKind::StopLimit(price)
            | OrderKind::TrailingStop(price)
            | OrderKind::TrailingStopLimit(price)
            | OrderKind::LimitOnOpen(price)
            | OrderKind::LimitOnClose(price) => Some(price),
        }
    }

    /// The same type with its price as another value, where it has one.
    #[inline]
    pub fn map<Q>(self, with: impl FnOnce(P) -> Q) -> OrderKind<Q> {
        match self {
            OrderKind::Market => OrderKind::Market,
            OrderKind::Limit(price) => OrderKind::Limit(with(price)),
            OrderKind::Stop(price) => OrderKind::Stop(with(price)),
            OrderKind::StopLimit(price) => OrderKind::StopLimit(with(price)),
            OrderKind::TrailingStop(price) => OrderKind::TrailingStop(with(price)),
            OrderKind::TrailingStopLimit(price) => OrderKind::TrailingStopLimit(with(price)),
            OrderKind::MarketOnOpen => OrderKind::MarketOnOpen,
            OrderKind::LimitOnOpen(price) => OrderKind::LimitOnOpen(with(price)),
            OrderKind::MarketOnClose => OrderKind::MarketOnClose,
            OrderKind::LimitOnClose(price) => OrderKind::LimitOnClose(with(price)),
        }
    }
}
