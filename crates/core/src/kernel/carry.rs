//! Carry: what a session begins with owing for the days since the one before.

use super::Kernel;
use super::fault::Fault;
use crate::ledger::{Account, EventKind};
use crate::money::{Amount, Number};

impl<N: Number> Kernel<N> {
    /// Posts what the days since the session `before` cost and earned.
    ///
    /// Precedence: what is borrowed, by instrument; interest on the cash that is then there; what is
    /// financed, by instrument.
    ///
    /// # Errors
    /// When a number does not fit.
    #[cold]
    pub(super) fn carry(&mut self, before: u32, session: u32) -> Result<(), Fault> {
        // The first session of a run has none before it.
        if !self.regime.carries() || self.marks.is_empty() {
            return Ok(());
        }
        let days = i64::from(self.day(session)?) - i64::from(self.day(before)?);
        self.carry_holdings(EventKind::Borrow, days)?;
        self.accrue_interest(days)?;
        self.carry_holdings(EventKind::Financing, days)
    }

    /// What is borrowed, or what is financed.
    fn carry_holdings(&mut self, kind: EventKind, days: i64) -> Result<(), Fault> {
        for asset in (0_u32..).take(self.regime.rates.len()) {
            let held = self.balances.positions()[asset as usize];
            if held.is_zero() {
                continue;
            }
            let rates = self.regime.rates[asset as usize];
            let value = self.terms[asset as usize].value;
            let value = N::notional(self.last[asset as usize], held, value);
            let posted = value
                .and_then(|value| match kind {
                    EventKind::Borrow => rates.borrowed(value, held < N::Quantity::ZERO, days),
                    _ => rates.financed(value, held < N::Quantity::ZERO, days),
                })
                .and_then(|amount| self.post_carry(kind, asset, amount));
            posted.ok_or_else(|| self.fault_of("the carry", asset, held))?;
        }
        Ok(())
    }

    /// What cash earned, by currency; where it is owed, what it cost.
    fn accrue_interest(&mut self, days: i64) -> Result<(), Fault> {
        if self.regime.interest.is_empty() {
            return Ok(());
        }
        for currency in self.every_currency() {
            let posted = self.regime.interest[usize::from(currency)]
                .earned(self.balances.money_in(Account::Cash, currency), days)
                .and_then(|amount| self.post_carry(EventKind::Interest, currency.into(), amount));
            posted.ok_or_else(|| self.fault_in("interest", currency, String::new()))?;
        }
        Ok(())
    }

    /// `of` is an instrument, or a currency for interest. Where the amount rounds to nothing there
    /// is no event.
    fn post_carry(&mut self, kind: EventKind, of: u32, amount: N::Money) -> Option<()> {
        if amount.is_zero() {
            return Some(());
        }
        self.post_and_keep(self.event(kind, of, N::Quantity::ZERO, amount))
    }
}
