//! The postings of an event: the one place that says which accounts it touches.

use crate::ledger::{Event, EventKind};
use crate::money::{Amount, Number};

/// An account of the ledger. Those of an instrument are kept per instrument, the others per
/// currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Account {
    /// Money at hand.
    Cash,
    /// Dividends owed to the account and not yet paid.
    Receivable,
    /// Commission paid.
    Fees,
    /// Dividends earned, of one instrument.
    Dividends,
    /// The capital, as what the account owes its owner.
    Capital,
    /// Units held, of one instrument.
    Position,
    /// The other side of what was bought and sold, of one instrument: units and money.
    Trading,
    /// Paid for what was borrowed, of one instrument.
    Borrow,
    /// Earned on cash, less what owed cash cost.
    Interest,
    /// Paid for a financed position, of one instrument.
    Financing,
    /// What a perpetual's funding brought, of one instrument.
    Funding,
    /// The other side of money that was exchanged.
    Exchange,
}

impl Account {
    /// All accounts.
    pub const ALL: [Account; 12] = [
        Account::Cash,
        Account::Receivable,
        Account::Fees,
        Account::Dividends,
        Account::Capital,
        Account::Position,
        Account::Trading,
        Account::Borrow,
        Account::Interest,
        Account::Financing,
        Account::Funding,
        Account::Exchange,
    ];

    /// The name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Account::Cash => "cash",
            Account::Receivable => "receivable",
            Account::Fees => "fees",
            Account::Dividends => "dividends",
            Account::Capital => "capital",
            Account::Position => "position",
            Account::Trading => "trading",
            Account::Borrow => "borrow",
            Account::Interest => "interest",
            Account::Financing => "financing",
            Account::Funding => "funding",
            Account::Exchange => "exchange",
        }
    }

    /// Whether the account is kept per instrument.
    pub const fn is_of_an_instrument(self) -> bool {
        use Account::{Borrow, Dividends, Financing, Funding, Position, Trading};
        matches!(self, Dividends | Position | Trading | Borrow | Financing | Funding)
    }
}

/// The amount of a posting: money, or units of the event's instrument.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Leg<N: Number> {
    /// Money of the event's currency.
    Money(N::Money),
    /// Money of the account's currency.
    Home(N::Money),
    /// Units of the instrument.
    Units(N::Quantity),
}

/// One line of the journal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Posting<N: Number> {
    /// The account.
    pub account: Account,
    /// What it receives; negative is what it gives.
    pub leg: Leg<N>,
}

/// What takes postings in; a closure does, and a type whose method has to be inlined.
pub trait Accept<N: Number> {
    /// Takes one posting; `None` stops the event.
    fn accept(&mut self, posting: Posting<N>) -> Option<()>;
}

impl<N: Number, F: FnMut(Posting<N>) -> Option<()>> Accept<N> for F {
    #[inline(always)]
    fn accept(&mut self, posting: Posting<N>) -> Option<()> {
        self(posting)
    }
}

/// Shows the postings of an event, in order, until one is not accepted.
///
/// They sum to zero in each currency and in units, by construction. `None` when `accept` gave `None`.
#[inline(always)]
pub fn postings<N: Number>(event: &Event<N>, mut accept: impl Accept<N>) -> Option<()> {
    use Account::{Borrow, Capital, Cash, Dividends, Exchange, Fees, Financing, Funding, Interest};
    use Account::{Position, Receivable, Trading};
    let Event { quantity, value, fee, .. } = *event;
    match event.kind {
        EventKind::Deposit => money(&mut accept, Capital, Cash, value),
        EventKind::Fill => postings_of_fill(event, accept),
        EventKind::Dividend => money(&mut accept, Dividends, Receivable, value),
        EventKind::Payment => money(&mut accept, Receivable, Cash, value),
        EventKind::Split => {
            units(&mut accept, Trading, Position, quantity)?;
            money(&mut accept, Trading, Cash, value)
        }
        EventKind::Borrow => money(&mut accept, Borrow, Cash, value),
        EventKind::Interest => money(&mut accept, Interest, Cash, value),
        EventKind::Financing => money(&mut accept, Financing, Cash, value),
        EventKind::MarginCall => Some(()),
        EventKind::ContractFill => {
            units(&mut accept, Trading, Position, quantity)?;
            money(&mut accept, Cash, Fees, fee)
        }
        EventKind::Variation => money(&mut accept, Trading, Cash, value),
        EventKind::Funding => money(&mut accept, Funding, Cash, value),
        EventKind::End => {
            units(&mut accept, Position, Trading, quantity.negated())?;
            money(&mut accept, Trading, Cash, value)
        }
        EventKind::Conversion => {
            money(&mut accept, Cash, Exchange, value.negated())?;
            home(&mut accept, Exchange, Cash, fee)
        }
    }
}

/// The postings of a fill that is paid for: what [`postings`] shows of it.
#[inline(always)]
pub fn postings_of_fill<N: Number>(event: &Event<N>, mut accept: impl Accept<N>) -> Option<()> {
    use Account::{Cash, Fees, Position, Trading};
    units(&mut accept, Trading, Position, event.quantity)?;
    money(&mut accept, Cash, Trading, event.value)?;
    money(&mut accept, Cash, Fees, event.fee)
}

/// What an event adds to the cash of its currency; negative is what it takes. `None` where the sum
/// does not fit.
#[cold]
pub fn cash_of<N: Number>(event: &Event<N>) -> Option<N::Money> {
    let mut cash = N::Money::ZERO;
    postings(event, |posting: Posting<N>| {
        if let Posting { account: Account::Cash, leg: Leg::Money(amount) } = posting {
            cash = cash.plus(amount)?;
        }
        Some(())
    })?;
    Some(cash)
}

/// The cash that a fill takes: [`cash_of`] it, by the short way that every fill goes.
#[inline]
pub fn paid_by_fill<N: Number>(event: &Event<N>) -> Option<N::Money> {
    match event.kind {
        EventKind::ContractFill => Some(event.fee),
        _ => event.value.plus(event.fee),
    }
}

/// Moves money from one account to another; nothing is not posted.
#[inline(always)]
fn money<N: Number>(
    accept: &mut impl Accept<N>,
    from: Account,
    to: Account,
    amount: N::Money,
) -> Option<()> {
    if amount.is_zero() {
        return Some(());
    }
    accept.accept(Posting { account: from, leg: Leg::Money(amount.negated()) })?;
    accept.accept(Posting { account: to, leg: Leg::Money(amount) })
}

/// Moves money of the account's currency; nothing is not posted.
fn home<N: Number>(
    accept: &mut impl Accept<N>,
    from: Account,
    to: Account,
    amount: N::Money,
) -> Option<()> {
    if amount.is_zero() {
        return Some(());
    }
    accept.accept(Posting { account: from, leg: Leg::Home(amount.negated()) })?;
    accept.accept(Posting { account: to, leg: Leg::Home(amount) })
}

/// Moves units from one account to another; nothing is not posted.
#[inline(always)]
fn units<N: Number>(
    accept: &mut impl Accept<N>,
    from: Account,
    to: Account,
    amount: N::Quantity,
) -> Option<()> {
    if amount.is_zero() {
        return Some(());
    }
    accept.accept(Posting { account: from, leg: Leg::Units(amount.negated()) })?;
    accept.accept(Posting { account: to, leg: Leg::Units(amount) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Narrow;

    fn event(kind: EventKind) -> Event<Narrow> {
        Event {
            kind,
            row: 0,
            at_close: false,
            asset: 0,
            order: 0,
            quantity: 3,
            price: 100,
            value: 300,
            fee: 7,
        }
    }

    #[test]
    fn cash_is_what_its_postings_say() {
        let cash = |kind| cash_of(&event(kind));
        assert_eq!(cash(EventKind::Deposit), Some(300));
        assert_eq!(cash(EventKind::Fill), Some(-307));
        assert_eq!(cash(EventKind::ContractFill), Some(-7));
        assert_eq!(cash(EventKind::Dividend), Some(0));
        assert_eq!(cash(EventKind::Payment), Some(300));
        assert_eq!(cash(EventKind::Split), Some(300));
        assert_eq!(cash(EventKind::Conversion), Some(300));
        assert_eq!(cash(EventKind::MarginCall), Some(0));
        assert_eq!(cash_of(&Event { value: i64::MAX, ..event(EventKind::Fill) }), None);
    }

    #[test]
    fn the_short_way_of_fills_says_the_same() {
        for kind in [EventKind::Fill, EventKind::ContractFill] {
            for (value, fee) in [(300, 7), (-300, 7), (300, -7), (0, 0)] {
                let fill = Event { value, fee, ..event(kind) };
                assert_eq!(paid_by_fill(&fill), cash_of(&fill).map(|cash| -cash));
            }
        }
    }
}
