//! Several arrays of targets in one account, for Python.

use std::sync::Arc;

use farthing_core::drive::WalkError;
use farthing_core::money::Integer;
use farthing_core::portfolio::{ArrayStrategy, Bracket, Entry, Plan, Record, simulate_portfolio};
use numpy::{PyArray1, PyReadonlyArray2};
use pyo3::prelude::*;

use crate::context::walk_error;
use crate::outcome::{Outcome, Rows};
use crate::panel::Panel;
use crate::setup::Setup;
use crate::simulate::{of_width, targets_of, unit_named, width_named};

/// A strategy: targets, their unit, whether every bar leads back to them, and the distances of stop
/// and limit from an entry in parts of 10^9.
type Strategy<'py> = (PyReadonlyArray2<'py, f64>, String, bool, Option<i64>, Option<i64>);

/// Runs several arrays of targets in one account.
///
/// Args:
///     setup: of the run.
///     panel: all its bars.
///     start: the first row of the run.
///     strategies: (targets, unit, rebalance, stop, limit): float64, bars of the run x assets;
///         "weight" or "shares"; whether to order each target again at every bar; how far from the
///         price of an entry it is closed at a loss, and at a profit, in parts of 10^9 of it.
///     shares: of each strategy, in parts of 10^9.
///     shared: the rows at which money is shared anew, ascending.
///     width: "auto", "narrow" or "wide".
#[pyfunction]
#[pyo3(name = "simulate_portfolio")]
#[expect(clippy::too_many_arguments, reason = "the parts of a batch run")]
pub(crate) fn simulate_several(
    py: Python<'_>,
    setup: &Setup,
    panel: &Panel,
    start: usize,
    strategies: Vec<Strategy<'_>>,
    shares: Vec<i64>,
    shared: Vec<u32>,
    width: &str,
) -> PyResult<(Outcome, StrategyBooks)> {
    let arrays: PyResult<Vec<ArrayStrategy<'_>>> = strategies
        .iter()
        .map(|(targets, unit, rebalance, stop, limit)| {
            Ok(ArrayStrategy {
                targets: targets_of(py, panel, start, targets)?,
                unit: unit_named(py, unit)?,
                rebalance: *rebalance,
                bracket: Bracket { stop: *stop, limit: *limit },
            })
        })
        .collect();
    let plan = Plan { strategies: arrays?, shares, shared };
    let (width, books) = (width_named(py, width)?, plan.strategies.len() + 1);
    let (setup, panel) = (&setup.setup, &panel.panel);
    let again = || (Arc::clone(setup), Arc::clone(panel));
    let narrow = || {
        let (setup, panel) = again();
        let rows = Rows::of(&panel, start);
        let (outcome, record) = simulate_portfolio(setup, panel, start, &plan)?;
        Ok((
            Outcome::narrow(outcome, rows),
            StrategyBooks { record: Either::Narrow(record), books },
        ))
    };
    let wide = || {
        let (setup, panel) = again();
        let rows = Rows::of(&panel, start);
        let (outcome, record) = simulate_portfolio(setup, panel, start, &plan)?;
        Ok((Outcome::wide(outcome, rows), StrategyBooks { record: Either::Wide(record), books }))
    };
    let done: Result<_, WalkError> = py.detach(|| of_width(width, setup, narrow, wide));
    done.map_err(|error| walk_error(py, error))
}

/// Calls a generic function on the record, whichever it is.
macro_rules! on_record {
    ($books:expr, $record:ident => $call:expr) => {
        match &$books.record {
            Either::Narrow($record) => $call,
            Either::Wide($record) => $call,
        }
    };
}

enum Either {
    Narrow(Record<i64>),
    Wide(Record<i128>),
}

/// The books of the strategies, and of the reserve as the last one, in last digits.
#[pyclass(frozen, module = "farthing._core")]
pub(crate) struct StrategyBooks {
    record: Either,
    books: usize,
}

/// An entry in plain numbers: row, kind, book, asset, order, quantity, price, cash, receivable, fee.
type Told = (u32, &'static str, u32, Option<u32>, Option<u32>, i64, i64, i128, i128, i128);

#[pymethods]
impl StrategyBooks {
    /// Every change of every book.
    fn entries(&self) -> Vec<Told> {
        on_record!(self, record => record.entries.iter().map(told).collect())
    }

    /// How many changes there are.
    fn __len__(&self) -> usize {
        on_record!(self, record => record.entries.len())
    }

    /// What each was worth at the close of each bar.
    fn equity(&self) -> Vec<Vec<i128>> {
        on_record!(self, record => self.by_row(&record.equity))
    }

    /// The cash of each at the close of each bar.
    fn cash(&self) -> Vec<Vec<i128>> {
        on_record!(self, record => self.by_row(&record.cash))
    }

    /// The rows at which money was shared; the first time is before the first bar.
    fn shared(&self) -> Vec<u32> {
        on_record!(self, record => record.shared.clone())
    }

    /// The last prices at the close of the last bar of each session, one session after the other.
    fn prices<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<i64>> {
        on_record!(self, record => PyArray1::from_slice(py, &record.prices))
    }
}

impl StrategyBooks {
    fn by_row<M: Integer>(&self, money: &[M]) -> Vec<Vec<i128>> {
        let rows = money.chunks(self.books);
        rows.map(|row| row.iter().map(|money| money.widened()).collect()).collect()
    }
}

fn told<M: Integer>(entry: &Entry<M>) -> Told {
    let Entry { kind, row, book, asset, order, quantity, price, cash, receivable, fee } = *entry;
    let (cash, receivable, fee) = (cash.widened(), receivable.widened(), fee.widened());
    (row, kind.name(), book, asset, order, quantity, price, cash, receivable, fee)
}
