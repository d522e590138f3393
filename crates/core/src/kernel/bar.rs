//! One bar with orders that have conditions: what it triggers, what fills, what ends.
//!
//! A run of plain orders takes the short way of [`super::trade`]: the same steps, without those that
//! none of its orders needs.

use super::Kernel;
use super::fault::Fault;
use super::fill::{Filled, Offer, closes, is_reduction};
use crate::market::{Bar, Panel};
use crate::models::fill::{FillTiming, Hit, Moment, Phase, Reach, Working, reach};
use crate::money::{Amount, Number};
use crate::order::{Detail, Duration, Order, OrderId, OrderKind, OrderState, Refusal};

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
        self.fill_working(at)?;
        self.fill_rest(at)
    }

    /// Fills the orders that work when the bar begins.
    pub(super) fn fill_working(&mut self, at: Row<'_, N>) -> Result<(), Fault> {
        self.settle_changes(at.panel.begin(at.local))?;
        self.fill_phase(at, Phase::Bar { opens: self.opens })
    }

    /// Fills those that became open in the bar, and those on its close; then the bar is over.
    pub(super) fn fill_rest(&mut self, at: Row<'_, N>) -> Result<(), Fault> {
        let ends = at.panel.ends_session(at.local);
        self.fill_born(at)?;
        self.end_tried()?;
        self.follow_trails(at)?;
        if ends {
            self.fill_phase(at, Phase::Close)?;
            self.desk.born.clear();
        }
        self.end_tried()?;
        self.book.sweep();
        if ends {
            self.expire(self.session)?;
        }
        self.desk.ambiguities.close_row();
        Ok(())
    }

    /// Step 6 of a bar; see [`Kernel::trade_at_close`].
    pub(super) fn trade_extended_at_close(&mut self, at: Row<'_, N>) -> Result<bool, Fault> {
        let mut candidates = Vec::new();
        for place in 0..self.book.open().len() {
            let id = self.book.open()[place];
            if self.is_for_the_close(id) {
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

    fn fill_phase(&mut self, at: Row<'_, N>, phase: Phase<N::Price>) -> Result<(), Fault> {
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
        phase: Phase<N::Price>,
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
        if self.setup.rules.timing == FillTiming::NextClose && !order.kind.is_timed() {
            self.try_at_close_of(id, phase, &bar, candidates);
        } else if !self.is_out_of_reach(order, phase, &bar) {
            self.try_on(id, phase, &bar, candidates);
        }
    }

    /// Whether a whole bar does not come to the limit or the stop of an order, told by the order
    /// alone: most of many that wait. Where volume is limited a stop may have been triggered before.
    #[inline]
    fn is_out_of_reach(
        &self,
        order: &Order<N>,
        phase: Phase<N::Price>,
        bar: &Bar<N::Price>,
    ) -> bool {
        if !matches!(phase, Phase::Bar { .. })
            || order.duration.is_immediate()
            || self.desk.looks_at_volume()
        {
            return false;
        }
        match (order.kind, order.buys()) {
            (OrderKind::Limit(limit), true) => bar.low > limit,
            (OrderKind::Limit(limit), false) => bar.high < limit,
            (OrderKind::Stop(stop), true) => bar.high < stop,
            (OrderKind::Stop(stop), false) => bar.low > stop,
            _ => false,
        }
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
        let bar = at.panel.bar(at.local, asset);
        self.try_at_close_of(id, Phase::Bar { opens: false }, &bar, candidates);
    }

    /// Tries an order on the close of a bar alone.
    fn try_at_close_of(
        &mut self,
        id: OrderId,
        phase: Phase<N::Price>,
        bar: &Bar<N::Price>,
        candidates: &mut Vec<Candidate<N::Price>>,
    ) {
        let from = candidates.len();
        self.try_on(id, phase, &bar.at_close(), candidates);
        for candidate in &mut candidates[from..] {
            candidate.hit.at = Moment::Close;
        }
    }

    #[inline]
    fn try_on(
        &mut self,
        id: OrderId,
        phase: Phase<N::Price>,
        bar: &Bar<N::Price>,
        candidates: &mut Vec<Candidate<N::Price>>,
    ) {
        let working = self.working(id);
        let order = self.book.order(id);
        let (asset, kind) = (order.asset, order.kind);
        let is_over_then = order.duration.is_immediate() || kind.is_timed();
        match reach(&working, phase, bar) {
            Reach::Fill(hit) => {
                let group = self.book.detail(id).and_then(|detail| detail.group);
                candidates.push(Candidate { id, asset, group, hit, working });
            }
            Reach::Triggered => self.desk.triggered.push(id),
            Reach::Over => self.desk.tried.push(id),
            Reach::Nothing => {}
        }
        if is_over_then && is_time_of(kind, phase) {
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

    /// Whether an order may fill at the close of this row: it was given at it, by the strategy, is
    /// no child, and has no latency.
    #[inline]
    pub(super) fn is_for_the_close(&self, id: OrderId) -> bool {
        let arrives = |detail: &Detail<N>| detail.arrives <= self.now && detail.parent.is_none();
        self.book.order(id).created == self.row
            && !self.regime.calls.made(id)
            && self.book.detail(id).is_none_or(arrives)
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

    /// Fills candidates: those at the open, then those after it. Of each of them those first that
    /// make a position smaller, then the others; each by id.
    pub(super) fn fill_candidates(
        &mut self,
        at: Row<'_, N>,
        mut candidates: Vec<Candidate<N::Price>>,
    ) -> Result<(), Fault> {
        // Stable: those of a time stay in the order of their ids.
        candidates.sort_by_key(|candidate| candidate.hit.at != Moment::Open);
        let after = candidates.partition_point(|candidate| candidate.hit.at == Moment::Open);
        let (opens, later) = candidates.split_at_mut(after);
        self.fill_at_one_time(at, opens)?;
        self.fill_at_one_time(at, later)?;
        self.desk.candidates = candidates;
        Ok(())
    }

    fn fill_at_one_time(
        &mut self,
        at: Row<'_, N>,
        candidates: &mut [Candidate<N::Price>],
    ) -> Result<(), Fault> {
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
        candidates[..kept].iter().try_for_each(|candidate| self.fill_part(at, candidate))
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

    /// Fills as much of an order as position and volume allow, or refuses it.
    fn fill_part(&mut self, at: Row<'_, N>, candidate: &Candidate<N::Price>) -> Result<(), Fault> {
        let Candidate { id, asset, hit, .. } = *candidate;
        if self.book.order(id).state != OrderState::Open {
            return Ok(());
        }
        let room = self.room(at, asset);
        if !self.is_left_after_cut(id, room)? {
            return Ok(());
        }
        let order = *self.book.order(id);
        if let Some(quantity) = within(&order, room) {
            let share = self.share(at, asset, quantity);
            let share =
                share.ok_or_else(|| self.fault("the volume of a bar", &order, hit.price))?;
            if self.regime.charges.is_kept {
                self.regime.charges.note_hit(id, order.buys(), &hit);
            }
            let (reference, at_close) = (hit.price, hit.at == Moment::Close);
            match self.fill(id, Offer { reference, at_close, part: Some(quantity), share })? {
                Filled::Refused => return self.cancel_others(id),
                Filled::Part { price, is_complete } => {
                    let taken = self.take_volume(asset, quantity);
                    taken.ok_or_else(|| self.fault("the volume of a bar", &order, hit.price))?;
                    self.relate(id, quantity, is_complete)?;
                    self.feed_children(id, quantity, price, hit)?;
                }
            }
        }
        if hit.by_stop && self.book.order(id).state == OrderState::Open {
            self.desk.triggered.push(id);
            self.mark_triggered();
        }
        Ok(())
    }

    /// Cuts a reduce-only order that has room to fill; false when it was refused.
    fn is_left_after_cut(&mut self, id: OrderId, room: Option<N::Quantity>) -> Result<bool, Fault> {
        let is_due = !room.is_some_and(Amount::is_zero) && self.reduces_only(id);
        if is_due { self.reduce(id) } else { Ok(true) }
    }

    /// Cuts a reduce-only order to what closes its position; where that is nothing, it is refused.
    fn reduce(&mut self, id: OrderId) -> Result<bool, Fault> {
        let order = *self.book.order(id);
        let held = self.balances.positions()[order.asset as usize];
        if !closes(held, order.left()) {
            self.refuse(id, Refusal::NothingToReduce)?;
            return Ok(false);
        }
        if order.left().magnitude() > held.magnitude() {
            let done = order
                .filled
                .minus(held)
                .and_then(|quantity| self.book.replace(id, Order { quantity, ..order }));
            done.ok_or_else(|| self.fault("the quantity in flight", &order, N::Price::ZERO))?;
        }
        Ok(true)
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
fn is_time_of<P>(kind: OrderKind<P>, phase: Phase<P>) -> bool {
    match phase {
        Phase::Bar { opens } => match kind {
            OrderKind::MarketOnOpen | OrderKind::LimitOnOpen(_) => opens,
            OrderKind::MarketOnClose | OrderKind::LimitOnClose(_) => false,
            _ => true,
        },
        Phase::Rest { .. } => false,
        Phase::Close => {
            matches!(kind, OrderKind::MarketOnClose | OrderKind::LimitOnClose(_))
        }
    }
}

/// What the volume of a bar lets an order fill; nothing where that is none.
fn within<N: Number>(order: &Order<N>, room: Option<N::Quantity>) -> Option<N::Quantity> {
    let left = order.left();
    let Some(room) = room else { return Some(left) };
    if order.duration == Duration::FillOrKill && room < left.magnitude() {
        return None;
    }
    let units = left.magnitude().at_most(room);
    let quantity = if left < N::Quantity::ZERO { units.negated() } else { units };
    (!quantity.is_zero()).then_some(quantity)
}
