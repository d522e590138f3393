//! What a run left behind, for Python: tables, statistics, digest.

use farthing_core::kernel;
use farthing_core::market::Panel;
use farthing_core::money::{Exact, Integer};
use numpy::PyReadonlyArray1;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::arrow::Table;
use crate::errors;
use crate::exact::to_decimal;
use crate::statistics::{EitherSummary, Summary};
use crate::{beside, digest, statistics, tables};

/// When the rows of a run were, and in which sessions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    pub(crate) times: Vec<i64>,
    pub(crate) sessions: Vec<u32>,
}

impl Rows {
    /// Those of a panel from `start`.
    pub(crate) fn of<P: farthing_core::money::Amount>(panel: &Panel<P>, start: usize) -> Rows {
        let mut rows = Rows::default();
        rows.extend(panel, start);
        rows
    }

    /// Adds the rows of a panel from `start`.
    pub(crate) fn extend<P: farthing_core::money::Amount>(
        &mut self,
        panel: &Panel<P>,
        start: usize,
    ) {
        self.times.extend_from_slice(&panel.times()[start..]);
        self.sessions.extend_from_slice(&panel.sessions()[start..]);
    }

    /// Keeps the first `rows`: those that a run came to.
    pub(crate) fn truncate(&mut self, rows: usize) {
        self.times.truncate(rows);
        self.sessions.truncate(rows);
    }
}

/// The outcome of one kernel or the other: the numbers are the same.
pub(crate) enum Either {
    Narrow(Box<kernel::Outcome<Exact<i64>>>),
    Wide(Box<kernel::Outcome<Exact<i128>>>),
}

/// Calls a generic function on the outcome, whichever it is.
macro_rules! on_either {
    ($either:expr, $outcome:ident => $call:expr) => {
        match $either {
            $crate::outcome::Either::Narrow($outcome) => $call,
            $crate::outcome::Either::Wide($outcome) => $call,
        }
    };
}

pub(crate) use on_either;

/// The exact outputs of a run.
#[pyclass(frozen, module = "farthing._core")]
pub(crate) struct Outcome {
    pub(crate) either: Either,
    pub(crate) rows: Rows,
}

impl Outcome {
    pub(crate) fn narrow(outcome: kernel::Outcome<Exact<i64>>, rows: Rows) -> Outcome {
        Outcome { either: Either::Narrow(Box::new(outcome)), rows }
    }

    pub(crate) fn wide(outcome: kernel::Outcome<Exact<i128>>, rows: Rows) -> Outcome {
        Outcome { either: Either::Wide(Box::new(outcome)), rows }
    }
}

#[pymethods]
impl Outcome {
    /// narrow or wide: how many bits the kernel's money had.
    #[getter]
    fn width(&self) -> &'static str {
        match self.either {
            Either::Narrow(_) => "narrow",
            Either::Wide(_) => "wide",
        }
    }

    /// Number of bars.
    #[getter]
    fn bars(&self) -> usize {
        self.rows.times.len()
    }

    /// Number of fills.
    #[getter]
    fn fills(&self) -> usize {
        on_either!(&self.either, outcome => tables::fills_count(outcome))
    }

    /// How many bars were ambiguous: decided by finer ones, and not.
    #[getter]
    fn ambiguous(&self) -> (u32, u32) {
        let count = on_either!(&self.either, outcome => outcome.ambiguous);
        (count.decided, count.undecided)
    }

    /// The changes that were refused: (row, order, reason).
    #[getter]
    fn refused_changes(&self) -> Vec<(u32, u32, &'static str)> {
        let list = on_either!(&self.either, outcome => &outcome.refused_changes);
        list.iter().map(|&(row, order, refusal)| (row, order, refusal.name())).collect()
    }

    /// Digits behind the point of every amount of money.
    #[getter]
    fn ledger_scale(&self) -> u8 {
        on_either!(&self.either, outcome => outcome.setup.ledger_scale)
    }

    /// The value of the account at the last bar; the capital when there was none.
    #[getter]
    fn end_equity<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let (mantissa, scale) = on_either!(&self.either, outcome => end_equity(outcome));
        to_decimal(py, mantissa, scale)
    }

    /// A table as Arrow data: orders, fills, events, journal, trades, equity, positions or
    /// balances.
    ///
    /// Args:
    ///     name: which table.
    ///     dates: int32 days since 1970-01-01 of every session, by index.
    fn table(
        &self,
        py: Python<'_>,
        name: &str,
        dates: PyReadonlyArray1<'_, i32>,
    ) -> PyResult<Table> {
        let context = tables::Labels { rows: &self.rows, dates: dates.as_slice()? };
        let made = on_either!(&self.either, outcome => tables::table(outcome, &context, name));
        made.map_err(|error| errors::data(py, error))
    }

    /// The statistics of the run.
    ///
    /// Args:
    ///     dates: int32 days since 1970-01-01 of every session, by index.
    ///     periods_per_year: sessions in a year.
    fn summary(
        &self,
        dates: PyReadonlyArray1<'_, i32>,
        periods_per_year: f64,
    ) -> PyResult<Summary> {
        let (dates, rows, scale) = (dates.as_slice()?, &self.rows, self.ledger_scale());
        let either = match &self.either {
            Either::Narrow(outcome) => EitherSummary::Narrow(Box::new(statistics::summary(
                outcome,
                rows,
                dates,
                periods_per_year,
            ))),
            Either::Wide(outcome) => EitherSummary::Wide(Box::new(statistics::summary(
                outcome,
                rows,
                dates,
                periods_per_year,
            ))),
        };
        Ok(Summary { either, scale })
    }

    /// The returns of the run's sessions beside those of an instrument, as statistics by name.
    ///
    /// Args:
    ///     dates: int32 days since 1970-01-01 of every session, by index.
    ///     asset: the index of the instrument.
    ///     days: int32, ascending: the sessions of the instrument, those before the run too.
    ///     closes: int64: its last close in each of them, in units of its last digit.
    ///     periods_per_year: sessions in a year.
    fn comparison<'py>(
        &self,
        py: Python<'py>,
        dates: PyReadonlyArray1<'_, i32>,
        asset: u32,
        days: PyReadonlyArray1<'_, i32>,
        closes: PyReadonlyArray1<'_, i64>,
        periods_per_year: f64,
    ) -> PyResult<Bound<'py, PyDict>> {
        let (days, closes) = (days.as_slice()?, closes.as_slice()?);
        let closes: Vec<_> = days.iter().copied().zip(closes.iter().copied()).collect();
        let sessions = (&self.rows, dates.as_slice()?);
        on_either!(&self.either, outcome => {
            beside::comparison(py, outcome, sessions, (asset, &closes), periods_per_year)
        })
    }

    /// How far each trade was behind and ahead while it was open: a table with a row a trade, and
    /// means and extremes by name.
    ///
    /// Args:
    ///     bars: (asset, rows, highs, lows) of each instrument that was traded; rows are those of
    ///         the run (uint32), prices int64 in units of its last digit.
    fn excursions<'py>(
        &self,
        py: Python<'py>,
        bars: &Bound<'py, PyAny>,
    ) -> PyResult<(Table, Bound<'py, PyDict>)> {
        on_either!(&self.either, outcome => beside::excursions(py, outcome, &self.rows, bars))
    }

    /// A hash over all exact outputs: orders, fills, positions, postings, `records`, the account's
    /// value at each bar, and whether the run is whole.
    ///
    /// Args:
    ///     dates: int32 days since 1970-01-01 of every session, by index.
    ///     records: what was recorded, in canonical form.
    ///     is_whole: whether the run came to its end.
    fn digest(
        &self,
        dates: PyReadonlyArray1<'_, i32>,
        records: &[u8],
        is_whole: bool,
    ) -> PyResult<String> {
        let dates = dates.as_slice()?;
        Ok(on_either!(&self.either, outcome => {
            digest::digest(outcome, &self.rows, dates, records, is_whole)
        }))
    }
}

fn end_equity<M: Integer>(outcome: &kernel::Outcome<Exact<M>>) -> (i128, u8) {
    let scale = outcome.setup.ledger_scale;
    let capital = outcome.setup.capital.at_scale(scale).expect("it fitted when it was deposited");
    (outcome.marks.last().map_or(capital, |mark| mark.equity.widened()), scale)
}
