//! What commission looks back to: the units of a month, and what of an order filled at its limit.

use std::collections::BTreeMap;

use super::Kernel;
use super::fault::Fault;
use crate::ledger::Event;
use crate::market::Month;
use crate::models::fill::Hit;
use crate::money::{Amount, Number};
use crate::order::{Order, OrderId};

/// What was traded so far, as far as a commission asks for it.
#[derive(Clone, Debug)]
pub(super) struct Charges<N: Number> {
    /// Whether any of this is kept.
    pub is_kept: bool,
    month: Option<Month>,
    /// Units of this month, at the scale of the ledger.
    traded: N::Money,
    /// The order whose fill at hand comes as that of a limit does, from the better side.
    as_limit: Option<OrderId>,
    /// Orders that are filled in part.
    parts: BTreeMap<OrderId, Charged<N>>,
}

/// What an order's commission depends on besides its value and units.
#[derive(Clone, Copy, Debug)]
pub(super) struct Charged<N: Number> {
    /// Value that limits filled at their limits, each fill's without its sign.
    pub made: N::Money,
    /// That of all other fills.
    pub taken: N::Money,
    /// Units of the month before the order's first fill.
    pub traded: N::Money,
}

impl<N: Number> Charged<N> {
    /// What is asked of a run whose commission looks at nothing else.
    pub const NOTHING: Charged<N> =
        Charged { made: N::Money::ZERO, taken: N::Money::ZERO, traded: N::Money::ZERO };
}

impl<N: Number> Charges<N> {
    pub fn new(is_kept: bool) -> Charges<N> {
        let (month, as_limit, parts) = (None, None, BTreeMap::new());
        Charges { is_kept, month, traded: N::Money::ZERO, as_limit, parts }
    }

    /// Notes how an order comes to its price.
    #[cold]
    pub fn note_hit<P>(&mut self, id: OrderId, buys: bool, hit: &Hit<P>) {
        self.as_limit = (hit.falls == buys).then_some(id);
    }

    /// Whether the fill at hand of an order comes as that of a limit.
    pub fn is_as_limit(&self, id: OrderId) -> bool {
        self.as_limit == Some(id)
    }

    /// A session begins on a day: with a month, its units begin anew.
    pub fn begin(&mut self, day: i32) {
        if !self.month.is_some_and(|month| month.contains(day)) {
            (self.month, self.traded) = (Some(Month::of(day)), N::Money::ZERO);
        }
    }
}

impl<N: Number> Kernel<N> {
    /// What the commission of an order depends on, with a fill of such a value.
    #[inline]
    pub(super) fn charged(
        &self,
        id: OrderId,
        value: N::Money,
        at_limit: bool,
    ) -> Option<Charged<N>> {
        if !self.regime.charges.is_kept {
            return Some(Charged::NOTHING);
        }
        self.charged_so_far(id, value, at_limit)
    }

    #[cold]
    fn charged_so_far(&self, id: OrderId, value: N::Money, at_limit: bool) -> Option<Charged<N>> {
        let charges = &self.regime.charges;
        let first = Charged { traded: charges.traded, ..Charged::NOTHING };
        let before = charges.parts.get(&id).copied().unwrap_or(first);
        let value = value.magnitude();
        Some(if at_limit {
            Charged { made: before.made.plus(value)?, ..before }
        } else {
            Charged { taken: before.taken.plus(value)?, ..before }
        })
    }

    /// Notes a fill, which was posted, for the commissions to come.
    #[cold]
    pub(super) fn note_charge(
        &mut self,
        order: &Order<N>,
        event: &Event<N>,
        at_limit: bool,
    ) -> Option<()> {
        let charged = self.charged_so_far(event.order, event.value, at_limit)?;
        let units = N::units(event.quantity.magnitude(), self.terms[event.asset as usize].units)?;
        let is_whole = order.filled.plus(event.quantity)? == order.quantity;
        let charges = &mut self.regime.charges;
        charges.traded = charges.traded.plus(units)?;
        if is_whole {
            charges.parts.remove(&event.order);
        } else {
            charges.parts.insert(event.order, charged);
        }
        Some(())
    }

    /// The day of a session, for what is counted by days and months.
    pub(super) fn day(&self, session: u32) -> Result<i32, Fault> {
        let day = self.setup.conditions.days.get(session as usize).copied();
        day.ok_or_else(|| self.fault_of_account("the day of a session"))
    }
}
