//! The balance of every account: what all postings so far add up to.

use crate::ledger::{Accept, Account, Event, Leg, Posting, postings, postings_of_fill};
use crate::money::{Amount, Number};

/// Balances, by account and, where they are kept so, by instrument or by currency.
#[derive(Clone, Debug, PartialEq)]
pub struct Balances<N: Number> {
    home: Purse<N>,
    /// Those of the other currencies; none where all is in the account's.
    abroad: Vec<Purse<N>>,
    /// The currency of each instrument; empty where all are in the account's.
    currencies: Vec<u16>,
    dividends: Vec<N::Money>,
    trading: Vec<N::Money>,
    borrow: Vec<N::Money>,
    financing: Vec<N::Money>,
    funding: Vec<N::Money>,
    traded: Vec<N::Quantity>,
    positions: Vec<N::Quantity>,
}

/// The accounts of one currency.
#[derive(Clone, Debug, PartialEq)]
struct Purse<N: Number> {
    cash: N::Money,
    receivable: N::Money,
    fees: N::Money,
    capital: N::Money,
    exchange: N::Money,
    interest: N::Money,
}

impl<N: Number> Purse<N> {
    fn empty() -> Purse<N> {
        let nothing = N::Money::ZERO;
        Purse {
            cash: nothing,
            receivable: nothing,
            fees: nothing,
            capital: nothing,
            exchange: nothing,
            interest: nothing,
        }
    }

    fn money(&self, account: Account) -> N::Money {
        match account {
            Account::Cash => self.cash,
            Account::Receivable => self.receivable,
            Account::Fees => self.fees,
            Account::Capital => self.capital,
            Account::Exchange => self.exchange,
            Account::Interest => self.interest,
            _ => N::Money::ZERO,
        }
    }

    #[inline(always)]
    fn money_mut(&mut self, account: Account) -> Option<&mut N::Money> {
        match account {
            Account::Cash => Some(&mut self.cash),
            Account::Receivable => Some(&mut self.receivable),
            Account::Fees => Some(&mut self.fees),
            Account::Capital => Some(&mut self.capital),
            Account::Exchange => Some(&mut self.exchange),
            Account::Interest => Some(&mut self.interest),
            _ => None,
        }
    }
}

impl<N: Number> Balances<N> {
    /// An account without money and holdings, in one currency.
    pub fn new(assets: usize) -> Balances<N> {
        Balances::in_currencies(assets, Vec::new())
    }

    /// An account without money and holdings, with the currency of each instrument; an empty list
    /// is that of one currency.
    pub fn in_currencies(assets: usize, currencies: Vec<u16>) -> Balances<N> {
        let (money, units) = (vec![N::Money::ZERO; assets], vec![N::Quantity::ZERO; assets]);
        let abroad = currencies.iter().copied().max().unwrap_or(0);
        Balances {
            home: Purse::empty(),
            abroad: vec![Purse::empty(); usize::from(abroad)],
            currencies,
            dividends: money.clone(),
            trading: money.clone(),
            borrow: money.clone(),
            financing: money.clone(),
            funding: money,
            traded: units.clone(),
            positions: units,
        }
    }

    /// Money at hand, in the account's currency.
    #[inline]
    pub fn cash(&self) -> N::Money {
        self.home.cash
    }

    /// Dividends owed and not yet paid, in the account's currency.
    #[inline]
    pub fn receivable(&self) -> N::Money {
        self.home.receivable
    }

    /// Units held, by instrument.
    #[inline]
    pub fn positions(&self) -> &[N::Quantity] {
        &self.positions
    }

    /// The money of an account: of an instrument, or in the account's currency.
    pub fn money(&self, account: Account, asset: u32) -> N::Money {
        match account {
            Account::Dividends => self.dividends[asset as usize],
            Account::Trading => self.trading[asset as usize],
            Account::Borrow => self.borrow[asset as usize],
            Account::Financing => self.financing[asset as usize],
            Account::Funding => self.funding[asset as usize],
            _ => self.home.money(account),
        }
    }

    /// The money of an account that is kept per currency, in a currency; 0 is the account's.
    pub fn money_in(&self, account: Account, currency: u16) -> N::Money {
        match usize::from(currency).checked_sub(1) {
            None => self.home.money(account),
            Some(place) => self.abroad[place].money(account),
        }
    }

    /// The units of an account.
    pub fn units(&self, account: Account, asset: u32) -> N::Quantity {
        match account {
            Account::Position => self.positions[asset as usize],
            Account::Trading => self.traded[asset as usize],
            _ => N::Quantity::ZERO,
        }
    }

    /// Posts an event: all of it, or nothing.
    ///
    /// `None` when a balance would pass its bound.
    #[inline]
    pub fn post(&mut self, event: &Event<N>) -> Option<()> {
        let mut posted = 0;
        let done = postings(event, |posting: Posting<N>| {
            self.add(event, posting)?;
            posted += 1;
            Some(())
        });
        if done.is_none() {
            self.take_back(event, posted);
        }
        done
    }

    /// Posts a fill that is paid for, as [`Balances::post`] does: the way of most events.
    #[inline]
    pub fn post_fill(&mut self, event: &Event<N>) -> Option<()> {
        let mut posted = 0;
        let done = postings_of_fill(event, Adding { balances: self, event, posted: &mut posted });
        if done.is_none() {
            self.take_back(event, posted);
        }
        done
    }

    /// Takes back the first `posted` postings of an event that was posted just before.
    #[cold]
    pub fn take_back(&mut self, event: &Event<N>, posted: usize) {
        let mut left = posted;
        let done = postings(event, |posting: Posting<N>| {
            left = left.checked_sub(1)?;
            let leg = match posting.leg {
                Leg::Money(amount) => Leg::Money(amount.negated()),
                Leg::Home(amount) => Leg::Home(amount.negated()),
                Leg::Units(amount) => Leg::Units(amount.negated()),
            };
            self.add(event, Posting { account: posting.account, leg })
        });
        assert!(done.is_some() || left == 0, "balances before were within their bounds");
    }

    #[inline(always)]
    fn add(&mut self, event: &Event<N>, posting: Posting<N>) -> Option<()> {
        let (balance, amount) = match posting.leg {
            Leg::Money(amount) => (self.money_mut(posting.account, event)?, amount),
            Leg::Home(amount) => (self.home.money_mut(posting.account)?, amount),
            Leg::Units(amount) => {
                let balance = self.units_mut(posting.account, event.asset)?;
                *balance = balance.plus(amount)?;
                return Some(());
            }
        };
        let after = balance.plus(amount)?;
        if after.magnitude() > N::BOUND {
            return None;
        }
        *balance = after;
        Some(())
    }

    #[inline(always)]
    fn money_mut(&mut self, account: Account, event: &Event<N>) -> Option<&mut N::Money> {
        match account {
            Account::Dividends => self.dividends.get_mut(event.asset as usize),
            Account::Trading => self.trading.get_mut(event.asset as usize),
            Account::Borrow => self.borrow.get_mut(event.asset as usize),
            Account::Financing => self.financing.get_mut(event.asset as usize),
            Account::Funding => self.funding.get_mut(event.asset as usize),
            _ if self.abroad.is_empty() => self.home.money_mut(account),
            _ => self.purse_mut(event)?.money_mut(account),
        }
    }

    #[cold]
    fn purse_mut(&mut self, event: &Event<N>) -> Option<&mut Purse<N>> {
        match usize::from(event.currency(&self.currencies)).checked_sub(1) {
            None => Some(&mut self.home),
            Some(place) => self.abroad.get_mut(place),
        }
    }

    #[inline(always)]
    fn units_mut(&mut self, account: Account, asset: u32) -> Option<&mut N::Quantity> {
        match account {
            Account::Position => self.positions.get_mut(asset as usize),
            Account::Trading => self.traded.get_mut(asset as usize),
            _ => None,
        }
    }
}

/// Adds the postings of one event, and counts them.
struct Adding<'a, N: Number> {
    balances: &'a mut Balances<N>,
    event: &'a Event<N>,
    posted: &'a mut usize,
}

impl<N: Number> Accept<N> for Adding<'_, N> {
    #[inline(always)]
    fn accept(&mut self, posting: Posting<N>) -> Option<()> {
        self.balances.add(self.event, posting)?;
        *self.posted += 1;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::EventKind;
    use crate::money::Narrow;

    fn event(kind: EventKind, quantity: i64, value: i64, fee: i64) -> Event<Narrow> {
        Event { kind, row: 0, at_close: false, asset: 0, order: 0, quantity, price: 1, value, fee }
    }

    fn all(balances: &Balances<Narrow>) -> Vec<(i64, i64)> {
        let of = |account| (balances.money(account, 0), balances.units(account, 0));
        Account::ALL.into_iter().map(of).collect()
    }

    #[test]
    fn a_balance_may_be_its_bound_and_no_more() {
        let bound = <Narrow as Number>::BOUND;
        let mut balances = Balances::<Narrow>::new(1);
        assert_eq!(balances.post(&event(EventKind::Deposit, 0, bound, 0)), Some(()));
        assert_eq!(balances.cash(), bound);
        let before = all(&balances);
        assert_eq!(balances.post(&event(EventKind::Deposit, 0, 1, 0)), None);
        assert_eq!(all(&balances), before);
        assert_eq!(balances.post(&event(EventKind::Deposit, 0, -1, 0)), Some(()));
        assert_eq!(balances.cash(), bound - 1);
    }

    #[test]
    fn an_event_is_posted_whole_or_not_at_all() {
        let bound = <Narrow as Number>::BOUND;
        let mut balances = Balances::<Narrow>::new(1);
        assert_eq!(balances.post(&event(EventKind::Deposit, 0, 500, 0)), Some(()));
        assert_eq!(balances.post(&event(EventKind::Fill, 3, 300, 7)), Some(()));
        let before = all(&balances);
        // The units and the value are posted, and the fee does not fit.
        assert_eq!(balances.post(&event(EventKind::Fill, 2, 200, bound)), None);
        assert_eq!(all(&balances), before);
    }

    #[test]
    fn money_of_an_instrument_is_in_its_currency() {
        let mut balances = Balances::<Narrow>::in_currencies(2, vec![0, 1]);
        let of = |asset, kind, quantity, value, fee| Event {
            asset,
            ..event(kind, quantity, value, fee)
        };
        for event in [
            of(0, EventKind::Deposit, 0, 500, 0),
            of(1, EventKind::Fill, 3, 300, 7),
            of(0, EventKind::Fill, 1, 100, 5),
        ] {
            assert_eq!(balances.post(&event), Some(()));
        }
        assert_eq!((balances.cash(), balances.money_in(Account::Cash, 1)), (395, -307));
        assert_eq!(
            (balances.money(Account::Trading, 1), balances.units(Account::Position, 1)),
            (300, 3)
        );
        let conversion = of(1, EventKind::Conversion, 0, 307, -340);
        assert_eq!(balances.post(&conversion), Some(()));
        assert_eq!((balances.cash(), balances.money_in(Account::Cash, 1)), (55, 0));
        let exchange = |currency| balances.money_in(Account::Exchange, currency);
        assert_eq!((exchange(0), exchange(1)), (340, -307));
    }

    #[test]
    fn a_contract_pays_its_fee_and_later_its_change_of_value() {
        let mut balances = Balances::<Narrow>::new(1);
        for event in [
            event(EventKind::Deposit, 0, 500, 0),
            event(EventKind::ContractFill, 3, 300, 7),
            event(EventKind::Variation, 0, -20, 0),
            event(EventKind::Funding, 0, 4, 0),
            event(EventKind::End, -3, 0, 0),
        ] {
            assert_eq!(balances.post(&event), Some(()));
        }
        assert_eq!((balances.cash(), balances.positions()), (477, &[0][..]));
        let money = |account| balances.money(account, 0);
        assert_eq!((money(Account::Trading), money(Account::Funding)), (20, -4));
    }

    #[test]
    fn what_was_posted_can_be_taken_back() {
        let mut balances = Balances::<Narrow>::new(1);
        assert_eq!(balances.post(&event(EventKind::Deposit, 0, 500, 0)), Some(()));
        let before = all(&balances);
        let fill = event(EventKind::Fill, 3, 300, 7);
        assert_eq!(balances.post(&fill), Some(()));
        assert_ne!(all(&balances), before);
        balances.take_back(&fill, usize::MAX);
        assert_eq!(all(&balances), before);
    }
}
