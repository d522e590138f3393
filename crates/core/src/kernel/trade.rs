//! One bar: which orders it triggers, in which order they fill, which expire.

use super::Kernel;
use super::bar::Row;
use super::fault::Fault;
use super::fill::{Offer, is_reduction};
use crate::market::Panel;
use crate::models::fill::{FillTiming, trigger};
use crate::money::Number;
use crate::order::{OrderId, OrderState};

impl<N: Number> Kernel<N> {
    /// Fills what the bars of a row trigger, also at the close of a session, then ends the day orders of a session that ends.
    ///
    /// What fills at the open comes first, then what fills within the bar; of each of them the orders
    /// that make a position smaller, then the others; each by id. An asset without a bar, or with a
    /// bar of no volume, fills nothing.
    ///
    /// # Errors
    /// When a number does not fit.
    #[inline]
    pub fn trade(&mut self, panel: &Panel<N::Price>, local: usize) -> Result<(), Fault> {
        self.now = panel.times()[local];
        if self.extended {
            return self.trade_extended(Row { panel, local });
        }
        if !self.book.open().is_empty() {
            self.collect_triggered(panel, local);
            let at_close = self.setup.rules.timing == FillTiming::NextClose;
            self.fill_triggered(at_close)?;
            if !self.later.is_empty() {
                std::mem::swap(&mut self.triggered, &mut self.later);
                self.fill_triggered(false)?;
            }
            if panel.ends_session(local) && !self.book.open().is_empty() {
                self.expire(self.session)?;
            }
        }
        Ok(())
    }

    /// The first part of [`Kernel::trade`]: fills the orders that work when the bar begins. Orders
    /// of [`Kernel::bear`] may follow, and [`Kernel::trade_rest`] must.
    ///
    /// # Errors
    /// When a number does not fit.
    pub fn trade_first(&mut self, panel: &Panel<N::Price>, local: usize) -> Result<(), Fault> {
        self.now = panel.times()[local];
        self.extended = true;
        self.fill_working(Row { panel, local })
    }

    /// The rest of [`Kernel::trade`].
    ///
    /// # Errors
    /// When a number does not fit.
    pub fn trade_rest(&mut self, panel: &Panel<N::Price>, local: usize) -> Result<(), Fault> {
        self.fill_rest(Row { panel, local })
    }

    /// Fills at the close of a row what was ordered at that close, where the run asks for it.
    ///
    /// # Errors
    /// When a number does not fit.
    #[inline]
    pub fn trade_at_close(&mut self, panel: &Panel<N::Price>, local: usize) -> Result<bool, Fault> {
        if self.setup.rules.timing != FillTiming::SameClose {
            return Ok(false);
        }
        if self.extended {
            return self.trade_extended_at_close(Row { panel, local });
        }
        let mut open = self.book.take_open();
        let mut triggered = std::mem::take(&mut self.triggered);
        open.retain(|&id| {
            let order = self.book.order(id);
            if !self.is_for_the_close(id) || !panel.is_tradable(local, order.asset as usize) {
                return true;
            }
            let bar = panel.bar(local, order.asset as usize).at_close();
            match trigger(order.kind, order.buys(), &bar) {
                Some(price) => {
                    triggered.push((id, price));
                    false
                }
                None => true,
            }
        });
        self.book.put_open(open);
        self.triggered = triggered;
        let any = !self.triggered.is_empty();
        self.fill_triggered(true)?;
        Ok(any)
    }

    #[inline]
    fn collect_triggered(&mut self, panel: &Panel<N::Price>, local: usize) {
        let mut open = self.book.take_open();
        let mut triggered = std::mem::take(&mut self.triggered);
        let later = &mut self.later;
        let at_close = self.setup.rules.timing == FillTiming::NextClose;
        open.retain(|&id| {
            let order = self.book.order(id);
            let asset = order.asset as usize;
            if !panel.is_tradable(local, asset) {
                return true;
            }
            // Most orders are market orders, and need no more of a bar than its open.
            let price = if at_close {
                trigger(order.kind, order.buys(), &panel.bar(local, asset).at_close())
            } else if order.kind.is_market() {
                Some(panel.open(local, asset))
            } else {
                trigger(order.kind, order.buys(), &panel.bar(local, asset))
            };
            let Some(price) = price else { return true };
            if at_close || order.kind.is_market() || price == panel.open(local, asset) {
                triggered.push((id, price));
            } else {
                later.push((id, price));
            }
            false
        });
        self.book.put_open(open);
        self.triggered = triggered;
    }

    #[inline]
    fn fill_triggered(&mut self, at_close: bool) -> Result<(), Fault> {
        let offer = |reference| Offer { reference, at_close, part: None, share: 0 };
        let mut triggered = std::mem::take(&mut self.triggered);
        let mut kept = 0;
        for at in 0..triggered.len() {
            let (id, price) = triggered[at];
            if self.reduces(id) {
                self.fill(id, offer(price))?;
            } else {
                triggered[kept] = (id, price);
                kept += 1;
            }
        }
        for &(id, price) in &triggered[..kept] {
            self.fill(id, offer(price))?;
        }
        triggered.clear();
        self.triggered = triggered;
        Ok(())
    }

    #[inline]
    fn reduces(&self, id: OrderId) -> bool {
        let order = self.book.order(id);
        is_reduction(self.balances.positions()[order.asset as usize], order.quantity)
    }

    /// Ends the day and gtd orders whose last session is `session` or earlier.
    pub(super) fn expire(&mut self, session: u32) -> Result<(), Fault> {
        if self.extended {
            return self.expire_extended(session);
        }
        let mut open = self.book.take_open();
        let (row, mut fault) = (self.row, None);
        open.retain(|&id| {
            let order = *self.book.order(id);
            let works = !order.duration.has_deadline() || order.deadline > session;
            if !works && self.book.finish(id, row, OrderState::Expired).is_none() {
                fault = Some(self.fault("the quantity in flight", &order, Default::default()));
            }
            works
        });
        self.book.put_open(open);
        fault.map_or(Ok(()), Err)
    }
}
