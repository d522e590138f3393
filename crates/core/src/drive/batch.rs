//! The batch driver: orders that are known before the run, walked without leaving the core.

use std::sync::Arc;

use crate::drive::{Walk, WalkError};
use crate::kernel::{Outcome, Setup};
use crate::market::Panel;
use crate::money::{Amount, Number};
use crate::order::{Asked, Intent, Order, Ticket, TicketKind};

/// Where the orders of a bar come from.
pub trait Instructions {
    /// Adds the tickets of a row of the run, in the order in which they are given.
    fn at(&mut self, row: usize, tickets: &mut Vec<Ticket>);
}

/// A ticket and the row of the run at whose close it is given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timed {
    /// Row of the run.
    pub row: u32,
    /// What is asked for.
    pub ticket: Ticket,
}

/// Instructions from a list of tickets, ascending by row.
#[derive(Debug)]
pub struct Tape<'a> {
    left: &'a [Timed],
}

impl<'a> Tape<'a> {
    /// The tape; `None` when its rows do not ascend.
    pub fn new(tickets: &'a [Timed]) -> Option<Tape<'a>> {
        tickets
            .is_sorted_by_key(|timed| timed.row)
            .then_some(Tape { left: tickets })
    }

    /// Reads a list that [`Tape::new`] has accepted, once more.
    pub fn read(tickets: &'a [Timed]) -> Tape<'a> {
        Tape { left: tickets }
    }

    /// Exactly the market orders that another run accepted, to be given again.
    pub fn of<N: Number>(
        outcome: &Outcome<N>,
        quantity: impl Fn(&Order<N>) -> Asked,
    ) -> Vec<Timed> {
        let market = outcome.orders.iter().filter(|order| order.kind.is_market());
        let accepted = market.filter(|order| !order.quantity.is_zero());
        let timed = |order: &Order<N>| Timed {
            row: order.created,
            ticket: Ticket {
                asset: order.asset,
                intent: Intent::Quantity,
                size: quantity(order),
                kind: TicketKind::Market,
                duration: order.duration,
            },
        };
        accepted.map(timed).collect()
    }
}

impl Instructions for Tape<'_> {
    #[inline]
    fn at(&mut self, row: usize, tickets: &mut Vec<Ticket>) {
        while let Some((first, rest)) = self.left.split_first() {
            if first.row as usize > row {
                break;
            }
            tickets.push(first.ticket);
            self.left = rest;
        }
    }
}

/// Walks the rows of a panel from `start`, giving the orders of `instructions`.
///
/// # Errors
/// When the setup does not fit, or a number does not.
pub fn simulate<N: Number>(
    setup: Arc<Setup>,
    panel: Arc<Panel<N::Price>>,
    start: usize,
    instructions: &mut impl Instructions,
) -> Result<Outcome<N>, WalkError> {
    let mut walk = Walk::<N>::new(setup)?;
    walk.load(panel, 0, start)?;
    let mut tickets = Vec::new();
    let mut row = 0;
    while walk.advance()?.is_some() {
        walk.trade()?;
        instructions.at(row, &mut tickets);
        for ticket in tickets.drain(..) {
            walk.submit(&ticket)?;
        }
        walk.close()?;
        row += 1;
    }
    Ok(walk.finish())
}
