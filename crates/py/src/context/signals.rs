//! The built-in indicators of a run: each an array over its bars, filled once.

use std::sync::Arc;

use farthing_core::market::{Digits, Field, Panel, Split};
use farthing_core::signal::{PanelSignal, Rule, TooLarge};
use pyo3::prelude::*;

use super::restated::{Restated, Term};
use crate::errors;
use crate::grid::{Grid, Place, view};

/// Indicators by rule and field.
pub(super) struct Signals {
    digits: Vec<Digits>,
    splits: Vec<Split>,
    slots: Vec<Slot>,
}

struct Slot {
    rule: Rule,
    field: Field,
    signal: PanelSignal,
    grids: Vec<Py<Grid>>,
    restated: Restated,
    /// The row of the panel behind the first of the arrays, which is what was said before it.
    first: usize,
    /// From a row of the panel on its numbers are too large.
    refused: Option<TooLarge>,
}

impl Signals {
    pub(super) fn new(digits: Vec<Digits>, splits: Vec<Split>) -> Signals {
        Signals { digits, splits, slots: Vec::new() }
    }

    /// Hears the rows of a new panel that were not there before.
    pub(super) fn follow(
        &mut self,
        py: Python<'_>,
        panel: &Panel<i64>,
        known: usize,
    ) -> PyResult<()> {
        for slot in &mut self.slots {
            slot.hear(py, panel, known)?;
        }
        Ok(())
    }

    /// The panel begins so many rows earlier now.
    pub(super) fn shift(&mut self, added: usize) {
        for slot in &mut self.slots {
            slot.first += added;
            if let Some(refused) = &mut slot.refused {
                refused.row += added;
            }
        }
    }

    /// The place of a rule, which is added when it is new; `earlier` are the bars before the panel.
    #[inline]
    pub(super) fn place(
        &mut self,
        py: Python<'_>,
        rule: Rule,
        field: Field,
        panel: &Panel<i64>,
        earlier: impl FnOnce() -> PyResult<Vec<Arc<Panel<i64>>>>,
    ) -> PyResult<usize> {
        let known = self.slots.iter().position(|slot| slot.rule == rule && slot.field == field);
        match known {
            Some(place) => Ok(place),
            None => self.add(py, rule, field, panel, earlier()?),
        }
    }

    #[cold]
    fn add(
        &mut self,
        py: Python<'_>,
        rule: Rule,
        field: Field,
        panel: &Panel<i64>,
        earlier: Vec<Arc<Panel<i64>>>,
    ) -> PyResult<usize> {
        let mut signal = PanelSignal::new(rule, field, &self.digits, &self.splits);
        let mut forgotten = vec![Vec::new(); rule.outputs()];
        let mut refused = None;
        for panel in earlier {
            refused = refused.or(signal.extend(&panel, 0, &mut forgotten).err());
            forgotten.iter_mut().for_each(Vec::clear);
        }
        let (grids, restated) = (Vec::new(), Restated::default());
        let mut slot = Slot { rule, field, signal, grids, restated, first: 0, refused };
        slot.hear(py, panel, 0)?;
        self.slots.push(slot);
        Ok(self.slots.len() - 1)
    }

    /// Those that take more bars than these to a first value, as they are called.
    pub(super) fn longer_than(&self, bars: usize) -> Vec<String> {
        let rules = self.slots.iter().map(|slot| called(slot.rule));
        let silent = rules.filter(|&(_, _, needed)| needed > bars);
        silent.map(|(name, length, _)| format!("{name}({length})")).collect()
    }

    /// What a rule said of the last of the `visible` rows of the panel: a read-only array.
    #[inline]
    pub(super) fn row<'py>(
        &self,
        py: Python<'py>,
        place: usize,
        output: usize,
        visible: usize,
    ) -> PyResult<Bound<'py, PyAny>> {
        let slot = &self.slots[place];
        if let Some(refused) = slot.refused.as_ref().filter(|refused| visible > refused.row) {
            return Err(errors::overflow(py, refused));
        }
        let assets = self.digits.len();
        let start = (visible - slot.first) * assets;
        view(py, &slot.grids[output], Place { start, lengths: [assets], strides: [1] })
    }
}

impl Signals {
    /// What a rule says of the last complete row of a panel of coarse bars; where a split of after
    /// it is known already, what it says with that split undone.
    pub(super) fn known_row<'py>(
        &mut self,
        py: Python<'py>,
        (place, output): (usize, usize),
        panel: &Panel<i64>,
        term: Term,
    ) -> PyResult<Bound<'py, PyAny>> {
        let assets = self.digits.len();
        let slot = &mut self.slots[place];
        let is_refused = slot.refused.as_ref().is_some_and(|refused| term.complete > refused.row);
        if !self.splits.is_empty() && !is_refused {
            let Slot { rule, field, .. } = *slot;
            let new = || PanelSignal::new(rule, field, &self.digits, &self.splits);
            let before = (term.complete - slot.first) * assets;
            let lines = slot.grids.iter().map(|grid| &grid.get().values()[before..][..assets]);
            slot.restated.look(py, lines, panel, &self.splits, term, new)?;
            if let Some(grid) = slot.restated.grid(output) {
                return view(py, grid, Place { start: 0, lengths: [assets], strides: [1] });
            }
        }
        self.row(py, place, output, term.complete)
    }
}

/// Bars to the first value of the last of windows over windows.
fn ends(lengths: &[usize]) -> usize {
    lengths.iter().fold(1, |bars, length| bars.saturating_add(length - 1))
}

/// An indicator as it is called, and how many bars it takes until all its outputs have a value.
fn called(rule: Rule) -> (&'static str, usize, usize) {
    match rule {
        Rule::Sma(length) => ("sma", length, length),
        Rule::Ema(length) => ("ema", length, length),
        Rule::Wma(length) => ("wma", length, length),
        Rule::Min(length) => ("rolling_min", length, length),
        Rule::Max(length) => ("rolling_max", length, length),
        Rule::Std(length, _) => ("std", length, length),
        Rule::ZScore(length, _) => ("zscore", length, length),
        Rule::Bollinger(length, _) => ("bollinger", length, length),
        Rule::Vwap(length) => ("vwap", length, length),
        Rule::Returns(length) => ("returns", length, length.saturating_add(1)),
        Rule::Rsi(length) => ("rsi", length, length.saturating_add(1)),
        Rule::Atr(length) => ("atr", length, length.saturating_add(1)),
        Rule::SessionVwap => ("vwap", 0, 0),
        Rule::Obv => ("obv", 0, 0),
        Rule::Macd(fast, slow, signal) => ("macd", slow, ends(&[fast.max(slow), signal])),
        Rule::Stochastic(length, smoothing, signal) => {
            ("stochastic", length, ends(&[length, smoothing, signal]))
        }
        Rule::Adx(length) => ("adx", length, length.saturating_mul(2)),
        Rule::Aroon(length) => ("aroon", length, length.saturating_add(1)),
        Rule::Ichimoku(lengths, shift) => {
            let longest = lengths.into_iter().fold(0, usize::max);
            ("ichimoku", longest, longest.saturating_add(shift))
        }
        Rule::Keltner(length, _, range) => ("keltner", length, length.max(range.saturating_add(1))),
        Rule::Donchian(length) => ("donchian", length, length),
    }
}

impl Slot {
    fn hear(&mut self, py: Python<'_>, panel: &Panel<i64>, known: usize) -> PyResult<()> {
        let values = (panel.rows() - known + 1) * panel.assets();
        let mut outputs: Vec<Vec<f64>> =
            (0..self.rule.outputs()).map(|_| Vec::with_capacity(values)).collect();
        self.signal.repeat(&mut outputs);
        self.refused = match self.refused.take() {
            Some(before) => Some(TooLarge { row: 0, ..before }),
            None => self.signal.extend(panel, known, &mut outputs).err(),
        };
        for output in &mut outputs {
            output.resize(values, f64::NAN);
        }
        let grid = |values| Grid::new(py, Arc::new(values));
        self.grids = outputs.into_iter().map(grid).collect::<PyResult<_>>()?;
        self.first = known;
        Ok(())
    }
}
