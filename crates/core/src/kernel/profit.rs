//! Profit of trades in the account's currency: what prices brought, and what rates.

use std::borrow::Cow;

use super::Outcome;
use super::abroad::RateMarks;
use super::positions::Replay;
use crate::ledger::Trade;
use crate::money::{Amount, Decimal, Exchange, Number, Rounding};

/// What a trade brought in the account's currency, without fees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Profit<N: Number> {
    /// By the change of the price, at the rate at which it was opened.
    pub price: N::Money,
    /// By the change of the rate, on what it was closed for.
    pub currency: N::Money,
    /// Both, less the fees at the rate at which it was closed.
    pub net: N::Money,
}

/// A trade with its currency and the rates of both of its ends.
#[derive(Clone, Copy, Debug)]
struct Ends<N: Number> {
    trade: Trade<N>,
    currency: u16,
    opened: N::Rate,
    closed: N::Rate,
}

impl<N: Number> Outcome<N> {
    /// What each trade brought in the account's currency; nothing of one where no rate was ever
    /// known, or a number does not fit.
    pub fn profits(&self) -> Vec<Option<Profit<N>>> {
        let unit = self.unit();
        self.ends().iter().map(|ends| ends.as_ref().and_then(|ends| ends.profit(unit?))).collect()
    }

    /// The trades with their money in the account's currency, for statistics; `None` where one
    /// cannot be told.
    pub fn trades_at_home(&self) -> Option<Cow<'_, [Trade<N>]>> {
        if self.rates.is_none() {
            return Some(Cow::Borrowed(&self.trades));
        }
        let unit = self.unit()?;
        self.ends()
            .iter()
            .map(|ends| ends.as_ref()?.trade_at_home(unit))
            .collect::<Option<_>>()
            .map(Cow::Owned)
    }

    /// What was bought and sold, without signs, in the account's currency.
    pub fn traded(&self) -> Option<N::Money> {
        let fills = (0_u32..).zip(&self.events).filter(|(_, event)| event.kind.is_fill());
        let mut sum = N::Money::ZERO;
        for (index, event) in fills {
            sum = sum.plus(self.at_home(index, event.value)?.magnitude())?;
        }
        Some(sum)
    }

    /// Money of an event, by its index, in the account's currency at the rate of that time.
    #[inline]
    pub fn at_home(&self, index: u32, money: N::Money) -> Option<N::Money> {
        match &self.rates {
            None => Some(money),
            Some(rates) => self.exchanged(rates, index, money),
        }
    }

    fn exchanged(&self, rates: &RateMarks<N>, index: u32, money: N::Money) -> Option<N::Money> {
        let currency = self.events[index as usize].currency(&self.setup.asset_currencies);
        if currency == 0 || money.is_zero() {
            return Some(money);
        }
        N::exchanged(money, rates.at(index, currency)?, self.unit()?, Rounding::HalfEven)
    }

    /// Money of an instrument in the account's currency at the rate of a bar's mark.
    pub(super) fn at_home_in(&self, row: usize, asset: u32, money: N::Money) -> Option<N::Money> {
        let Some(rates) = &self.rates else { return Some(money) };
        let currency = self.setup.asset_currencies[asset as usize];
        if currency == 0 || money.is_zero() {
            return Some(money);
        }
        N::exchanged(money, rates.of_mark(row, currency)?, self.unit()?, Rounding::HalfEven)
    }

    /// Amounts of each trade in the account's currency, at the rate at which the trade was closed;
    /// nothing of one where there are none, no rate was ever known, or a number does not fit.
    pub fn closed_at_home<const K: usize>(
        &self,
        amounts: &[Option<[N::Money; K]>],
    ) -> Vec<Option<[N::Money; K]>> {
        if self.rates.is_none() {
            return amounts.to_vec();
        }
        let unit = self.unit();
        let of = |(ends, amounts): (&Option<Ends<N>>, &Option<[N::Money; K]>)| {
            let (ends, mut amounts) = (ends.as_ref()?, (*amounts)?);
            if ends.currency != 0 {
                for amount in &mut amounts {
                    *amount = N::exchanged(*amount, ends.closed, unit?, Rounding::HalfEven)?;
                }
            }
            Some(amounts)
        };
        self.ends().iter().zip(amounts).map(of).collect()
    }

    fn unit(&self) -> Option<N::Money> {
        N::money(Decimal::new(1, self.setup.currency.unit_scale)?, self.setup.ledger_scale)
    }

    /// The trades once more, opened and closed at events instead of bars.
    fn ends(&self) -> Vec<Option<Ends<N>>> {
        let terms = self.setup.terms::<N>().expect("the setup made a kernel before");
        let mut replay = Replay::<N>::new(terms.len());
        if self.rates.is_none() {
            replay.trades.clone_from(&self.trades);
        } else {
            for (index, event) in (0_u32..).zip(&self.events) {
                replay.apply(event, index, self, &terms);
            }
        }
        let one = N::rate(Exchange::ONE);
        let of = |(events, trade): (&Trade<N>, &Trade<N>)| {
            let currency = terms[trade.asset as usize].currency;
            let rate = |event| match &self.rates {
                None => Some(one),
                Some(rates) => rates.at(event, currency),
            };
            let (opened, closed) = (rate(events.opened)?, rate(events.closed)?);
            Some(Ends { trade: *trade, currency, opened, closed })
        };
        replay.trades.iter().zip(&self.trades).map(of).collect()
    }
}

impl<N: Number> Ends<N> {
    /// The sum is rounded once; the price's part is what the currency's leaves of it.
    fn profit(&self, unit: N::Money) -> Option<Profit<N>> {
        let Trade { cost, proceeds, fees, .. } = self.trade;
        if self.currency == 0 {
            let price = proceeds.minus(cost)?;
            return Some(Profit { price, currency: N::Money::ZERO, net: price.minus(fees)? });
        }
        let all = N::gain(proceeds, self.closed, cost, self.opened, unit)?;
        let currency = N::gain(proceeds, self.closed, proceeds, self.opened, unit)?;
        let fees = N::exchanged(fees, self.closed, unit, Rounding::HalfEven)?;
        Some(Profit { price: all.minus(currency)?, currency, net: all.minus(fees)? })
    }

    /// Each end at its own rate; fees at that of the second.
    fn trade_at_home(&self, unit: N::Money) -> Option<Trade<N>> {
        if self.currency == 0 {
            return Some(self.trade);
        }
        let Profit { price, currency, net } = self.profit(unit)?;
        let cost = N::exchanged(self.trade.cost, self.opened, unit, Rounding::HalfEven)?;
        let all = price.plus(currency)?;
        Some(Trade { cost, proceeds: cost.plus(all)?, fees: all.minus(net)?, ..self.trade })
    }
}
