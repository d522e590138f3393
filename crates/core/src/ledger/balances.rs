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
            trading: money,
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
