//! Several strategies that are known before the run, in one account: their orders are netted, and
//! what comes of them is allotted to the books of each. See RULES.md, section 17.

pub mod allot;
mod books;
mod bracket;
mod composite;
mod desk;
mod entry;
mod ledger;
mod netting;
mod ordering;
mod plan;
mod protection;
mod reading;
mod record;

pub use composite::simulate_portfolio;
pub use entry::{Entry, EntryKind};
pub use netting::{after_split, parts_of_fee, parts_of_fill};
pub use plan::{ArrayStrategy, Bracket, Plan, WHOLE};
pub use record::Record;
