//! The bars that rules look at.

use crate::kernel::Setup;
use crate::market::{Digits, Instrument, Panel, Split};

/// The bars that rules look at.
#[derive(Clone, Debug)]
pub struct Market<'a> {
    pub(super) panel: &'a Panel<i64>,
    /// The first row of the run.
    pub(super) start: usize,
    pub(super) digits: Vec<Digits>,
    pub(super) instruments: &'a [Instrument],
    pub(super) splits: &'a [Split],
}

impl<'a> Market<'a> {
    /// The bars of a run from the row `start` on; indicators hear those before it too.
    pub fn new(panel: &'a Panel<i64>, start: usize, setup: &'a Setup) -> Market<'a> {
        let digits = setup.instruments.iter().map(|instrument| Digits {
            price: instrument.price_scale,
            volume: instrument.volume_scale,
        });
        let (digits, instruments) = (digits.collect(), &setup.instruments[..]);
        Market { panel, start, digits, instruments, splits: setup.actions.splits() }
    }

    /// Rows of the run.
    pub(super) fn rows(&self) -> usize {
        self.panel.rows().saturating_sub(self.start)
    }

    /// Whether an instrument has a bar in a row of the run.
    #[inline]
    pub(super) fn has_bar(&self, asset: usize, row: usize) -> bool {
        self.panel.is_dense() || self.panel.is_present(self.start + row, asset)
    }
}
