//! Groups: one of them fills in a bar, and cancels or cuts the others.

use super::Kernel;
use super::bar::{Candidate, Row};
use super::fault::Fault;
use crate::models::fill::Moment;
use crate::money::{Amount, Number};
use crate::order::{Order, OrderId, OrderState};

impl<N: Number> Kernel<N> {
    /// Keeps one candidate of each group: the one that the open triggers, else the one of a stop,
    /// else the first. Finer bars decide where two of one instrument are triggered within.
    pub(super) fn choose(&mut self, at: Row<'_, N>, candidates: &mut Vec<Candidate<N::Price>>) {
        let (groups, row) = (&self.desk.groups, self.row);
        let is_free = |group: Option<u32>| group.is_none_or(|group| !groups.filled_in(group, row));
        candidates.retain(|candidate| is_free(candidate.group));
        let mut grouped: Vec<(u32, usize)> = candidates
            .iter()
            .enumerate()
            .filter_map(|(place, candidate)| candidate.group.map(|group| (group, place)))
            .collect();
        if grouped.len() < 2 {
            return;
        }
        grouped.sort_unstable();
        let mut dropped = Vec::new();
        for same in grouped.chunk_by(|one, other| one.0 == other.0) {
            let places: Vec<usize> = same.iter().map(|&(_, place)| place).collect();
            if places.len() > 1 {
                let chosen = self.chosen(at, candidates, &places);
                dropped.extend(places.into_iter().filter(|&place| place != chosen));
            }
        }
        let mut place = 0;
        candidates.retain(|_| {
            place += 1;
            !dropped.contains(&(place - 1))
        });
    }

    /// The one of several candidates of a group that fills.
    fn chosen(
        &mut self,
        at: Row<'_, N>,
        candidates: &mut [Candidate<N::Price>],
        places: &[usize],
    ) -> usize {
        if candidates[places[0]].hit.at == Moment::Close {
            return places[0];
        }
        let first = first_of(candidates, places);
        let asset = candidates[first].asset;
        let rivals: Vec<usize> =
            places.iter().copied().filter(|&place| candidates[place].asset == asset).collect();
        if candidates[first].hit.at != Moment::Within || rivals.len() < 2 {
            return first;
        }
        let decision = self.decided_by_finer(at, candidates, &rivals);
        self.desk.ambiguities.note(asset, decision.is_some_and(|decision| decision.is_certain));
        match decision {
            Some(decision) => {
                candidates[decision.place].hit = decision.hit;
                decision.place
            }
            None => first,
        }
    }

    /// What the fill of one of a group does to the others: it cancels them when it is complete,
    /// and else cuts them by as many units.
    pub(super) fn relate(
        &mut self,
        id: OrderId,
        quantity: N::Quantity,
        is_complete: bool,
    ) -> Result<(), Fault> {
        let Some(group) = self.book.detail(id).and_then(|detail| detail.group) else {
            return Ok(());
        };
        self.desk.groups.note_fill(group, self.row);
        for other in self.others_of(group, id) {
            if is_complete {
                self.end(other, OrderState::Cancelled)?;
            } else {
                self.cut(other, quantity.magnitude())?;
            }
        }
        Ok(())
    }

    /// Cancels the others of a group whose order was refused at a fill.
    pub(super) fn cancel_others(&mut self, id: OrderId) -> Result<(), Fault> {
        let Some(group) = self.book.detail(id).and_then(|detail| detail.group) else {
            return Ok(());
        };
        for other in self.others_of(group, id) {
            self.end(other, OrderState::Cancelled)?;
        }
        Ok(())
    }

    fn others_of(&mut self, group: u32, id: OrderId) -> Vec<OrderId> {
        let book = &self.book;
        let alive = self.desk.groups.alive(group, |id| book.order(id).state.is_alive());
        alive.iter().copied().filter(|&other| other != id).collect()
    }

    /// Cuts an order by so many units; what has filled stays, and nothing left is cancelled.
    fn cut(&mut self, id: OrderId, units: N::Quantity) -> Result<(), Fault> {
        let order = *self.book.order(id);
        if order.state == OrderState::Waiting {
            return Ok(());
        }
        let left = order.left().magnitude();
        let is_over = left <= units;
        let cut = left.at_most(units);
        let signed = if order.buys() { cut.negated() } else { cut };
        let quantity = order.quantity.plus(signed);
        let done = quantity.and_then(|quantity| {
            self.book.replace(id, Order { quantity, ..order })
        });
        done.ok_or_else(|| self.fault("the quantity in flight", &order, N::Price::ZERO))?;
        if is_over { self.end(id, OrderState::Cancelled) } else { Ok(()) }
    }
}

/// The first of some candidates: that of the open, else that of a stop, else the lowest id.
pub(super) fn first_of<P>(candidates: &[Candidate<P>], places: &[usize]) -> usize {
    let opens = |&&place: &&usize| candidates[place].hit.at == Moment::Open;
    let stops = |&&place: &&usize| candidates[place].hit.by_stop;
    let found = places.iter().find(opens).or_else(|| places.iter().find(stops));
    *found.unwrap_or(&places[0])
}
