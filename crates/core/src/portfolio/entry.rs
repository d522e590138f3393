//! What an event changes in the books of one strategy.

/// What kind of entry a record is: that of its event, or one that the account does not see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// The capital arrives.
    Deposit,
    /// Money goes from one strategy to another.
    Transfer,
    /// An order filled.
    Fill,
    /// Strategies exchange among themselves, without the market.
    Crossing,
    /// A dividend is owed.
    Dividend,
    /// A dividend is paid.
    Payment,
    /// A split.
    Split,
    /// A short has paid for what it borrows.
    Borrow,
    /// Cash has earned, or cost, interest.
    Interest,
    /// A financed position has cost, or earned.
    Financing,
    /// An instrument ends.
    End,
}

impl EntryKind {
    /// The names in tables, in the order of the kinds.
    const NAMES: [&'static str; 11] = [
        "deposit",
        "transfer",
        "fill",
        "crossing",
        "dividend",
        "payment",
        "split",
        "borrow",
        "interest",
        "financing",
        "end",
    ];

    /// The name in tables.
    pub const fn name(self) -> &'static str {
        EntryKind::NAMES[self as usize]
    }
}

/// One change of one book; what a kind does not name is nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry<M> {
    /// What happened.
    pub kind: EntryKind,
    /// Row of the run.
    pub row: u32,
    /// Whose books they are, by place.
    pub book: u32,
    /// The instrument.
    pub asset: Option<u32>,
    /// The strategy's own number of its order.
    pub order: Option<u32>,
    /// Change of the position.
    pub quantity: i64,
    /// At which it changed.
    pub price: i64,
    /// Change of the cash.
    pub cash: M,
    /// Change of what is owed.
    pub receivable: M,
    /// The commission, which the cash has already.
    pub fee: M,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_own_name() {
        assert_eq!(EntryKind::Deposit.name(), "deposit");
        assert_eq!(EntryKind::Crossing.name(), "crossing");
        assert_eq!(EntryKind::Payment.name(), "payment");
        assert_eq!(EntryKind::End.name(), "end");
    }
}
