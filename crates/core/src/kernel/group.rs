//! Groups: one of them fills in a bar, and cancels or cuts the others.

use super::Kernel;
use super::bar::{Candidate, Row};
use super::fault::Fault;
use crate::money::{Amount, Number};
use crate::order::{Order, OrderId, OrderState};

impl<N: Number> Kernel<N> {
    /// Keeps one candidate of each group that has not had its turn in this row: the one that the
    /// open triggers, else the one of a stop, else the first. Finer bars decide where two of one
    /// instrument are triggered within.
    pub(super) fn choose(&mut self, at: Row<'_, N>, candidates: &mut Vec<Candidate<N::Price>>) {
        if candidates.iter().all(|candidate| candidate.group.is_none()) {
            return;
        }
        let (groups, row) = (&self.desk.groups, self.row);
        let is_free = |group: Option<u32>| group.is_none_or(|group| !groups.had_turn(group, row));
        candidates.retain(|candidate| is_free(candidate.group));
        let mut grouped: Vec<(u32, usize)> = candidates
            .iter()
            .enumerate()
            .filter_map(|(place, candidate)| candidate.group.map(|group| (group, place)))
            .collect();
        grouped.sort_unstable();
        let mut dropped = vec![false; candidates.len()];
        for same in grouped.chunk_by(|one, other| one.0 == other.0) {
            self.desk.groups.note_turn(same[0].0, row);
            let places: Vec<usize> = same.iter().map(|&(_, place)| place).collect();
            if places.len() > 1 {
                let chosen = self.chosen(at, candidates, &places);
                for place in places {
                    dropped[place] = place != chosen;
                }
            }
        }
        let mut place = 0;
        candidates.retain(|_| {
            place += 1;
            !dropped[place - 1]
        });
    }

    /// The one of several candidates of a group that fills.
    fn chosen(
        &mut self,
        at: Row<'_, N>,
        candidates: &mut [Candidate<N::Price>],
        places: &[usize],
    ) -> usize {
        let worse = worse_of(candidates, places);
        let asset = candidates[worse].asset;
        let rivals: Vec<usize> =
            places.iter().copied().filter(|&place| candidates[place].asset == asset).collect();
        if places.iter().any(|&place| candidates[place].hit.opened) || rivals.len() < 2 {
            return worse;
        }
        let of_bar: Vec<Candidate<N::Price>> =
            rivals.iter().map(|&place| candidates[place]).collect();
        let decision = Self::decided_by_finer(at, of_bar, None);
        let is_decided = decision.as_ref().is_some_and(|decision| decision.is_decided);
        self.desk.ambiguities.note(asset, is_decided);
        let Some(winner) = decision.and_then(|decision| decision.winner) else { return worse };
        let place = rivals.into_iter().find(|&place| candidates[place].id == winner.id);
        let place = place.unwrap_or(worse);
        candidates[place].hit = winner.hit;
        place
    }

    /// What the fill of one of a group does to the others: it cancels them when it is complete,
    /// and else cuts them by as many units.
    pub(super) fn relate(
        &mut self,
        id: OrderId,
        quantity: N::Quantity,
        is_complete: bool,
    ) -> Result<(), Fault> {
        if is_complete {
            return self.cancel_others(id);
        }
        let from = self.book.order(id).asset;
        for other in self.others_of(id) {
            self.cut(other, from, quantity.magnitude())?;
        }
        Ok(())
    }

    /// So many units of an instrument in whole lots of another, up; nothing where they are more
    /// than any order can have.
    fn units_of(&self, quantity: N::Quantity, from: u32, asset: u32) -> Option<N::Quantity> {
        let (digits, _) = self.terms[from as usize].digits;
        let terms = &self.terms[asset as usize];
        N::quantity_at(quantity, digits, terms.digits.0, terms.lot)
    }

    /// Cancels the others of the group of an order.
    pub(super) fn cancel_others(&mut self, id: OrderId) -> Result<(), Fault> {
        for other in self.others_of(id) {
            if self.book.order(other).state.is_alive() {
                self.end(other, OrderState::Cancelled)?;
            }
        }
        Ok(())
    }

    fn others_of(&mut self, id: OrderId) -> Vec<OrderId> {
        let Some(group) = self.book.detail(id).and_then(|detail| detail.group) else {
            return Vec::new();
        };
        let book = &self.book;
        let alive = self.desk.groups.alive(group, |id| book.order(id).state.is_alive());
        alive.iter().copied().filter(|&other| other != id).collect()
    }

    /// Cuts an open order by so many units of an instrument; one that has no more left is
    /// cancelled.
    fn cut(&mut self, id: OrderId, from: u32, units: N::Quantity) -> Result<(), Fault> {
        let order = *self.book.order(id);
        if order.state != OrderState::Open {
            return Ok(());
        }
        let units = self.units_of(units, from, order.asset);
        let Some(units) = units.filter(|&units| order.left().magnitude() > units) else {
            return self.end(id, OrderState::Cancelled);
        };
        let signed = if order.buys() { units.negated() } else { units };
        let done = order
            .quantity
            .plus(signed)
            .and_then(|quantity| self.book.replace(id, Order { quantity, ..order }));
        done.ok_or_else(|| self.fault("the quantity in flight", &order, N::Price::ZERO))
    }
}

/// Of what one bar triggers: what its open does, else a stop, else the lowest id.
pub(super) fn worse_of<P>(candidates: &[Candidate<P>], places: &[usize]) -> usize {
    let rank = |&place: &usize| {
        let candidate = &candidates[place];
        (!candidate.hit.opened, !candidate.hit.by_stop, candidate.id)
    };
    places.iter().copied().min_by_key(rank).unwrap_or_default()
}
