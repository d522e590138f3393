//! An order is given: its size and prices are read, and it is accepted or refused.

use super::Kernel;
use super::fault::{Fault, Stop};
use crate::money::{Amount, Number, Weight};
use crate::order::{
    Conditions, Intent, NO_DETAIL, Order, OrderId, OrderKind, OrderState, Refusal, Ticket,
};

/// What a ticket comes to: a size and a kind, or nothing to do.
type Reading<N> = Option<(<N as Number>::Quantity, OrderKind<<N as Number>::Price>)>;

/// What a ticket is for: a quantity, or nothing.
pub(super) type Units<N> = Result<Option<<N as Number>::Quantity>, Stop>;

impl<N: Number> Kernel<N> {
    /// Reads a ticket at the close of the present row.
    ///
    /// Gives the id of the order, which may be refused already; nothing when the ticket asks for
    /// what is there, or for nothing. Precedence of refusals: that of [`Refusal`].
    ///
    /// # Errors
    /// When the quantity in flight or the number of orders does not fit.
    #[inline]
    pub fn submit(
        &mut self,
        ticket: &Ticket,
        ends_session: bool,
    ) -> Result<Option<OrderId>, Fault> {
        self.take(ticket, None, ends_session)
    }

    /// Reads a ticket with conditions likewise. A child whose parent is no order is none either.
    ///
    /// # Errors
    /// When a number does not fit.
    pub fn place(
        &mut self,
        ticket: &Ticket,
        conditions: &Conditions,
        ends_session: bool,
    ) -> Result<Option<OrderId>, Fault> {
        self.take(ticket, Some(conditions), ends_session)
    }

    /// Reads the size of a ticket, here alone, and goes on in the short way or in the long one.
    #[inline(never)]
    fn take(
        &mut self,
        ticket: &Ticket,
        conditions: Option<&Conditions>,
        ends_session: bool,
    ) -> Result<Option<OrderId>, Fault> {
        let units = self.units(ticket);
        if conditions.is_some() || self.desk.latency.is_some() {
            return self.place_units(ticket, conditions, units, ends_session);
        }
        let nothing = N::Quantity::ZERO;
        let (quantity, kind, state) = match self.read(ticket, units) {
            Ok(None) => return Ok(None),
            Ok(Some((quantity, kind))) => (quantity, kind, OrderState::Open),
            Err(Stop::Refused(refusal)) => {
                (nothing, unread_kind(ticket), OrderState::Refused(refusal))
            }
            Err(Stop::Fault(fault)) => return Err(*fault),
        };
        let order = self.new_order(ticket, kind, quantity, state, ends_session);
        self.extended |= ticket.duration.is_immediate() || kind.is_timed();
        let id = self.book.push(order);
        let id = id.ok_or_else(|| self.fault("the quantity in flight", &order, N::Price::ZERO))?;
        self.regime.given += 1;
        self.note_asked_price(id, ticket);
        if state == OrderState::Open && self.has_ended(ticket.asset) {
            self.end_order(id, OrderState::Dropped)?;
        }
        Ok(Some(id))
    }

    /// An order as it begins.
    #[inline]
    pub(super) fn new_order(
        &self,
        ticket: &Ticket,
        kind: OrderKind<N::Price>,
        quantity: N::Quantity,
        state: OrderState,
        ends_session: bool,
    ) -> Order<N> {
        Order {
            asset: ticket.asset,
            created: self.row,
            closed: self.row,
            deadline: self.session + u32::from(ends_session),
            detail: NO_DETAIL,
            intent: ticket.intent,
            duration: ticket.duration,
            state,
            kind,
            quantity,
            filled: N::Quantity::ZERO,
            value: N::Money::ZERO,
            fee: N::Money::ZERO,
            asked: ticket.size.to_float(),
        }
    }

    #[inline]
    fn read(&self, ticket: &Ticket, units: Units<N>) -> Result<Reading<N>, Stop> {
        let Some(quantity) = units? else { return Ok(None) };
        let instrument = &self.setup.instruments[ticket.asset as usize];
        let buys = quantity > N::Quantity::ZERO;
        let kind = ticket.kind(instrument, buys)?;
        let kind = kind.map(|mantissa| N::price(mantissa, instrument.price_scale));
        self.control(ticket.asset, quantity)?;
        Ok(Some((quantity, kind)))
    }

    /// What a ticket is for, signed; nothing when it is for nothing.
    #[inline]
    fn units(&self, ticket: &Ticket) -> Units<N> {
        if ticket.size.is_zero() && !ticket.intent.is_target() {
            return Ok(None);
        }
        let size = self.size(ticket, self.equity)?;
        let quantity = match ticket.intent.is_target() {
            false => size,
            true => {
                let expected = self.expected(ticket.asset);
                let change = expected.and_then(|expected| size.minus(expected));
                change.ok_or(Refusal::QuantityTooLarge)?
            }
        };
        if quantity.is_zero() {
            return Ok(None);
        }
        if !N::is_quantity(quantity) {
            return Err(Refusal::QuantityTooLarge.into());
        }
        Ok(Some(quantity))
    }

    /// The size of a ticket in units for who has so much equity, which may be a part of the
    /// account's: what it is for, or of a target what is to be held.
    ///
    /// # Errors
    /// When a number does not fit.
    pub fn size_for(
        &self,
        ticket: &Ticket,
        equity: N::Money,
    ) -> Result<Result<N::Quantity, Refusal>, Fault> {
        if ticket.size.is_zero() && !ticket.intent.is_target() {
            return Ok(Ok(N::Quantity::ZERO));
        }
        match self.size(ticket, equity) {
            Ok(units) => Ok(Ok(units)),
            Err(Stop::Refused(refusal)) => Ok(Err(refusal)),
            Err(Stop::Fault(fault)) => Err(*fault),
        }
    }

    /// The size in units, on the lot.
    #[inline]
    fn size(&self, ticket: &Ticket, equity: N::Money) -> Result<N::Quantity, Stop> {
        let instrument = &self.setup.instruments[ticket.asset as usize];
        if let Intent::Quantity | Intent::TargetQuantity = ticket.intent {
            let mantissa = ticket.quantity(instrument)?;
            return Ok(N::quantity(mantissa, instrument.quantity_scale));
        }
        if ticket.intent.is_target() && ticket.size.is_zero() {
            return Ok(N::Quantity::ZERO);
        }
        let price = self.last_price(ticket.asset).filter(|price| !price.is_zero());
        let price = price.ok_or(Refusal::NoPrice)?;
        let terms = &self.terms[ticket.asset as usize];
        let units = N::lots_for(self.money(ticket, equity)?, price, terms.value, terms.lot);
        let units = units.ok_or_else(|| self.too_large(ticket))?;
        if units.is_zero() && !ticket.size.is_zero() && !ticket.intent.is_target() {
            return Err(Refusal::BelowLot.into());
        }
        Ok(units)
    }

    /// The money that a value or a share of equity asks for.
    #[inline]
    fn money(&self, ticket: &Ticket, equity: N::Money) -> Result<N::Money, Stop> {
        let scale = self.setup.ledger_scale;
        let money = match ticket.intent {
            Intent::Percent | Intent::TargetPercent => {
                if self.lacks_rate(ticket.asset) {
                    return Err(Refusal::NoPrice.into());
                }
                weight(ticket).and_then(|weight| self.share_of(equity, weight, ticket.asset))
            }
            _ => N::money(ticket.money(scale)?, scale),
        };
        money.ok_or_else(|| self.too_large(ticket))
    }

    /// What does not fit the widest money is too many units; a narrower one cannot tell.
    #[cold]
    fn too_large(&self, ticket: &Ticket) -> Stop {
        if N::IS_WIDEST {
            return Refusal::QuantityTooLarge.into();
        }
        self.fault_of("the size of an order", ticket.asset, N::Quantity::ZERO).into()
    }

    /// Keeps the price that was asked for where it is not that of the order.
    #[inline]
    pub(super) fn note_asked_price(&mut self, id: OrderId, ticket: &Ticket) {
        if let Some(asked) = ticket.kind.asked() {
            self.asked_prices.push((id, asked.to_float()));
        }
    }
}

#[inline(always)] // called from one place
fn weight(ticket: &Ticket) -> Option<Weight> {
    match ticket.size.exact() {
        None => Weight::from_float(ticket.size.to_float()),
        Some(exact) => {
            let divisor = crate::money::pow10(u32::from(exact.scale()))?;
            Some(Weight::new(exact.mantissa(), divisor))
        }
    }
}

/// The kind of an order whose price was not read, or that has none.
pub(super) fn unread_kind<P: Amount>(ticket: &Ticket) -> OrderKind<P> {
    let unread = ticket.kind.order_kind(P::ZERO, |_, _| Ok(P::ZERO));
    unread.unwrap_or(OrderKind::Market)
}
