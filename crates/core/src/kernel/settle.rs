//! What contracts pay by themselves: variation at the end of a session, funding, ends.

use super::Kernel;
use super::fault::Fault;
use crate::ledger::{Event, EventKind, Fill};
use crate::market::{End, Funding, Panel};
use crate::money::{Amount, Number, Rounding};
use crate::order::{OrderId, OrderState};

impl<N: Number> Kernel<N> {
    /// Pays the funding that is due at the close of a row: that of an instrument without a bar in
    /// it waits for its next one.
    ///
    /// # Errors
    /// When a payment does not fit.
    #[cold]
    pub(super) fn fund(&mut self, panel: &Panel<N::Price>, local: usize) -> Result<(), Fault> {
        self.note_funding(panel.times()[local]);
        if self.funding_due.is_empty() {
            return Ok(());
        }
        let mut due = std::mem::take(&mut self.funding_due);
        due.sort_by_key(|&place| self.setup.actions.funding()[place].asset);
        for place in due {
            let payment = self.setup.actions.funding()[place];
            if panel.is_present(local, payment.asset as usize) {
                let paid = self.pay_funding(&payment);
                let held = self.held(payment.asset);
                paid.ok_or_else(|| self.fault_of("a funding payment", payment.asset, held))?;
            } else {
                self.funding_due.push(place);
            }
        }
        Ok(())
    }

    /// A bar before the run, at which nothing is held: what is due at it is over.
    pub(super) fn pass_funding(&mut self, panel: &Panel<N::Price>, local: usize) {
        self.note_funding(panel.times()[local]);
        let payments = self.setup.actions.funding();
        self.funding_due.retain(|&place| !panel.is_present(local, payments[place].asset as usize));
    }

    /// What is due up to a time waits for a bar of its instrument.
    fn note_funding(&mut self, time: i64) {
        let payments = self.setup.actions.funding();
        while payments.get(self.funding_done).is_some_and(|due| due.time <= time) {
            self.funding_due.push(self.funding_done);
            self.funding_done += 1;
        }
    }

    fn pay_funding(&mut self, payment: &Funding) -> Option<()> {
        let (asset, held) = (payment.asset, self.held(payment.asset));
        if held.is_zero() {
            return Some(());
        }
        let price = self.last[asset as usize];
        let unit_scale = self.setup.instruments[asset as usize].currency.unit_scale;
        let rate = N::ratio(payment.rate, self.setup.ledger_scale, unit_scale)?;
        let value = N::notional(price, held, self.terms[asset as usize].value)?;
        let owed = N::times(value, rate, Rounding::HalfEven)?;
        if owed.is_zero() {
            return Some(());
        }
        let event = self.event(EventKind::Funding, asset, N::Quantity::ZERO, owed.negated());
        self.post_and_keep(Event { price, ..event })
    }

    /// The end of a session: contracts pay their change of value, what ends is closed.
    ///
    /// # Errors
    /// When a number does not fit.
    #[cold]
    pub(super) fn settle_session(&mut self) -> Result<(), Fault> {
        let left = self.setup.actions.ends().iter().skip(self.ends_done);
        let mut ends: Vec<End> =
            left.take_while(|end| end.session <= self.session).copied().collect();
        self.ends_done += ends.len();
        ends.sort_by_key(|end| end.asset);
        self.pay_variations(&ends)?;
        for end in &ends {
            let (asset, held) = (end.asset, self.held(end.asset));
            let done = self.end_position(asset, held, self.settlement_price(asset, &ends));
            done.ok_or_else(|| self.fault_of("the end of a position", asset, held))?;
            self.ended[asset as usize] = true;
            self.drop_orders(asset)?;
        }
        Ok(())
    }

    /// Contracts pay what their value has changed by since it was last paid.
    pub(super) fn pay_variations(&mut self, ends: &[End]) -> Result<(), Fault> {
        for asset in (0_u32..).take(self.terms.len()) {
            if self.terms[asset as usize].pays_variation {
                let paid = self.pay_variation(asset, self.settlement_price(asset, ends));
                paid.ok_or_else(|| self.fault_of("a variation", asset, self.held(asset)))?;
            }
        }
        Ok(())
    }

    pub(super) fn held(&self, asset: u32) -> N::Quantity {
        self.balances.positions()[asset as usize]
    }

    /// The price that was given for the end of an instrument, else its last price.
    fn settlement_price(&self, asset: u32, ends: &[End]) -> N::Price {
        let scale = self.setup.instruments[asset as usize].price_scale;
        let given = ends.iter().find(|end| end.asset == asset).and_then(|end| end.price);
        let mantissa = given.and_then(|price| i64::try_from(price.at_scale(scale)?).ok());
        mantissa.map_or(self.last[asset as usize], |mantissa| N::price(mantissa, scale))
    }

    fn pay_variation(&mut self, asset: u32, price: N::Price) -> Option<()> {
        let terms = self.terms[asset as usize];
        let value = N::notional(price, self.held(asset), terms.value)?;
        let change = value.minus(self.carried.of(asset))?;
        if change.is_zero() {
            return Some(());
        }
        let event = self.event(EventKind::Variation, asset, N::Quantity::ZERO, change);
        self.post_carrying(&event, change)?;
        self.keep(event)
    }

    /// Closes a position at the price at which its instrument ends; its lots make trades.
    fn end_position(&mut self, asset: u32, held: N::Quantity, price: N::Price) -> Option<()> {
        if held.is_zero() {
            return Some(());
        }
        let terms = self.terms[asset as usize];
        let value = N::notional(price, held, terms.value)?;
        let (row, quantity, fee) = (self.row, held.negated(), N::Money::ZERO);
        let paid = if terms.pays_variation { N::Money::ZERO } else { value };
        let at_close = true;
        let event = Event { price, at_close, ..self.event(EventKind::End, asset, quantity, paid) };
        if terms.pays_variation {
            self.post_carrying(&event, value.negated())?;
        } else {
            self.balances.post(&event)?;
        }
        let trades = self.trades.len();
        let fill = Fill { asset, row, at_close, quantity, value: value.negated(), fee };
        if self.lots[asset as usize].fill(fill, held, &mut self.trades).is_none() {
            self.trades.truncate(trades);
            self.unpost(&event, value.negated());
            return None;
        }
        self.holdings.set(asset, N::Quantity::ZERO, terms.value);
        self.keep(event)
    }

    /// Whether an instrument has ended: its orders are dropped at once.
    #[inline]
    pub(super) fn has_ended(&self, asset: u32) -> bool {
        self.ended.get(asset as usize).copied().unwrap_or(false)
    }

    /// The price at which an instrument has ended; nothing as long as it goes on.
    pub fn end_price(&self, asset: u32) -> Option<N::Price> {
        let ends = self.setup.actions.ends();
        self.has_ended(asset).then(|| self.settlement_price(asset, ends))
    }

    /// Ends every order of an instrument that has ended, and its schedules.
    fn drop_orders(&mut self, asset: u32) -> Result<(), Fault> {
        self.desk.schedules.retain(|schedule| schedule.asset != asset);
        let alive = self.book.open().iter().chain(self.book.waiting()).copied();
        let ids: Vec<OrderId> = alive.filter(|&id| self.book.order(id).asset == asset).collect();
        ids.into_iter().try_for_each(|id| self.end_order(id, OrderState::Dropped))
    }
}
