//! The mirrors that the windows of a run are cut from, kept for as long as they are true.

use std::ops::Range;
use std::sync::Arc;

use farthing_core::market::{Digits, Epoch, Field, Mirror, Panel};
use pyo3::prelude::*;

use super::Adjust;
use super::actions::Known;
use crate::grid::Grid;

/// Mirrors of one panel by field and adjustment.
#[derive(Default)]
pub(super) struct Views {
    slots: Vec<Slot>,
}

struct Slot {
    field: Field,
    adjust: Adjust,
    first: usize,
    /// The sessions in which it is true.
    sessions: Range<u32>,
    /// Rows before its epoch that were wanted so far.
    reach: usize,
    grid: Option<Py<Grid>>,
}

impl Views {
    /// Drops every mirror: the panel is another one.
    pub(super) fn forget(&mut self) {
        for slot in &mut self.slots {
            slot.grid = None;
        }
    }

    /// The mirror that holds the rows from `first` on, as known in a session, and the place of
    /// `first` in it.
    #[inline]
    pub(super) fn rows(
        &mut self,
        py: Python<'_>,
        panel: &Panel<i64>,
        digits: &[Digits],
        known: Known<'_>,
        place: ViewPlace,
    ) -> PyResult<(Py<Grid>, usize)> {
        let ViewPlace { field, adjust, first, session } = place;
        let assets = panel.assets();
        for slot in &self.slots {
            let fits = slot.field == field && slot.adjust == adjust;
            let holds = fits && slot.first <= first && slot.sessions.contains(&session);
            if let Some(grid) = slot.grid.as_ref().filter(|_| holds) {
                return Ok((grid.clone_ref(py), (first - slot.first) * assets));
            }
        }
        self.make(py, panel, digits, known, place)
    }

    #[cold]
    fn make(
        &mut self,
        py: Python<'_>,
        panel: &Panel<i64>,
        digits: &[Digits],
        known: Known<'_>,
        ViewPlace { field, adjust, first, session }: ViewPlace,
    ) -> PyResult<(Py<Grid>, usize)> {
        let epoch = Epoch::of(panel, known.adjustments, session).up_to(panel, known.until);
        let at = self.slots.iter().position(|slot| slot.field == field && slot.adjust == adjust);
        let at = at.unwrap_or_else(|| {
            let (sessions, grid) = (0..0, None);
            self.slots.push(Slot { field, adjust, first: 0, sessions, reach: 0, grid });
            self.slots.len() - 1
        });
        let slot = &mut self.slots[at];
        slot.reach = slot.reach.max(epoch.first.saturating_sub(first));
        let begin = first.min(epoch.first.saturating_sub(slot.reach));
        let mirror = Mirror::new(panel, field, digits, known.adjustments, begin, epoch);
        (slot.first, slot.sessions) = (mirror.first(), session..epoch.until);
        let grid = Grid::new(py, Arc::new(mirror.into_values()))?;
        slot.grid = Some(grid.clone_ref(py));
        Ok((grid, (first - begin) * panel.assets()))
    }
}

/// Which rows of which field.
#[derive(Clone, Copy)]
pub(super) struct ViewPlace {
    pub(super) field: Field,
    pub(super) adjust: Adjust,
    /// The first row of the window.
    pub(super) first: usize,
    /// The session in which it is known.
    pub(super) session: u32,
}
