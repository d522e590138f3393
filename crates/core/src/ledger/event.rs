//! What happened to the account: one fixed-size record an event.

use crate::money::Number;
use crate::order::OrderId;

/// What kind of event a record is, which says what its fields mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// The capital arrives: `value`.
    Deposit,
    /// An order filled: `quantity` at `price`, worth `value`, for a `fee`.
    Fill,
    /// A dividend is owed to the account (or by it): `value`.
    Dividend,
    /// A dividend is paid: `value`.
    Payment,
    /// A split adds `quantity`; what is no whole lot is paid with `value`, at `price` before it.
    Split,
    /// A short has paid for what it borrows: `value`, negative.
    Borrow,
    /// Cash has earned, or cost, interest: `value`.
    Interest,
    /// A financed position has cost, or earned: `value`.
    Financing,
    /// Equity is below what has to be there to keep what is held: `value` is missing.
    MarginCall,
}

impl EventKind {
    /// The name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            EventKind::Deposit => "deposit",
            EventKind::Fill => "fill",
            EventKind::Dividend => "dividend",
            EventKind::Payment => "payment",
            EventKind::Split => "split",
            EventKind::Borrow => "borrow",
            EventKind::Interest => "interest",
            EventKind::Financing => "financing",
            EventKind::MarginCall => "margin_call",
        }
    }

    /// Whether the event is of one instrument.
    pub const fn is_of_an_instrument(self) -> bool {
        !matches!(self, EventKind::Deposit | EventKind::Interest | EventKind::MarginCall)
    }
}

/// One event of the account; fields that a kind does not name are zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event<N: Number> {
    /// What happened.
    pub kind: EventKind,
    /// Row of the bar in which it happened.
    pub row: u32,
    /// Index of the instrument.
    pub asset: u32,
    /// The order that filled; for a split, its place in the list of splits.
    pub order: OrderId,
    /// Change of the position.
    pub quantity: N::Quantity,
    /// The price.
    pub price: N::Price,
    /// Money; for a fill, signed as the quantity.
    pub value: N::Money,
    /// Fee of a fill.
    pub fee: N::Money,
}
