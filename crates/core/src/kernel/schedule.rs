//! Schedules: a large order is given in slices, at several closes.

use std::sync::Arc;

use super::Kernel;
use super::fault::{Fault, Stop};
use super::place::last_session;
use super::submit::{Units, unread_kind};
use crate::market::{Panel, Split};
use crate::money::{Amount, Number};
use crate::order::{
    Asked, Conditions, Duration, Intent, Order, OrderId, OrderState, Refusal, Schedule, Ticket,
};

/// A schedule under way.
#[derive(Clone, Debug)]
pub(super) struct Running<N: Number> {
    pub asset: u32,
    plan: Schedule,
    /// Closes at which it has given something so far.
    step: u32,
    /// What it is for, signed.
    quantity: N::Quantity,
    /// What it has given so far.
    given: N::Quantity,
    duration: Duration,
    until: Option<u32>,
    reduce_only: bool,
    tag: Option<Arc<str>>,
}

impl<N: Number> Kernel<N> {
    /// Begins a schedule with its first slice, whose id is given; nothing where that is nothing.
    pub(super) fn begin_schedule(
        &mut self,
        ticket: &Ticket,
        conditions: &Conditions,
        units: Units<N>,
        ends_session: bool,
    ) -> Result<Option<OrderId>, Fault> {
        let Some(plan) = conditions.schedule.clone().filter(Schedule::is_possible) else {
            return Ok(None);
        };
        let conditions = Conditions { schedule: None, ..conditions.clone() };
        let quantity = match units {
            Ok(None) => return Ok(None),
            Ok(Some(quantity)) => quantity,
            Err(Stop::Fault(fault)) => return Err(*fault),
            // The order that is refused says why.
            refused @ Err(Stop::Refused(_)) => {
                return self.place_units(ticket, Some(&conditions), refused, ends_session);
            }
        };
        self.desk.schedules.push(Running {
            asset: ticket.asset,
            plan,
            step: 0,
            quantity,
            given: N::Quantity::ZERO,
            duration: ticket.duration,
            until: conditions.until,
            reduce_only: conditions.reduce_only,
            tag: conditions.tag,
        });
        self.give_slice(self.desk.schedules.len() - 1, ends_session)
    }

    /// Gives the slices of a row to instruments with a bar in it, in the order in which their
    /// schedules were given.
    ///
    /// # Errors
    /// When a number does not fit.
    #[inline]
    pub fn give_slices(&mut self, panel: &Panel<N::Price>, local: usize) -> Result<(), Fault> {
        if self.desk.schedules.is_empty() {
            return Ok(());
        }
        for place in 0..self.desk.schedules.len() {
            if panel.is_present(local, self.desk.schedules[place].asset as usize) {
                self.give_slice(place, panel.ends_session(local))?;
            }
        }
        self.desk.schedules.retain(|schedule| schedule.step < schedule.plan.steps());
        Ok(())
    }

    fn give_slice(&mut self, place: usize, ends_session: bool) -> Result<Option<OrderId>, Fault> {
        let schedule = &mut self.desk.schedules[place];
        if schedule.step >= schedule.plan.steps() {
            return Ok(None);
        }
        schedule.step += 1;
        let (numerator, denominator) = schedule.plan.done(schedule.step);
        let (asset, quantity) = (schedule.asset, schedule.quantity);
        let lot = self.terms[asset as usize].lot;
        let due = N::quantity_times(quantity, numerator, denominator, lot);
        let slice = due.and_then(|due| due.minus(schedule.given).map(|slice| (due, slice)));
        let fault = |kernel: &Self| kernel.fault_of("a slice of a schedule", asset, quantity);
        let (due, slice) = slice.ok_or_else(|| fault(self))?;
        let against = (slice > N::Quantity::ZERO) != (quantity > N::Quantity::ZERO);
        self.desk.schedules[place].given = due;
        if slice.is_zero() || against {
            return Ok(None);
        }
        let schedule = &self.desk.schedules[place];
        let units = N::units(slice, self.terms[asset as usize].units).ok_or_else(|| fault(self))?;
        let asked = N::to_float(units, self.setup.ledger_scale);
        let ticket = Ticket {
            asset,
            intent: Intent::Quantity,
            size: Asked::Float(asked),
            kind: crate::order::TicketKind::Market,
            duration: schedule.duration,
        };
        let conditions = Conditions {
            until: schedule.until,
            reduce_only: schedule.reduce_only,
            tag: schedule.tag.clone(),
            ..Conditions::default()
        };
        self.place_slice(&ticket, &conditions, slice, ends_session).map(Some)
    }

    /// A market order of a quantity that is known.
    fn place_slice(
        &mut self,
        ticket: &Ticket,
        conditions: &Conditions,
        slice: N::Quantity,
        ends_session: bool,
    ) -> Result<OrderId, Fault> {
        let asked = match self.is_over(ticket, conditions, ends_session) {
            true => Err(Refusal::SessionOver.into()),
            false => self.control(ticket.asset, slice),
        };
        let (state, quantity) = match asked {
            Ok(()) => (OrderState::Open, slice),
            Err(Stop::Refused(refusal)) => (OrderState::Refused(refusal), N::Quantity::ZERO),
            Err(Stop::Fault(fault)) => return Err(*fault),
        };
        let order = self.new_order(ticket, unread_kind(ticket), quantity, state, ends_session);
        let until = last_session(ticket, conditions);
        let order = Order { deadline: until.unwrap_or(order.deadline), ..order };
        self.take_in(ticket, conditions, order, None)
    }

    /// Brings schedules to the count of shares after a split.
    pub(super) fn split_schedules(&mut self, split: &Split) -> Result<(), Fault> {
        let lot = self.terms[split.asset as usize].lot;
        let after = |quantity| N::quantity_times(quantity, split.new, split.old, lot);
        for place in 0..self.desk.schedules.len() {
            let schedule = &mut self.desk.schedules[place];
            if schedule.asset != split.asset {
                continue;
            }
            let quantity = schedule.quantity;
            match after(quantity).zip(after(schedule.given)) {
                Some((whole, given)) => (schedule.quantity, schedule.given) = (whole, given),
                None => return Err(self.fault_of("a schedule", split.asset, quantity)),
            }
        }
        Ok(())
    }
}
