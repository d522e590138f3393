//! The tables of `tests/scenarios`, read and played. Their grammar is in the README there.

mod conditions;
pub mod observed;
mod orders;
mod play;
mod reader;

pub use reader::{Scenario, read};
