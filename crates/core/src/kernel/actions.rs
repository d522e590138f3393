//! The start of a session: day orders end, dividends and splits act, cash arrives.

use std::ops::Range;

use super::Kernel;
use super::fault::Fault;
use crate::ledger::{Event, EventKind, Fill, LotSplit};
use crate::market::{Dividend, Panel, Split, Terms};
use crate::models::slippage::BEFORE;
use crate::money::{Amount, CashInLieu, Number, Rounding};

/// A dividend that is owed and not yet paid.
#[derive(Clone, Copy, Debug)]
pub(super) struct Receivable<N: Number> {
    asset: u32,
    /// The session and the day of its payment.
    paid: (u32, i32),
    value: N::Money,
}

impl<N: Number> Kernel<N> {
    /// Makes room for the bars of a panel, or of the next chunk of one.
    ///
    /// # Errors
    /// When a holding does not fit the prices of the new bars.
    pub fn expect_bars(&mut self, panel: &Panel<N::Price>) -> Result<(), Fault> {
        let holdings = self.terms.len();
        let largest = |(&price, terms): (&N::Price, &Terms<N>)| {
            N::holding_max(price, terms.value, terms.units, holdings)
        };
        self.holding_max = panel.price_max().iter().zip(&self.terms).map(largest).collect();
        self.marks.reserve(panel.rows());
        for (asset, &held) in (0_u32..).zip(self.balances.positions()) {
            if !self.is_within(asset, held) {
                return Err(self.fault_of("the value of a holding", asset, held));
            }
        }
        Ok(())
    }

    /// Takes the last prices from rows of a panel before the run begins.
    ///
    /// # Errors
    /// When a price does not fit after a split.
    pub fn observe(&mut self, panel: &Panel<N::Price>, rows: Range<usize>) -> Result<(), Fault> {
        for local in rows {
            // Splits up to the session change last prices only: nothing is held yet.
            while let Some(split) = self.next_split((panel.sessions()[local], i32::MAX)) {
                self.splits_done += 1;
                self.rebase_last_price(&split)?;
            }
            self.take_prices(panel, local);
            self.take_past(panel, local, BEFORE);
            if self.funds {
                self.pass_funding(panel, local);
            }
        }
        Ok(())
    }

    /// Moves to a row: the first of its session lets the session begin.
    ///
    /// Precedence: day orders of earlier sessions end; dividends; splits; payments. Each by
    /// instrument.
    ///
    /// # Errors
    /// When a number does not fit.
    #[inline]
    pub fn enter(&mut self, row: u32, session: u32, opens_session: bool) -> Result<(), Fault> {
        (self.row, self.opens) = (row, opens_session);
        if opens_session {
            self.open_session(session)?;
        }
        Ok(())
    }

    fn open_session(&mut self, session: u32) -> Result<(), Fault> {
        // What waits has a parent that is open.
        if !self.book.open().is_empty() {
            // The sessions before this one are over, even those without a bar.
            if let Some(earlier) = session.checked_sub(1) {
                self.expire(earlier)?;
            }
        }
        let before = self.session;
        self.session = session;
        if self.regime.at_sessions {
            self.begin_conditions()?;
        }
        let events = self.events.len();
        self.act_until(session)?;
        self.pay(session)?;
        if self.regime.at_sessions {
            self.carry(before, session)?;
        }
        if self.events.len() > events {
            self.equity = self.marked().ok_or_else(|| self.fault_of_mark())?.equity;
        }
        Ok(())
    }

    /// Dividends and splits; those of days without bars act now, in the order of their dates.
    fn act_until(&mut self, session: u32) -> Result<(), Fault> {
        while let Some(day) = self.next_action(session) {
            while let Some(dividend) = self.next_dividend(day) {
                self.dividends_done += 1;
                self.accrue(&dividend)?;
            }
            while let Some(split) = self.next_split(day) {
                self.splits_done += 1;
                self.split(&split)?;
            }
        }
        Ok(())
    }

    /// What is counted by the session begins anew.
    #[cold]
    fn begin_conditions(&mut self) -> Result<(), Fault> {
        self.regime.given = 0;
        self.regime.halts.begin(self.equity);
        if self.regime.charges.is_kept {
            let day = self.day(self.session)?;
            self.regime.charges.begin(day);
        }
        Ok(())
    }

    /// When the next action up to a session acts.
    pub(super) fn next_action(&self, session: u32) -> Option<(u32, i32)> {
        let end = (session, i32::MAX);
        let dividend = self.next_dividend(end).map(|dividend| dividend.when());
        let split = self.next_split(end).map(|split| split.when());
        dividend.into_iter().chain(split).min()
    }

    fn next_dividend(&self, until: (u32, i32)) -> Option<Dividend> {
        let next = self.setup.actions.dividends().get(self.dividends_done);
        next.filter(|dividend| dividend.when() <= until).copied()
    }

    fn next_split(&self, until: (u32, i32)) -> Option<Split> {
        let next = self.setup.actions.splits().get(self.splits_done);
        next.filter(|split| split.when() <= until).copied()
    }

    /// The holders at the close before are owed the dividend; who is short owes it.
    fn accrue(&mut self, dividend: &Dividend) -> Result<(), Fault> {
        let asset = dividend.asset;
        let held = self.balances.positions()[asset as usize];
        if held.is_zero() {
            return Ok(());
        }
        let posted = self.dividend_value(dividend, held).and_then(|value| {
            if value.is_zero() {
                return Some(());
            }
            let order = u32::try_from(self.dividends_done.checked_sub(1)?).ok()?;
            let event = self.event(EventKind::Dividend, asset, N::Quantity::ZERO, value);
            self.post_and_keep(Event { order, ..event })?;
            let paid = dividend.paid();
            let at = self.receivables.partition_point(|due| due.paid <= paid);
            self.receivables.insert(at, Receivable { asset, paid, value });
            Some(())
        });
        posted.ok_or_else(|| self.fault_of("a dividend", asset, held))
    }

    /// Half-even to the cent, as it is paid out.
    fn dividend_value(&self, dividend: &Dividend, held: N::Quantity) -> Option<N::Money> {
        let instrument = &self.setup.instruments[dividend.asset as usize];
        let (ledger_scale, unit_scale) = (self.setup.ledger_scale, instrument.currency.unit_scale);
        let ratio = N::ratio(dividend.amount, ledger_scale, unit_scale)?;
        let units = N::units(held, self.terms[dividend.asset as usize].units)?;
        N::times(units, ratio, Rounding::HalfEven)
    }

    /// Dividends whose pay date has come.
    fn pay(&mut self, session: u32) -> Result<(), Fault> {
        while let Some(due) = self.receivables.front().filter(|due| due.paid.0 <= session) {
            let (asset, value) = (due.asset, due.value);
            let event = self.event(EventKind::Payment, asset, N::Quantity::ZERO, value);
            let posted = self.post_and_keep(event);
            posted.ok_or_else(|| self.fault_of("a payment", asset, N::Quantity::ZERO))?;
            self.receivables.pop_front();
        }
        Ok(())
    }

    /// The position, the last price and the open orders of an instrument go to the new count.
    fn split(&mut self, split: &Split) -> Result<(), Fault> {
        let held = self.balances.positions()[split.asset as usize];
        if !held.is_zero() {
            let done = self.split_position(split, held);
            done.ok_or_else(|| self.fault_of("a split", split.asset, held))?;
        }
        self.rebase_last_price(split)?;
        self.split_schedules(split)?;
        self.split_orders(split)
    }

    fn split_position(&mut self, split: &Split, before: N::Quantity) -> Option<()> {
        let terms = self.terms[split.asset as usize];
        let (numerator, denominator) = (split.new, split.old);
        let after = N::quantity_times(before, numerator, denominator, terms.lot)?;
        if !self.is_within(split.asset, after) {
            return None;
        }
        let price = self.last[split.asset as usize];
        let (factor, unit) = (terms.value, terms.unit);
        let lieu = CashInLieu { before, after, numerator, denominator, price, factor, unit };
        let cash = N::cash_in_lieu(lieu)?;
        let change = after.minus(before)?;
        if change.is_zero() && cash.is_zero() {
            return Some(());
        }
        let order = u32::try_from(self.splits_done.checked_sub(1)?).ok()?;
        let event = self.event(EventKind::Split, split.asset, change, cash);
        let event = Event { price, order, ..event };
        self.balances.post(&event)?;
        let nothing = N::Money::ZERO;
        let (asset, row, quantity) = (split.asset, self.row, N::Quantity::ZERO);
        let fill = Fill { asset, row, quantity, value: nothing, fee: nothing };
        let (new, old, lot) = (numerator, denominator, terms.lot);
        let lots = LotSplit { fill, before, after, new, old, lot, cash };
        let trades = self.trades.len();
        if self.lots[split.asset as usize].split(lots, &mut self.trades).is_none() {
            self.trades.truncate(trades);
            self.balances.take_back(&event, usize::MAX);
            return None;
        }
        self.holdings.set(split.asset, after, terms.value);
        self.keep(event)
    }

    /// Half-even at the scale of the prices: a last price that no bar has confirmed.
    fn rebase_last_price(&mut self, split: &Split) -> Result<(), Fault> {
        let asset = split.asset as usize;
        if self.regime.past.is_kept() {
            let done = self.regime.past.split(split);
            done.ok_or_else(|| self.fault_of("a price", split.asset, N::Quantity::ZERO))?;
        }
        if !self.priced[asset] {
            return Ok(());
        }
        let step = N::price(1, self.setup.instruments[asset].price_scale);
        let last = self.last[asset];
        let rebased = N::price_times(last, split.old, split.new, step, Rounding::HalfEven);
        self.last[asset] = rebased
            .filter(|&price| N::is_price(price))
            .ok_or_else(|| self.fault_of("a price", split.asset, N::Quantity::ZERO))?;
        Ok(())
    }

    pub(super) fn event(
        &self,
        kind: EventKind,
        asset: u32,
        quantity: N::Quantity,
        value: N::Money,
    ) -> Event<N> {
        let (price, fee) = (N::Price::ZERO, N::Money::ZERO);
        Event { kind, row: self.row, asset, order: 0, quantity, price, value, fee }
    }
}
