//! The journal: every posting of a run, by column.

use crate::ledger::{Account, Event, Leg, postings};
use crate::money::Number;

/// The postings of a run as columns of the same length, in the order of the events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Journal<N: Number> {
    /// Index of the event.
    pub event: Vec<u32>,
    /// The account.
    pub account: Vec<Account>,
    /// Whether the amount is units of the event's instrument instead of money.
    pub in_units: Vec<bool>,
    /// The amount, at the scale of the ledger.
    pub amount: Vec<N::Money>,
}

/// Expands events to their postings. `units` turns a quantity of an instrument into the scale of
/// the ledger; it fits, because it was checked when the event was made.
pub fn journal<N: Number>(
    events: &[Event<N>],
    units: impl Fn(u32, N::Quantity) -> N::Money,
) -> Journal<N> {
    let expected = events.len() * 6;
    let mut journal = Journal {
        event: Vec::with_capacity(expected),
        account: Vec::with_capacity(expected),
        in_units: Vec::with_capacity(expected),
        amount: Vec::with_capacity(expected),
    };
    for (index, event) in (0_u32..).zip(events) {
        let done = postings(event, |posting| {
            let (amount, in_units) = match posting.leg {
                Leg::Money(amount) => (amount, false),
                Leg::Units(quantity) => (units(event.asset, quantity), true),
            };
            journal.event.push(index);
            journal.account.push(posting.account);
            journal.in_units.push(in_units);
            journal.amount.push(amount);
            Some(())
        });
        debug_assert!(done.is_some(), "every posting is accepted");
    }
    journal
}
