//! What a run leaves behind: everything that a result is made of.

use std::sync::Arc;

use super::Kernel;
use super::abroad::RateMarks;
use super::ambiguity::Ambiguous;
use super::mark::Mark;
use super::setup::Setup;
use crate::ledger::{Balances, Entry, Event, Trade, journal};
use crate::money::Number;
use crate::order::{Detail, NO_DETAIL, Order, OrderId, Refusal};

/// The exact outputs of a run.
#[derive(Clone, Debug)]
pub struct Outcome<N: Number> {
    /// How the run was set up.
    pub setup: Arc<Setup>,
    /// Every order by id, refused ones too.
    pub orders: Vec<Order<N>>,
    /// What few orders have; an order has its place in it.
    pub details: Vec<Detail<N>>,
    /// The names of groups, by the place that details have.
    pub groups: Vec<Arc<str>>,
    /// The changes that were refused: row, order, reason.
    pub refused_changes: Vec<(u32, OrderId, Refusal)>,
    /// How many bars were ambiguous.
    pub ambiguous: Ambiguous,
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
    /// Orders that the engine made to close what an account could not keep, ascending.
    pub liquidations: Vec<OrderId>,
    /// All balances at the end.
    pub balances: Balances<N>,
    /// Rates by mark, where there are several currencies.
    pub rates: Option<RateMarks<N>>,
}

impl<N: Number> Kernel<N> {
    /// Takes the memory of an outcome that nobody needs any more, for a run that is to begin.
    pub fn reuse(&mut self, outcome: Outcome<N>) {
        take(&mut self.events, outcome.events);
        take(&mut self.trades, outcome.trades);
        take(&mut self.marks, outcome.marks);
        take(&mut self.session_marks, outcome.session_marks);
        self.book.reuse(outcome.orders);
    }

    /// Ends the run and expands its journal.
    pub fn finish(self) -> Outcome<N> {
        let units = |asset: u32, quantity| {
            let factor = self.terms[asset as usize].units;
            N::units(quantity, factor).expect("it fitted when the event was made")
        };
        let journal = journal(&self.events, &self.setup.asset_currencies, units);
        Outcome { journal, ..self.finish_without_journal() }
    }

    /// Ends a run whose postings nobody asks for.
    pub fn finish_without_journal(self) -> Outcome<N> {
        let (orders, details) = self.book.into_parts();
        Outcome {
            journal: Vec::new(),
            rates: self.abroad.map(|abroad| abroad.into_marks()),
            setup: self.setup,
            orders,
            details,
            groups: self.desk.groups.into_names(),
            refused_changes: self.desk.refused_changes,
            ambiguous: self.desk.ambiguities.count,
            asked_prices: self.asked_prices,
            events: self.events,
            trades: self.trades,
            marks: self.marks,
            session_marks: self.session_marks,
            liquidations: self.regime.calls.orders,
            balances: self.balances,
        }
    }
}

/// The same list in the memory of another.
fn take<T: Copy>(list: &mut Vec<T>, mut memory: Vec<T>) {
    memory.clear();
    memory.extend_from_slice(list);
    *list = memory;
}

impl<N: Number> Outcome<N> {
    /// What an order has beside its size, type and duration, if it has some.
    pub fn detail(&self, order: &Order<N>) -> Option<&Detail<N>> {
        if order.detail == NO_DETAIL { None } else { self.details.get(order.detail as usize) }
    }
}
