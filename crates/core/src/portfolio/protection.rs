//! The stops and limits of strategies: given with an entry, cut with its position.

use super::bracket::{Entered, closing, conditions};
use super::composite::{Composite, Step, Wish};
use super::desk::Part;
use crate::drive::Walk;
use crate::kernel::Fault;
use crate::money::{Exact, Integer};
use crate::order::{Asked, Change, OrderId};

impl<M: Integer> Composite<'_, M> {
    /// What of a position is there after all that orders in flight will take from it.
    fn stays(&self, book: u32, asset: u32) -> i64 {
        let held = self.ledger.books.held(book, asset);
        let expected = i128::from(held) + self.desk.in_flight(book, asset);
        if (held < 0) != (expected < 0) {
            return 0;
        }
        // What does not fit is farther from nothing than what is held.
        let expected = i64::try_from(expected).unwrap_or(held);
        if held < 0 { held.max(expected) } else { held.min(expected) }
    }

    /// Gives stop and limit of what was entered in the bar, in the place of those before.
    pub(super) fn bear(&mut self, walk: &mut Walk<Exact<M>>) -> Step {
        let Some(mut pairs) = self.pairs.take() else { return Ok(()) };
        let entered = std::mem::take(&mut self.entered);
        for (place, &(book, entry)) in entered.iter().enumerate() {
            pairs.of(book, entry.asset).entry = place; // the last one counts
        }
        let mut over = Vec::new();
        for (place, &(book, entry)) in entered.iter().enumerate() {
            let units = self.stays(book, entry.asset);
            let pair = pairs.of(book, entry.asset);
            if units != 0 && pair.entry == place {
                over.extend(pair.orders());
                [pair.stop, pair.limit] = self.bear_pair(walk, book, Entered { units, ..entry })?;
            }
        }
        walk.cancel_each(&over)?;
        (self.entered, self.pairs) = (entered, Some(pairs));
        Ok(())
    }

    /// Gives a stop and a limit, where they are asked for.
    fn bear_pair(
        &mut self,
        walk: &mut Walk<Exact<M>>,
        book: u32,
        entry: Entered,
    ) -> Result<[Option<OrderId>; 2], Fault> {
        let Entered { asset, units, .. } = entry;
        let instrument = &walk.kernel().setup().instruments[asset as usize];
        let bracket = self.plan.strategies[book as usize].bracket;
        let tickets = closing(bracket, instrument, entry);
        let conditions = conditions(book, self.numbers[book as usize]);
        let mut orders = [None, None];
        for (order, ticket) in orders.iter_mut().zip(tickets) {
            let Some(ticket) = ticket else { continue };
            *order = walk.bear(&ticket, &conditions)?;
            let (number, quantity) = (self.number(book), -units);
            let part = Part { book, number, asset, quantity, filled: 0, is_open: false };
            if let Some(order) = *order {
                self.desk.keep_child(order, part);
            }
        }
        Ok(orders)
    }

    /// Cuts the orders that close positions to what stays of them after the orders of the bar.
    pub(super) fn protect(&mut self, walk: &mut Walk<Exact<M>>, wishes: &[Wish]) -> Step {
        let Some(mut pairs) = self.pairs.take() else { return Ok(()) };
        let mut over = Vec::new();
        for Part { book, asset, .. } in wishes.iter().map(|wish| wish.part) {
            let stays = self.stays(book, asset);
            for id in pairs.of(book, asset).orders() {
                let order = walk.kernel().orders()[id as usize];
                let left = order.left();
                if !order.state.is_alive() {
                    continue;
                }
                if stays == 0 || (stays < 0) == (left < 0) {
                    over.push(id);
                } else if left.abs() > stays.abs() {
                    let scale = walk.kernel().setup().instruments[asset as usize].quantity_scale;
                    let mantissa = i128::from(order.filled) - i128::from(stays);
                    let quantity = Some(Asked::Exact { mantissa, scale });
                    walk.modify(id, &Change { quantity, ..Change::default() })?;
                }
            }
        }
        self.pairs = Some(pairs);
        walk.cancel_each(&over)
    }
}
