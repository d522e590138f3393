//! The kernel: the only control flow of a fill, a fee, a dividend, a split.
//!
//! Every method is one step: guards in documented order, new values, invariants, assignment. A
//! refusal is a value and leaves the account untouched; a [`Fault`] ends the run.

mod abroad;
mod actions;
mod ambiguity;
mod bar;
mod carried;
mod carry;
mod changes;
mod charges;
mod children;
mod conditions;
mod controls;
mod desk;
mod fault;
mod fill;
mod finer;
mod group;
mod holdings;
mod leave;
mod liquidation;
mod margin;
mod mark;
mod outcome;
mod place;
mod positions;
mod profit;
mod regime;
mod schedule;
mod settle;
mod setup;
mod split_orders;
mod submit;
mod trade;
mod trail;
mod volume;

pub use abroad::RateMarks;
pub use ambiguity::Ambiguous;
pub use conditions::RunConditions;
pub use fault::Fault;
pub use mark::{Mark, MarkList};
pub use outcome::Outcome;
pub use positions::{Balance, HeldPosition};
pub use profit::Profit;
pub use setup::{Convert, Rules, Setup, SetupError};

use std::collections::VecDeque;
use std::sync::Arc;

use crate::ledger::{Balances, Event, Lots, Trade};
use crate::market::Terms;
use crate::models::fee::Fee;
use crate::models::slippage::Slippage;
use crate::money::{Amount, Number};
use crate::order::{Book, Detail, Order, OrderId, Refusal};
use abroad::Abroad;
use carried::Carried;
use desk::Desk;
use holdings::Holdings;
use regime::Regime;

/// The account of a run and the rules by which it changes.
#[derive(Clone, Debug)]
pub struct Kernel<N: Number> {
    setup: Arc<Setup>,
    terms: Vec<Terms<N>>,
    fee: Fee<N>,
    /// The same in each of the other currencies.
    fees_abroad: Vec<Fee<N>>,
    slippage: Slippage,
    book: Book<N>,
    balances: Balances<N>,
    lots: Vec<Lots<N>>,
    /// The most that may be held of each instrument at the prices of the bars at hand.
    holding_max: Vec<N::Quantity>,
    last: Vec<N::Price>,
    priced: Vec<bool>,
    /// Whether every one of them is.
    all_priced: bool,
    events: Vec<Event<N>>,
    trades: Vec<Trade<N>>,
    marks: Vec<Mark<N>>,
    session_marks: Vec<N::Price>,
    receivables: VecDeque<actions::Receivable<N>>,
    dividends_done: usize,
    splits_done: usize,
    funding_done: usize,
    /// Those that wait for a bar of their instrument.
    funding_due: Vec<usize>,
    /// Whether there are any.
    funds: bool,
    ends_done: usize,
    /// Which instruments have ended; empty where none ever does.
    ended: Vec<bool>,
    /// Whether anything happens at the end of a session.
    settles: bool,
    /// Prices that were asked for and are not those of the order.
    asked_prices: Vec<(OrderId, f64)>,
    /// The value of the account as known now.
    equity: N::Money,
    /// What is held: what marking walks along.
    holdings: Holdings<N>,
    /// What only some runs ask for.
    regime: Regime<N>,
    carried: Carried<N>,
    /// Only where some instrument is in another currency than the account.
    abroad: Option<Box<Abroad<N>>>,
    row: u32,
    session: u32,
    /// What the bar fills at its open, or at its close.
    triggered: Vec<(OrderId, N::Price)>,
    /// What it fills within.
    later: Vec<(OrderId, N::Price)>,
    /// Whether the row is the first of its session.
    opens: bool,
    /// When the row ends.
    now: i64,
    /// Whether there is anything that the desk is for.
    extended: bool,
    desk: Desk<N>,
}

impl<N: Number> Kernel<N> {
    /// Makes room for so many orders and their fills.
    pub fn expect_orders(&mut self, count: usize) {
        self.book.reserve(count);
        self.events.reserve(count);
        self.trades.reserve(count / 2);
    }

    /// The setup of the run.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The setup of the run, to be shared.
    pub fn shared_setup(&self) -> &Arc<Setup> {
        &self.setup
    }

    /// The magnitudes of all holdings at their last prices, in the account's currency.
    pub fn gross(&self) -> N::Money {
        let last = || self.marks.last().map_or(N::Money::ZERO, |mark| mark.gross);
        self.marked().map_or_else(last, |mark| mark.gross)
    }

    /// Every order so far, by id.
    pub fn orders(&self) -> &[Order<N>] {
        self.book.orders()
    }

    /// The ids of the orders that work, ascending.
    pub fn open_orders(&self) -> &[OrderId] {
        self.book.open()
    }

    /// What an order has beside its size, type and duration, if it has some.
    pub fn detail(&self, order: OrderId) -> Option<&Detail<N>> {
        self.book.detail(order)
    }

    /// The name of a group that details name by its place.
    pub fn group_name(&self, group: u32) -> Arc<str> {
        self.desk.groups.name(group)
    }

    /// The changes that were refused: row, order, reason.
    pub fn refused_changes(&self) -> &[(u32, OrderId, Refusal)] {
        &self.desk.refused_changes
    }

    /// Every event so far.
    pub fn events(&self) -> &[Event<N>] {
        &self.events
    }

    /// Every balance as known now.
    pub fn balances(&self) -> &Balances<N> {
        &self.balances
    }

    /// The value of the account as known now: at the last close, after what has happened since.
    pub fn equity(&self) -> N::Money {
        self.equity
    }

    /// The account at the close of each bar so far.
    pub fn marks(&self) -> &[Mark<N>] {
        &self.marks
    }

    /// What is held of an instrument, and what open market orders will still buy or sell; `None`
    /// where the sum does not fit.
    #[inline]
    pub fn expected(&self, asset: u32) -> Option<N::Quantity> {
        self.balances.positions()[asset as usize].plus(self.in_flight(asset)?)
    }

    /// The side of what is held of an instrument and of what open market orders will still make
    /// of it: 1 long, -1 short, else 0.
    #[inline]
    pub fn expected_side(&self, asset: u32) -> i8 {
        let held = self.balances.positions()[asset as usize];
        // Where the sum does not fit, both are of one side.
        let expected = self.expected(asset).unwrap_or(held);
        i8::from(expected > N::Quantity::ZERO) - i8::from(expected < N::Quantity::ZERO)
    }

    /// The lots of an instrument.
    pub fn lots(&self, asset: u32) -> &Lots<N> {
        &self.lots[asset as usize]
    }

    /// The last price of an instrument, or nothing before its first bar.
    pub fn last_price(&self, asset: u32) -> Option<N::Price> {
        self.priced[asset as usize].then(|| self.last[asset as usize])
    }
}
