//! An order with conditions is given: what the ticket alone does not say is read too.

use super::Kernel;
use super::fault::{Fault, Stop};
use super::submit::{Units, unread_kind};
use crate::models::latency::Stage;
use crate::money::{Amount, Number};
use crate::order::{
    Conditions, Detail, Distance, Duration, Order, OrderId, OrderState, Prices, Refusal, Ticket,
    Trail,
};

/// What a ticket and its conditions come to.
pub(super) struct Placed<N: Number> {
    quantity: N::Quantity,
    prices: Prices,
    best: N::Price,
}

impl<N: Number> Kernel<N> {
    /// Goes on with a ticket with conditions whose size was read; see [`Kernel::submit`].
    pub(super) fn place_units(
        &mut self,
        ticket: &Ticket,
        conditions: Option<&Conditions>,
        units: Units<N>,
        ends_session: bool,
    ) -> Result<Option<OrderId>, Fault> {
        self.extended = true;
        let none = Conditions::default();
        let conditions = conditions.unwrap_or(&none);
        if conditions.schedule.is_some() {
            return self.begin_schedule(ticket, conditions, units, ends_session);
        }
        let parent = match conditions.parent {
            Some(parent) if parent as usize >= self.book.orders().len() => return Ok(None),
            parent => parent.map(|parent| (parent, *self.book.order(parent))),
        };
        assert!(
            parent.is_none_or(|(_, order)| order.asset == ticket.asset),
            "the drivers let no child wait for an order of another instrument"
        );
        if let Some(state) = parent.and_then(|(id, order)| self.end_at_once(id, &order)) {
            let order = self.order_of(ticket, None, state, ends_session);
            return self.take_in(ticket, conditions, order, None).map(Some);
        }
        let read = match parent {
            None => self.read_order(ticket, conditions, units),
            Some((id, _)) => self.read_child(ticket, conditions, id).map(Some),
        };
        let read = self.unless_over(read, ticket, conditions, ends_session);
        let (placed, refusal) = match self.unless_controlled(read, ticket.asset) {
            Ok(None) => return Ok(None),
            Ok(Some(placed)) => (Some(placed), None),
            Err(Stop::Refused(refusal)) => (None, Some(refusal)),
            Err(Stop::Fault(fault)) => return Err(*fault),
        };
        let waits = parent.is_some_and(|(_, order)| order.filled.is_zero());
        let state = first_state(refusal, waits);
        let order = self.order_of(ticket, placed.as_ref(), state, ends_session);
        let until = last_session(ticket, conditions);
        let order = Order { deadline: until.unwrap_or(order.deadline), ..order };
        self.take_in(ticket, conditions, order, placed.as_ref()).map(Some)
    }

    /// What was read, unless a control of the run refuses it.
    fn unless_controlled(
        &self,
        read: Result<Option<Placed<N>>, Stop>,
        asset: u32,
    ) -> Result<Option<Placed<N>>, Stop> {
        let read = read?;
        if let Some(placed) = &read {
            self.control(asset, placed.quantity)?;
        }
        Ok(read)
    }

    /// What was read, or the refusal of a gtd order whose last session is over.
    fn unless_over(
        &self,
        read: Result<Option<Placed<N>>, Stop>,
        ticket: &Ticket,
        conditions: &Conditions,
        ends_session: bool,
    ) -> Result<Option<Placed<N>>, Stop> {
        match read? {
            Some(_) if self.is_over(ticket, conditions, ends_session) => {
                Err(Refusal::SessionOver.into())
            }
            read => Ok(read),
        }
    }

    /// Whether the last session of a gtd order is over.
    pub(super) fn is_over(
        &self,
        ticket: &Ticket,
        conditions: &Conditions,
        ends_session: bool,
    ) -> bool {
        let day = self.session + u32::from(ends_session);
        last_session(ticket, conditions).is_some_and(|session| session < day)
    }

    /// Puts an order with its details in the book, its group and its family.
    pub(super) fn take_in(
        &mut self,
        ticket: &Ticket,
        conditions: &Conditions,
        order: Order<N>,
        placed: Option<&Placed<N>>,
    ) -> Result<OrderId, Fault> {
        self.regime.given += 1;
        let fault = |kernel: &Self| kernel.fault("the quantity in flight", &order, N::Price::ZERO);
        let detail = self.detail_of(conditions, order.asset, placed);
        let detail = detail.ok_or_else(|| fault(self))?;
        let group = detail.group;
        let id = self.book.push_with(order, detail).ok_or_else(|| fault(self))?;
        if let Some(parent) = conditions.parent {
            let joined = self.book.detail_mut(parent).map(|detail| detail.children.push(id));
            joined.ok_or_else(|| fault(self))?;
        }
        if order.state.is_alive() {
            self.take_part(id, group, order.kind.is_trailing())?;
        }
        if let Some(latency) = self.desk.latency {
            let arrives = latency.effective(self.now, id, Stage::Submit);
            let noted = self.book.detail_mut(id).map(|detail| detail.arrives = arrives);
            noted.ok_or_else(|| fault(self))?;
        }
        self.note_asked_price(id, ticket);
        if order.state.is_alive() && self.has_ended(order.asset) {
            self.end_order(id, OrderState::Dropped)?;
        }
        Ok(id)
    }

    /// What a living order is a part of, and where its trail begins.
    fn take_part(&mut self, id: OrderId, group: Option<u32>, trails: bool) -> Result<(), Fault> {
        if let Some(group) = group {
            self.desk.groups.join(group, id);
        }
        if trails {
            self.set_level(id)?;
        }
        Ok(())
    }

    fn detail_of(
        &mut self,
        conditions: &Conditions,
        asset: u32,
        placed: Option<&Placed<N>>,
    ) -> Option<Detail<N>> {
        let group = conditions.group.as_ref().map(|name| self.desk.groups.place(name));
        let scale = self.setup.instruments[asset as usize].price_scale;
        let price = |mantissa| N::price(mantissa, scale);
        let trail = placed.and_then(|placed| {
            let (distance, offset) = placed.prices.trail?;
            let distance = match distance {
                Distance::Amount(mantissa) => Distance::Amount(price(mantissa)),
                Distance::Share(parts) => Distance::Share(parts),
            };
            let offset = offset.map(price);
            Some(Trail { distance, offset, best: placed.best, from: self.row + 1 })
        });
        Some(Detail {
            limit: placed.and_then(|placed| placed.prices.limit).map(price),
            trail,
            group: match group {
                Some(place) => Some(place?),
                None => None,
            },
            parent: conditions.parent,
            is_read: placed.is_some(),
            reduce_only: conditions.reduce_only,
            tag: conditions.tag.clone(),
            ..Detail::default()
        })
    }

    fn order_of(
        &self,
        ticket: &Ticket,
        placed: Option<&Placed<N>>,
        state: OrderState,
        ends_session: bool,
    ) -> Order<N> {
        let scale = self.setup.instruments[ticket.asset as usize].price_scale;
        let kind = match placed {
            Some(placed) => placed.prices.kind.map(|mantissa| N::price(mantissa, scale)),
            None => unread_kind(ticket),
        };
        let quantity = placed.map_or(N::Quantity::ZERO, |placed| placed.quantity);
        self.new_order(ticket, kind, quantity, state, ends_session)
    }

    /// Size and prices of an order that has no parent; nothing when there is nothing to do.
    fn read_order(
        &self,
        ticket: &Ticket,
        conditions: &Conditions,
        units: Units<N>,
    ) -> Result<Option<Placed<N>>, Stop> {
        let best = match conditions.trail {
            None => N::Price::ZERO,
            Some(_) => self.last_price(ticket.asset).ok_or(Refusal::NoPrice)?,
        };
        let Some(quantity) = units? else { return Ok(None) };
        let instrument = &self.setup.instruments[ticket.asset as usize];
        let buys = quantity > N::Quantity::ZERO;
        let prices = ticket.prices(conditions, instrument, buys)?;
        Ok(Some(Placed { quantity, prices, best }))
    }

    /// The end of a child that is given when its parent has ended without a fill, or when a split
    /// has left nothing of what that has filled.
    fn end_at_once(&self, parent: OrderId, order: &Order<N>) -> Option<OrderState> {
        if order.filled.is_zero() {
            return (!order.state.is_alive()).then_some(OrderState::Cancelled);
        }
        let is_left = self.book.filled_now(parent).is_none_or(|now| !now.is_zero());
        (!is_left).then_some(OrderState::Dropped)
    }

    /// Prices of a child, which has what its parent has filled already.
    fn read_child(
        &self,
        ticket: &Ticket,
        conditions: &Conditions,
        parent: OrderId,
    ) -> Result<Placed<N>, Stop> {
        // One that waits begins to follow with its parent's fill.
        let best = self.last_price(ticket.asset).unwrap_or(N::Price::ZERO);
        let instrument = &self.setup.instruments[ticket.asset as usize];
        let prices = ticket.prices(conditions, instrument, !self.buys(parent))?;
        let filled = self.book.filled_now(parent).ok_or_else(|| {
            self.fault("what has filled", self.book.order(parent), N::Price::ZERO)
        })?;
        Ok(Placed { quantity: filled.negated(), prices, best })
    }
}

/// The last session of a gtd order.
pub(super) fn last_session(ticket: &Ticket, conditions: &Conditions) -> Option<u32> {
    conditions.until.filter(|_| ticket.duration == Duration::GoodTillDate)
}

/// What a new order is: refused, or as its parent lets it be.
fn first_state(refusal: Option<Refusal>, waits: bool) -> OrderState {
    match refusal {
        Some(refusal) => OrderState::Refused(refusal),
        None if waits => OrderState::Waiting,
        None => OrderState::Open,
    }
}
