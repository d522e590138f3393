//! Margin calls: an account that cannot keep what it holds is called, and then sold.

use super::Kernel;
use super::fault::Fault;
use super::fill::closes;
use super::setup::{Setup, SetupError};
use crate::ledger::EventKind;
use crate::models::account::MaintenanceRule;
use crate::money::{Amount, Decimal, Number, Rounding};
use crate::order::{
    Asked, Detail, Duration, Intent, NO_DETAIL, Order, OrderId, OrderKind, OrderState,
};

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
}

/// What has to be there, in parts of the rule's whole.
struct Requirement<N: Number> {
    total: N::Money,
    /// Of each position, the largest first, and what it is of.
    positions: Vec<(N::Money, u32, N::Quantity)>,
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
        Ok(Calls { rule, unit, since: None, orders: Vec::new() })
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
    /// What open orders of liquidations will still close, order by order, by instrument and signed
    /// as they are: all of them no more than is held.
    pub fn liquidations(&self) -> Vec<(u32, N::Quantity)> {
        let mut found: Vec<(u32, N::Quantity)> = Vec::new();
        for &id in self.book.open().iter().filter(|&&id| self.regime.calls.made(id)) {
            let order = self.book.order(id);
            let held = self.balances.positions()[order.asset as usize];
            let before = found.iter().filter(|&&(asset, _)| asset == order.asset);
            let held = before.fold(held, |held, &(_, closed)| less(held, closed));
            found.push((order.asset, closing(held, order.left())));
        }
        found
    }

    /// What open market orders of an instrument will still buy or sell; nothing where the sum does
    /// not fit.
    #[inline]
    pub(super) fn in_flight(&self, asset: u32) -> Option<N::Quantity> {
        let flying = self.book.in_flight(asset);
        if self.regime.calls.orders.is_empty() {
            Some(flying)
        } else {
            self.in_flight_beside(flying, asset)
        }
    }

    /// The same, where there are liquidations: what these would close beyond what is held is not.
    #[cold]
    fn in_flight_beside(&self, flying: N::Quantity, asset: u32) -> Option<N::Quantity> {
        let made = self.book.open().iter().filter(|&&id| self.regime.calls.made(id));
        let orders = made.map(|&id| self.book.order(id)).filter(|order| order.asset == asset);
        let others = orders.map(Order::left).try_fold(flying, |sum, left| sum.minus(left))?;
        let closed = self.liquidations().into_iter().filter(|&(of, _)| of == asset);
        closed.map(|(_, closed)| closed).try_fold(others, |sum, closed| sum.plus(closed))
    }

    /// Compares a marked account with what it needs: calls it, ends a call, or sells.
    pub(super) fn maintain(&mut self, ends_session: bool) -> Result<(), Fault> {
        let Some(rule) = self.regime.calls.rule else { return Ok(()) };
        let total = self.requirement(rule, &[]).map(|found| found.total);
        let missing = total.and_then(|total| total.minus(N::scaled(self.equity, rule.whole)?));
        let (Some(total), Some(missing)) = (total, missing) else {
            return Err(self.no_margin());
        };
        // Where nothing is held nothing is needed, whatever is owed.
        if missing <= N::Money::ZERO || total.is_zero() {
            self.regime.calls.since = None;
            return Ok(());
        }
        if self.regime.calls.since.is_none() {
            self.call(missing, rule.whole).ok_or_else(|| self.no_margin())?;
        }
        if self.is_overdue(ends_session) { self.liquidate(rule) } else { Ok(()) }
    }

    /// What holdings need, without those units that orders are closing already.
    fn requirement(&self, rule: MaintenanceRule, closing: &[OrderId]) -> Option<Requirement<N>> {
        let mut positions = Vec::new();
        let mut total = N::Money::ZERO;
        for (asset, held) in self.holdings.each() {
            let quantity = self.left_of(asset, held, closing);
            let required = N::scaled(
                self.required_amount(asset, quantity)?,
                match (self.regime.margins.has(asset), quantity > N::Quantity::ZERO) {
                    (true, _) => rule.whole,
                    (false, true) => rule.long,
                    (false, false) => rule.short,
                },
            )?;
            total = total.plus(required)?;
            if !quantity.is_zero() {
                positions.push((required, asset, quantity));
            }
        }
        positions.sort_by(|(one, first, _), (other, second, _)| {
            let by_size = other.partial_cmp(one).unwrap_or(std::cmp::Ordering::Equal);
            by_size.then(first.cmp(second))
        });
        Some(Requirement { total, positions })
    }

    /// A position without what these orders will still close of it.
    fn left_of(&self, asset: u32, held: N::Quantity, closing: &[OrderId]) -> N::Quantity {
        let orders = closing.iter().map(|&id| self.book.order(id));
        let left = orders.filter(|order| order.asset == asset).map(Order::left);
        left.fold(held, |held, left| less(held, self::closing(held, left)))
    }

    /// The magnitude of a position's value, or its margin.
    fn required_amount(&self, asset: u32, quantity: N::Quantity) -> Option<N::Money> {
        if let Some(margin) = self.regime.margins.maintenance(asset, quantity) {
            return self.at_home(margin?, asset);
        }
        let factor = self.terms[asset as usize].value;
        let value = N::notional(self.last[asset as usize], quantity, factor)?.magnitude();
        self.at_home(value, asset)
    }

    /// The event of a call: what is missing, up to the unit.
    fn call(&mut self, missing: N::Money, whole: i64) -> Option<()> {
        let unit = self.regime.calls.unit;
        let value = N::prorated(missing, unit, 1, whole, Rounding::Ceiling)?;
        let event = self.event(EventKind::MarginCall, 0, N::Quantity::ZERO, value);
        self.events.push(event);
        self.regime.calls.since = Some(self.session);
        Some(())
    }

    /// Whether a call has stood long enough.
    fn is_overdue(&self, ends_session: bool) -> bool {
        let grace = self.setup.conditions.grace;
        let Some(since) = self.regime.calls.since else { return false };
        grace == 0 || (ends_session && self.session >= since.saturating_add(grace))
    }

    /// Cancels every order of the strategy, and closes positions until what is left needs no more
    /// than there is.
    fn liquidate(&mut self, rule: MaintenanceRule) -> Result<(), Fault> {
        self.desk.schedules.clear();
        let given = self.book.open().iter().chain(self.book.waiting()).copied();
        let given: Vec<OrderId> = given.filter(|&id| !self.regime.calls.made(id)).collect();
        for id in given {
            self.take_back(id)?;
        }
        let is_open = |id: &OrderId| self.book.order(*id).state == OrderState::Open;
        let closing: Vec<OrderId> =
            self.regime.calls.orders.iter().copied().filter(is_open).collect();
        let left = self.requirement(rule, &closing).ok_or_else(|| self.no_margin())?;
        let equity = N::scaled(self.equity, rule.whole).ok_or_else(|| self.no_margin())?;
        let mut needed = left.total;
        for (required, asset, quantity) in left.positions {
            if needed <= equity {
                break;
            }
            self.close_out(asset, quantity.negated())?;
            needed = needed.minus(required).ok_or_else(|| self.no_margin())?;
        }
        Ok(())
    }

    #[cold]
    fn no_margin(&self) -> Fault {
        self.fault_of_account("the maintenance of holdings")
    }

    /// A market order of the engine's own: what another order has closed by then, it does not open.
    fn close_out(&mut self, asset: u32, quantity: N::Quantity) -> Result<(), Fault> {
        let scale = self.setup.instruments[asset as usize].quantity_scale;
        let mantissa = N::quantity_mantissa(quantity, scale).into();
        let order = Order {
            asset,
            created: self.row,
            closed: self.row,
            deadline: self.session,
            detail: NO_DETAIL,
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
        let id = self.book.push_with(order, Detail { reduce_only: true, ..Detail::default() });
        let id = id.ok_or_else(|| self.fault("the quantity in flight", &order, N::Price::ZERO))?;
        self.extended = true;
        self.regime.calls.orders.push(id);
        Ok(())
    }
}

/// What an order closes of a position, no more than there is; nothing where it is not against it.
fn closing<Q: Amount>(held: Q, left: Q) -> Q {
    match closes(held, left) {
        false => Q::ZERO,
        true if left.magnitude() > held.magnitude() => held.negated(),
        true => left,
    }
}

/// A position of which so much was closed.
fn less<Q: Amount>(held: Q, closed: Q) -> Q {
    held.plus(closed).expect("what is closed is of the other sign, and no more")
}
