//! Orders are changed and taken back, at once or after a while.

use super::Kernel;
use super::fault::Fault;
use crate::models::latency::Stage;
use crate::money::{Amount, Number};
use crate::order::{
    Change, Distance, Duration, Intent, Order, OrderId, OrderKind, OrderState, Refusal, Ticket,
    TicketKind, distance, limit_or_stop,
};

/// A change or a cancellation that is not effective yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pending {
    effective: i64,
    order: OrderId,
    /// Nothing where the order is taken back.
    change: Option<Change>,
}

/// A change that was read, in the numbers of the kernel.
struct Changed<N: Number> {
    order: Order<N>,
    limit: Option<N::Price>,
    trail: Option<Distance<N::Price>>,
}

impl<N: Number> Kernel<N> {
    /// Takes an order back, and ends its schedule; false when there is nothing to take back.
    ///
    /// # Errors
    /// When the quantity in flight does not fit.
    pub fn cancel(&mut self, id: OrderId) -> Result<bool, Fault> {
        let was_scheduled = self.end_schedule_of(id);
        let is_alive =
            self.book.orders().get(id as usize).is_some_and(|order| order.state.is_alive());
        if !is_alive {
            return Ok(was_scheduled);
        }
        if let Some(latency) = self.desk.latency {
            let effective = latency.effective(self.now, id, Stage::Cancel);
            self.desk.pending.push(Pending { effective, order: id, change: None });
        } else {
            self.take_back(id)?;
        }
        Ok(true)
    }

    /// Takes back every order that is open or waiting, of one instrument or of all, and ends their
    /// schedules. Gives how many orders that were.
    ///
    /// # Errors
    /// When the quantity in flight does not fit.
    pub fn cancel_all(&mut self, asset: Option<u32>) -> Result<usize, Fault> {
        let is_of = |other: u32| asset.is_none_or(|asset| asset == other);
        self.desk.schedules.retain(|schedule| !is_of(schedule.asset));
        let alive = self.book.open().iter().chain(self.book.waiting()).copied();
        let mut ids: Vec<OrderId> =
            alive.filter(|&id| is_of(self.book.order(id).asset)).collect();
        ids.sort_unstable();
        for &id in &ids {
            self.cancel(id)?;
        }
        Ok(ids.len())
    }

    fn take_back(&mut self, id: OrderId) -> Result<(), Fault> {
        if self.book.order(id).state.is_alive() {
            self.end(id, OrderState::Cancelled)?;
            if !self.book.withdraw(id) || self.book.detail(id).is_some() {
                self.book.sweep();
            }
        }
        Ok(())
    }

    /// Changes an order; gives the reason when the change is refused, and then nothing is changed.
    ///
    /// # Errors
    /// When a number does not fit.
    pub fn modify(&mut self, id: OrderId, change: &Change) -> Result<Option<Refusal>, Fault> {
        let changed = match self.read_change(id, change) {
            Err(refusal) => return Ok(Some(self.refuse_change(id, refusal))),
            Ok(changed) => changed,
        };
        if let Some(latency) = self.desk.latency {
            let effective = latency.effective(self.now, id, Stage::Modify);
            self.desk.pending.push(Pending { effective, order: id, change: Some(*change) });
        } else {
            self.apply_change(id, &changed)?;
        }
        Ok(None)
    }

    fn refuse_change(&mut self, id: OrderId, refusal: Refusal) -> Refusal {
        self.desk.refused_changes.push((self.row, id, refusal));
        refusal
    }

    /// Lets the changes act that are effective for a bar that begins then.
    pub(super) fn settle_changes(&mut self, begin: i64) -> Result<(), Fault> {
        if self.desk.pending.is_empty() {
            return Ok(());
        }
        let is_due = |pending: &Pending| pending.effective <= begin;
        let (mut due, later): (Vec<_>, Vec<_>) = self.desk.pending.drain(..).partition(is_due);
        self.desk.pending = later;
        due.sort_by_key(|pending| pending.effective);
        for Pending { order, change, .. } in due {
            let Some(change) = change else {
                self.take_back(order)?;
                continue;
            };
            match self.read_change(order, &change) {
                Ok(changed) => self.apply_change(order, &changed)?,
                Err(refusal) => drop(self.refuse_change(order, refusal)),
            }
        }
        Ok(())
    }

    fn read_change(&self, id: OrderId, change: &Change) -> Result<Changed<N>, Refusal> {
        let order = self.book.orders().get(id as usize).ok_or(Refusal::NotOpen)?;
        if !order.state.is_alive() {
            return Err(Refusal::NotOpen);
        }
        let has_limit = matches!(
            order.kind,
            OrderKind::Limit(_)
                | OrderKind::StopLimit(_)
                | OrderKind::LimitOnOpen(_)
                | OrderKind::LimitOnClose(_)
        );
        let has_stop = matches!(order.kind, OrderKind::Stop(_) | OrderKind::StopLimit(_));
        if (change.limit.is_some() && !has_limit)
            || (change.stop.is_some() && !has_stop)
            || (change.trail.is_some() && !order.kind.is_trailing())
        {
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
        let (limit, stop) = (limit.transpose()?.map(price), stop.transpose()?.map(price));
        let is_stop_limit = matches!(order.kind, OrderKind::StopLimit(_));
        let of_kind = if is_stop_limit { stop } else { stop.or(limit) };
        let order = Order {
            quantity: quantity.transpose()?.unwrap_or(order.quantity),
            kind: order.kind.map(|before| of_kind.unwrap_or(before)),
            ..*order
        };
        let trail = trail.transpose()?.map(|distance| match distance {
            Distance::Amount(mantissa) => Distance::Amount(price(mantissa)),
            Distance::Share(parts) => Distance::Share(parts),
        });
        Ok(Changed { order, limit: limit.filter(|_| is_stop_limit), trail })
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

    fn apply_change(&mut self, id: OrderId, changed: &Changed<N>) -> Result<(), Fault> {
        let fault = |kernel: &Self| {
            kernel.fault("the quantity in flight", &changed.order, N::Price::ZERO)
        };
        self.book.replace(id, changed.order).ok_or_else(|| fault(self))?;
        if changed.limit.is_some()
            && let Some(detail) = self.book.detail_mut(id)
        {
            detail.limit = changed.limit;
        }
        let Some(distance) = changed.trail else { return Ok(()) };
        if let Some(trail) = self.book.detail_mut(id).and_then(|detail| detail.trail.as_mut()) {
            trail.distance = distance;
        }
        self.set_level(id)
    }
}
