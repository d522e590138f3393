//! The batch driver: orders that are known before the run, walked without leaving the core.

use std::sync::Arc;

use crate::drive::{Walk, WalkError};
use crate::kernel::{Outcome, Setup};
use crate::market::Panel;
use crate::money::{Decimal, Number};
use crate::order::{OrderId, Ticket};

/// One thing that is done at the close of a bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Instruction {
    /// An order is given.
    Give(Ticket),
    /// An order is taken back, if it still works.
    Cancel(OrderId),
    /// Money of a currency, by its number, is exchanged for the account's.
    Convert(u16, Decimal),
}

/// Where the instructions of a bar come from.
pub trait Instructions {
    /// How many there may be in all, to make room for their orders.
    fn expected(&self) -> usize {
        0
    }

    /// Adds those of a row of the run, in their order.
    fn at(&mut self, row: usize, instructions: &mut Vec<Instruction>);
}

/// Walks the rows of a panel from `start`, following instructions.
///
/// # Errors
/// When the setup does not fit, or a number does not.
pub fn simulate<N: Number>(
    setup: Arc<Setup>,
    panel: Arc<Panel<N::Price>>,
    start: usize,
    source: &mut impl Instructions,
) -> Result<Outcome<N>, WalkError> {
    let mut walk = Walk::<N>::new(setup)?;
    walk.load(panel, 0, start)?;
    walk.expect_orders(source.expected());
    let mut instructions = Vec::new();
    let mut row = 0;
    while walk.advance()?.is_some() {
        walk.trade()?;
        source.at(row, &mut instructions);
        for instruction in instructions.drain(..) {
            match instruction {
                Instruction::Give(ticket) => drop(walk.submit(&ticket)?),
                Instruction::Cancel(order) => drop(walk.cancel(order)?),
                Instruction::Convert(currency, amount) => walk.convert(currency, amount)?,
            }
        }
        walk.close()?;
        row += 1;
    }
    Ok(walk.finish())
}
