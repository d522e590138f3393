//! What strategies want becomes orders of the account.

use super::composite::{Composite, Step, Wish};
use super::desk::Part;
use crate::drive::{Given, Instructions, Walk};
use crate::kernel::Kernel;
use crate::money::{Exact, Integer, QUANTITY_MAX};
use crate::order::{Asked, Duration, Intent, OrderState, Refusal, Ticket, TicketKind};

impl<M: Integer> Composite<'_, M> {
    /// Reads the targets of the bar, for each strategy with its own equity.
    pub(super) fn order(&mut self, kernel: &Kernel<Exact<M>>, row: u32) -> Step {
        for book in 0..self.targets.len() {
            let mut given = std::mem::take(&mut self.given);
            self.targets[book].at(row as usize, kernel, &mut given);
            let place = u32::try_from(book).expect("there are few strategies");
            for step in given.drain(..) {
                if let Given::Ticket(ticket) = step {
                    self.wish(kernel, place, &ticket)?;
                }
            }
            self.given = given;
        }
        Ok(())
    }

    /// Reads a target, and notes what it orders.
    fn wish(&mut self, kernel: &Kernel<Exact<M>>, book: u32, ticket: &Ticket) -> Step {
        let (asset, equity) = (ticket.asset, self.ledger.books.equities()[book as usize]);
        let held = i128::from(self.ledger.books.held(book, asset));
        let has = held + self.desk.in_flight(book, asset);
        let change = |units: i64| {
            let change = i64::try_from(i128::from(units) - has).ok();
            change.filter(|change| change.unsigned_abs() <= MOST)
        };
        let (quantity, refused) = match kernel.size_for(ticket, equity)?.map(change) {
            Ok(Some(0)) => return Ok(()),
            Ok(Some(quantity)) => (quantity, None),
            Ok(None) => (0, Some(too_large(ticket))),
            Err(refusal) => (0, Some(refused(ticket, refusal))),
        };
        let number = self.number(book);
        let part = Part { book, number, asset, quantity, filled: 0, is_open: false };
        let place = self.wishes.len();
        self.wishes.push(Wish { part, next: None, refused });
        if refused.is_none() {
            let own = &mut self.of_asset[asset as usize];
            if let Some((_, last)) = *own {
                self.wishes[last].next = Some(place);
            }
            *own = Some((own.map_or(place, |(first, _)| first), place));
        }
        Ok(())
    }

    /// The number of the next order of a strategy.
    pub(super) fn number(&mut self, book: u32) -> u32 {
        let next = &mut self.numbers[book as usize];
        *next += 1;
        *next - 1
    }

    /// Gives the orders of a bar, in their order: those of several strategies for one instrument as
    /// one, in the place of the first of them.
    pub(super) fn give(&mut self, walk: &mut Walk<Exact<M>>) -> Step {
        let wishes = std::mem::take(&mut self.wishes);
        let mut parts: Vec<Part> = Vec::new();
        for (place, wish) in wishes.iter().enumerate() {
            if let Some(ticket) = &wish.refused {
                walk.submit(ticket)?;
                continue;
            }
            let own = &mut self.of_asset[wish.part.asset as usize];
            if own.is_none_or(|(first, _)| first != place) {
                continue;
            }
            *own = None;
            parts.clear();
            let mut next = Some(place);
            while let Some(place) = next {
                parts.push(wishes[place].part);
                next = wishes[place].next;
            }
            self.send(walk, &parts)?;
        }
        self.protect(walk, &wishes)?;
        self.wishes = wishes;
        self.wishes.clear();
        Ok(())
    }

    /// Gives one order for its parts; what comes to nothing waits for a bar to cross in.
    fn send(&mut self, walk: &mut Walk<Exact<M>>, parts: &[Part]) -> Step {
        let asset = parts[0].asset;
        let units: i128 = parts.iter().map(|part| i128::from(part.quantity)).sum();
        if units == 0 {
            self.desk.keep_crossing(parts);
            return Ok(());
        }
        let scale = walk.kernel().setup().instruments[asset as usize].quantity_scale;
        let size = Asked::Exact { mantissa: units, scale };
        let (kind, duration) = (TicketKind::Market, Duration::GoodTillCancelled);
        let order =
            walk.submit(&Ticket { asset, intent: Intent::Quantity, size, kind, duration })?;
        let order = order.expect("an order of something is an order");
        let is_open = walk.kernel().orders()[order as usize].state == OrderState::Open;
        self.desk.keep(order, parts, is_open);
        Ok(())
    }
}

const MOST: u64 = QUANTITY_MAX.unsigned_abs();

/// How the account is given what it refuses for the same reason.
fn refused(ticket: &Ticket, refusal: Refusal) -> Ticket {
    match ticket.intent {
        Intent::TargetQuantity => Ticket { intent: Intent::Quantity, ..*ticket },
        _ if refusal == Refusal::QuantityTooLarge => too_large(ticket),
        _ => Ticket { intent: Intent::Value, ..*ticket },
    }
}

/// An order of more units than any instrument has.
fn too_large(ticket: &Ticket) -> Ticket {
    Ticket { intent: Intent::Quantity, size: Asked::Vast(1e38), ..*ticket }
}
