//! An order and the states it passes through.

use crate::money::{Amount, Number};
use crate::order::{Detail, Duration, Intent, OrderKind, Refusal};

/// The place of an order in the run's list of orders.
pub type OrderId = u32;

/// The place of an order in the list of details; this one is none.
pub const NO_DETAIL: u32 = u32::MAX;

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderState {
    /// It works.
    Open,
    /// Its parent has not filled yet.
    Waiting,
    /// It is filled whole.
    Filled,
    /// The strategy or a liquidation took it back, another one of its group filled, or its parent
    /// ended without a fill.
    Cancelled,
    /// Its last session ended, or the one bar or auction that it had.
    Expired,
    /// A split left no lot or no possible price of it, or its instrument ended.
    Dropped,
    /// It was never accepted, or its fill was refused.
    Refused(Refusal),
}

impl OrderState {
    /// The names of all states, in tables.
    pub const NAMES: [&'static str; 7] = [
        OrderState::Open.name(),
        OrderState::Waiting.name(),
        OrderState::Filled.name(),
        OrderState::Cancelled.name(),
        OrderState::Expired.name(),
        OrderState::Dropped.name(),
        OrderState::Refused(Refusal::NotOpen).name(),
    ];

    /// The name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            OrderState::Open => "open",
            OrderState::Waiting => "waiting",
            OrderState::Filled => "filled",
            OrderState::Cancelled => "cancelled",
            OrderState::Expired => "expired",
            OrderState::Dropped => "dropped",
            OrderState::Refused(_) => "refused",
        }
    }

    /// Whether it is open or waiting.
    #[inline]
    pub const fn is_alive(self) -> bool {
        matches!(self, OrderState::Open | OrderState::Waiting)
    }

    /// The reason of a refusal.
    pub const fn reason(self) -> Option<&'static str> {
        match self {
            OrderState::Refused(refusal) => Some(refusal.name()),
            _ => None,
        }
    }
}

/// One order, from its creation to its end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Order<N: Number> {
    /// Index of the instrument.
    pub asset: u32,
    /// Row of the bar at whose close it was given.
    pub created: u32,
    /// Row of the bar in which it ended; meaningless while it is open.
    pub closed: u32,
    /// The last session in which a day order works.
    pub deadline: u32,
    /// Its place in the list of details, or [`NO_DETAIL`].
    pub detail: u32,
    /// How the size was given.
    pub intent: Intent,
    /// How long it works.
    pub duration: Duration,
    /// What became of it.
    pub state: OrderState,
    /// When it fills.
    pub kind: OrderKind<N::Price>,
    /// Signed: positive buys.
    pub quantity: N::Quantity,
    /// The part that is filled, with the same sign.
    pub filled: N::Quantity,
    /// Value of the fills so far, signed as their quantities.
    pub value: N::Money,
    /// Fees of the fills so far.
    pub fee: N::Money,
    /// The size as the strategy gave it: shares, money or a share of equity.
    pub asked: f64,
}

impl<N: Number> Order<N> {
    /// Whether it buys.
    #[inline]
    pub fn buys(&self) -> bool {
        self.quantity > N::Quantity::ZERO
    }

    /// What is left to fill, signed; what has filled is never more than the quantity.
    #[inline]
    pub fn left(&self) -> N::Quantity {
        self.quantity.minus(self.filled).unwrap_or(N::Quantity::ZERO)
    }

    /// Its limit and its stop; nothing where it has none, where the price was never read, and of
    /// an order whose stop follows the market.
    pub fn prices(&self, detail: Option<&Detail<N>>) -> (Option<N::Price>, Option<N::Price>) {
        let unread = matches!(self.state, OrderState::Refused(_)) && self.quantity.is_zero();
        if unread || self.kind.is_trailing() || detail.is_some_and(|detail| !detail.is_read) {
            return (None, None);
        }
        match self.kind {
            OrderKind::StopLimit(stop) => (detail.and_then(|detail| detail.limit), Some(stop)),
            OrderKind::Stop(stop) => (None, Some(stop)),
            kind => (kind.price(), None),
        }
    }
}
