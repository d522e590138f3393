//! The journal: every posting of a run.

use crate::ledger::{Account, Event, Leg, Posting, postings};
use crate::money::Number;

/// One posting of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry<N: Number> {
    /// Index of the event.
    pub event: u32,
    /// The account.
    pub account: Account,
    /// Whether the amount is units of the event's instrument instead of money.
    pub in_units: bool,
    /// Which currency it is of, where it is money; 0 is the account's.
    pub currency: u16,
    /// The amount, at the scale of the ledger.
    pub amount: N::Money,
}

/// Expands events to their postings, in order. `units` turns a quantity of an instrument into the
/// scale of the ledger; it fits, because it was checked when the event was made. `currencies` has
/// that of each instrument, and is empty where all are in the account's.
pub fn journal<N: Number>(
    events: &[Event<N>],
    currencies: &[u16],
    units: impl Fn(u32, N::Quantity) -> N::Money,
) -> Vec<Entry<N>> {
    const LEGS_MAX: usize = 6;
    let mut journal = Vec::with_capacity(events.len() * LEGS_MAX);
    for (index, event) in (0_u32..).zip(events) {
        let of_event = event.currency(currencies);
        let done = postings(event, |posting: Posting<N>| {
            let (amount, in_units, currency) = match posting.leg {
                Leg::Money(amount) => (amount, false, of_event),
                Leg::Home(amount) => (amount, false, 0),
                Leg::Units(quantity) => (units(event.asset, quantity), true, 0),
            };
            let account = posting.account;
            journal.push(Entry { event: index, account, in_units, currency, amount });
            Some(())
        });
        assert!(done.is_some(), "every posting is accepted");
    }
    journal
}
