//! The statistics of a run, for Python.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array, StringArray, UInt64Array};
use arrow_schema::ArrowError;
use farthing_core::kernel::Outcome;
use farthing_core::metric::{self, Curve, Drawdown, PeriodReturn, SummaryInput};
use farthing_core::money::{Exact, Integer, Number};
use farthing_core::rules::Ran;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::arrow::Table;
use crate::exact::to_decimal;
use crate::outcome::Rows;
use crate::tables::{decimals, fills_count};

/// The statistics of the outcome of any kernel.
pub(crate) fn summary<N: Number>(
    outcome: &Outcome<N>,
    rows: &Rows,
    dates: &[i32],
    periods_per_year: f64,
) -> metric::Summary<N> {
    Sessions::new(rows, dates, periods_per_year).summary(outcome, None)
}

/// The sessions of runs over the same bars.
pub(crate) struct Sessions {
    ends: Vec<u32>,
    dates: Vec<i32>,
    periods_per_year: f64,
}

impl Sessions {
    pub(crate) fn new(rows: &Rows, dates: &[i32], periods_per_year: f64) -> Sessions {
        let (ends, dates) = session_ends(rows, dates);
        Sessions { ends, dates, periods_per_year }
    }

    /// The statistics of an outcome; where its marks were heard and not kept, of a curve.
    pub(crate) fn summary<N: Number>(
        &self,
        outcome: &Outcome<N>,
        curve: Option<&Curve<N>>,
    ) -> metric::Summary<N> {
        // A sum of values that were posted one by one may still not fit: it is then no statistic.
        let traded = outcome.traded();
        let trades = outcome.trades_at_home();
        let capital = N::money(outcome.setup.capital, outcome.setup.ledger_scale);
        let input = SummaryInput {
            capital: capital.expect("it fitted when it was deposited"),
            marks: &outcome.marks,
            session_ends: &self.ends,
            session_dates: &self.dates,
            trades: trades.as_deref().unwrap_or_default(),
            traded,
            periods_per_year: self.periods_per_year,
            risk_free: 0.0,
            ledger_scale: outcome.setup.ledger_scale,
        };
        match curve {
            Some(curve) => metric::summary_of(&input, curve),
            None => metric::summary(&input),
        }
    }
}

/// The row of the last bar of each session, and its day.
pub(crate) fn session_ends(rows: &Rows, dates: &[i32]) -> (Vec<u32>, Vec<i32>) {
    let (mut ends, mut session_dates) = (Vec::new(), Vec::new());
    let mut rows_before = 0_u32;
    for session in rows.sessions.chunk_by(|a, b| a == b) {
        rows_before += u32::try_from(session.len()).expect("rows are counted by u32");
        ends.push(rows_before - 1);
        session_dates.push(dates.get(session[0] as usize).copied().unwrap_or(0));
    }
    (ends, session_dates)
}

/// The statistics of a run; `farthing.Statistics` shows them.
#[pyclass(frozen, module = "farthing._core")]
pub(crate) struct Summary {
    pub(crate) either: EitherSummary,
    pub(crate) scale: u8,
}

pub(crate) enum EitherSummary {
    Narrow(Box<metric::Summary<Exact<i64>>>),
    Wide(Box<metric::Summary<Exact<i128>>>),
}

#[pymethods]
impl Summary {
    /// All statistics by name: floats, exact money, numbers of things, None where undefined.
    fn values<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        match &self.either {
            EitherSummary::Narrow(summary) => values(py, summary, self.scale),
            EitherSummary::Wide(summary) => values(py, summary, self.scale),
        }
    }

    /// Drawdowns in the order of time: (peak, trough, recovery, peak value, trough value, depth);
    /// the first three are sessions of the run, the peak -1 for the capital.
    fn drawdowns<'py>(&self, py: Python<'py>) -> PyResult<Vec<DrawdownRow<'py>>> {
        match &self.either {
            EitherSummary::Narrow(summary) => drawdowns(py, &summary.drawdowns, self.scale),
            EitherSummary::Wide(summary) => drawdowns(py, &summary.drawdowns, self.scale),
        }
    }

    /// Months: (year, month, value at its end, return, trades won, trades lost).
    fn months<'py>(&self, py: Python<'py>) -> PyResult<Vec<PeriodRow<'py>>> {
        match &self.either {
            EitherSummary::Narrow(summary) => periods(py, &summary.months, self.scale),
            EitherSummary::Wide(summary) => periods(py, &summary.months, self.scale),
        }
    }

    /// Years, likewise; the month is None.
    fn years<'py>(&self, py: Python<'py>) -> PyResult<Vec<PeriodRow<'py>>> {
        match &self.either {
            EitherSummary::Narrow(summary) => periods(py, &summary.years, self.scale),
            EitherSummary::Wide(summary) => periods(py, &summary.years, self.scale),
        }
    }
}

/// See [`Summary::drawdowns`].
type DrawdownRow<'py> =
    (i64, usize, Option<usize>, Bound<'py, PyAny>, Bound<'py, PyAny>, f64, usize);

/// See [`Summary::months`].
type PeriodRow<'py> = (i32, Option<u8>, Bound<'py, PyAny>, Option<f64>, usize, usize);

fn drawdowns<'py, M: Integer>(
    py: Python<'py>,
    list: &[Drawdown<Exact<M>>],
    scale: u8,
) -> PyResult<Vec<DrawdownRow<'py>>> {
    let money = |money: M| to_decimal(py, money.widened(), scale);
    list.iter()
        .map(|drawdown| {
            let peak = drawdown.peak.and_then(|peak| i64::try_from(peak).ok()).unwrap_or(-1);
            let (peak_value, trough_value) =
                (money(drawdown.peak_value)?, money(drawdown.trough_value)?);
            let Drawdown { trough, recovery, depth, bars, .. } = *drawdown;
            Ok((peak, trough, recovery, peak_value, trough_value, depth, bars))
        })
        .collect()
}

fn periods<'py, M: Integer>(
    py: Python<'py>,
    list: &[PeriodReturn<Exact<M>>],
    scale: u8,
) -> PyResult<Vec<PeriodRow<'py>>> {
    list.iter()
        .map(|period| {
            let equity = to_decimal(py, period.equity.widened(), scale)?;
            let PeriodReturn { year, month, total_return, won, lost, .. } = *period;
            Ok((year, month, equity, total_return, won, lost))
        })
        .collect()
}

fn values<'py, M: Integer>(
    py: Python<'py>,
    summary: &metric::Summary<Exact<M>>,
    scale: u8,
) -> PyResult<Bound<'py, PyDict>> {
    let values = PyDict::new(py);
    for (name, count) in COUNTS.into_iter().zip(counts(summary)) {
        values.set_item(name, count)?;
    }
    for (name, value) in FLOATS.into_iter().zip(floats(summary)) {
        values.set_item(name, value)?;
    }
    for (name, value) in MONEY.into_iter().zip(money(summary)) {
        let value = value.map(|value| to_decimal(py, value, scale)).transpose()?;
        values.set_item(name, value)?;
    }
    Ok(values)
}

const COUNTS: [&str; 4] = ["sessions", "trades", "trades_won", "trades_lost"];

/// The numbers of things, in the order of [`COUNTS`].
fn counts<M: Integer>(summary: &metric::Summary<Exact<M>>) -> [usize; COUNTS.len()] {
    let trades = summary.trades.as_ref();
    let of_trades = trades.map_or([0; 3], |trades| [trades.count, trades.won, trades.lost]);
    let [count, won, lost] = of_trades;
    [summary.sessions, count, won, lost]
}

const FLOATS: [&str; 24] = [
    "total_return",
    "annual_return",
    "annual_volatility",
    "sharpe_ratio",
    "sortino_ratio",
    "calmar_ratio",
    "omega_ratio",
    "tail_ratio",
    "value_at_risk",
    "conditional_value_at_risk",
    "max_drawdown",
    "exposure",
    "mean_leverage",
    "largest_leverage",
    "mean_position",
    "largest_position",
    "turnover",
    "win_rate",
    "profit_factor",
    "expectancy",
    "average_win",
    "average_loss",
    "average_holding",
    "return_on_cost",
];

/// The floats, in the order of [`FLOATS`].
fn floats<M: Integer>(summary: &metric::Summary<Exact<M>>) -> [Option<f64>; FLOATS.len()] {
    let (performance, holdings) = (&summary.performance, &summary.holdings);
    let trades = summary.trades.as_ref();
    [
        performance.total_return,
        performance.annual_return,
        performance.annual_volatility,
        performance.sharpe_ratio,
        performance.sortino_ratio,
        performance.calmar_ratio,
        performance.omega_ratio,
        performance.tail_ratio,
        performance.value_at_risk,
        performance.conditional_value_at_risk,
        performance.max_drawdown,
        holdings.exposure,
        holdings.mean_leverage,
        holdings.largest_leverage,
        holdings.mean_position,
        holdings.largest_position,
        holdings.turnover,
        trades.and_then(|trades| trades.win_rate),
        trades.and_then(|trades| trades.profit_factor),
        trades.and_then(|trades| trades.expectancy),
        trades.and_then(|trades| trades.average_win),
        trades.and_then(|trades| trades.average_loss),
        trades.and_then(|trades| trades.average_holding),
        trades.and_then(|trades| trades.return_on_cost),
    ]
}

const MONEY: [&str; 4] = ["gross_profit", "gross_loss", "best_trade", "worst_trade"];

/// The amounts of money, in the order of [`MONEY`].
fn money<M: Integer>(summary: &metric::Summary<Exact<M>>) -> [Option<i128>; MONEY.len()] {
    let trades = summary.trades.as_ref();
    let amounts = [
        trades.map(|trades| trades.gross_profit),
        trades.map(|trades| trades.gross_loss),
        trades.and_then(|trades| trades.best),
        trades.and_then(|trades| trades.worst),
    ];
    amounts.map(|amount| amount.map(Integer::widened))
}

/// The statistics of one set of many.
pub(crate) struct SetRow {
    end_equity: i128,
    orders: usize,
    fills: usize,
    /// Whether the account was nothing or less at a bar before the last session.
    is_ruined: bool,
    counts: [usize; COUNTS.len()],
    floats: [Option<f64>; FLOATS.len()],
    money: [Option<i128>; MONEY.len()],
    digest: Option<String>,
}

impl SetRow {
    pub(crate) fn of<M: Integer>(
        ran: &Ran<'_, Exact<M>>,
        sessions: &Sessions,
        digest: Option<String>,
    ) -> SetRow {
        let Ran { outcome, curve } = ran;
        let summary = sessions.summary(outcome, Some(curve));
        SetRow {
            end_equity: summary.equity.widened(),
            orders: outcome.orders.len(),
            fills: fills_count(outcome),
            is_ruined: curve.is_ruined(),
            counts: counts(&summary),
            floats: floats(&summary),
            money: money(&summary),
            digest,
        }
    }
}

/// A table with a row a set.
pub(crate) fn table(rows: &[SetRow], scale: u8) -> Result<Table, ArrowError> {
    let whole = |of: &dyn Fn(&SetRow) -> usize| -> ArrayRef {
        Arc::new(rows.iter().map(|row| Some(of(row) as u64)).collect::<UInt64Array>())
    };
    let mut columns: Vec<(&str, ArrayRef)> = vec![
        ("end_equity", decimals(rows.iter().map(|row| Some(row.end_equity)), scale)?),
        ("orders", whole(&|row| row.orders)),
        ("fills", whole(&|row| row.fills)),
    ];
    for (place, name) in COUNTS.into_iter().enumerate() {
        columns.push((name, whole(&|row| row.counts[place])));
    }
    for (place, name) in FLOATS.into_iter().enumerate() {
        let values: Float64Array = rows.iter().map(|row| row.floats[place]).collect();
        columns.push((name, Arc::new(values)));
    }
    for (place, name) in MONEY.into_iter().enumerate() {
        columns.push((name, decimals(rows.iter().map(|row| row.money[place]), scale)?));
    }
    let ruined: BooleanArray = rows.iter().map(|row| Some(row.is_ruined)).collect();
    columns.push(("ruined", Arc::new(ruined)));
    if rows.iter().any(|row| row.digest.is_some()) {
        let digests: StringArray = rows.iter().map(|row| row.digest.as_deref()).collect();
        columns.push(("digest", Arc::new(digests)));
    }
    Table::new(columns)
}
