//! The walk along the bars: the order of things within one bar, for both drivers.

use std::fmt;
use std::sync::Arc;

use crate::kernel::{Fault, Kernel, MarkList, Outcome, Setup, SetupError};
use crate::market::Panel;
use crate::money::{Decimal, Number};
use crate::order::{Change, Conditions, OrderId, Refusal, Ticket};

/// A run under way: a kernel, the bars at hand, and the place in them.
///
/// Within a bar: [`Walk::advance`] (a new session begins), [`Walk::trade`] (orders fill, the
/// account is marked), orders of the strategy, [`Walk::close`].
#[derive(Clone, Debug)]
pub struct Walk<N: Number> {
    kernel: Kernel<N>,
    panel: Arc<Panel<N::Price>>,
    /// The next row of the panel.
    next: usize,
    /// Rows of the run so far.
    rows: u32,
    session: Option<u32>,
    /// The row of the panel behind the last of the present session.
    session_end: usize,
}

/// A run that cannot begin or cannot go on.
#[derive(Clone, Debug, PartialEq)]
pub enum WalkError {
    /// The setup makes no sense.
    Setup(SetupError),
    /// A number does not fit.
    Fault(Fault),
    /// The bars and the setup are of different numbers of instruments.
    Assets {
        /// In the setup.
        expected: usize,
        /// In the bars.
        found: usize,
    },
}

impl fmt::Display for WalkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WalkError::Setup(error) => error.fmt(f),
            WalkError::Fault(error) => error.fmt(f),
            WalkError::Assets { expected, found } => {
                write!(f, "the bars are of {found} instruments, the setup of {expected}")
            }
        }
    }
}

impl std::error::Error for WalkError {}

impl From<SetupError> for WalkError {
    fn from(error: SetupError) -> WalkError {
        WalkError::Setup(error)
    }
}

impl From<Fault> for WalkError {
    fn from(error: Fault) -> WalkError {
        WalkError::Fault(error)
    }
}

impl<N: Number> Walk<N> {
    /// A walk that has no bars yet.
    ///
    /// # Errors
    /// When the setup does not fit its ledger.
    pub fn new(setup: Arc<Setup>) -> Result<Walk<N>, WalkError> {
        let panel = Arc::new(Panel::empty(setup.instruments.len()));
        Ok(Walk {
            kernel: Kernel::new(setup)?,
            panel,
            next: 0,
            rows: 0,
            session: None,
            session_end: 0,
        })
    }

    /// Goes on with a panel: with its first row, or with the next chunk of the bars.
    ///
    /// The first `known` rows were there before; those from there to `start` are before the run
    /// and give last prices only.
    ///
    /// # Errors
    /// When the panel is of other instruments, or a number does not fit.
    pub fn load(
        &mut self,
        panel: Arc<Panel<N::Price>>,
        known: usize,
        start: usize,
    ) -> Result<(), WalkError> {
        let (expected, found) = (self.panel.assets(), panel.assets());
        if expected != found {
            return Err(WalkError::Assets { expected, found });
        }
        self.kernel.expect_bars(&panel)?;
        self.kernel.observe(&panel, known..start)?;
        (self.panel, self.next, self.session_end) = (panel, start, 0);
        Ok(())
    }

    /// Takes the memory of an outcome that nobody needs any more.
    pub fn reuse(&mut self, outcome: Outcome<N>) {
        self.kernel.reuse(outcome);
    }

    /// Makes room for so many orders and their fills.
    pub fn expect_orders(&mut self, count: usize) {
        self.kernel.expect_orders(count);
    }

    /// Replaces the panel by one that begins `added` rows earlier.
    pub fn extend_back(&mut self, panel: Arc<Panel<N::Price>>, added: usize) {
        self.panel = panel;
        self.next += added;
        self.session_end += added;
    }

    /// Moves to the next bar, and tells whether it is the first of its session; nothing when
    /// there is none. A first bar begins its session.
    ///
    /// # Errors
    /// When a number does not fit.
    #[inline]
    pub fn advance(&mut self) -> Result<Option<bool>, Fault> {
        let Some(&session) = self.panel.sessions().get(self.next) else {
            return Ok(None);
        };
        let opens = self.session != Some(session);
        self.session = Some(session);
        self.kernel.enter(self.rows, session, opens)?;
        self.next += 1;
        self.rows += 1;
        Ok(Some(opens))
    }

    /// Passes up to so many bars in which nothing can happen but that the account is marked, and
    /// tells how many they were: none while an order works, or where a session begins with
    /// something.
    ///
    /// # Errors
    /// When a number does not fit.
    #[inline]
    pub fn pass(&mut self, most: usize) -> Result<usize, Fault> {
        let mut marks = self.kernel.take_marks();
        let passed = self.pass_into(most, &mut marks);
        self.kernel.put_marks(marks);
        passed
    }

    /// The same, with the marks told and not kept.
    ///
    /// # Errors
    /// When a number does not fit.
    #[inline]
    pub fn pass_into(&mut self, most: usize, marks: &mut impl MarkList<N>) -> Result<usize, Fault> {
        let from = self.next;
        let end = from.saturating_add(most).min(self.panel.rows());
        while self.next < end && self.kernel.is_quiet() {
            let session = self.panel.sessions()[self.next];
            if self.session != Some(session) {
                if !self.kernel.begins_quietly(session) {
                    break;
                }
                self.session = Some(session);
                self.kernel.enter(self.rows, session, true)?;
                self.session_end = 0;
            }
            let to = end.min(self.end_of_session(session));
            self.kernel.pass(&self.panel, self.next..to, self.rows, marks);
            self.rows += u32::try_from(to - self.next).expect("rows are counted by u32");
            self.next = to;
        }
        Ok(self.next - from)
    }

    /// The row of the panel behind the last of a session, which is the present one.
    #[inline]
    fn end_of_session(&mut self, session: u32) -> usize {
        if self.session_end <= self.next {
            let later = &self.panel.sessions()[self.next..];
            self.session_end = self.next + later.partition_point(|&other| other <= session);
        }
        self.session_end
    }

    /// Fills what the bar triggers and marks the account at its close.
    ///
    /// # Errors
    /// When a number does not fit.
    #[inline]
    pub fn trade(&mut self) -> Result<(), Fault> {
        let local = self.local();
        self.kernel.trade(&self.panel, local)?;
        self.mark()
    }

    /// The first part of [`Walk::trade`]: fills the orders that work when the bar begins. Orders of
    /// [`Walk::bear`] may follow, and [`Walk::trade_rest`] must.
    ///
    /// # Errors
    /// When a number does not fit.
    pub fn trade_first(&mut self) -> Result<(), Fault> {
        let local = self.local();
        self.kernel.trade_first(&self.panel, local)
    }

    /// Gives an order within the bar; see [`Kernel::bear`].
    ///
    /// # Errors
    /// When a number does not fit.
    pub fn bear(
        &mut self,
        ticket: &Ticket,
        conditions: &Conditions,
    ) -> Result<Option<OrderId>, Fault> {
        self.kernel.bear(ticket, conditions, self.panel.ends_session(self.local()))
    }

    /// The rest of [`Walk::trade`].
    ///
    /// # Errors
    /// When a number does not fit.
    pub fn trade_rest(&mut self) -> Result<(), Fault> {
        let local = self.local();
        self.kernel.trade_rest(&self.panel, local)?;
        self.mark()
    }

    #[inline]
    fn mark(&mut self) -> Result<(), Fault> {
        let local = self.local();
        self.kernel.mark(&self.panel, local)?;
        self.kernel.watch(self.panel.ends_session(local))?;
        self.kernel.give_slices(&self.panel, local)
    }

    /// Ends the bar: fills at its close where the run asks for it.
    ///
    /// # Errors
    /// When a number does not fit.
    #[inline]
    pub fn close(&mut self) -> Result<(), Fault> {
        let local = self.local();
        if self.kernel.trade_at_close(&self.panel, local)? {
            self.kernel.mark_again(self.panel.ends_session(local))?;
            self.kernel.note_equity();
        }
        Ok(())
    }

    /// Gives an order at the present bar's close; see [`Kernel::submit`].
    ///
    /// # Errors
    /// When a number does not fit.
    #[inline]
    pub fn submit(&mut self, ticket: &Ticket) -> Result<Option<OrderId>, Fault> {
        self.kernel.submit(ticket, self.panel.ends_session(self.local()))
    }

    /// Gives an order with conditions at the present bar's close; see [`Kernel::place`].
    ///
    /// # Errors
    /// When a number does not fit.
    pub fn place(
        &mut self,
        ticket: &Ticket,
        conditions: &Conditions,
    ) -> Result<Option<OrderId>, Fault> {
        self.kernel.place(ticket, conditions, self.panel.ends_session(self.local()))
    }

    /// Changes an order; see [`Kernel::modify`].
    ///
    /// # Errors
    /// When a number does not fit.
    pub fn modify(&mut self, id: OrderId, change: &Change) -> Result<Option<Refusal>, Fault> {
        self.kernel.modify(id, change)
    }

    /// Takes every order back, of one instrument or of all; see [`Kernel::cancel_all`].
    ///
    /// # Errors
    /// When a number does not fit.
    pub fn cancel_all(&mut self, asset: Option<u32>) -> Result<usize, Fault> {
        self.kernel.cancel_all(asset)
    }

    /// Gives a position up at the present bar's close; see [`Kernel::leave`].
    ///
    /// # Errors
    /// When a number does not fit.
    #[inline]
    pub fn leave(&mut self, asset: u32) -> Result<Option<OrderId>, Fault> {
        self.kernel.leave(asset, self.panel.ends_session(self.local()))
    }

    /// Takes back what is in the way of a target; see [`Kernel::make_way`].
    ///
    /// # Errors
    /// When a number does not fit.
    pub fn make_way(&mut self, asset: u32) -> Result<(), Fault> {
        self.kernel.make_way(asset)
    }

    /// Takes an order back; see [`Kernel::cancel`].
    ///
    /// # Errors
    /// When a number does not fit.
    pub fn cancel(&mut self, id: OrderId) -> Result<bool, Fault> {
        self.kernel.cancel(id)
    }

    /// Takes several orders back at once; see [`Kernel::cancel_each`].
    ///
    /// # Errors
    /// When a number does not fit.
    pub fn cancel_each(&mut self, ids: &[OrderId]) -> Result<(), Fault> {
        self.kernel.cancel_each(ids)
    }

    /// Exchanges money at the present bar's close; see [`Kernel::convert`].
    ///
    /// # Errors
    /// As of [`Kernel::convert`].
    pub fn convert(&mut self, currency: u16, amount: Decimal) -> Result<Option<Refusal>, Fault> {
        self.kernel.convert(currency, amount)
    }

    /// The account.
    #[inline]
    pub fn kernel(&self) -> &Kernel<N> {
        &self.kernel
    }

    /// The bars at hand.
    #[inline]
    pub fn panel(&self) -> &Arc<Panel<N::Price>> {
        &self.panel
    }

    /// The row of the panel that is the present bar.
    #[inline]
    pub fn local(&self) -> usize {
        self.next.saturating_sub(1)
    }

    /// Rows of the run so far, the present one included.
    #[inline]
    pub fn rows(&self) -> u32 {
        self.rows
    }

    /// Ends a run whose postings nobody asks for.
    pub fn finish_without_journal(self) -> Outcome<N> {
        self.kernel.finish_without_journal()
    }

    /// Ends the run.
    pub fn finish(self) -> Outcome<N> {
        self.kernel.finish()
    }
}
