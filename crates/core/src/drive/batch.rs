//! The batch driver: orders that are known before the run, walked without leaving the core.

use std::sync::Arc;

use crate::drive::{Walk, WalkError};
use crate::kernel::{Fault, Kernel, Outcome, Setup};
use crate::market::Panel;
use crate::money::{Decimal, Number};
use crate::order::{Change, Conditions, OrderId, OrderRef, Request, Ticket};

/// One thing that is done at the close of a bar.
#[derive(Clone, Debug, PartialEq)]
pub enum Instruction {
    /// An order is given.
    Give(Ticket),
    /// An order with conditions is given.
    Place(Arc<Request>),
    /// An order is changed, if it still works.
    Modify(OrderRef, Arc<Change>),
    /// An order is taken back, if it still works.
    Cancel(OrderRef),
    /// Money of a currency, by its number, is exchanged for the account's.
    Convert(u16, Decimal),
}

/// What is done at the close of a bar, as the loop takes it: what is short by itself, or the place
/// of a longer instruction.
#[derive(Clone, Copy, Debug)]
pub enum Given {
    /// An order is given.
    Ticket(Ticket),
    /// The position in an instrument is given up.
    Leave(u32),
    /// What is in the way of a target is taken back.
    MakeWay(u32),
    /// See [`Instructions::other`].
    Other(u32),
}

/// Where the instructions of a bar come from.
pub trait Instructions {
    /// How many there may be in all, to make room for their orders.
    fn expected(&self) -> usize {
        0
    }

    /// Whether some name an order by the place of its ticket.
    fn has_references(&self) -> bool {
        false
    }

    /// The instruction of a place that is no plain ticket.
    fn other(&self, _place: u32) -> Option<&Instruction> {
        None
    }

    /// Adds those of a row of the run, in their order; the account is as the row's bars left it.
    fn at<N: Number>(&mut self, row: usize, account: &Kernel<N>, given: &mut Vec<Given>);

    /// The first row from `row` on in which there may be some, as long as the account stays as it
    /// is: neither an order works nor a position changes.
    fn silent_until<N: Number>(&mut self, row: usize, _account: &Kernel<N>) -> usize {
        row
    }
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
    follow(&mut walk, source, &mut Kept)?;
    Ok(walk.finish())
}

/// What becomes of the marks of a run.
pub(crate) trait Marked<N: Number> {
    /// A bar ended, and its mark is the last of the account.
    fn bar(&mut self, _walk: &Walk<N>) {}

    /// See [`Walk::pass`].
    fn pass(&mut self, walk: &mut Walk<N>, most: usize) -> Result<usize, Fault>;
}

/// The account keeps them.
struct Kept;

impl<N: Number> Marked<N> for Kept {
    #[inline]
    fn pass(&mut self, walk: &mut Walk<N>, most: usize) -> Result<usize, Fault> {
        walk.pass(most)
    }
}

/// Walks to the end of the bars at hand, following instructions.
///
/// # Errors
/// When a number does not fit.
pub(crate) fn follow<N: Number>(
    walk: &mut Walk<N>,
    source: &mut impl Instructions,
    marked: &mut impl Marked<N>,
) -> Result<(), Fault> {
    let mut given = Vec::new();
    let mut made = Made { is_kept: source.has_references(), orders: Vec::new() };
    let mut row = 0;
    while walk.advance()?.is_some() {
        walk.trade()?;
        source.at(row, walk.kernel(), &mut given);
        for step in given.drain(..) {
            match step {
                Given::Ticket(ticket) => made.note(walk.submit(&ticket)?),
                Given::Leave(asset) => made.note(walk.leave(asset)?),
                Given::MakeWay(asset) => walk.make_way(asset)?,
                Given::Other(place) => {
                    if let Some(instruction) = source.other(place) {
                        made.follow(walk, instruction)?;
                    }
                }
            }
        }
        walk.close()?;
        marked.bar(walk);
        row += 1;
        if walk.kernel().is_quiet() {
            let until = source.silent_until(row, walk.kernel());
            if until > row {
                row += marked.pass(walk, until - row)?;
            }
        }
    }
    Ok(())
}

/// What tickets made, where later instructions name them by their places.
struct Made {
    is_kept: bool,
    orders: Vec<Option<OrderId>>,
}

impl Made {
    #[inline]
    fn note(&mut self, order: Option<OrderId>) {
        if self.is_kept {
            self.orders.push(order);
        }
    }

    /// The order that is meant; nothing where its ticket made none.
    fn order(&self, order: OrderRef) -> Option<OrderId> {
        match order {
            OrderRef::Id(id) => Some(id),
            OrderRef::Ticket(place) => self.orders.get(place as usize).copied().flatten(),
        }
    }

    /// Follows an instruction that is no plain ticket.
    fn follow<N: Number>(
        &mut self,
        walk: &mut Walk<N>,
        instruction: &Instruction,
    ) -> Result<(), Fault> {
        match instruction {
            Instruction::Give(ticket) => self.orders.push(walk.submit(ticket)?),
            Instruction::Place(request) => {
                let order = self.place(walk, request)?;
                self.orders.push(order);
            }
            Instruction::Modify(order, change) => {
                if let Some(order) = self.order(*order) {
                    walk.modify(order, change)?;
                }
            }
            Instruction::Cancel(order) => {
                if let Some(order) = self.order(*order) {
                    walk.cancel(order)?;
                }
            }
            Instruction::Convert(currency, amount) => {
                walk.convert(*currency, *amount)?;
            }
        }
        Ok(())
    }

    /// A child of no order is none.
    fn place<N: Number>(
        &self,
        walk: &mut Walk<N>,
        request: &Request,
    ) -> Result<Option<OrderId>, Fault> {
        let Some(parent) = request.parent else {
            return walk.place(&request.ticket, &request.conditions);
        };
        let Some(parent) = self.order(parent) else { return Ok(None) };
        let conditions = Conditions { parent: Some(parent), ..request.conditions.clone() };
        walk.place(&request.ticket, &conditions)
    }
}
