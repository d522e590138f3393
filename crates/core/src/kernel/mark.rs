//! Marking: the value of the account at the close of a bar.

use super::Kernel;
use super::holdings::Worth;
use crate::market::Panel;
use crate::money::Number;

/// The account at the close of one bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark<N: Number> {
    /// Cash, receivables and holdings.
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
    /// Takes the closes of a row as last prices and marks the account with them.
    #[inline]
    pub fn mark(&mut self, panel: &Panel<N::Price>, local: usize) {
        self.take_prices(panel, local);
        self.take_past(panel, local, self.row);
        let mark = self.marked();
        self.equity = mark.equity;
        self.marks.push(mark);
        if panel.ends_session(local) {
            self.session_marks.extend_from_slice(&self.last);
        }
    }

    /// Marks the account again after fills at the same close.
    pub fn mark_again(&mut self) {
        let mark = self.marked();
        self.equity = mark.equity;
        if let Some(last) = self.marks.last_mut() {
            *last = mark;
        }
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

    #[inline]
    pub(super) fn marked(&self) -> Mark<N> {
        let cash = self.balances.cash();
        let Worth { net, gross, largest } = self.holdings.worth(&self.last);
        let equity = N::sum(N::sum(cash, self.balances.receivable()), net);
        Mark { equity, cash, gross, largest, held: self.holdings.count() }
    }
}
