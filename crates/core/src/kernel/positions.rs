//! Positions at the end of each session, and all balances: replayed from the events.

use super::Outcome;
use crate::ledger::{Account, Event, EventKind, Fill, LotSplit, Lots, Trade};
use crate::market::Terms;
use crate::money::{Amount, Number};

/// A position at the end of a session.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeldPosition<N: Number> {
    /// The session.
    pub session: u32,
    /// Index of the instrument.
    pub asset: u32,
    /// Units held.
    pub quantity: N::Quantity,
    /// The last price.
    pub price: N::Price,
    /// Their value at it.
    pub value: N::Money,
    /// What they cost, without fees, signed as they are.
    pub cost: N::Money,
    /// Their value in the account's currency, at the rate of that time; `None` where it does not
    /// fit.
    pub account_value: Option<N::Money>,
}

/// The balance of one account in money or in units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Balance<N: Number> {
    /// The account.
    pub account: Account,
    /// Index of the instrument, where the account is kept by instrument.
    pub asset: u32,
    /// Whether the amount is units of the instrument.
    pub in_units: bool,
    /// Which currency it is of, where it is money; 0 is the account's.
    pub currency: u16,
    /// The amount, at the scale of the ledger.
    pub amount: N::Money,
}

impl<N: Number> Outcome<N> {
    /// Every position at the end of every session that had bars.
    ///
    /// Args: `sessions`: the session of each row.
    pub fn positions(&self, sessions: &[u32]) -> Vec<HeldPosition<N>> {
        let assets = self.setup.instruments.len();
        let terms = self.setup.terms::<N>().expect("the setup made a kernel before");
        let mut replay = Replay::<N>::new(assets);
        let mut events = self.events.iter().peekable();
        let mut held = Vec::new();
        let ends = (0..sessions.len()).filter(|&row| sessions.get(row + 1) != Some(&sessions[row]));
        for (row, prices) in ends.zip(self.session_marks.chunks(assets.max(1))) {
            while let Some(event) = events.next_if(|event| event.row as usize <= row) {
                replay.apply(event, event.row, self, &terms);
            }
            let home = |asset, value| self.at_home_in(row, asset, value);
            replay.list(sessions[row], prices, &terms, home, &mut held);
        }
        held
    }

    /// The balances that are not nothing, accounts in their order, instruments in theirs.
    pub fn trial_balance(&self) -> Vec<Balance<N>> {
        let terms = self.setup.terms::<N>().expect("the setup made a kernel before");
        let mut list = Vec::new();
        for account in Account::ALL {
            let amounts: Vec<Balance<N>> = if account.is_of_an_instrument() {
                (0_u32..)
                    .zip(&terms)
                    .flat_map(|(asset, terms)| self.of_asset(account, asset, terms))
                    .collect()
            } else {
                (0_u16..)
                    .zip(&self.setup.currencies)
                    .map(|(c, _)| self.of_currency(account, c))
                    .collect()
            };
            list.extend(amounts.into_iter().filter(|balance| !balance.amount.is_zero()));
        }
        list
    }

    fn of_asset(&self, account: Account, asset: u32, terms: &Terms<N>) -> [Balance<N>; 2] {
        let units = N::units(self.balances.units(account, asset), terms.units);
        let units = units.expect("it fitted when it was posted");
        let (money, currency) = (self.balances.money(account, asset), terms.currency);
        let of = |in_units, amount| Balance { account, asset, in_units, currency, amount };
        [of(false, money), of(true, units)]
    }

    fn of_currency(&self, account: Account, currency: u16) -> Balance<N> {
        let amount = self.balances.money_in(account, currency);
        Balance { account, asset: 0, in_units: false, currency, amount }
    }
}

/// Positions and lots as the events so far made them.
pub(super) struct Replay<N: Number> {
    held: Vec<N::Quantity>,
    lots: Vec<Lots<N>>,
    /// Every lot, or part of one, that was closed.
    pub(super) trades: Vec<Trade<N>>,
}

impl<N: Number> Replay<N> {
    pub(super) fn new(assets: usize) -> Replay<N> {
        let (held, lots) = (vec![N::Quantity::ZERO; assets], vec![Lots::default(); assets]);
        Replay { held, lots, trades: Vec::new() }
    }

    /// What fitted in the run fits again. Lots are opened and closed at `row`.
    pub(super) fn apply(
        &mut self,
        event: &Event<N>,
        row: u32,
        outcome: &Outcome<N>,
        terms: &[Terms<N>],
    ) {
        let Event { asset, at_close, quantity, price, value, fee, .. } = *event;
        if quantity.is_zero() && event.kind != EventKind::Split {
            return;
        }
        let index = asset as usize;
        let held = self.held[index];
        let after = held.plus(quantity).expect("it fitted when the event was made");
        let fill = Fill { asset, row, at_close, quantity, value, fee };
        let trades = &mut self.trades;
        let done = match event.kind {
            EventKind::Fill | EventKind::ContractFill => self.lots[index].fill(fill, held, trades),
            EventKind::End => N::notional(price, quantity, terms[index].value)
                .and_then(|value| self.lots[index].fill(Fill { value, ..fill }, held, trades)),
            EventKind::Split => {
                let (new, old) = outcome.ratio_of(event);
                let (before, lot, cash) = (held, terms[index].lot, value);
                let split = LotSplit { fill, before, after, new, old, lot, cash };
                self.lots[index].split(split, trades)
            }
            _ => return,
        };
        assert!(done.is_some(), "the lots of an event that happened");
        self.held[index] = after;
    }

    fn list(
        &self,
        session: u32,
        prices: &[N::Price],
        terms: &[Terms<N>],
        home: impl Fn(u32, N::Money) -> Option<N::Money>,
        list: &mut Vec<HeldPosition<N>>,
    ) {
        for (asset, &quantity) in (0_u32..).zip(&self.held) {
            if quantity.is_zero() {
                continue;
            }
            let price = prices[asset as usize];
            let value = N::mark(price, quantity, terms[asset as usize].value);
            let cost =
                self.lots[asset as usize].cost().expect("it fitted when its fills were posted");
            let account_value = home(asset, value);
            list.push(HeldPosition { session, asset, quantity, price, value, cost, account_value });
        }
    }
}

impl<N: Number> Outcome<N> {
    /// The ratio of the split that an event booked: the splits of an instrument in their order.
    fn ratio_of(&self, event: &Event<N>) -> (i64, i64) {
        let splits = self.setup.actions.splits();
        let booked = splits.get(event.order as usize);
        booked.map(|split| (split.new, split.old)).expect("the event of a split names it")
    }
}
