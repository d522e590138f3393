//! Several currencies: rates as of the last mark, the account's worth, conversions.

use super::Kernel;
use super::fault::Fault;
use super::mark::Mark;
use super::setup::{Convert, Setup};
use crate::ledger::{Account, Event, EventKind, cash_of};
use crate::models::account::AccountContext;
use crate::money::{Amount, Decimal, Exchange, Number, Rounding, Weight};

/// What an account of several currencies knows besides.
#[derive(Clone, Debug)]
pub(super) struct Abroad<N: Number> {
    /// All currencies but the account's, in their order.
    currencies: Vec<Foreign<N>>,
    /// One unit of the account's currency.
    unit: N::Money,
    converts: bool,
    /// How many events there were at each mark.
    events: Vec<u32>,
    /// The rates of each mark, one per currency.
    rates: Vec<Option<N::Rate>>,
}

/// A currency that is not the account's.
#[derive(Clone, Debug)]
struct Foreign<N: Number> {
    pair: Option<Pair>,
    /// Session and rate.
    table: Vec<(u32, N::Rate)>,
    /// The rate of the last mark.
    rate: Option<N::Rate>,
}

/// The instrument whose last price is a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    /// Index of the instrument.
    pub asset: u32,
    /// Whether it is the account's currency that is priced.
    pub inverse: bool,
}

/// Rates and numbers of events by mark, to tell afterwards at which rate something happened.
#[derive(Clone, Debug)]
pub struct RateMarks<N: Number> {
    currencies: usize,
    events: Vec<u32>,
    rates: Vec<Option<N::Rate>>,
}

impl<N: Number> RateMarks<N> {
    /// The rate of a currency when an event happened: that of the mark before it, else the first
    /// that there was.
    pub fn at(&self, event: u32, currency: u16) -> Option<N::Rate> {
        let mark = self.events.partition_point(|&events| events <= event).saturating_sub(1);
        self.of_mark(mark, currency)
    }

    /// The rate of a currency at a mark, counted from 0, else the first that there was after it.
    pub fn of_mark(&self, mark: usize, currency: u16) -> Option<N::Rate> {
        let Some(place) = usize::from(currency).checked_sub(1) else {
            return Some(N::rate(Exchange::ONE));
        };
        let mut from = self.rates.iter().skip(mark * self.currencies + place);
        from.by_ref().step_by(self.currencies).find_map(|&rate| rate)
    }
}

/// Cash, and all that there is of one currency, in that currency; magnitudes of its holdings in the
/// account's.
#[derive(Clone, Copy, Debug)]
struct Sums<N: Number> {
    cash: N::Money,
    all: N::Money,
    gross: N::Money,
    largest: N::Money,
}

/// A fill that is not posted yet: the position after it, and what it takes of its own currency.
#[derive(Clone, Copy, Debug)]
struct After<'a, N: Number> {
    event: &'a Event<N>,
    position: N::Quantity,
    paid: N::Money,
}

impl<N: Number> Abroad<N> {
    /// Nothing where every instrument is in the account's currency.
    pub fn new(setup: &Setup, unit: N::Money) -> Option<Box<Abroad<N>>> {
        let foreign = setup.currencies.get(1..).filter(|foreign| !foreign.is_empty())?;
        let of = |currency: &crate::market::Currency| Foreign {
            pair: setup.pair_of(&currency.code),
            table: setup.table_of(&currency.code).map(|(at, rate)| (at, N::rate(rate))).collect(),
            rate: None,
        };
        Some(Box::new(Abroad {
            currencies: foreign.iter().map(of).collect(),
            unit,
            converts: setup.rules.convert == Convert::Each,
            events: Vec::new(),
            rates: Vec::new(),
        }))
    }

    /// How many currencies there are but the account's.
    pub fn count(&self) -> usize {
        self.currencies.len()
    }

    /// What there is to know afterwards.
    pub fn into_marks(self) -> RateMarks<N> {
        RateMarks { currencies: self.count(), events: self.events, rates: self.rates }
    }

    #[cold]
    fn rate(&self, currency: u16) -> Option<N::Rate> {
        match usize::from(currency).checked_sub(1) {
            None => Some(N::rate(Exchange::ONE)),
            Some(place) => self.currencies[place].rate,
        }
    }

    /// Money of a currency in the account's; of nothing nobody needs a rate.
    pub(super) fn home(&self, money: N::Money, currency: u16) -> Option<N::Money> {
        if currency == 0 || money.is_zero() {
            return Some(money);
        }
        N::exchanged(money, self.rate(currency)?, self.unit, Rounding::HalfEven)
    }
}

impl<N: Number> Kernel<N> {
    /// Reads the rates that hold from this mark on: the last price of a pair, else the table's.
    #[cold]
    pub(super) fn take_rates(&mut self) {
        let Some(abroad) = &mut self.abroad else { return };
        for foreign in &mut abroad.currencies {
            let price = foreign.pair.filter(|pair| self.priced[pair.asset as usize]);
            let of_pair = price.and_then(|pair| {
                let asset = pair.asset as usize;
                let scale = self.setup.instruments[asset].price_scale;
                let rate = N::rate_of(self.last[asset], scale)?;
                Some(if pair.inverse { N::inverse(rate) } else { rate })
            });
            let until = foreign.table.partition_point(|(session, _)| *session <= self.session);
            let of_table = until.checked_sub(1).map(|place| foreign.table[place].1);
            foreign.rate = of_pair.or(of_table);
            abroad.rates.push(foreign.rate);
        }
        abroad.events.push(u32::try_from(self.events.len()).expect("events are numbered by u32"));
    }

    /// The account in its own currency; `None` where a rate is missing or a number does not fit.
    #[cold]
    pub(super) fn marked_abroad(&self, abroad: &Abroad<N>) -> Option<Mark<N>> {
        let nothing = N::Money::ZERO;
        let held = self.holdings.count();
        let mut mark: Mark<N> =
            Mark { equity: nothing, cash: nothing, gross: nothing, largest: nothing, held };
        for currency in self.every_currency() {
            let sums = self.sums(abroad, currency, None)?;
            mark.equity = mark.equity.plus(abroad.home(sums.all, currency)?)?;
            mark.cash = mark.cash.plus(abroad.home(sums.cash, currency)?)?;
            mark.gross = mark.gross.plus(sums.gross)?;
            mark.largest = mark.largest.at_least(sums.largest);
        }
        Some(mark)
    }

    /// The account as it would be after a fill, in its own currency but for the cash that is
    /// asked: that of the instrument's currency, or the account's where it is converted.
    #[cold]
    pub(super) fn account_after_abroad(
        &self,
        abroad: &Abroad<N>,
        event: &Event<N>,
        position: N::Quantity,
    ) -> Option<AccountContext<N>> {
        let own = event.currency(&self.setup.asset_currencies);
        let paid = cash_of(event)?.negated();
        let cash = match abroad.converts {
            // What is converted is the payment: other cash of its currency stays what it is.
            true => self.balances.cash().minus(abroad.home(paid, own)?)?,
            false => self.balances.money_in(Account::Cash, own).minus(paid)?,
        };
        // What is converted goes from the account's own, rounded by itself.
        let (stays, goes) = match abroad.converts && own != 0 {
            true => (N::Money::ZERO, abroad.home(paid, own)?),
            false => (paid, N::Money::ZERO),
        };
        let (mut equity, mut gross) = (goes.negated(), N::Money::ZERO);
        for currency in self.every_currency() {
            let filled = After { event, position, paid: stays };
            let sums = self.sums(abroad, currency, Some(filled).filter(|_| currency == own))?;
            equity = equity.plus(abroad.home(sums.all, currency)?)?;
            gross = gross.plus(sums.gross)?;
        }
        Some(AccountContext::of(position, cash, equity, gross))
    }

    /// Cash of all currencies in the account's after a fill, less `cash`: what the guard was told
    /// of it.
    #[cold]
    pub(super) fn cash_abroad(&self, event: &Event<N>, cash: N::Money) -> Option<N::Money> {
        let abroad = self.abroad.as_ref()?;
        let own = event.currency(&self.setup.asset_currencies);
        let mut total = abroad.home(cash_of(event)?, own)?;
        for currency in self.every_currency() {
            let held = self.balances.money_in(Account::Cash, currency);
            total = total.plus(abroad.home(held, currency)?)?;
        }
        total.minus(cash)
    }

    /// Money of an instrument's currency in the account's, at the rate of the last mark.
    #[inline]
    pub(super) fn at_home(&self, money: N::Money, asset: u32) -> Option<N::Money> {
        match &self.abroad {
            None => Some(money),
            Some(abroad) => abroad.home(money, self.terms[asset as usize].currency),
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "the setup numbered them by u16")]
    pub(super) fn every_currency(&self) -> std::ops::Range<u16> {
        0..self.setup.currencies.len() as u16
    }

    /// What there is of a currency, after a fill in it where one is given.
    fn sums(
        &self,
        abroad: &Abroad<N>,
        currency: u16,
        after: Option<After<'_, N>>,
    ) -> Option<Sums<N>> {
        let balances = &self.balances;
        let mut cash = balances.money_in(Account::Cash, currency);
        let mut carried = self.carried.in_currency(currency);
        let (mut net, mut gross, mut largest) = (N::Money::ZERO, N::Money::ZERO, N::Money::ZERO);
        let mut add = |value: N::Money| {
            let size = abroad.home(value.magnitude(), currency)?;
            (net, gross) = (net.plus(value)?, gross.plus(size)?);
            largest = largest.at_least(size);
            Some(())
        };
        for (asset, quantity) in self.holdings.each() {
            let terms = &self.terms[asset as usize];
            let is_filled = after.is_some_and(|after| after.event.asset == asset);
            if terms.currency == currency && !is_filled {
                add(N::notional(self.last[asset as usize], quantity, terms.value)?)?;
            }
        }
        if let Some(After { event, position, paid }) = after {
            add(N::notional(event.price, position, self.terms[event.asset as usize].value)?)?;
            cash = cash.minus(paid)?;
            if event.kind == EventKind::ContractFill {
                carried = carried.plus(event.value)?;
            }
        }
        let owed = balances.money_in(Account::Receivable, currency);
        let all = cash.plus(owed)?.plus(net)?.minus(carried)?;
        Some(Sums { cash, all, gross, largest })
    }

    /// Cash and receivables of all currencies, in the account's; `None` where one has no rate.
    pub fn money_at_hand(&self) -> Option<N::Money> {
        let of = |currency| {
            let cash = self.balances.money_in(Account::Cash, currency);
            cash.plus(self.balances.money_in(Account::Receivable, currency))
        };
        let Some(abroad) = &self.abroad else { return of(0) };
        self.every_currency().try_fold(N::Money::ZERO, |sum, c| sum.plus(abroad.home(of(c)?, c)?))
    }

    /// The number of a currency of the run, by its code; 0 is the account's.
    pub fn currency(&self, code: &str) -> Option<u16> {
        let place = self.setup.currencies.iter().position(|known| known.code == code)?;
        u16::try_from(place).ok()
    }

    /// A share of equity in the currency of an instrument, towards zero; `None` where there is no
    /// rate or it does not fit.
    #[inline]
    pub(super) fn share_of(
        &self,
        equity: N::Money,
        weight: Weight,
        asset: u32,
    ) -> Option<N::Money> {
        let weight = N::weight(weight);
        match &self.abroad {
            None => N::weighted(equity, weight),
            Some(abroad) => self.weighted_abroad(abroad, equity, weight, asset),
        }
    }

    #[cold]
    fn weighted_abroad(
        &self,
        abroad: &Abroad<N>,
        equity: N::Money,
        weight: N::Share,
        asset: u32,
    ) -> Option<N::Money> {
        let rate = abroad.rate(self.terms[asset as usize].currency)?;
        N::weighted_at(equity, weight, rate)
    }

    /// Exchanges money of a currency for the account's at the rate of the last mark: `amount` of
    /// it goes, a negative one comes. Nothing happens to the account's own.
    ///
    /// # Errors
    /// When the amount has more digits than the ledger, there is no rate, or it does not fit.
    pub fn convert(&mut self, currency: u16, amount: Decimal) -> Result<(), Fault> {
        let fault =
            |kernel: &Self| kernel.fault_in("a conversion", currency, format!("amount {amount}"));
        if currency == 0 {
            return Ok(());
        }
        let money = N::money(amount, self.setup.ledger_scale);
        let money = money.ok_or_else(|| fault(self))?;
        self.exchange(currency, money).ok_or_else(|| fault(self))?;
        self.equity = self.marked().ok_or_else(|| self.fault_of_mark())?.equity;
        Ok(())
    }

    /// Posts an event and keeps it; where it leaves other cash in another currency than the
    /// account's, and the run asks for it, that is converted.
    ///
    /// `None` where a number does not fit, or there is no rate to convert at.
    #[inline]
    pub(super) fn post_and_keep(&mut self, event: Event<N>) -> Option<()> {
        self.balances.post(&event)?;
        self.keep(event)
    }

    /// Keeps an event that was posted, and converts what it leaves. Where that fails the event stands.
    #[inline]
    pub(super) fn keep(&mut self, event: Event<N>) -> Option<()> {
        self.events.push(event);
        if self.abroad.is_some() { self.convert_after(&event) } else { Some(()) }
    }

    /// Converts what an event that was booked has left of another currency.
    #[cold]
    pub(super) fn convert_after(&mut self, event: &Event<N>) -> Option<()> {
        let currency = event.currency(&self.setup.asset_currencies);
        if currency == 0 || !self.abroad.as_ref().is_some_and(|abroad| abroad.converts) {
            return Some(());
        }
        self.exchange(currency, cash_of(event)?)
    }

    /// Exchanges so much of a currency for the account's.
    fn exchange(&mut self, currency: u16, amount: N::Money) -> Option<()> {
        if amount.is_zero() {
            return Some(());
        }
        let conversion = Event {
            kind: EventKind::Conversion,
            row: self.row,
            asset: u32::from(currency),
            order: 0,
            quantity: N::Quantity::ZERO,
            price: N::Price::ZERO,
            value: amount.negated(),
            fee: self.abroad.as_ref()?.home(amount, currency)?,
        };
        self.balances.post(&conversion)?;
        self.events.push(conversion);
        Some(())
    }

    /// Whether the currency of an instrument has no rate to the account's.
    #[inline]
    pub(super) fn lacks_rate(&self, asset: u32) -> bool {
        self.abroad.is_some() && !self.has_rate(self.terms[asset as usize].currency)
    }

    /// Whether money of a currency can be told in the account's.
    pub(super) fn has_rate(&self, currency: u16) -> bool {
        self.abroad.as_ref().is_none_or(|abroad| abroad.rate(currency).is_some())
    }

    /// The first currency of which there is something, and no rate.
    #[cold]
    pub(super) fn untold_currency(&self) -> Option<u16> {
        let abroad = self.abroad.as_ref()?;
        self.every_currency().find(|&currency| {
            let sums = self.sums(abroad, currency, None);
            !self.has_rate(currency) && sums.is_none_or(|sums| !sums.all.is_zero())
        })
    }

    /// What ends a run in which money cannot be told in the account's currency.
    #[cold]
    pub(super) fn fault_of_mark(&self) -> Fault {
        self.fault_of_account("the value of the account")
    }
}
