//! Marking: the value of the account at the close of a bar.

use std::ops::Range;

use super::Kernel;
use super::fault::Fault;
use super::holdings::Worth;
use crate::market::{Panel, PriceField, Terms};
use crate::money::{Amount, Number};

/// The account at the close of one bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark<N: Number> {
    /// Cash, receivables and holdings, contracts less what they carry.
    pub equity: N::Money,
    /// Cash.
    pub cash: N::Money,
    /// Holdings without their signs.
    pub gross: N::Money,
    /// The largest holding without its sign.
    pub largest: N::Money,
    /// How many instruments are held.
    pub held: u32,
}

/// What hears the marks of bars in which nothing else happens.
pub trait MarkList<N: Number> {
    /// One mark, at so many bars.
    fn repeat(&mut self, mark: Mark<N>, bars: usize);

    /// One after the other.
    fn each(&mut self, marks: impl ExactSizeIterator<Item = Mark<N>>);

    /// The last one was at the end of a session.
    fn end_session(&mut self) {}
}

impl<N: Number> MarkList<N> for Vec<Mark<N>> {
    #[inline]
    fn repeat(&mut self, mark: Mark<N>, bars: usize) {
        self.resize(self.len() + bars, mark);
    }

    #[inline]
    fn each(&mut self, marks: impl ExactSizeIterator<Item = Mark<N>>) {
        self.extend(marks);
    }
}

impl<N: Number> Kernel<N> {
    /// Takes the closes of a row as last prices and marks the account with them: after the funding
    /// that is due, and what the end of a session brings.
    ///
    /// # Errors
    /// When a number does not fit, or money in another currency has no rate.
    #[inline]
    pub fn mark(&mut self, panel: &Panel<N::Price>, local: usize) -> Result<(), Fault> {
        self.take_prices(panel, local);
        self.take_past(panel, local, self.row);
        if self.abroad.is_some() {
            self.take_rates();
        }
        if self.funds {
            self.fund(panel, local)?;
        }
        let ends_session = panel.ends_session(local);
        if ends_session && self.settles {
            self.settle_session()?;
        }
        if self.abroad.is_some() {
            self.keep_mark_abroad()?;
        } else {
            let mark = self.marked_at_home(&self.last);
            self.equity = mark.equity;
            self.marks.push(mark);
        }
        if ends_session {
            self.session_marks.extend_from_slice(&self.last);
        }
        Ok(())
    }

    /// Marks rows of one session in which nothing else happens; the first is the row `first` of the
    /// run.
    ///
    /// They come in the place of as many calls of [`Kernel::trade`] and [`Kernel::mark`] while
    /// [`Kernel::is_quiet`].
    #[inline]
    pub fn pass(
        &mut self,
        panel: &Panel<N::Price>,
        rows: Range<usize>,
        first: u32,
        marks: &mut impl MarkList<N>,
    ) {
        let (count, last) = (rows.len(), rows.end - 1);
        if panel.is_dense() {
            self.mark_each(panel, rows, marks);
            self.take_prices(panel, last);
        } else {
            for local in rows {
                self.take_prices(panel, local);
                marks.repeat(self.marked_at_home(&self.last), 1);
            }
        }
        self.row = first + u32::try_from(count - 1).expect("rows are counted by u32");
        self.now = panel.times()[last];
        self.equity = self.marked_at_home(&self.last).equity;
        if panel.ends_session(last) {
            self.session_marks.extend_from_slice(&self.last);
            marks.end_session();
        }
    }

    /// Marks rows in which every instrument has a bar. Most accounts of many runs hold nothing or one
    /// instrument: the first is the same at every bar, the other one product more.
    #[inline]
    fn mark_each(&self, panel: &Panel<N::Price>, rows: Range<usize>, marks: &mut impl MarkList<N>) {
        let still = self.still();
        let assets = panel.assets();
        let closes = &panel.grid(PriceField::Close)[rows.start * assets..rows.end * assets];
        match *self.holdings.list() {
            [] => marks.repeat(still.with(Worth::nothing()), rows.len()),
            [holding] => {
                let mark = |&price: &N::Price| still.with(holding.worth(price, Worth::nothing()));
                if assets == 1 {
                    marks.each(closes.iter().map(mark));
                } else {
                    let asset = holding.asset as usize;
                    let own = closes.chunks_exact(assets).map(|prices| &prices[asset]);
                    marks.each(own.map(mark));
                }
            }
            _ => {
                let holdings = &self.holdings;
                let mark = |prices| still.with(holdings.worth(prices));
                marks.each(closes.chunks_exact(assets).map(mark));
            }
        }
    }

    /// Lends the list of marks; [`Kernel::put_marks`] gives it back.
    pub fn take_marks(&mut self) -> Vec<Mark<N>> {
        std::mem::take(&mut self.marks)
    }

    /// Gives the list of marks back.
    pub fn put_marks(&mut self, marks: Vec<Mark<N>>) {
        self.marks = marks;
    }

    /// Whether a bar within a session brings nothing but other prices: no order works, and nothing
    /// of the run looks at marks.
    #[inline]
    pub fn is_quiet(&self) -> bool {
        self.book.open().is_empty()
            && self.book.waiting().is_empty()
            && self.desk.is_idle()
            && !(self.settles || self.funds || self.regime.at_marks || self.abroad.is_some())
    }

    /// Whether a session begins with nothing: no action, no payment, no carry.
    #[inline]
    pub fn begins_quietly(&self, session: u32) -> bool {
        !self.regime.at_sessions
            && self.receivables.is_empty()
            && self.next_action(session).is_none()
    }

    /// Out of line: a mark that may come from either way is copied twice, at every bar.
    #[cold]
    #[inline(never)]
    fn keep_mark_abroad(&mut self) -> Result<(), Fault> {
        let mark = self.marked().ok_or_else(|| self.fault_of_mark())?;
        self.equity = mark.equity;
        self.marks.push(mark);
        Ok(())
    }

    /// Marks the account again after fills at the same close.
    ///
    /// # Errors
    /// As of [`Kernel::mark`].
    pub fn mark_again(&mut self, ends_session: bool) -> Result<(), Fault> {
        if ends_session && self.settles {
            self.pay_variations(&[])?;
        }
        self.replace_mark()
    }

    /// Replaces the last mark by what the account is now.
    #[cold]
    fn replace_mark(&mut self) -> Result<(), Fault> {
        let mark = self.marked().ok_or_else(|| self.fault_of_mark())?;
        self.equity = mark.equity;
        if let Some(last) = self.marks.last_mut() {
            *last = mark;
        }
        Ok(())
    }

    /// Keeps the bars of a row where slippage looks back to them.
    #[inline]
    pub(super) fn take_past(&mut self, panel: &Panel<N::Price>, local: usize, row: u32) {
        if self.regime.past.is_kept() {
            self.regime.past.take(panel, local, row, &self.terms);
        }
    }

    #[inline]
    pub(super) fn take_prices(&mut self, panel: &Panel<N::Price>, local: usize) {
        let closes = panel.closes(local);
        if panel.is_dense() {
            self.last.copy_from_slice(closes);
            self.price_all();
            return;
        }
        for (asset, &present) in panel.presence(local).iter().enumerate() {
            if present {
                self.last[asset] = closes[asset];
                self.priced[asset] = true;
            }
        }
    }

    #[inline]
    fn price_all(&mut self) {
        if !self.all_priced {
            self.priced.fill(true);
            self.all_priced = true;
        }
    }

    /// The account at the last prices; `None` where money of another currency cannot be told.
    pub(super) fn marked(&self) -> Option<Mark<N>> {
        match &self.abroad {
            Some(abroad) => self.marked_abroad(abroad),
            None => Some(self.marked_at_home(&self.last)),
        }
    }

    /// The worth of what is held of an instrument at its last price, in the account's currency;
    /// `None` where that has no rate, or does not fit.
    pub fn worth_of(&self, asset: u32) -> Option<N::Money> {
        let Terms { value, currency, .. } = self.terms[asset as usize];
        let held = self.balances.positions()[asset as usize];
        let worth = N::mark(self.last[asset as usize], held, value);
        self.abroad.as_ref().map_or(Some(worth), |abroad| abroad.home(worth, currency))
    }

    /// The worth of all that is held, shorts with their sign; see [`Kernel::worth_of`].
    pub fn exposure(&self) -> Option<N::Money> {
        let mut held = self.holdings.each();
        held.try_fold(N::Money::ZERO, |sum, (asset, _)| sum.plus(self.worth_of(asset)?))
    }

    /// The account at these prices, where all money is of its own currency.
    #[inline(always)]
    fn marked_at_home(&self, prices: &[N::Price]) -> Mark<N> {
        self.still().with(self.holdings.worth(prices))
    }

    /// What of a mark at home does not depend on prices.
    #[inline(always)]
    fn still(&self) -> Still<N> {
        let cash = self.balances.cash();
        Still {
            cash,
            owned: N::sum(cash, self.balances.receivable()),
            carried: self.carried.home().negated(),
            held: self.holdings.count(),
        }
    }
}

/// What of a mark stays as it is while prices move.
#[derive(Clone, Copy)]
struct Still<N: Number> {
    cash: N::Money,
    /// With what is receivable.
    owned: N::Money,
    /// What contracts carry, turned round.
    carried: N::Money,
    held: u32,
}

impl<N: Number> Still<N> {
    /// The mark with holdings of such a worth.
    #[inline(always)]
    fn with(&self, worth: Worth<N>) -> Mark<N> {
        let Worth { net, gross, largest } = worth;
        let equity = N::sum(self.owned, N::sum(net, self.carried));
        Mark { equity, cash: self.cash, gross, largest, held: self.held }
    }
}
