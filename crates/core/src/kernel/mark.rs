//! Marking: the value of the account at the close of a bar.

use super::Kernel;
use super::fault::Fault;
use super::holdings::Worth;
use crate::market::Panel;
use crate::money::{Amount, Number};

/// The account at the close of one bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark<N: Number> {
    /// Cash, receivables and holdings, contracts less what they carry.
    pub equity: N::Money,
    /// Cash.
    pub cash: N::Money,
    /// Holdings without their signs.
    pub gross: N::Money,
    /// The largest holding without its sign.
    pub largest: N::Money,
    /// How many instruments are held.
    pub held: u32,
}

impl<N: Number> Kernel<N> {
    /// Takes the closes of a row as last prices and marks the account with them: after the funding
    /// that is due, and what the end of a session brings.
    ///
    /// # Errors
    /// When a number does not fit, or money in another currency has no rate.
    #[inline]
    pub fn mark(&mut self, panel: &Panel<N::Price>, local: usize) -> Result<(), Fault> {
        self.take_prices(panel, local);
        self.take_past(panel, local, self.row);
        if self.abroad.is_some() {
            self.take_rates();
        }
        if self.funds {
            self.fund(panel, local)?;
        }
        let ends_session = panel.ends_session(local);
        if ends_session && self.settles {
            self.settle_session()?;
        }
        if self.abroad.is_some() {
            self.keep_mark_abroad()?;
        } else {
            let mark = self.marked_at_home();
            self.equity = mark.equity;
            self.marks.push(mark);
        }
        if ends_session {
            self.session_marks.extend_from_slice(&self.last);
        }
        Ok(())
    }

    /// Out of line: a mark that may come from either way is copied twice, at every bar.
    #[cold]
    #[inline(never)]
    fn keep_mark_abroad(&mut self) -> Result<(), Fault> {
        let mark = self.marked().ok_or_else(|| self.fault_of_mark())?;
        self.equity = mark.equity;
        self.marks.push(mark);
        Ok(())
    }

    /// Marks the account again after fills at the same close.
    ///
    /// # Errors
    /// As of [`Kernel::mark`].
    pub fn mark_again(&mut self, ends_session: bool) -> Result<(), Fault> {
        if ends_session && self.settles {
            self.pay_variations(&[])?;
        }
        self.replace_mark()
    }

    /// Replaces the last mark by what the account is now.
    #[cold]
    fn replace_mark(&mut self) -> Result<(), Fault> {
        let mark = self.marked().ok_or_else(|| self.fault_of_mark())?;
        self.equity = mark.equity;
        if let Some(last) = self.marks.last_mut() {
            *last = mark;
        }
        Ok(())
    }

    /// Keeps the bars of a row where slippage looks back to them.
    #[inline]
    pub(super) fn take_past(&mut self, panel: &Panel<N::Price>, local: usize, row: u32) {
        if self.regime.past.is_kept() {
            self.regime.past.take(panel, local, row, &self.terms);
        }
    }

    #[inline]
    pub(super) fn take_prices(&mut self, panel: &Panel<N::Price>, local: usize) {
        let closes = panel.closes(local);
        if panel.is_dense() {
            self.last.copy_from_slice(closes);
            self.price_all();
            return;
        }
        for (asset, &present) in panel.presence(local).iter().enumerate() {
            if present {
                self.last[asset] = closes[asset];
                self.priced[asset] = true;
            }
        }
    }

    #[inline]
    fn price_all(&mut self) {
        if !self.all_priced {
            self.priced.fill(true);
            self.all_priced = true;
        }
    }

    /// The account at the last prices; `None` where money of another currency cannot be told.
    pub(super) fn marked(&self) -> Option<Mark<N>> {
        match &self.abroad {
            Some(abroad) => self.marked_abroad(abroad),
            None => Some(self.marked_at_home()),
        }
    }

    /// The account at the last prices, where all money is of its own currency.
    #[inline(always)]
    fn marked_at_home(&self) -> Mark<N> {
        let cash = self.balances.cash();
        let Worth { net, gross, largest } = self.holdings.worth(&self.last);
        let net = N::sum(net, self.carried.home().negated());
        let equity = N::sum(N::sum(cash, self.balances.receivable()), net);
        Mark { equity, cash, gross, largest, held: self.holdings.count() }
    }
}
