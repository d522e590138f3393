//! One bar with orders that have conditions: what it triggers, what fills, what ends.
//!
//! A run of plain orders takes the short way of [`super::trade`]: the same steps, without those that
//! none of its orders needs.

use super::Kernel;
use super::fault::{Fault, Stop};
use super::fill::is_reduction;
use crate::market::{Bar, Panel};
use crate::models::fill::{Hit, Moment, Phase, Reach, Working, reach};
use crate::money::{Amount, Number};
use crate::order::{Duration, OrderId, OrderKind, OrderState, Refusal};

use super::children::Parent;

/// A row of the bars at hand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a, N: Number> {
    pub panel: &'a Panel<N::Price>,
    pub local: usize,
}

/// An order that a bar triggers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate<P> {
    pub id: OrderId,
    pub asset: u32,
    pub group: Option<u32>,
    pub hit: Hit<P>,
    /// The order as it was before the bar.
    pub working: Working<P>,
}

impl<N: Number> Kernel<N> {
    /// Steps 2 and 3 of a bar; see [`Kernel::trade`].
    pub(super) fn trade_extended(&mut self, at: Row<'_, N>) -> Result<(), Fault> {
        self.settle_changes(at.panel.begin(at.local))?;
        let (opens, ends) = (self.opens, at.panel.ends_session(at.local));
        self.fill_phase(at, Phase::Bar { opens })?;
        self.fill_born(at)?;
        if ends {
            self.fill_phase(at, Phase::Close)?;
            self.desk.born.clear();
        }
        self.end_tried()?;
        self.book.sweep();
        if ends {
            self.expire(self.session)?;
        }
        self.follow_trails(at)?;
        self.desk.ambiguities.close_row();
        Ok(())
    }

    /// Step 6 of a bar; see [`Kernel::trade_at_close`].
    pub(super) fn trade_extended_at_close(&mut self, at: Row<'_, N>) -> Result<bool, Fault> {
        let mut candidates = Vec::new();
        for place in 0..self.book.open().len() {
            let id = self.book.open()[place];
            if self.book.order(id).created == self.row && self.has_arrived_now(id) {
                self.try_at_close(at, id, &mut candidates);
            }
        }
        self.mark_triggered();
        self.choose(at, &mut candidates);
        let any = !candidates.is_empty();
        self.fill_candidates(at, candidates)?;
        self.desk.born.clear();
        self.end_tried()?;
        self.book.sweep();
        Ok(any)
    }

    /// Ends day and gtd orders, waiting ones too, whose last session is `session` or earlier.
    pub(super) fn expire_extended(&mut self, session: u32) -> Result<(), Fault> {
        let alive = self.book.open().iter().chain(self.book.waiting());
        let is_over = |&&id: &&OrderId| {
            let order = self.book.order(id);
            order.duration.has_deadline() && order.deadline <= session
        };
        let over: Vec<OrderId> = alive.filter(is_over).copied().collect();
        for &id in &over {
            if self.book.order(id).state.is_alive() {
                self.end(id, OrderState::Expired)?;
            }
        }
        if !over.is_empty() {
            self.book.sweep();
        }
        Ok(())
    }

    fn fill_phase(&mut self, at: Row<'_, N>, phase: Phase) -> Result<(), Fault> {
        let mut candidates = std::mem::take(&mut self.desk.candidates);
        candidates.clear();
        for place in 0..self.book.open().len() {
            self.try_order(at, self.book.open()[place], phase, &mut candidates);
        }
        self.mark_triggered();
        self.choose(at, &mut candidates);
        self.fill_candidates(at, candidates)
    }

    /// Tries an open order on a part of a bar.
    #[inline]
    pub(super) fn try_order(
        &mut self,
        at: Row<'_, N>,
        id: OrderId,
        phase: Phase,
        candidates: &mut Vec<Candidate<N::Price>>,
    ) {
        let order = self.book.order(id);
        let asset = order.asset as usize;
        if order.state != OrderState::Open
            || !at.panel.is_tradable(at.local, asset)
            || !self.has_arrived(at, id)
        {
            return;
        }
        let bar = at.panel.bar(at.local, asset);
        self.try_on(id, phase, &bar, candidates);
    }

    /// Tries an order on a bar that is the close alone; on open and on close are not now.
    fn try_at_close(
        &mut self,
        at: Row<'_, N>,
        id: OrderId,
        candidates: &mut Vec<Candidate<N::Price>>,
    ) {
        let order = self.book.order(id);
        let asset = order.asset as usize;
        if order.kind.is_timed() || !at.panel.is_tradable(at.local, asset) {
            return;
        }
        let close = at.panel.bar(at.local, asset).close;
        let bar = Bar { open: close, high: close, low: close, close };
        let from = candidates.len();
        self.try_on(id, Phase::Bar { opens: false }, &bar, candidates);
        for candidate in &mut candidates[from..] {
            candidate.hit.at = Moment::Close;
        }
    }

    #[inline]
    fn try_on(
        &mut self,
        id: OrderId,
        phase: Phase,
        bar: &Bar<N::Price>,
        candidates: &mut Vec<Candidate<N::Price>>,
    ) {
        let working = self.working(id);
        let order = self.book.order(id);
        let (asset, is_immediate) = (order.asset, order.duration.is_immediate());
        match reach(&working, phase, bar) {
            Reach::Fill(hit) => {
                if working.kind.is_stop() && !working.triggered {
                    self.desk.triggered.push(id);
                }
                let group = self.book.detail(id).and_then(|detail| detail.group);
                candidates.push(Candidate { id, asset, group, hit, working });
            }
            Reach::Triggered => self.desk.triggered.push(id),
            Reach::Over => self.desk.tried.push(id),
            Reach::Nothing => {}
        }
        if is_immediate && is_time_of(working.kind, phase) {
            self.desk.tried.push(id);
        }
    }

    /// An order as a bar sees it.
    #[inline]
    pub(super) fn working(&self, id: OrderId) -> Working<N::Price> {
        let order = self.book.order(id);
        let (kind, buys) = (order.kind, order.buys());
        let Some(detail) = self.book.detail(id) else {
            return Working { kind, buys, limit: None, triggered: false, is_possible: true };
        };
        let limit = detail.limit.or_else(|| self.trailing_limit(id, kind, buys));
        let is_possible = !kind.is_trailing()
            || kind.price().is_some_and(|level| self.is_order_price(order.asset, level));
        Working { kind, buys, limit, triggered: detail.triggered, is_possible }
    }

    /// Whether a price can be one of an order.
    pub(super) fn is_order_price(&self, asset: u32, price: N::Price) -> bool {
        let is_positive = price > N::Price::ZERO;
        let instrument = &self.setup.instruments[asset as usize];
        (is_positive || instrument.negative_price_allowed) && N::is_price(price)
    }

    #[inline]
    pub(super) fn has_arrived(&self, at: Row<'_, N>, id: OrderId) -> bool {
        let begins = |arrives| at.panel.begin(at.local) >= arrives;
        self.desk.latency.is_none()
            || self.book.detail(id).is_none_or(|detail| begins(detail.arrives))
    }

    fn has_arrived_now(&self, id: OrderId) -> bool {
        self.book.detail(id).is_none_or(|detail| detail.arrives <= self.now)
    }

    /// Notes the stops that a bar has triggered; what a trailing stop-limit is then stays.
    pub(super) fn mark_triggered(&mut self) {
        while let Some(id) = self.desk.triggered.pop() {
            let (kind, buys) = (self.book.order(id).kind, self.buys(id));
            let limit = self.trailing_limit(id, kind, buys);
            if let Some(detail) = self.book.detail_mut(id) {
                detail.triggered = true;
                detail.limit = detail.limit.or(limit);
            }
        }
    }

    /// Fills candidates: those first that make a position smaller, then the others; each by id.
    pub(super) fn fill_candidates(
        &mut self,
        at: Row<'_, N>,
        mut candidates: Vec<Candidate<N::Price>>,
    ) -> Result<(), Fault> {
        self.mark_triggered();
        let mut kept = 0;
        for place in 0..candidates.len() {
            let candidate = candidates[place];
            if self.makes_smaller(candidate.id) {
                self.fill_part(at, &candidate)?;
            } else {
                candidates[kept] = candidate;
                kept += 1;
            }
        }
        for candidate in &candidates[..kept] {
            self.fill_part(at, candidate)?;
        }
        self.desk.candidates = candidates;
        Ok(())
    }

    /// Whether what is left of an order, after its cut, only makes its position smaller.
    fn makes_smaller(&self, id: OrderId) -> bool {
        let order = self.book.order(id);
        let held = self.balances.positions()[order.asset as usize];
        let left = order.left();
        is_reduction(held, left) || (self.reduces_only(id) && closes(held, left))
    }

    fn reduces_only(&self, id: OrderId) -> bool {
        self.book.detail(id).is_some_and(|detail| detail.reduce_only)
    }

    /// Fills as much of an order as volume and position allow, or refuses it.
    fn fill_part(
        &mut self,
        at: Row<'_, N>,
        candidate: &Candidate<N::Price>,
    ) -> Result<(), Fault> {
        let Candidate { id, asset, hit, .. } = *candidate;
        let order = *self.book.order(id);
        if order.state != OrderState::Open {
            return Ok(());
        }
        let Some(quantity) = self.within_volume(at, id) else { return Ok(()) };
        let held = self.balances.positions()[asset as usize];
        let reduced = if self.reduces_only(id) { closing_part(held, quantity) } else { quantity };
        if reduced.is_zero() {
            return self.refuse(id, Refusal::NothingToReduce);
        }
        let share = self.share(at, asset, reduced);
        let share = share.ok_or_else(|| self.fault("the volume of a bar", &order, hit.price))?;
        match self.filled(&order, id, hit.price, reduced, share) {
            Err(Stop::Fault(fault)) => Err(fault),
            Err(Stop::Refused(refusal)) => self.refuse(id, refusal),
            Ok(event) => {
                let (value, fee) = (event.value.magnitude(), event.fee);
                let done = self.book.fill(id, self.row, reduced, value, fee);
                let done = done.filter(|_| self.take_volume(asset, reduced).is_some());
                let mut is_complete =
                    done.ok_or_else(|| self.fault("the quantity in flight", &order, hit.price))?;
                if reduced != quantity && !is_complete {
                    self.complete(id)?;
                    is_complete = true;
                }
                self.relate(id, reduced, is_complete)?;
                let parent = Parent { id, asset, working: candidate.working };
                self.feed_children(parent, reduced, event.price, hit.at)
            }
        }
    }

    /// What the volume of the bar lets an order fill; nothing where that is none.
    fn within_volume(&self, at: Row<'_, N>, id: OrderId) -> Option<N::Quantity> {
        let order = self.book.order(id);
        let left = order.left();
        let Some(room) = self.room(at, order.asset) else { return Some(left) };
        if order.duration == Duration::FillOrKill && room < left.magnitude() {
            return None;
        }
        let units = left.magnitude().at_most(room);
        let quantity = if left < N::Quantity::ZERO { units.negated() } else { units };
        (!quantity.is_zero()).then_some(quantity)
    }

    /// An order that was cut to what closes its position is complete.
    fn complete(&mut self, id: OrderId) -> Result<(), Fault> {
        let order = *self.book.order(id);
        let done = self.book.finish(id, self.row, OrderState::Filled).and_then(|()| {
            let quantity = order.filled;
            let order = *self.book.order(id);
            self.book.replace(id, crate::order::Order { quantity, ..order })
        });
        done.ok_or_else(|| self.fault("the quantity in flight", &order, N::Price::ZERO))
    }

    fn refuse(&mut self, id: OrderId, refusal: Refusal) -> Result<(), Fault> {
        self.end(id, OrderState::Refused(refusal))?;
        self.cancel_others(id)
    }

    /// Ends the orders that had their bar.
    fn end_tried(&mut self) -> Result<(), Fault> {
        while let Some(id) = self.desk.tried.pop() {
            if self.book.order(id).state == OrderState::Open {
                self.end(id, OrderState::Expired)?;
            }
        }
        Ok(())
    }
}

/// Whether an order of a type could fill in a part of a bar.
fn is_time_of<P>(kind: OrderKind<P>, phase: Phase) -> bool {
    match (kind, phase) {
        (OrderKind::MarketOnOpen | OrderKind::LimitOnOpen(_), phase) => {
            phase == Phase::Bar { opens: true }
        }
        (OrderKind::MarketOnClose | OrderKind::LimitOnClose(_), phase) => phase == Phase::Close,
        (_, phase) => phase != Phase::Close,
    }
}

/// Whether a quantity is against a position.
fn closes<Q: Amount>(held: Q, quantity: Q) -> bool {
    (held > Q::ZERO && quantity < Q::ZERO) || (held < Q::ZERO && quantity > Q::ZERO)
}

/// The part of a quantity that makes a position smaller.
fn closing_part<Q: Amount>(held: Q, quantity: Q) -> Q {
    if !closes(held, quantity) {
        return Q::ZERO;
    }
    let part = quantity.magnitude().at_most(held.magnitude());
    if quantity < Q::ZERO { part.negated() } else { part }
}
