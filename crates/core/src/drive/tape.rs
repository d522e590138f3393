//! A tape: instructions with the rows at whose close they are followed.

use crate::drive::{Given, Instruction, Instructions};
use crate::kernel::{Kernel, Outcome};
use crate::money::{Amount, Number};
use crate::order::{Asked, Intent, Order, Ticket, TicketKind};

/// An instruction and the row of the run at whose close it is followed.
#[derive(Clone, Debug, PartialEq)]
pub struct Timed {
    /// Row of the run.
    pub row: u32,
    /// What is done.
    pub instruction: Instruction,
}

/// Instructions by row.
#[derive(Clone, Debug, Default)]
pub struct Tape {
    instructions: Vec<Timed>,
}

impl Tape {
    /// The tape; `None` when its rows descend.
    pub fn new(instructions: Vec<Timed>) -> Option<Tape> {
        let is_sorted = instructions.is_sorted_by_key(|timed| timed.row);
        is_sorted.then_some(Tape { instructions })
    }

    /// Exactly the market orders that another run accepted, to be given again.
    pub fn of<N: Number>(outcome: &Outcome<N>, quantity: impl Fn(&Order<N>) -> Asked) -> Tape {
        let market = outcome.orders.iter().filter(|order| order.kind.is_market());
        let accepted = market.filter(|order| !order.quantity.is_zero());
        let timed = |order: &Order<N>| Timed {
            row: order.created,
            instruction: Instruction::Give(Ticket {
                asset: order.asset,
                intent: Intent::Quantity,
                size: quantity(order),
                kind: TicketKind::Market,
                duration: order.duration,
            }),
        };
        Tape { instructions: accepted.map(timed).collect() }
    }

    /// How many instructions it has.
    pub fn len(&self) -> usize {
        self.instructions.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.instructions.is_empty()
    }

    /// Reads it from its beginning.
    pub fn read(&self) -> TapeReader<'_> {
        TapeReader { all: &self.instructions, next: 0 }
    }
}

/// A place on a tape.
#[derive(Clone, Debug)]
pub struct TapeReader<'a> {
    all: &'a [Timed],
    next: usize,
}

impl Instructions for TapeReader<'_> {
    fn expected(&self) -> usize {
        self.all.len()
    }

    fn has_references(&self) -> bool {
        let is_plain = |timed: &Timed| matches!(timed.instruction, Instruction::Give(_));
        !self.all.iter().all(is_plain)
    }

    fn other(&self, place: u32) -> Option<&Instruction> {
        self.all.get(place as usize).map(|timed| &timed.instruction)
    }

    #[inline]
    fn silent_until<N: Number>(&mut self, _row: usize, _account: &Kernel<N>) -> usize {
        self.all.get(self.next).map_or(usize::MAX, |timed| timed.row as usize)
    }

    #[inline]
    fn at<N: Number>(&mut self, row: usize, _account: &Kernel<N>, given: &mut Vec<Given>) {
        while let Some(timed) = self.all.get(self.next).filter(|timed| timed.row as usize <= row) {
            given.push(match (&timed.instruction, u32::try_from(self.next)) {
                (Instruction::Give(ticket), _) => Given::Ticket(*ticket),
                (_, place) => Given::Other(place.unwrap_or(u32::MAX)),
            });
            self.next += 1;
        }
    }
}
