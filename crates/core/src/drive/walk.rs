//! The walk along the bars: the order of things within one bar, for both drivers.

use std::fmt;
use std::sync::Arc;

use crate::kernel::{Fault, Kernel, Outcome, Setup, SetupError};
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
        Ok(Walk { kernel: Kernel::new(setup)?, panel, next: 0, rows: 0, session: None })
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
        (self.panel, self.next) = (panel, start);
        Ok(())
    }

    /// Makes room for so many orders and their fills.
    pub fn expect_orders(&mut self, count: usize) {
        self.kernel.expect_orders(count);
    }

    /// Replaces the panel by one that begins `added` rows earlier.
    pub fn extend_back(&mut self, panel: Arc<Panel<N::Price>>, added: usize) {
        self.panel = panel;
        self.next += added;
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

    /// Fills what the bar triggers and marks the account at its close.
    ///
    /// # Errors
    /// When a number does not fit.
    #[inline]
    pub fn trade(&mut self) -> Result<(), Fault> {
        let local = self.local();
        self.kernel.trade(&self.panel, local)?;
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

    /// Takes an order back; see [`Kernel::cancel`].
    ///
    /// # Errors
    /// When a number does not fit.
    pub fn cancel(&mut self, id: OrderId) -> Result<bool, Fault> {
        self.kernel.cancel(id)
    }

    /// Exchanges money at the present bar's close; see [`Kernel::convert`].
    ///
    /// # Errors
    /// As of [`Kernel::convert`].
    pub fn convert(&mut self, currency: u16, amount: Decimal) -> Result<(), Fault> {
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

    /// Ends the run.
    pub fn finish(self) -> Outcome<N> {
        self.kernel.finish()
    }
}
