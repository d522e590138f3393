//! The statistics of a run, for Python.

use farthing_core::kernel::Outcome;
use farthing_core::metric::{self, Drawdown, PeriodReturn, SummaryInput};
use farthing_core::money::{Exact, Integer, Number};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::exact::to_decimal;
use crate::outcome::Rows;

/// The statistics of the outcome of any kernel.
pub(crate) fn summary<N: Number>(
    outcome: &Outcome<N>,
    rows: &Rows,
    dates: &[i32],
    periods_per_year: f64,
) -> metric::Summary<N> {
    let (ends, session_dates) = session_ends(rows, dates);
    // A sum of values that were posted one by one may still not fit: it is then no statistic.
    let traded = outcome.traded();
    let trades = outcome.trades_at_home();
    let capital = N::money(outcome.setup.capital, outcome.setup.ledger_scale);
    metric::summary(&SummaryInput {
        capital: capital.expect("it fitted when it was deposited"),
        marks: &outcome.marks,
        session_ends: &ends,
        session_dates: &session_dates,
        trades: trades.as_deref().unwrap_or_default(),
        traded,
        periods_per_year,
        risk_free: 0.0,
        ledger_scale: outcome.setup.ledger_scale,
    })
}

/// The row of the last bar of each session, and its day.
pub(crate) fn session_ends(rows: &Rows, dates: &[i32]) -> (Vec<u32>, Vec<i32>) {
    let sessions = &rows.sessions;
    let is_end = |row: &u32| sessions.get(*row as usize + 1) != sessions.get(*row as usize);
    let ends: Vec<u32> = (0_u32..).take(sessions.len()).filter(is_end).collect();
    let date = |&row: &u32| sessions.get(row as usize).and_then(|&s| dates.get(s as usize));
    let session_dates = ends.iter().map(|row| date(row).copied().unwrap_or(0)).collect();
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
    let (performance, holdings) = (&summary.performance, &summary.holdings);
    values.set_item("sessions", summary.sessions)?;
    let floats = [
        ("total_return", performance.total_return),
        ("annual_return", performance.annual_return),
        ("annual_volatility", performance.annual_volatility),
        ("sharpe_ratio", performance.sharpe_ratio),
        ("sortino_ratio", performance.sortino_ratio),
        ("calmar_ratio", performance.calmar_ratio),
        ("omega_ratio", performance.omega_ratio),
        ("tail_ratio", performance.tail_ratio),
        ("value_at_risk", performance.value_at_risk),
        ("conditional_value_at_risk", performance.conditional_value_at_risk),
        ("max_drawdown", performance.max_drawdown),
        ("exposure", holdings.exposure),
        ("mean_leverage", holdings.mean_leverage),
        ("largest_leverage", holdings.largest_leverage),
        ("mean_position", holdings.mean_position),
        ("largest_position", holdings.largest_position),
        ("turnover", holdings.turnover),
    ];
    for (name, value) in floats {
        values.set_item(name, value)?;
    }
    trades(py, summary, scale, &values)?;
    Ok(values)
}

fn trades<M: Integer>(
    py: Python<'_>,
    summary: &metric::Summary<Exact<M>>,
    scale: u8,
    values: &Bound<'_, PyDict>,
) -> PyResult<()> {
    let trades = summary.trades.as_ref();
    let counts = [
        ("trades", trades.map_or(0, |trades| trades.count)),
        ("trades_won", trades.map_or(0, |trades| trades.won)),
        ("trades_lost", trades.map_or(0, |trades| trades.lost)),
    ];
    for (name, count) in counts {
        values.set_item(name, count)?;
    }
    let floats = [
        ("win_rate", trades.and_then(|trades| trades.win_rate)),
        ("profit_factor", trades.and_then(|trades| trades.profit_factor)),
        ("expectancy", trades.and_then(|trades| trades.expectancy)),
        ("average_win", trades.and_then(|trades| trades.average_win)),
        ("average_loss", trades.and_then(|trades| trades.average_loss)),
        ("average_holding", trades.and_then(|trades| trades.average_holding)),
        ("return_on_cost", trades.and_then(|trades| trades.return_on_cost)),
    ];
    for (name, value) in floats {
        values.set_item(name, value)?;
    }
    let money = [
        ("gross_profit", trades.map(|trades| trades.gross_profit)),
        ("gross_loss", trades.map(|trades| trades.gross_loss)),
        ("best_trade", trades.and_then(|trades| trades.best)),
        ("worst_trade", trades.and_then(|trades| trades.worst)),
    ];
    for (name, value) in money {
        let value = value.map(|value| to_decimal(py, value.widened(), scale)).transpose()?;
        values.set_item(name, value)?;
    }
    Ok(())
}
