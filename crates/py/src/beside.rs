//! Statistics of a run that need bars beside its outcome: of its benchmark, and of its trades.

use farthing_core::kernel::Outcome;
use farthing_core::ledger::Trade;
use farthing_core::metric::{self, Comparison, Excursion, Ranges};
use farthing_core::money::{Exact, Integer, Number};
use numpy::PyReadonlyArray1;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::arrow::Table;
use crate::errors;
use crate::exact::to_decimal;
use crate::outcome::Rows;
use crate::statistics::session_ends;
use crate::tables;

/// The bars of an instrument: its index, rows of the run, highs, lows.
type AssetBars<'py> =
    (u32, PyReadonlyArray1<'py, u32>, PyReadonlyArray1<'py, i64>, PyReadonlyArray1<'py, i64>);

/// The returns of a run beside those of an instrument with such a last close on such days.
pub(crate) fn comparison<'py, M: Integer>(
    py: Python<'py>,
    outcome: &Outcome<Exact<M>>,
    (rows, dates): (&Rows, &[i32]),
    (asset, closes): (u32, &[(i32, i64)]),
    periods_per_year: f64,
) -> PyResult<Bound<'py, PyDict>> {
    let setup = &outcome.setup;
    let (ends, session_dates) = session_ends(rows, dates);
    let own = setup.actions.splits().iter().filter(|split| split.asset == asset);
    let day = |session: u32| dates.get(session as usize).copied().unwrap_or(i32::MAX);
    let splits: Vec<_> = own.map(|split| (day(split.session), split.new, split.old)).collect();
    let benchmark = metric::price_returns(closes, &session_dates, &splits);
    let at = |&end: &u32| outcome.marks[end as usize].equity;
    let equity: Vec<M> = ends.iter().map(at).collect();
    let capital = Exact::<M>::money(setup.capital, setup.ledger_scale);
    let returns = capital.and_then(|capital| metric::returns::<Exact<M>>(capital, &equity));
    let found = returns.map_or_else(Comparison::default, |returns| {
        metric::comparison(&returns, &benchmark, 0.0, periods_per_year)
    });
    let values = PyDict::new(py);
    values.set_item("benchmark_sessions", found.periods)?;
    let floats = [
        ("alpha", found.alpha),
        ("beta", found.beta),
        ("information_ratio", found.information_ratio),
        ("tracking_error", found.tracking_error),
        ("up_capture", found.up_capture),
        ("down_capture", found.down_capture),
    ];
    for (name, value) in floats {
        values.set_item(name, value)?;
    }
    Ok(values)
}

/// The excursions of all trades as a table, and what they come to.
pub(crate) fn excursions<'py, M: Integer>(
    py: Python<'py>,
    outcome: &Outcome<Exact<M>>,
    rows: &Rows,
    bars: &Bound<'py, PyAny>,
) -> PyResult<(Table, Bound<'py, PyDict>)> {
    let mut found = vec![None; outcome.trades.len()];
    for bars in bars.try_iter()? {
        let bars: AssetBars<'_> = bars?.extract()?;
        of_asset(py, outcome, rows, &bars, &mut found)?;
    }
    let scale = outcome.setup.ledger_scale;
    // Sums are in the account's currency; each trade in the table is in its own.
    let record = metric::excursion_record(&metric::excursions_at_home(outcome, &found), scale);
    let values = PyDict::new(py);
    values.set_item("average_adverse_excursion", record.average_adverse)?;
    values.set_item("average_favourable_excursion", record.average_favourable)?;
    let money = |value: Option<i128>| value.map(|value| to_decimal(py, value, scale)).transpose();
    values.set_item("worst_adverse_excursion", money(record.worst_adverse)?)?;
    values.set_item("best_favourable_excursion", money(record.best_favourable)?)?;
    let table = tables::excursions(&found, scale).map_err(|error| errors::data(py, error))?;
    Ok((table, values))
}

/// Fills in the excursions of the trades of one instrument.
fn of_asset<M: Integer>(
    py: Python<'_>,
    outcome: &Outcome<Exact<M>>,
    rows: &Rows,
    (asset, bar_rows, highs, lows): &AssetBars<'_>,
    found: &mut [Option<Excursion>],
) -> PyResult<()> {
    let (bar_rows, highs, lows) = (bar_rows.as_slice()?, highs.as_slice()?, lows.as_slice()?);
    if bar_rows.len() != highs.len() || bar_rows.len() != lows.len() {
        return Err(errors::configuration(py, "the columns of the bars differ in length"));
    }
    let setup = &outcome.setup;
    let factor = setup.instruments.get(*asset as usize).and_then(|instrument| {
        let digits = instrument.price_scale + instrument.quantity_scale;
        Exact::<M>::factor(instrument.multiplier, digits, setup.ledger_scale)
    });
    let Some(factor) = factor else {
        return Err(errors::configuration(py, format!("there is no instrument {asset}")));
    };
    let first_row = |session: u32| rows.sessions.partition_point(|&other| other < session);
    let own = setup.actions.splits().iter().filter(|split| split.asset == *asset);
    let splits = own.map(|split| {
        let row = i32::try_from(first_row(split.session)).unwrap_or(i32::MAX);
        (row, split.new, split.old)
    });
    let splits: Vec<_> = splits.collect();
    let ranges = Ranges { rows: bar_rows, highs, lows, splits: &splits, factor };
    let is_own = |trade: &Trade<Exact<M>>| trade.asset == *asset;
    let places: Vec<usize> =
        (0..found.len()).filter(|&place| is_own(&outcome.trades[place])).collect();
    let trades: Vec<_> = places.iter().map(|&place| outcome.trades[place]).collect();
    for (place, excursion) in places.into_iter().zip(metric::excursions(&ranges, &trades)) {
        found[place] = excursion;
    }
    Ok(())
}
