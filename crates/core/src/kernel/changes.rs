//! Orders are changed and taken back, at once or after a while.

use super::Kernel;
use super::fault::{Fault, Stop};
use super::split_orders::price_after;
use crate::market::{Split, Terms};
use crate::models::latency::Stage;
use crate::money::{Amount, Number, Rounding};
use crate::order::{
    Change, Distance, Duration, Intent, Order, OrderId, OrderKind, OrderState, Refusal, Ticket,
    TicketKind, distance, limit_or_stop,
};

/// A change or a cancellation that is not effective yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pending<N: Number> {
    effective: i64,
    order: OrderId,
    /// Nothing where the order is taken back.
    change: Option<Changed<N>>,
}

/// A change that was read, in the numbers of the kernel.
#[derive(Clone, Copy, Debug)]
pub(super) struct Changed<N: Number> {
    quantity: Option<N::Quantity>,
    limit: Option<N::Price>,
    stop: Option<N::Price>,
    trail: Option<Distance<N::Price>>,
}

impl<N: Number> Kernel<N> {
    /// Takes an order back; false when it does not work any more, or when the engine made it to
    /// close what the account cannot keep.
    ///
    /// # Errors
    /// When the quantity in flight does not fit.
    pub fn cancel(&mut self, id: OrderId) -> Result<bool, Fault> {
        let order = self.book.orders().get(id as usize);
        if !order.is_some_and(|order| order.state.is_alive()) || self.regime.calls.made(id) {
            return Ok(false);
        }
        self.act_or_wait(id, None, Stage::Cancel)?;
        Ok(true)
    }

    /// Takes several orders back at once; see [`Kernel::cancel`].
    ///
    /// # Errors
    /// When the quantity in flight does not fit.
    pub fn cancel_each(&mut self, ids: &[OrderId]) -> Result<(), Fault> {
        if self.desk.latency.is_some() {
            return ids.iter().try_for_each(|&id| self.cancel(id).map(|_| ()));
        }
        for &id in ids {
            if self.book.order(id).state.is_alive() && !self.regime.calls.made(id) {
                self.end(id, OrderState::Cancelled)?;
            }
        }
        if !ids.is_empty() {
            self.book.sweep(); // once for all of them
        }
        Ok(())
    }

    /// Lets a change act, now or when latency lets it.
    fn act_or_wait(
        &mut self,
        id: OrderId,
        change: Option<Changed<N>>,
        stage: Stage,
    ) -> Result<(), Fault> {
        let latency = self.desk.latency;
        let effective = latency.map_or(self.now, |latency| latency.effective(self.now, id, stage));
        if effective > self.now {
            self.desk.pending.push(Pending { effective, order: id, change });
            return Ok(());
        }
        match change {
            None => self.take_back(id),
            Some(change) => self.apply_change(id, &change),
        }
    }

    /// Takes back every order that is open or waiting, of one instrument or of all, and ends their
    /// schedules. Gives how many orders that were.
    ///
    /// # Errors
    /// When the quantity in flight does not fit.
    pub fn cancel_all(&mut self, asset: Option<u32>) -> Result<usize, Fault> {
        self.cancel_all_but(asset, |_| false)
    }

    /// The same, but for orders that stay.
    pub(super) fn cancel_all_but(
        &mut self,
        asset: Option<u32>,
        stays: impl Fn(&Order<N>) -> bool,
    ) -> Result<usize, Fault> {
        let is_of = |other: u32| asset.is_none_or(|asset| asset == other);
        self.desk.schedules.retain(|schedule| !is_of(schedule.asset));
        let alive = self.book.open().iter().chain(self.book.waiting()).copied();
        let is_over = |id: &OrderId| {
            let order = self.book.order(*id);
            is_of(order.asset) && !stays(order)
        };
        let mut ids: Vec<OrderId> = alive.filter(is_over).collect();
        ids.sort_unstable();
        for &id in &ids {
            self.cancel(id)?;
        }
        Ok(ids.len())
    }

    pub(super) fn take_back(&mut self, id: OrderId) -> Result<(), Fault> {
        self.end_order(id, OrderState::Cancelled)
    }

    /// Ends an order that works or waits, and takes it from the lists of those.
    pub(super) fn end_order(&mut self, id: OrderId, state: OrderState) -> Result<(), Fault> {
        if self.book.order(id).state.is_alive() {
            self.end(id, state)?;
            if !self.book.withdraw(id) || self.is_listed_elsewhere(id) {
                self.book.sweep();
            }
        }
        Ok(())
    }

    /// Whether an order, or one that has ended with it, is in another list than that of open ones.
    fn is_listed_elsewhere(&self, id: OrderId) -> bool {
        let detail = self.book.detail(id);
        detail.is_some_and(|detail| detail.trail.is_some() || !detail.children.is_empty())
    }

    /// Changes an order; gives the reason when the change is refused, and then nothing is changed.
    ///
    /// # Errors
    /// When a number does not fit.
    pub fn modify(&mut self, id: OrderId, change: &Change) -> Result<Option<Refusal>, Fault> {
        let read = self.read_change(id, change).map_err(Stop::Refused).and_then(|changed| {
            let order = self.book.order(id);
            self.control_change(order, changed.quantity.unwrap_or(order.quantity))?;
            Ok(changed)
        });
        match read {
            Err(Stop::Refused(Refusal::NotOpen)) => Ok(Some(Refusal::NotOpen)),
            Err(Stop::Refused(refusal)) => {
                self.desk.refused_changes.push((self.row, id, refusal));
                Ok(Some(refusal))
            }
            Err(Stop::Fault(fault)) => Err(*fault),
            Ok(changed) => {
                self.act_or_wait(id, Some(changed), Stage::Modify)?;
                Ok(None)
            }
        }
    }

    /// Lets the changes act that are effective for a bar that begins then, in the order in which
    /// they were asked for.
    pub(super) fn settle_changes(&mut self, begin: i64) -> Result<(), Fault> {
        if self.desk.pending.is_empty() {
            return Ok(());
        }
        let is_due = |pending: &Pending<N>| pending.effective <= begin;
        let (due, later): (Vec<_>, Vec<_>) = self.desk.pending.drain(..).partition(is_due);
        self.desk.pending = later;
        for Pending { order, change, .. } in due {
            if !self.book.order(order).state.is_alive() {
                continue;
            }
            match change {
                None => self.take_back(order)?,
                Some(change) => self.apply_change(order, &change)?,
            }
        }
        Ok(())
    }

    fn read_change(&self, id: OrderId, change: &Change) -> Result<Changed<N>, Refusal> {
        let order = self.book.orders().get(id as usize).ok_or(Refusal::NotOpen)?;
        if !order.state.is_alive() || self.regime.calls.made(id) {
            return Err(Refusal::NotOpen);
        }
        if !has_what_changes::<N>(order.kind, change) {
            return Err(Refusal::NoSuchPrice);
        }
        let instrument = &self.setup.instruments[order.asset as usize];
        let buys = self.buys(id);
        let scale = instrument.price_scale;
        let price = |mantissa: i64| N::price(mantissa, scale);
        let quantity = change.quantity.map(|size| self.changed_quantity(order, size));
        let limit = change.limit.map(|asked| limit_or_stop(asked, instrument, buys, false));
        let stop = change.stop.map(|asked| limit_or_stop(asked, instrument, buys, true));
        let trail = change.trail.map(|asked| distance(asked, instrument));
        let refusals = [
            quantity.and_then(Result::err),
            limit.and_then(Result::err),
            stop.and_then(Result::err),
            trail.and_then(Result::err),
        ];
        if let Some(refusal) = refusals.into_iter().flatten().min() {
            return Err(refusal);
        }
        let trail = trail.transpose()?.map(|distance| match distance {
            Distance::Amount(mantissa) => Distance::Amount(price(mantissa)),
            Distance::Share(parts) => Distance::Share(parts),
        });
        Ok(Changed {
            quantity: quantity.transpose()?,
            limit: limit.transpose()?.map(price),
            stop: stop.transpose()?.map(price),
            trail,
        })
    }

    /// The whole new quantity of an order: on its side, and beyond what has filled.
    fn changed_quantity(
        &self,
        order: &Order<N>,
        size: crate::order::Asked,
    ) -> Result<N::Quantity, Refusal> {
        let (kind, duration) = (TicketKind::Market, Duration::GoodTillCancelled);
        let ticket = Ticket { asset: order.asset, intent: Intent::Quantity, size, kind, duration };
        let instrument = &self.setup.instruments[order.asset as usize];
        let quantity = N::quantity(ticket.quantity(instrument)?, instrument.quantity_scale);
        let nothing = N::Quantity::ZERO;
        let same_side = (quantity > nothing && order.quantity > nothing)
            || (quantity < nothing && order.quantity < nothing);
        if same_side && quantity.magnitude() > order.filled.magnitude() {
            Ok(quantity)
        } else {
            Err(Refusal::NothingToReduce)
        }
    }

    /// What has filled by now stays: where that is as much as the new quantity, the order ends.
    fn apply_change(&mut self, id: OrderId, changed: &Changed<N>) -> Result<(), Fault> {
        let order = *self.book.order(id);
        let over = |quantity: N::Quantity| quantity.magnitude() <= order.filled.magnitude();
        if changed.quantity.is_some_and(over) {
            return self.take_back(id);
        }
        let is_stop_limit = matches!(order.kind, OrderKind::StopLimit(_));
        let of_kind = if is_stop_limit { changed.stop } else { changed.stop.or(changed.limit) };
        let quantity = changed.quantity.unwrap_or(order.quantity);
        let kind = order.kind.map(|before| of_kind.unwrap_or(before));
        let done = self.book.replace(id, Order { quantity, kind, ..order });
        done.ok_or_else(|| self.fault("the quantity in flight", &order, N::Price::ZERO))?;
        if is_stop_limit
            && changed.limit.is_some()
            && let Some(detail) = self.book.detail_mut(id)
        {
            detail.limit = changed.limit;
        }
        let Some(distance) = changed.trail else { return Ok(()) };
        if let Some(trail) = self.book.detail_mut(id).and_then(|detail| detail.trail.as_mut()) {
            trail.distance = distance;
        }
        if self.book.detail(id).is_some_and(|detail| detail.triggered) {
            return Ok(());
        }
        self.set_level(id)
    }

    /// A change goes with a split as the order that it makes would.
    pub(super) fn split_changes(&mut self, split: &Split) -> Result<(), Fault> {
        let terms = self.terms[split.asset as usize];
        for place in 0..self.desk.pending.len() {
            let Pending { order: id, change, .. } = self.desk.pending[place];
            let order = *self.book.order(id);
            let Some(change) = change.filter(|_| order.asset == split.asset) else { continue };
            let after = change_after(&change, &order, self.buys(id), split, &terms);
            let after = after
                .ok_or_else(|| self.fault("a change after a split", &order, N::Price::ZERO))?;
            self.desk.pending[place].change = Some(after);
        }
        Ok(())
    }
}

fn change_after<N: Number>(
    change: &Changed<N>,
    order: &Order<N>,
    buys: bool,
    split: &Split,
    terms: &Terms<N>,
) -> Option<Changed<N>> {
    let quantity = match change.quantity {
        None => None,
        Some(quantity) => {
            let left = quantity.minus(order.filled)?;
            let left = N::quantity_times(left, split.new, split.old, terms.lot)?;
            Some(order.filled.plus(left)?)
        }
    };
    let after = |price: Option<N::Price>, up| match price {
        None => Some(None),
        Some(price) => price_after::<N>(price, up, split, terms).map(Some),
    };
    let trail = match change.trail {
        Some(Distance::Amount(amount)) => {
            let up = Rounding::Ceiling;
            let after = N::price_times(amount, split.old, split.new, terms.step, up)?;
            Some(Distance::Amount(after))
        }
        other => other,
    };
    Some(Changed {
        quantity,
        limit: after(change.limit, !buys)?,
        stop: after(change.stop, buys)?,
        trail,
    })
}

/// Whether an order of a kind has the prices that a change names.
fn has_what_changes<N: Number>(kind: OrderKind<N::Price>, change: &Change) -> bool {
    let has_limit = matches!(
        kind,
        OrderKind::Limit(_)
            | OrderKind::StopLimit(_)
            | OrderKind::LimitOnOpen(_)
            | OrderKind::LimitOnClose(_)
    );
    let has_stop = matches!(kind, OrderKind::Stop(_) | OrderKind::StopLimit(_));
    (change.limit.is_none() || has_limit)
        && (change.stop.is_none() || has_stop)
        && (change.trail.is_none() || kind.is_trailing())
}
