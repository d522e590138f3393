//! The double-entry ledger: events, their postings, balances, lots.

mod balances;
mod event;
mod journal;
mod lots;
mod posting;

pub use balances::Balances;
pub use event::{Event, EventKind};
pub use journal::{Entry, journal};
pub use lots::{Fill, Lot, LotSplit, Lots, Trade};
pub use posting::{
    Accept, Account, Leg, Posting, cash_of, paid_by_fill, postings, postings_of_fill,
};
