//! Rules: strategies as expressions, run without leaving the core for one or for many parameter
//! sets.
//!
//! What depends on bars and parameters alone is a column, shared by all sets that ask for the same;
//! what depends on the position is evaluated along the bars. Either way orders are tickets for the
//! one kernel, given at the close of a bar.

mod bits;
mod column;
mod columns;
mod error;
mod evaluation;
mod exact;
mod making;
mod market;
mod node;
mod program;
mod reader;
mod sets;
mod state;
mod sweep;
#[cfg(test)]
mod tests;

pub use columns::Columns;
pub use error::RulesError;
pub use evaluation::Evaluation;
pub use market::Market;
pub use node::{Comparison, Indicator, Node, Operation, Place};
pub use program::{Program, ProgramError, Sides, Sizing};
pub use reader::Reader;
pub use sets::Sets;
pub use sweep::{Ran, Runner, spread};
