//! What indicators of coarse bars say while a split is known of which no coarse bar is complete yet.

use std::sync::Arc;

use farthing_core::market::{Panel, Split};
use farthing_core::signal::{PanelSignal, TooLarge};
use pyo3::prelude::*;

use crate::errors;
use crate::grid::Grid;

/// A moment between coarse bars: how many are complete, and the session that has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) complete: usize,
    pub(super) session: u32,
}

/// The lines of one indicator in which splits of after the last bars are undone.
#[derive(Default)]
pub(super) struct Restated {
    /// The moment that was looked at last.
    term: Option<Term>,
    /// A line for each output, where there is such a split.
    grids: Vec<Py<Grid>>,
    /// What was said anew of an instrument, with its last bar and the splits that were known.
    said: Vec<(Pending, Vec<f64>)>,
}

/// An instrument with splits after its last bar: how many of its splits are known.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Pending {
    asset: usize,
    last: usize,
    splits: usize,
}

impl Restated {
    /// The line of an output, where it is another one than the indicator's own.
    pub(super) fn grid(&self, output: usize) -> Option<&Py<Grid>> {
        self.grids.get(output)
    }

    /// Makes the lines of a moment, unless they are there.
    ///
    /// `lines` are the indicator's own, by output; `new` makes one that has heard nothing.
    pub(super) fn look<'a>(
        &mut self,
        py: Python<'_>,
        lines: impl Iterator<Item = &'a [f64]>,
        panel: &Panel<i64>,
        splits: &[Split],
        term: Term,
        new: impl Fn() -> PanelSignal,
    ) -> PyResult<()> {
        if self.term == Some(term) {
            return Ok(());
        }
        let pending = pending(panel, splits, term);
        let mut lines: Vec<Vec<f64>> = match pending.is_empty() {
            true => Vec::new(),
            false => lines.map(<[f64]>::to_vec).collect(),
        };
        for each in pending {
            let said = self.said_anew(each, panel, term.session, &new);
            let said = said.map_err(|refused| errors::overflow(py, refused))?;
            lines.iter_mut().zip(said).for_each(|(line, value)| line[each.asset] = value);
        }
        let grids = lines.into_iter().map(|line| Grid::new(py, Arc::new(line)));
        self.grids = grids.collect::<PyResult<_>>()?;
        self.term = Some(term);
        Ok(())
    }

    /// What an indicator says of an instrument, by output; said once for each bar and split.
    fn said_anew(
        &mut self,
        pending: Pending,
        panel: &Panel<i64>,
        session: u32,
        new: impl Fn() -> PanelSignal,
    ) -> Result<Vec<f64>, TooLarge> {
        if let Some((_, said)) = self.said.iter().find(|(known, _)| *known == pending) {
            return Ok(said.clone());
        }
        let said = new().restated(panel, pending.asset, pending.last, session)?;
        self.said.retain(|(known, _)| known.asset != pending.asset);
        self.said.push((pending, said.clone()));
        Ok(said)
    }
}

/// The instruments of which a split is known that is of after the last of their complete bars.
fn pending(panel: &Panel<i64>, splits: &[Split], term: Term) -> Vec<Pending> {
    let mut found: Vec<Pending> = Vec::new();
    for split in splits.iter().filter(|split| split.session <= term.session) {
        let asset = split.asset as usize;
        if found.iter().any(|each| each.asset == asset) {
            continue;
        }
        let last = (0..term.complete).rev().find(|&row| panel.is_present(row, asset));
        let Some(last) = last else { continue };
        let own = splits.iter().filter(|other| other.asset == split.asset);
        let known = own.filter(|other| other.session <= term.session);
        if known.clone().any(|other| other.session > panel.sessions()[last]) {
            found.push(Pending { asset, last, splits: known.count() });
        }
    }
    found
}
