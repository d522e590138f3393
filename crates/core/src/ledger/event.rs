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
    /// Cash of the currency numbered `asset` has earned, or cost, interest: `value`.
    Interest,
    /// A financed position has cost, or earned: `value`.
    Financing,
    /// Equity is below what has to be there to keep what is held: `value` is missing.
    MarginCall,
    /// An order of a contract filled: as a fill, but the `value` is carried, not paid.
    ContractFill,
    /// The change of value of a contract is paid: `value`.
    Variation,
    /// A perpetual is funded: `value`, at `price`.
    Funding,
    /// An instrument ends: the position changes by `quantity` at `price`, which pays `value`.
    End,
    /// Money of the currency numbered `asset` is exchanged: `value` of it comes, and `fee` of the
    /// account's currency. One of the two is negative.
    Conversion,
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
            EventKind::ContractFill => "fill",
            EventKind::Variation => "variation",
            EventKind::Funding => "funding",
            EventKind::End => "end",
            EventKind::Conversion => "conversion",
        }
    }

    /// Whether an order filled.
    #[inline]
    pub const fn is_fill(self) -> bool {
        matches!(self, EventKind::Fill | EventKind::ContractFill)
    }

    /// Whether a price belongs to the event.
    pub const fn has_price(self) -> bool {
        matches!(self, EventKind::Split | EventKind::Funding | EventKind::End) || self.is_fill()
    }

    /// Whether the event is of one instrument.
    pub const fn is_of_an_instrument(self) -> bool {
        use EventKind::{Conversion, Deposit, Interest, MarginCall};
        !matches!(self, Deposit | Conversion | Interest | MarginCall)
    }
}

/// One event of the account; fields that a kind does not name are zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event<N: Number> {
    /// What happened.
    pub kind: EventKind,
    /// Row of the bar in which it happened.
    pub row: u32,
    /// Index of the instrument; of the currency, for what is not of an instrument.
    pub asset: u32,
    /// The order that filled; for a dividend or a split, its place among all of the run.
    pub order: OrderId,
    /// Change of the position.
    pub quantity: N::Quantity,
    /// The price.
    pub price: N::Price,
    /// Money; for a fill, signed as the quantity.
    pub value: N::Money,
    /// Fee of a fill; what a conversion brings in the account's currency.
    pub fee: N::Money,
}

impl<N: Number> Event<N> {
    /// Which currency its money is of; 0 is the account's. `of_assets` has that of each
    /// instrument, and is empty where all are in the account's.
    #[inline]
    pub fn currency(&self, of_assets: &[u16]) -> u16 {
        if self.kind.is_of_an_instrument() {
            return of_assets.get(self.asset as usize).copied().unwrap_or(0);
        }
        u16::try_from(self.asset).expect("currencies are numbered by u16")
    }
}
