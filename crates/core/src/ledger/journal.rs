//! The journal: every posting of a run.

use crate::ledger::{Account, Event, Leg, postings};
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
    /// The amount, at the scale of the ledger.
    pub amount: N::Money,
}

/// Expands events to their postings, in order. `units` turns a quantity of an instrument into the
/// scale of the ledger; it fits, because it was checked when the event was made.
pub fn journal<N: Number>(
    events: &[Event<N>],
    units: impl Fn(u32, N::Quantity) -> N::Money,
) -> Vec<Entry<N>> {
    const LEGS_MAX: usize = 6;
    let mut journal = Vec::with_capacity(events.len() * LEGS_MAX);
    for (index, event) in (0_u32..).zip(events) {
        let done = postings(event, |posting| {
            let (amount, in_units) = match posting.leg {
                Leg::Money(amount) => (amount, false),
                Leg::Units(quantity) => (units(event.asset, quantity), true),
            };
            journal.push(Entry { event: index, account: posting.account, in_units, amount });
            Some(())
        });
        debug_assert!(done.is_some(), "every posting is accepted");
    }
    journal
}
