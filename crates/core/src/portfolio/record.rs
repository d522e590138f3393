//! What is written down of the strategies of a portfolio.

use super::books::Books;
use super::entry::Entry;
use crate::money::Integer;

/// The books of the strategies and of the reserve, which stand last, as a run left them.
#[derive(Clone, Debug, PartialEq)]
pub struct Record<M> {
    /// Every change of every book.
    pub entries: Vec<Entry<M>>,
    /// What each was worth at the close of each bar: rows x books.
    pub equity: Vec<M>,
    /// The cash of each then.
    pub cash: Vec<M>,
    /// The rows at which money was shared.
    pub shared: Vec<u32>,
    /// The last prices at the close of the last bar of each session: sessions x instruments.
    pub prices: Vec<i64>,
}

impl<M: Integer> Record<M> {
    /// Nothing yet.
    pub(super) const fn new() -> Record<M> {
        Record {
            entries: Vec::new(),
            equity: Vec::new(),
            cash: Vec::new(),
            shared: Vec::new(),
            prices: Vec::new(),
        }
    }

    /// Notes the books at the close of a bar.
    pub(super) fn note(&mut self, books: &Books<M>) {
        self.equity.extend_from_slice(books.equities());
        self.cash.extend_from_slice(books.cash());
    }
}
