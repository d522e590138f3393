//! The balance of every account: what all postings so far add up to.

use crate::ledger::{Account, Event, Leg, Posting, postings};
use crate::money::{Amount, Number};

/// Balances, by account and, where they are kept so, by instrument.
#[derive(Clone, Debug, PartialEq)]
pub struct Balances<N: Number> {
    cash: N::Money,
    receivable: N::Money,
    fees: N::Money,
    capital: N::Money,
    dividends: Vec<N::Money>,
    trading: Vec<N::Money>,
    interest: N::Money,
    borrow: Vec<N::Money>,
    financing: Vec<N::Money>,
    traded: Vec<N::Quantity>,
    positions: Vec<N::Quantity>,
}

impl<N: Number> Balances<N> {
    /// An account without money and holdings.
    pub fn new(assets: usize) -> Balances<N> {
        let (money, units) = (vec![N::Money::ZERO; assets], vec![N::Quantity::ZERO; assets]);
        Balances {
            cash: N::Money::ZERO,
            receivable: N::Money::ZERO,
            fees: N::Money::ZERO,
            capital: N::Money::ZERO,
            dividends: money.clone(),
            trading: money.clone(),
            interest: N::Money::ZERO,
            borrow: money.clone(),
            financing: money,
            traded: units.clone(),
            positions: units,
        }
    }

    /// Money at hand.
    #[inline]
    pub fn cash(&self) -> N::Money {
        self.cash
    }

    /// Dividends owed and not yet paid.
    #[inline]
    pub fn receivable(&self) -> N::Money {
        self.receivable
    }

    /// Units held, by instrument.
    #[inline]
    pub fn positions(&self) -> &[N::Quantity] {
        &self.positions
    }

    /// The money of an account.
    pub fn money(&self, account: Account, asset: u32) -> N::Money {
        match account {
            Account::Cash => self.cash,
            Account::Receivable => self.receivable,
            Account::Fees => self.fees,
            Account::Capital => self.capital,
            Account::Dividends => self.dividends[asset as usize],
            Account::Trading => self.trading[asset as usize],
            Account::Interest => self.interest,
            Account::Borrow => self.borrow[asset as usize],
            Account::Financing => self.financing[asset as usize],
            Account::Position => N::Money::ZERO,
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
        let done = postings(event, |posting| {
            self.add(event.asset, posting)?;
            posted += 1;
            Some(())
        });
        if done.is_none() {
            self.take_back(event, posted);
        }
        done
    }

    /// Takes back the first `posted` postings of an event that was posted just before.
    #[cold]
    pub fn take_back(&mut self, event: &Event<N>, posted: usize) {
        let mut left = posted;
        let done = postings(event, |posting| {
            left = left.checked_sub(1)?;
            let leg = match posting.leg {
                Leg::Money(amount) => Leg::Money(amount.negated()),
                Leg::Units(amount) => Leg::Units(amount.negated()),
            };
            self.add(event.asset, Posting { account: posting.account, leg })
        });
        debug_assert!(done.is_some() || left == 0, "balances before were within their bounds");
    }

    #[inline(always)]
    fn add(&mut self, asset: u32, posting: Posting<N>) -> Option<()> {
        match posting.leg {
            Leg::Money(amount) => {
                let balance = self.money_mut(posting.account, asset)?;
                let after = balance.plus(amount)?;
                if after.magnitude() > N::BOUND {
                    return None;
                }
                *balance = after;
            }
            Leg::Units(amount) => {
                let balance = self.units_mut(posting.account, asset)?;
                *balance = balance.plus(amount)?;
            }
        }
        Some(())
    }

    #[inline(always)]
    fn money_mut(&mut self, account: Account, asset: u32) -> Option<&mut N::Money> {
        match account {
            Account::Cash => Some(&mut self.cash),
            Account::Receivable => Some(&mut self.receivable),
            Account::Fees => Some(&mut self.fees),
            Account::Capital => Some(&mut self.capital),
            Account::Dividends => self.dividends.get_mut(asset as usize),
            Account::Trading => self.trading.get_mut(asset as usize),
            Account::Interest => Some(&mut self.interest),
            Account::Borrow => self.borrow.get_mut(asset as usize),
            Account::Financing => self.financing.get_mut(asset as usize),
            Account::Position => None,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::EventKind;
    use crate::money::Narrow;

    fn event(kind: EventKind, quantity: i64, value: i64, fee: i64) -> Event<Narrow> {
        Event { kind, row: 0, asset: 0, order: 0, quantity, price: 1, value, fee }
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
