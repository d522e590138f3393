//! Coarser bars of a run: a second panel, of which a row is shown once it is complete.

use std::sync::Arc;

use farthing_core::market::{self, Field, so_far};
use farthing_core::signal::Rule;
use pyo3::prelude::*;

use super::restated::Term;
use super::signals::Signals;
use super::views::{ViewPlace, Views};
use super::{Adjust, Context};
use crate::asked::Frequency;
use crate::errors;
use crate::grid::Grid;
use crate::panel::Panel;

/// Bars of one length, and what is made of them.
pub(super) struct Coarse {
    /// Their length, as it is asked for.
    frequency: String,
    /// All of the run's; the time of a row is when its bars are complete.
    panel: Arc<market::Panel<i64>>,
    /// Whether none of them is of several sessions.
    is_within_sessions: bool,
    views: Views,
    signals: Signals,
}

/// A window of coarse bars.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) field: Field,
    pub(crate) length: usize,
    pub(crate) adjust: Adjust,
    /// Whether the bar that is not complete is the last one.
    pub(crate) unfinished: bool,
    /// Whether fewer rows than asked for will do.
    pub(crate) short: bool,
}

/// Where a window is: its floats, the first of them, how many rows, and the row behind the last.
pub(crate) struct Found {
    pub(crate) grid: Py<Grid>,
    pub(crate) start: usize,
    pub(crate) rows: usize,
    pub(crate) panel: Arc<market::Panel<i64>>,
    pub(crate) end: usize,
}

impl Coarse {
    /// Rows that are complete: what ends by now, and what is of a session before the present one.
    fn complete(&self, now: Now) -> usize {
        let by_time = self.panel.times().partition_point(|&end| end <= now.time);
        let by_session = self.panel.sessions().partition_point(|&each| each < now.session);
        by_time.max(by_session)
    }

    /// Whether the row behind the complete ones has begun.
    fn has_begun(&self, row: usize, now: Now) -> bool {
        row < self.panel.rows()
            && self.panel.begin(row) < now.time
            && self.panel.sessions()[row] == now.session
    }
}

/// A moment of a run: the end of the last bar that is known, and the session that has begun.
#[derive(Clone, Copy)]
pub(super) struct Now {
    time: i64,
    session: u32,
}

impl Context {
    fn now(&self) -> Now {
        let last = self.visible.checked_sub(1);
        let time = last.and_then(|row| self.bars.times().get(row).copied()).unwrap_or(i64::MIN);
        Now { time, session: self.session_now() }
    }

    /// The place of the coarse bars of a length; none where those of the run are of that length.
    #[inline]
    pub(crate) fn coarse_place(
        &mut self,
        py: Python<'_>,
        frequency: Option<Frequency<'_>>,
    ) -> PyResult<Option<usize>> {
        let Some(Frequency(name)) = frequency else { return Ok(None) };
        match self.coarse.iter().position(|coarse| coarse.frequency == name) {
            Some(place) => Ok(Some(place)),
            None => self.add_coarse(py, name),
        }
    }

    #[cold]
    fn add_coarse(&mut self, py: Python<'_>, name: &str) -> PyResult<Option<usize>> {
        self.check_running(py)?;
        let Some(feed) = &self.feed else {
            return Err(errors::configuration(py, "these bars have no sessions by date"));
        };
        if self.frequency.is_none() {
            self.frequency = Some(feed.bind(py).getattr("frequency")?.extract()?);
        }
        if self.frequency.as_deref() == Some(name) {
            return Ok(None);
        }
        let made = feed.bind(py).call_method1("coarse", (name,))?;
        let (panel, is_within_sessions): (Bound<'_, Panel>, bool) = made.extract()?;
        self.coarse.push(Coarse {
            frequency: name.to_owned(),
            panel: Arc::clone(&panel.get().panel),
            is_within_sessions,
            views: Views::default(),
            signals: Signals::new(self.digits.clone(), self.splits.clone()),
        });
        Ok(Some(self.coarse.len() - 1))
    }

    /// The coarse bars of a place.
    pub(super) fn coarse_panel(&self, place: usize) -> Arc<market::Panel<i64>> {
        Arc::clone(&self.coarse[place].panel)
    }

    /// Whether coarse bars are shown while they are not complete: those of several sessions are not.
    pub(crate) fn shows_unfinished(&self, place: usize) -> bool {
        self.coarse[place].is_within_sessions
    }

    /// A window of coarse bars.
    pub(crate) fn coarse_window(
        &mut self,
        py: Python<'_>,
        place: usize,
        asked: Asked,
    ) -> PyResult<Found> {
        self.check_running(py)?;
        let now = self.now();
        let coarse = &self.coarse[place];
        if asked.unfinished && !coarse.is_within_sessions {
            return Err(errors::configuration(py, never_unfinished(&coarse.frequency)));
        }
        let complete = coarse.complete(now);
        let has_begun = asked.unfinished && coarse.has_begun(complete, now);
        let end = complete + usize::from(has_begun);
        if asked.length > end && !asked.short {
            let message = too_long(asked.length, &coarse.frequency, end);
            return Err(errors::not_enough_history(py, message));
        }
        let rows = asked.length.min(end);
        // The last complete row comes along: a price is carried on from it.
        let first = (end - rows).min(complete.saturating_sub(usize::from(has_begun)));
        let Asked { field, adjust, .. } = asked;
        let known = self.actions.known(adjust, &self.bars, &self.digits, now.session);
        let coarse = &mut self.coarse[place];
        let panel = Arc::clone(&coarse.panel);
        let view = ViewPlace { field, adjust, first, session: now.session };
        let (grid, offset) = coarse.views.rows(py, &panel, &self.digits, known, view)?;
        let assets = self.digits.len();
        let start = offset + (end - rows - first) * assets;
        if !has_begun {
            return Ok(Found { grid, start, rows, panel, end });
        }
        let there = &grid.get().values()[offset..offset + (complete - first) * assets];
        let mut values = there.to_vec();
        self.add_so_far(&panel, complete, field, &mut values);
        let grid = Grid::new(py, Arc::new(values))?;
        Ok(Found { grid, start: start - offset, rows, panel, end })
    }

    /// Appends the bar that is not complete to the rows before it.
    fn add_so_far(
        &self,
        coarse: &market::Panel<i64>,
        row: usize,
        field: Field,
        values: &mut Vec<f64>,
    ) {
        let begin = coarse.begin(row);
        let first = self.bars.times().partition_point(|&end| end <= begin);
        let mut last = so_far(&self.bars, &(first..self.visible), field, &self.digits);
        if let (Field::Price, Some(before)) = (field, values.len().checked_sub(last.len())) {
            let carried = &values[before..];
            for (price, &carried) in last.iter_mut().zip(carried) {
                if price.is_nan() {
                    *price = carried;
                }
            }
        }
        values.append(&mut last);
    }

    /// The place of an indicator of coarse bars, which is filled when it is new.
    pub(super) fn coarse_signal(
        &mut self,
        py: Python<'_>,
        place: usize,
        rule: Rule,
        field: &str,
    ) -> PyResult<usize> {
        self.check_running(py)?;
        let field = super::field(py, field)?;
        let Coarse { panel, signals, .. } = &mut self.coarse[place];
        signals.place(py, rule, field, panel, || Ok(Vec::new()))
    }

    /// What an indicator says of the last complete coarse bar, with the splits that are known now.
    pub(super) fn coarse_said<'py>(
        &mut self,
        py: Python<'py>,
        place: usize,
        signal: usize,
        output: usize,
    ) -> PyResult<Bound<'py, PyAny>> {
        let now = self.now();
        let coarse = &mut self.coarse[place];
        let term = Term { complete: coarse.complete(now), session: now.session };
        coarse.signals.known_row(py, (signal, output), &coarse.panel, term)
    }

    /// Indicators of coarse bars that look over more of them than are complete.
    pub(super) fn silent_coarse(&self) -> Vec<String> {
        let now = self.now();
        let of = |coarse: &Coarse| {
            let complete = coarse.complete(now);
            let bars = if complete == 1 { "bar" } else { "bars" };
            let frequency = coarse.frequency.clone();
            let said = move |called: String| {
                format!("{called} of {frequency} (of which {complete} {bars} came)")
            };
            coarse.signals.longer_than(complete).into_iter().map(said).collect::<Vec<_>>()
        };
        self.coarse.iter().flat_map(of).collect()
    }
}

fn never_unfinished(frequency: &str) -> String {
    format!(
        "unfinished: a bar of {frequency} is of several sessions, and is shown when it is complete; \
         ask for the days that it has so far"
    )
}

fn too_long(length: usize, frequency: &str, there: usize) -> String {
    format!(
        "a window of {length} bars of {frequency} at a time when {there} are there: set `warmup` \
         on the strategy, or begin the run later"
    )
}
