//! Margin calls: an account that cannot keep what it holds is called, and then sold.

use super::Kernel;
use super::fault::Fault;
use super::setup::{Setup, SetupError};
use crate::ledger::{Event, EventKind};
use crate::models::account::MaintenanceRule;
use crate::money::{Amount, Decimal, Number, Rounding};
use crate::order::{Asked, Duration, Intent, Order, OrderId, OrderKind, OrderState};

/// The rule of calls, the one that stands, and the orders that calls have brought.
#[derive(Clone, Debug)]
pub(super) struct Calls<N: Number> {
    rule: Option<MaintenanceRule>,
    /// The unit that a missing amount is rounded up to.
    unit: N::Ratio,
    /// The session of the call that stands.
    since: Option<u32>,
    /// Every order of a liquidation, ascending.
    pub orders: Vec<OrderId>,
    /// Where those of the last one begin.
    last: usize,
}

/// What has to be there, in parts of the rule's whole.
struct Requirement<N: Number> {
    whole: i64,
    total: N::Money,
    /// Of each position, the largest first.
    positions: Vec<(N::Money, u32)>,
}

impl<N: Number> Calls<N> {
    /// The rule of a setup; none where its account never asks.
    ///
    /// # Errors
    /// When the unit does not fit the ledger.
    pub fn new(setup: &Setup) -> Result<Calls<N>, SetupError> {
        let account = setup.rules.account;
        let rule = account.maintenance().filter(|rule| {
            rule.long > 0 || setup.instruments.iter().any(|instrument| instrument.margin.is_some())
        });
        let one = Decimal::new(1, 0).unwrap_or(Decimal::ZERO);
        let unit = N::ratio(one, setup.ledger_scale, setup.currency.unit_scale);
        let unit = unit.ok_or_else(|| setup.does_not_fit("the unit of", one.to_string()))?;
        Ok(Calls { rule, unit, since: None, orders: Vec::new(), last: 0 })
    }

    /// Whether the account is ever called.
    #[inline]
    pub fn are_made(&self) -> bool {
        self.rule.is_some()
    }

    /// Whether an order is one of a liquidation.
    pub fn made(&self, id: OrderId) -> bool {
        self.orders.binary_search(&id).is_ok()
    }
}

impl<N: Number> Kernel<N> {
    /// Compares a marked account with what it needs: calls it, ends a call, or sells.
    pub(super) fn maintain(&mut self, ends_session: bool) -> Result<(), Fault> {
        let Some(rule) = self.regime.calls.rule else { return Ok(()) };
        let requirement = self.requirement(rule);
        let missing = requirement.as_ref().and_then(|found| self.missing(found));
        let fault = |kernel: &Kernel<N>| kernel.fault_of("a margin", 0, N::Quantity::ZERO);
        let (Some(requirement), Some(missing)) = (requirement, missing) else {
            return Err(fault(self));
        };
        if missing <= N::Money::ZERO {
            self.regime.calls.since = None;
            return Ok(());
        }
        if self.regime.calls.since.is_none() {
            self.call(&requirement, missing).ok_or_else(|| fault(self))?;
        }
        if self.is_overdue(ends_session) { self.liquidate(&requirement) } else { Ok(()) }
    }

    fn requirement(&self, rule: MaintenanceRule) -> Option<Requirement<N>> {
        let mut positions = Vec::new();
        let mut total = N::Money::ZERO;
        for (asset, quantity) in self.holdings.each() {
            let (amount, parts) = match self.regime.margins.maintenance(asset, quantity) {
                Some(margin) => (margin?, rule.whole),
                None => {
                    let factor = self.terms[asset as usize].value;
                    let value = N::notional(self.last[asset as usize], quantity, factor)?;
                    let is_long = quantity > N::Quantity::ZERO;
                    (value.magnitude(), if is_long { rule.long } else { rule.short })
                }
            };
            let required = N::scaled(amount, parts)?;
            total = total.plus(required)?;
            positions.push((required, asset));
        }
        positions.sort_by(|(one, first), (other, second)| {
            let by_size = other.partial_cmp(one).unwrap_or(std::cmp::Ordering::Equal);
            by_size.then(first.cmp(second))
        });
        Some(Requirement { whole: rule.whole, total, positions })
    }

    /// What is missing, in parts of the whole; not positive where nothing is.
    fn missing(&self, requirement: &Requirement<N>) -> Option<N::Money> {
        requirement.total.minus(N::scaled(self.equity, requirement.whole)?)
    }

    /// The event of a call: what is missing, up to the unit.
    fn call(&mut self, requirement: &Requirement<N>, missing: N::Money) -> Option<()> {
        let unit = self.regime.calls.unit;
        let value = N::prorated(missing, unit, 1, requirement.whole, Rounding::Ceiling)?;
        let nothing = N::Quantity::ZERO;
        self.events.push(Event { ..self.event(EventKind::MarginCall, 0, nothing, value) });
        self.regime.calls.since = Some(self.session);
        Some(())
    }

    /// Whether a call has stood long enough, and nothing is being sold yet.
    fn is_overdue(&self, ends_session: bool) -> bool {
        let grace = self.setup.conditions.grace;
        let Some(since) = self.regime.calls.since else { return false };
        let last = since.saturating_add(grace);
        let is_due = grace == 0 || (ends_session && self.session >= last);
        let is_open = |id: &OrderId| self.book.order(*id).state == OrderState::Open;
        is_due && !self.regime.calls.orders[self.regime.calls.last..].iter().any(is_open)
    }

    /// Cancels every order, and closes positions until what is left needs no more than there is.
    fn liquidate(&mut self, requirement: &Requirement<N>) -> Result<(), Fault> {
        for id in self.book.open().to_vec() {
            self.cancel(id)?;
        }
        self.regime.calls.last = self.regime.calls.orders.len();
        let fault = |kernel: &Kernel<N>| kernel.fault_of("a margin", 0, N::Quantity::ZERO);
        let equity = N::scaled(self.equity, requirement.whole).ok_or_else(|| fault(self))?;
        let mut left = requirement.total;
        for &(required, asset) in &requirement.positions {
            if left <= equity {
                break;
            }
            self.close_out(asset)?;
            left = left.minus(required).ok_or_else(|| fault(self))?;
        }
        Ok(())
    }

    /// A market order of the engine's own for all that is held of an instrument.
    fn close_out(&mut self, asset: u32) -> Result<(), Fault> {
        let held = self.balances.positions()[asset as usize];
        let scale = self.setup.instruments[asset as usize].quantity_scale;
        let quantity = held.negated();
        let mantissa = N::quantity_mantissa(quantity, scale).into();
        let order = Order {
            asset,
            created: self.row,
            closed: self.row,
            deadline: self.session,
            intent: Intent::Quantity,
            duration: Duration::GoodTillCancelled,
            state: OrderState::Open,
            kind: OrderKind::Market,
            quantity,
            filled: N::Quantity::ZERO,
            value: N::Money::ZERO,
            fee: N::Money::ZERO,
            asked: Asked::Exact { mantissa, scale }.to_float(),
        };
        let id = self.book.push(order);
        let id = id.ok_or_else(|| self.fault("the quantity in flight", &order, N::Price::ZERO))?;
        self.regime.calls.orders.push(id);
        Ok(())
    }
}
