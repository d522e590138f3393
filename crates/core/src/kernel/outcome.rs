//! What a run leaves behind: everything that a result is made of.

use std::sync::Arc;

use super::Kernel;
use super::abroad::RateMarks;
use super::mark::Mark;
use super::setup::Setup;
use crate::ledger::{Balances, Entry, Event, Trade, journal};
use crate::money::Number;
use crate::order::{Order, OrderId};

/// The exact outputs of a run.
#[derive(Clone, Debug)]
pub struct Outcome<N: Number> {
    /// How the run was set up.
    pub setup: Arc<Setup>,
    /// Every order by id, refused ones too.
    pub orders: Vec<Order<N>>,
    /// Order and the limit or stop that was asked for.
    pub asked_prices: Vec<(OrderId, f64)>,
    /// Every event, in order.
    pub events: Vec<Event<N>>,
    /// Every posting, in order.
    pub journal: Vec<Entry<N>>,
    /// Every lot, or part of one, that was closed.
    pub trades: Vec<Trade<N>>,
    /// The account at the close of each bar.
    pub marks: Vec<Mark<N>>,
    /// The last prices at the end of each session that has bars, one row a session.
    pub session_marks: Vec<N::Price>,
    /// All balances at the end.
    pub balances: Balances<N>,
    /// Rates by mark, where there are several currencies.
    pub rates: Option<RateMarks<N>>,
}

impl<N: Number> Kernel<N> {
    /// Ends the run and expands its journal.
    pub fn finish(self) -> Outcome<N> {
        let terms = self.terms;
        let units = |asset: u32, quantity| {
            let factor = terms[asset as usize].units;
            N::units(quantity, factor).expect("it fitted when the event was made")
        };
        Outcome {
            journal: journal(&self.events, &self.setup.asset_currencies, units),
            rates: self.abroad.map(|abroad| abroad.into_marks()),
            setup: self.setup,
            orders: self.book.into_orders(),
            asked_prices: self.asked_prices,
            events: self.events,
            trades: self.trades,
            marks: self.marks,
            session_marks: self.session_marks,
            balances: self.balances,
        }
    }
}
