//! The walk along the bars: the order of things within one bar, for both drivers.

use std::fmt;
use std::sync::Arc;

use crate::kernel::{Fault, Kernel, Outcome, Setup, SetupError};
use crate::market::Panel;
use crate::money::Number;
use crate::order::{OrderId, Ticket};

/// A run under way: a kernel, the bars at hand, and the place in them.
///
/// Within a bar: [`Walk::advance`] (a new session begins), [`Walk::trade`] (orders fill, the
/// account is marked), orders of the strategy, [`Walk::close`].
#[derive(Clone, Debug)]
pub struct Walk<N: Number> {
    kernel: Kernel<N>,
    panel: Arc<Panel<N::Price>>,
    /// The next bar of the panel.
    next: usize,
    /// Rows of the run before those of the panel, less the rows of the panel before the run.
    offset: i64,
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
                write!(
                    f,
                    "the bars are of {found} instruments, the setup of {expected}"
                )
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
    /// A walk that begins at row `start` of a panel; earlier rows give last prices only.
    ///
    /// # Errors
    /// When the setup does not fit its ledger or the panel.
    pub fn new(
        setup: Arc<Setup>,
        panel: Arc<Panel<N::Price>>,
        start: usize,
    ) -> Result<Walk<N>, WalkError> {
        let (expected, found) = (setup.instruments.len(), panel.assets());
        if expected != found {
            return Err(WalkError::Assets { expected, found });
        }
        let mut kernel = Kernel::new(setup)?;
        kernel.expect_bars(&panel)?;
        kernel.begin(&panel, start)?;
        let offset = -i64::try_from(start).unwrap_or(i64::MAX);
        Ok(Walk {
            kernel,
            panel,
            next: start,
            offset,
            session: None,
        })
    }

    /// Goes on with the next chunk of bars, whose first `overlap` rows were there before.
    ///
    /// # Errors
    /// When a holding does not fit the prices of the new bars.
    pub fn load(&mut self, panel: Arc<Panel<N::Price>>, overlap: usize) -> Result<(), WalkError> {
        let done = i64::try_from(self.next).unwrap_or(i64::MAX);
        let overlap_rows = i64::try_from(overlap).unwrap_or(i64::MAX);
        self.kernel.expect_bars(&panel)?;
        self.offset += done - overlap_rows;
        (self.panel, self.next) = (panel, overlap);
        Ok(())
    }

    /// Moves to the next bar; false when there is none. A first bar begins its session.
    ///
    /// # Errors
    /// When a number does not fit.
    #[inline]
    pub fn advance(&mut self) -> Result<bool, Fault> {
        let Some(&session) = self.panel.sessions().get(self.next) else {
            return Ok(false);
        };
        let opens = self.session != Some(session);
        self.session = Some(session);
        self.next += 1;
        self.kernel.enter(self.row(), session, opens)?;
        Ok(true)
    }

    /// Fills what the bar triggers and marks the account at its close.
    ///
    /// # Errors
    /// When a number does not fit.
    #[inline]
    pub fn trade(&mut self) -> Result<(), Fault> {
        let local = self.local();
        self.kernel.trade(&self.panel, local)?;
        self.kernel.mark(&self.panel, local);
        Ok(())
    }

    /// Ends the bar: fills at its close where the run asks for it.
    ///
    /// # Errors
    /// When a number does not fit.
    #[inline]
    pub fn close(&mut self) -> Result<(), Fault> {
        if self.kernel.trade_at_close(&self.panel, self.local())? {
            self.kernel.mark_again();
        }
        Ok(())
    }

    /// Gives an order at the present bar's close; see [`Kernel::submit`].
    ///
    /// # Errors
    /// When a number does not fit.
    #[inline]
    pub fn submit(&mut self, ticket: &Ticket) -> Result<Option<OrderId>, Fault> {
        self.kernel
            .submit(ticket, self.panel.ends_session(self.local()))
    }

    /// Takes an order back; see [`Kernel::cancel`].
    ///
    /// # Errors
    /// When a number does not fit.
    pub fn cancel(&mut self, id: OrderId) -> Result<bool, Fault> {
        self.kernel.cancel(id)
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

    /// The row of the run that is the present bar.
    #[inline]
    pub fn row(&self) -> u32 {
        let local = i64::try_from(self.local()).unwrap_or(i64::MAX);
        u32::try_from(local + self.offset).unwrap_or(u32::MAX)
    }

    /// Ends the run.
    pub fn finish(self) -> Outcome<N> {
        self.kernel.finish()
    }
}
