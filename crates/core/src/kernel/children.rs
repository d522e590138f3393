//! Parents and children: a child works with what its parent has filled.

use super::Kernel;
use super::bar::{Candidate, Row};
use super::fault::Fault;
use super::group::worse_of;
use crate::models::fill::{FillTiming, Hit, Moment, Phase};
use crate::money::{Amount, Number};
use crate::order::{Conditions, Order, OrderId, OrderState, Ticket};

/// A child that became open in a bar.
#[derive(Clone, Copy, Debug)]
pub(super) struct Born<P> {
    pub id: OrderId,
    pub parent: OrderId,
    /// Where in the bar its parent filled.
    pub hit: Hit<P>,
}

impl<N: Number> Kernel<N> {
    /// Gives an order between [`Kernel::trade_first`] and [`Kernel::trade_rest`], as a child of
    /// orders that have filled at the open of the bar, or at its close.
    ///
    /// # Errors
    /// When a number does not fit.
    pub fn bear(
        &mut self,
        ticket: &Ticket,
        conditions: &Conditions,
        ends_session: bool,
    ) -> Result<Option<OrderId>, Fault> {
        let placed = self.place(ticket, conditions, ends_session)?;
        let at_close = self.setup.rules.timing == FillTiming::NextClose;
        if let Some(id) = placed.filter(|&id| self.book.order(id).state == OrderState::Open) {
            let at = if at_close { Moment::Close } else { Moment::Open };
            let price = N::Price::ZERO; // which only a fill within the bar is asked for
            let hit = Hit { price, at, opened: true, by_stop: false, falls: false };
            self.desk.born.push(Born { id, parent: id, hit });
        }
        Ok(placed)
    }

    /// Gives the children of an order what it has just filled.
    pub(super) fn feed_children(
        &mut self,
        parent: OrderId,
        quantity: N::Quantity,
        price: N::Price,
        hit: Hit<N::Price>,
    ) -> Result<(), Fault> {
        let Some(detail) = self.book.detail(parent).filter(|d| !d.children.is_empty()) else {
            return Ok(());
        };
        for id in detail.children.clone() {
            let child = *self.book.order(id);
            let grown = child.quantity.minus(quantity).filter(|&grown| N::is_quantity(grown));
            let grown = grown.ok_or_else(|| self.fault("a child's quantity", &child, price))?;
            let done = match child.state {
                OrderState::Waiting => {
                    self.desk.born.push(Born { id, parent, hit });
                    // What of the bar came after a fill within it is not known.
                    let from = self.row + u32::from(hit.at != Moment::Open);
                    self.start_trail(id, price, from)?;
                    let child = *self.book.order(id);
                    self.book.release(id, grown).ok_or(child)
                }
                OrderState::Open => {
                    self.book.replace(id, Order { quantity: grown, ..child }).ok_or(child)
                }
                _ => Ok(()),
            };
            done.map_err(|child| self.fault("the quantity in flight", &child, price))?;
        }
        Ok(())
    }

    /// The best price of a trailing child starts at its parent's fill.
    fn start_trail(&mut self, id: OrderId, price: N::Price, from: u32) -> Result<(), Fault> {
        let trail = self.book.detail_mut(id).and_then(|detail| detail.trail.as_mut());
        let Some(trail) = trail else { return Ok(()) };
        (trail.best, trail.from) = (price, from);
        self.set_level(id)
    }

    /// Ends an order that is open or waiting; children that wait for its fill end with it. The
    /// lists of the book are swept by the caller.
    pub(super) fn end(&mut self, id: OrderId, state: OrderState) -> Result<(), Fault> {
        let order = *self.book.order(id);
        let done = self.book.finish(id, self.row, state);
        done.ok_or_else(|| self.fault("the quantity in flight", &order, N::Price::ZERO))?;
        let children = self.book.detail(id).filter(|_| order.filled.is_zero());
        for child in children.map_or_else(Vec::new, |detail| detail.children.clone()) {
            if self.book.order(child).state == OrderState::Waiting {
                self.end(child, OrderState::Cancelled)?;
            }
        }
        Ok(())
    }

    /// Tries the children that became open in a bar on what is left of it, and their children.
    pub(super) fn fill_born(&mut self, at: Row<'_, N>) -> Result<(), Fault> {
        while !self.desk.born.is_empty() {
            let mut born = std::mem::take(&mut self.desk.born);
            born.retain(|child| self.works(at, child.id));
            born.sort_by_key(|child| child.id);
            let mut candidates = Vec::new();
            for child in born.iter().filter(|child| child.hit.at == Moment::Open) {
                let opens = self.opens;
                self.try_order(at, child.id, Phase::Bar { opens }, &mut candidates);
            }
            self.mark_triggered();
            self.choose(at, &mut candidates);
            for family in self.families(&born) {
                candidates.extend(self.first_of_family(at, &family));
            }
            candidates.sort_by_key(|candidate| candidate.id);
            self.fill_candidates(at, candidates)?;
        }
        Ok(())
    }

    fn works(&self, at: Row<'_, N>, id: OrderId) -> bool {
        self.book.order(id).state == OrderState::Open && self.has_arrived(at, id)
    }

    /// The children of parents that filled within the bar, by parent and group; one without a group
    /// is by itself.
    fn families(&self, born: &[Born<N::Price>]) -> Vec<Vec<Born<N::Price>>> {
        let mut families: Vec<Vec<Born<N::Price>>> = Vec::new();
        let group_of = |id| self.book.detail(id).and_then(|detail| detail.group);
        for child in born.iter().filter(|child| child.hit.at == Moment::Within) {
            let group = group_of(child.id);
            let same = families.iter_mut().find(|family| {
                let first = &family[0];
                first.parent == child.parent && group.is_some() && group_of(first.id) == group
            });
            match same {
                Some(family) => family.push(*child),
                None => families.push(vec![*child]),
            }
        }
        families
    }

    /// Of the children of one parent and group, the stop that the bar reaches after the parent's
    /// fill, or what finer bars say.
    fn first_of_family(
        &mut self,
        at: Row<'_, N>,
        family: &[Born<N::Price>],
    ) -> Option<Candidate<N::Price>> {
        let parent = family.first()?.hit;
        let all: Vec<Candidate<N::Price>> =
            family.iter().map(|child| self.untried(child.id, parent)).collect();
        let (asset, group) = (all[0].asset, all[0].group);
        if group.is_some_and(|group| self.desk.groups.had_turn(group, self.row)) {
            return None;
        }
        let mut stops = Vec::new();
        let phase = Phase::Rest { after: parent.price };
        for child in family {
            self.try_order(at, child.id, phase, &mut stops);
        }
        let alone = std::mem::take(&mut self.desk.triggered);
        if stops.is_empty() && alone.is_empty() {
            return None;
        }
        if let Some(group) = group {
            self.desk.groups.note_turn(group, self.row);
        }
        let decision = Self::decided_by_finer(at, all, Some(parent));
        let is_decided = decision.as_ref().is_some_and(|decision| decision.is_decided);
        self.desk.ambiguities.note(asset, is_decided);
        match decision {
            Some(decision) => {
                self.desk.triggered = decision.triggered;
                self.mark_triggered();
                decision.winner
            }
            None => {
                self.desk.triggered = alone;
                self.mark_triggered();
                let places: Vec<usize> = (0..stops.len()).collect();
                let worse = worse_of(&stops, &places);
                stops.get(worse).copied()
            }
        }
    }

    /// A child that nothing has triggered yet.
    fn untried(&self, id: OrderId, hit: Hit<N::Price>) -> Candidate<N::Price> {
        let asset = self.book.order(id).asset;
        let group = self.book.detail(id).and_then(|detail| detail.group);
        Candidate { id, asset, group, hit, working: self.working(id) }
    }
}
