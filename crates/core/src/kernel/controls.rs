//! Controls: an order is asked about when it is given, equity at each mark.

use super::Kernel;
use super::fault::{Fault, Stop};
use super::fill::is_reduction;
use crate::models::controls::{ControlContext, Controls, Fall, Size};
use crate::money::{Amount, Number};
use crate::order::{Order, OrderState};

/// How far equity has fallen; what is halted is told by what happened, not by what is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Halts<N: Number> {
    drawdown: Option<Fall>,
    daily_loss: Option<Fall>,
    /// The highest mark.
    high: N::Money,
    /// Equity where the session before ended.
    base: N::Money,
    is_drawn_down: bool,
    is_day_lost: bool,
}

impl<N: Number> Halts<N> {
    pub fn new(controls: &Controls<N>) -> Halts<N> {
        let (drawdown, daily_loss) = (controls.drawdown(), controls.daily_loss());
        let (high, base) = (N::Money::ZERO, N::Money::ZERO);
        Halts { drawdown, daily_loss, high, base, is_drawn_down: false, is_day_lost: false }
    }

    /// Whether any fall halts.
    #[inline]
    pub fn are_made(&self) -> bool {
        self.drawdown.is_some() || self.daily_loss.is_some()
    }

    /// A session begins with so much equity.
    pub fn begin(&mut self, equity: N::Money) {
        (self.base, self.is_day_lost) = (equity, false);
    }

    /// Equity is marked.
    fn note(&mut self, equity: N::Money) {
        self.high = self.high.at_least(equity);
        let has = |fall: Option<Fall>, high| {
            fall.is_some_and(|fall| fall.has_happened::<N>(equity, high))
        };
        self.is_drawn_down |= has(self.drawdown, self.high);
        self.is_day_lost |= has(self.daily_loss, self.base);
    }
}

impl<N: Number> Kernel<N> {
    /// Refuses an order that a control of the run does not let through.
    #[inline]
    pub(super) fn control(&self, asset: u32, quantity: N::Quantity) -> Result<(), Stop> {
        if self.regime.controls.is_empty() {
            return Ok(());
        }
        self.controlled(asset, quantity, N::Quantity::ZERO, true)
    }

    /// Refuses what a change would leave to be filled of an order, likewise; what the order itself
    /// has in flight does not count.
    pub(super) fn control_change(
        &self,
        order: &Order<N>,
        quantity: N::Quantity,
    ) -> Result<(), Stop> {
        if self.regime.controls.is_empty() {
            return Ok(());
        }
        let (asset, nothing) = (order.asset, N::Quantity::ZERO);
        let fault = || self.fault_of("a change under control", asset, quantity);
        let left = quantity.minus(order.filled).ok_or_else(fault)?;
        let own = match order.kind.is_in_flight() && order.state == OrderState::Open {
            true => order.quantity.minus(order.filled).ok_or_else(fault)?,
            false => nothing,
        };
        self.controlled(asset, left, own, false)
    }

    /// `own` is what is in flight of the order itself.
    #[cold]
    fn controlled(
        &self,
        asset: u32,
        quantity: N::Quantity,
        own: N::Quantity,
        is_new: bool,
    ) -> Result<(), Stop> {
        let held = self.balances.positions()[asset as usize];
        let context = held
            .plus(
                self.in_flight(asset)
                    .ok_or_else(|| self.fault_of("an order under control", asset, quantity))?,
            )
            .and_then(|before| before.minus(own))
            .and_then(|before| self.control_context(asset, quantity, before, is_new));
        let context =
            context.ok_or_else(|| self.fault_of("an order under control", asset, quantity))?;
        self.regime.controls.check(&context).map_err(Stop::Refused)
    }

    fn control_context(
        &self,
        asset: u32,
        quantity: N::Quantity,
        before: N::Quantity,
        is_new: bool,
    ) -> Option<ControlContext<N>> {
        let after = before.plus(quantity)?;
        let needs_gross = self.regime.controls.needs_gross();
        let gross = if needs_gross { self.gross_with(asset, after)? } else { N::Money::ZERO };
        Some(ControlContext {
            asset,
            session: self.session,
            given: self.regime.given,
            is_new,
            reduces: quantity.is_zero() || is_reduction(before, quantity),
            order: self.size_of(asset, quantity)?,
            position: self.size_of(asset, after)?,
            is_short: after < N::Quantity::ZERO,
            gross,
            equity: self.equity,
            is_drawn_down: self.regime.halts.is_drawn_down,
            is_day_lost: self.regime.halts.is_day_lost,
        })
    }

    /// A quantity in units and at the last price, where there is one.
    fn size_of(&self, asset: u32, quantity: N::Quantity) -> Option<Size<N>> {
        let terms = &self.terms[asset as usize];
        let price = self.last_price(asset).unwrap_or(N::Price::ZERO);
        let value = self.at_home(N::notional(price, quantity, terms.value)?.magnitude(), asset)?;
        Some(Size { units: N::units(quantity.magnitude(), terms.units)?, value })
    }

    /// All positions with what is in flight at their last prices, one of them as given.
    fn gross_with(&self, asset: u32, after: N::Quantity) -> Option<N::Money> {
        let mut gross = N::Money::ZERO;
        for (other, &held) in (0_u32..).zip(self.balances.positions()) {
            let quantity = match other == asset {
                true => after,
                false => held.plus(self.in_flight(other)?)?,
            };
            if !quantity.is_zero() {
                gross = gross.plus(self.size_of(other, quantity)?.value)?;
            }
        }
        Some(gross)
    }

    /// Looks at an account that was marked: how far it has fallen, and whether it is called.
    ///
    /// # Errors
    /// When a number does not fit.
    #[inline]
    pub fn watch(&mut self, ends_session: bool) -> Result<(), Fault> {
        if self.regime.at_marks { self.watched(ends_session) } else { Ok(()) }
    }

    #[cold]
    fn watched(&mut self, ends_session: bool) -> Result<(), Fault> {
        self.note_equity();
        self.maintain(ends_session)
    }

    /// Notes equity that was marked, for the controls of falls.
    #[inline]
    pub fn note_equity(&mut self) {
        if self.regime.halts.are_made() {
            self.regime.halts.note(self.equity);
        }
    }
}
