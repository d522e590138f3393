//! A fill: from the price that triggered an order to its postings.

use super::Kernel;
use super::charges::Charged;
use super::fault::{Fault, Stop};
use crate::ledger::{Event, EventKind, Fill, paid_by_fill};
use crate::market::Terms;
use crate::models::account::{AccountContext, AccountModel};
use crate::models::fee::{Fee, FeeContext};
use crate::models::slippage::SlippageContext;
use crate::money::{Amount, Number};
use crate::order::{Order, OrderId, OrderKind, OrderState, Refusal};

/// What came of a fill.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Filled<P> {
    /// It was refused, which ends the order.
    Refused,
    /// It happened.
    Part {
        /// Its price.
        price: P,
        /// Whether nothing of the order is left.
        is_complete: bool,
    },
}

/// What a bar gives an order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offer<N: Number> {
    /// The price that triggered it.
    pub reference: N::Price,
    /// Whether that is the close.
    pub at_close: bool,
    /// How many units; nothing for all.
    pub part: Option<N::Quantity>,
    /// The share of the bar's volume that is taken with them.
    pub share: i64,
}

impl<N: Number> Kernel<N> {
    /// Fills what is offered of an order, or refuses it. What is not filled goes on working.
    ///
    /// Precedence: the fill must fit the ledger, then the account must allow it. Only a fill that
    /// makes the position larger, or turns it round, is asked for buying power.
    ///
    /// # Errors
    /// When a number does not fit. Account and order are then as they were, but for a fill whose
    /// conversion does not fit: that stands, unconverted.
    #[inline(never)] // both ways of a bar come here; what it calls is called from here alone
    pub(super) fn fill(&mut self, id: OrderId, offer: Offer<N>) -> Result<Filled<N::Price>, Fault> {
        let order = *self.book.order(id);
        match self.filled(&order, id, &offer) {
            Ok((price, is_complete)) => Ok(Filled::Part { price, is_complete }),
            Err(Stop::Refused(refusal)) => {
                self.end(id, OrderState::Refused(refusal))?;
                Ok(Filled::Refused)
            }
            Err(Stop::Fault(fault)) => Err(*fault),
        }
    }

    #[inline(always)]
    fn filled(
        &mut self,
        order: &Order<N>,
        id: OrderId,
        offer: &Offer<N>,
    ) -> Result<(N::Price, bool), Stop> {
        let reference = offer.reference;
        let event = self
            .priced_fill(order, id, offer)
            .ok_or_else(|| self.fault("the value of a fill", order, reference))?;
        let held = self.balances.positions()[order.asset as usize];
        let position =
            held.plus(event.quantity).filter(|&after| self.is_within(order.asset, after));
        let position =
            position.ok_or_else(|| self.fault("the position after a fill", order, event.price))?;
        if !is_reduction(held, event.quantity) {
            self.check_guard(order, &event, position)?;
        }
        if self.regime.charges.is_kept {
            let noted = self.note_charge(order, &event, self.is_made(order, id, reference));
            noted.ok_or_else(|| self.fault("the units of a month", order, event.price))?;
        }
        let is_complete = self
            .book
            .fill(id, self.row, event.quantity, event.value, event.fee)
            .ok_or_else(|| self.fault("the quantity in flight", order, reference))?;
        if self.post_fill(&event, held, position).is_none() {
            self.book.take_back_fill(id, *order, event.quantity);
            return Err(self.fault("a balance after a fill", order, event.price).into());
        }
        if self.abroad.is_some() {
            let converted = self.convert_after(&event);
            converted.ok_or_else(|| self.fault("a conversion", order, event.price))?;
        }
        Ok((event.price, is_complete))
    }

    /// What the lender and the account say to a fill that leads to a larger position.
    #[inline(always)]
    fn check_guard(
        &self,
        order: &Order<N>,
        event: &Event<N>,
        position: N::Quantity,
    ) -> Result<(), Stop> {
        self.check_borrow(order.asset, position)?;
        if self.abroad.is_some() || self.regime.margins.are_asked() {
            return self.check_account_by_rule(order, event, position);
        }
        let after = self.account_at_home(event, position);
        let after = after.ok_or_else(|| self.fault("the account", order, event.price))?;
        self.setup.rules.account.check(&after).map_err(Stop::Refused)
    }

    /// Out of line: an account that may come from three ways is copied at every fill.
    #[cold]
    #[inline(never)]
    fn check_account_by_rule(
        &self,
        order: &Order<N>,
        event: &Event<N>,
        position: N::Quantity,
    ) -> Result<(), Stop> {
        let after = match &self.abroad {
            Some(abroad) => self.account_after_abroad(abroad, event, position),
            None => self.account_at_home(event, position),
        };
        let after = after.and_then(|after| self.with_margins(event, after));
        let after = after.ok_or_else(|| self.fault("the account", order, event.price))?;
        self.setup.rules.account.check(&after).map_err(Stop::Refused)
    }

    /// A short of more than can be borrowed, where the account has shorts at all.
    #[inline]
    fn check_borrow(&self, asset: u32, position: N::Quantity) -> Result<(), Stop> {
        // A cash account refuses every short before that.
        let has_shorts =
            || self.setup.rules.account != AccountModel::Cash || self.regime.margins.has(asset);
        if self.regime.lacks_borrow(asset, position) && has_shorts() {
            return Err(Refusal::NoBorrow.into());
        }
        Ok(())
    }

    /// Price, value and fee of a fill; nothing when one does not fit.
    #[inline(always)]
    fn priced_fill(&self, order: &Order<N>, id: OrderId, offer: &Offer<N>) -> Option<Event<N>> {
        let Offer { reference, at_close, part, share } = *offer;
        let quantity = part.unwrap_or(order.quantity);
        let terms = &self.terms[order.asset as usize];
        let (limit, buys) = (self.limit_of(order, id), order.buys());
        let (past, asset, row) = (&self.regime.past, order.asset, self.row);
        let context = SlippageContext { reference, buys, limit, share, terms, past, asset, row };
        let price = self.slippage.price(&context)?;
        if !N::is_price(price) {
            return None;
        }
        let value = N::notional(price, quantity, terms.value)?;
        let Charged { made, taken, traded } =
            self.charged(id, value, self.is_made(order, id, reference))?;
        let so_far = FeeContext {
            value: order.value.plus(value)?.magnitude(),
            quantity: order.filled.plus(quantity)?.magnitude(),
            units: terms.units,
            made,
            taken,
            traded,
        };
        let owed = self.fee_in(terms.currency).owed(&so_far)?;
        let fee = owed.minus(order.fee)?;
        let kind = if terms.pays_variation { EventKind::ContractFill } else { EventKind::Fill };
        Some(Event { kind, row, at_close, asset, order: id, quantity, price, value, fee })
    }

    /// The commission in the currency of an instrument.
    #[inline]
    fn fee_in(&self, currency: u16) -> &Fee<N> {
        let abroad = usize::from(currency).checked_sub(1);
        abroad.map_or(&self.fee, |place| &self.fees_abroad[place])
    }

    /// Whether a limit fills at its limit: the order was there for others to take. So was a
    /// stop-limit that an earlier bar or the open has triggered, but none that fills at its stop.
    #[inline]
    fn is_made(&self, order: &Order<N>, id: OrderId, reference: N::Price) -> bool {
        match order.kind {
            OrderKind::Limit(limit) => limit == reference,
            OrderKind::StopLimit(_) | OrderKind::TrailingStopLimit(_) => {
                let is_as_limit = self.regime.charges.is_as_limit(id);
                is_as_limit && self.limit_of(order, id) == Some(reference)
            }
            _ => false,
        }
    }

    /// The price that a fill of an order never passes, where it has one.
    #[inline]
    fn limit_of(&self, order: &Order<N>, id: OrderId) -> Option<N::Price> {
        match order.kind {
            OrderKind::Market | OrderKind::Stop(_) => None,
            OrderKind::Limit(price)
            | OrderKind::LimitOnOpen(price)
            | OrderKind::LimitOnClose(price) => Some(price),
            kind => {
                let detail = self.book.detail(id)?;
                detail.limit.or_else(|| self.trailing_limit(id, kind, order.buys()))
            }
        }
    }

    /// Whether so many units can be marked at any price of the bars at hand.
    #[inline]
    pub(super) fn is_within(&self, asset: u32, quantity: N::Quantity) -> bool {
        quantity.magnitude() <= self.holding_max[asset as usize]
    }

    /// The account as it would be after a fill, where all money is of its own currency; nothing
    /// when a number does not fit.
    #[inline]
    fn account_at_home(
        &self,
        event: &Event<N>,
        position: N::Quantity,
    ) -> Option<AccountContext<N>> {
        let cash = self.balances.cash().minus(paid_by_fill(event)?)?;
        let (mut equity, mut gross) = (N::Money::ZERO, N::Money::ZERO);
        if self.setup.rules.account.needs_equity() {
            equity = cash.plus(self.balances.receivable())?.minus(self.carried.home())?;
            if event.kind == EventKind::ContractFill {
                equity = equity.minus(event.value)?;
            }
            let others = self.balances.positions().iter().zip(&self.last).zip(&self.terms);
            for (asset, ((&quantity, &price), terms)) in (0_u32..).zip(others) {
                let value = if asset == event.asset {
                    N::notional(event.price, position, terms.value)?
                } else {
                    N::mark(price, quantity, terms.value)
                };
                equity = equity.plus(value)?;
                gross = gross.plus(value.magnitude())?;
            }
        }
        Some(AccountContext::of(position, cash, equity, gross))
    }

    /// Posts a fill to balances and lots. Where the lots fail, the balances are as they were and the
    /// run ends; its lots are then told from its events, not from these.
    #[inline]
    fn post_fill(&mut self, event: &Event<N>, held: N::Quantity, after: N::Quantity) -> Option<()> {
        let Event { asset, row, at_close, quantity, value, fee, .. } = *event;
        if event.kind == EventKind::Fill {
            self.balances.post_fill(event)?;
        } else {
            self.post_carrying(event, event.value)?;
        }
        let trades = self.trades.len();
        let fill = Fill { asset, row, at_close, quantity, value, fee };
        if self.lots[asset as usize].fill(fill, held, &mut self.trades).is_none() {
            self.trades.truncate(trades);
            self.unpost(event, event.value);
            return None;
        }
        self.holdings.set(asset, after, self.terms[asset as usize].value);
        if !self.priced[asset as usize] {
            self.last[asset as usize] = event.price;
        }
        self.events.push(*event);
        Some(())
    }

    /// Posts an event of a contract, which carries so much more from then on: both, or nothing.
    #[cold]
    pub(super) fn post_carrying(&mut self, event: &Event<N>, carried: N::Money) -> Option<()> {
        self.balances.post(event)?;
        let currency = self.terms[event.asset as usize].currency;
        if self.carried.add(event.asset, currency, carried).is_none() {
            self.balances.take_back(event, usize::MAX);
            return None;
        }
        Some(())
    }

    /// Takes back an event that was posted just before, and of a contract what it carries.
    #[cold]
    pub(super) fn unpost(&mut self, event: &Event<N>, carried: N::Money) {
        self.balances.take_back(event, usize::MAX);
        let Terms { pays_variation, currency, .. } = self.terms[event.asset as usize];
        if pays_variation {
            let done = self.carried.add(event.asset, currency, carried.negated());
            assert!(done.is_some(), "what was carried before was within its bound");
        }
    }
}

/// Whether a quantity is against a position.
#[inline]
pub(super) fn closes<Q: Amount>(held: Q, quantity: Q) -> bool {
    (held > Q::ZERO && quantity < Q::ZERO) || (held < Q::ZERO && quantity > Q::ZERO)
}

/// Whether a fill only makes a position smaller.
#[inline]
pub(super) fn is_reduction<Q: Amount>(held: Q, quantity: Q) -> bool {
    closes(held, quantity) && quantity.magnitude() <= held.magnitude()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_closes_nothing() {
        for (held, quantity, against, smaller) in [
            (2_i64, -1_i64, true, true),
            (-2, 2, true, true),
            (1, -2, true, false),
            (-1, 2, true, false),
            (1, 1, false, false),
            (-1, -1, false, false),
            (0, 1, false, false),
            (0, -1, false, false),
            (1, 0, false, false),
            (-1, 0, false, false),
        ] {
            assert_eq!(closes(held, quantity), against, "{held} {quantity}");
            assert_eq!(is_reduction(held, quantity), smaller, "{held} {quantity}");
        }
    }
}
