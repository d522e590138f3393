//! Parents and children: a child works with what its parent has filled.

use super::Kernel;
use super::bar::{Candidate, Row};
use super::fault::Fault;
use crate::models::fill::{Hit, Moment, Phase, Working};
use crate::money::{Amount, Number};
use crate::order::{Order, OrderId, OrderState};

/// An order that filled, as finer bars see it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parent<P> {
    pub id: OrderId,
    pub asset: u32,
    pub working: Working<P>,
}

/// A child that became open in a bar.
#[derive(Clone, Copy, Debug)]
pub(super) struct Born<P> {
    pub id: OrderId,
    pub parent: Parent<P>,
    /// When in the bar its parent filled.
    pub at: Moment,
}

impl<N: Number> Kernel<N> {
    /// Gives the children of an order what it has just filled.
    pub(super) fn feed_children(
        &mut self,
        parent: Parent<N::Price>,
        quantity: N::Quantity,
        price: N::Price,
        at: Moment,
    ) -> Result<(), Fault> {
        let Some(detail) = self.book.detail(parent.id).filter(|d| !d.children.is_empty()) else {
            return Ok(());
        };
        for id in detail.children.clone() {
            let child = *self.book.order(id);
            let grown = child.quantity.minus(quantity).filter(|&grown| N::is_quantity(grown));
            let grown = grown.ok_or_else(|| self.fault("a child's quantity", &child, price))?;
            let done = match child.state {
                OrderState::Waiting => {
                    self.desk.born.push(Born { id, parent, at });
                    let from = if at == Moment::Open { self.row } else { self.row + 1 };
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
            born.sort_by_key(|born| born.id);
            let mut candidates = Vec::new();
            for child in born.iter().filter(|child| child.at == Moment::Open) {
                let opens = self.opens;
                self.try_order(at, child.id, Phase::Bar { opens }, &mut candidates);
            }
            self.choose(at, &mut candidates);
            for family in born.chunk_by(|one, other| one.parent.id == other.parent.id) {
                if family[0].at == Moment::Within {
                    self.try_family(at, family, &mut candidates);
                }
            }
            candidates.sort_by_key(|candidate| candidate.id);
            self.fill_candidates(at, candidates)?;
        }
        Ok(())
    }

    /// The children of a parent that filled within the bar: a stop that is reached fills, unless
    /// finer bars know better.
    fn try_family(
        &mut self,
        at: Row<'_, N>,
        family: &[Born<N::Price>],
        candidates: &mut Vec<Candidate<N::Price>>,
    ) {
        let mut stops = Vec::new();
        for child in family {
            self.try_order(at, child.id, Phase::Rest, &mut stops);
        }
        let Some(asset) = stops.first().map(|stop| stop.asset) else { return };
        let all = family.iter().filter_map(|child| self.candidate(at, child.id)).collect();
        let decision = self.children_by_finer(at, family[0].parent, all);
        self.desk.ambiguities.note(asset, decision.as_ref().is_some_and(|&(_, certain)| certain));
        match decision {
            Some((filled, _)) => candidates.extend(filled),
            None => {
                self.keep_first_of_each_group(&mut stops);
                candidates.append(&mut stops);
            }
        }
    }

    /// An open child as a candidate that nothing has triggered yet.
    fn candidate(&self, at: Row<'_, N>, id: OrderId) -> Option<Candidate<N::Price>> {
        let order = self.book.order(id);
        let works = order.state == OrderState::Open && self.has_arrived(at, id);
        works.then(|| {
            let price = self.last[order.asset as usize];
            let group = self.book.detail(id).and_then(|detail| detail.group);
            let hit = Hit { price, at: Moment::Within, by_stop: false };
            Candidate { id, asset: order.asset, group, hit, working: self.working(id) }
        })
    }

    /// Of several stops of one group that a bar reaches after a fill, the first is taken.
    fn keep_first_of_each_group(&self, stops: &mut Vec<Candidate<N::Price>>) {
        let mut seen: Vec<u32> = Vec::new();
        let (groups, row) = (&self.desk.groups, self.row);
        stops.retain(|stop| match stop.group {
            None => true,
            Some(group) if seen.contains(&group) || groups.filled_in(group, row) => false,
            Some(group) => {
                seen.push(group);
                true
            }
        });
    }
}
