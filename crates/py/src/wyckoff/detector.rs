//! A detector for Python: arrays of mantissas in, tables out.

use std::sync::Arc;

use farthing_core::signal::Quote;
use farthing_core::wyckoff::{Detector, Found, Name, Parameters, TooLarge, columns_of};
use numpy::PyReadonlyArray1;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::tables;
use crate::arrow::Table;
use crate::context::Context;
use crate::errors;

/// A detector that is told one bar after the other.
///
/// Args:
///     parameters: numbers that are not those of the table, by name; `name.weight` for a weight.
///     scale: digits behind the point of prices.
///     bars: whether it also tells what each bar is.
#[pyclass(module = "farthing._core")]
pub(crate) struct WyckoffDetector {
    detector: Detector,
    found: Found,
    scale: u8,
}

#[pymethods]
impl WyckoffDetector {
    #[new]
    #[pyo3(signature = (parameters, scale, bars=false))]
    fn new(
        py: Python<'_>,
        parameters: Vec<(String, f64)>,
        scale: u8,
        bars: bool,
    ) -> PyResult<WyckoffDetector> {
        let detector = Detector::new(Arc::new(told(py, &parameters)?), scale);
        let detector = if bars { detector.with_bars() } else { detector };
        Ok(WyckoffDetector { detector, found: Found::default(), scale })
    }

    /// Takes bars as arrays of mantissas; what becomes known waits for `take`.
    ///
    /// Args:
    ///     bars: open, high, low, close and volume, each int64.
    ///     splits: (row, new, old), in order: from the bar of that row on, prices are per new share.
    fn extend(
        &mut self,
        py: Python<'_>,
        bars: [PyReadonlyArray1<'_, i64>; 5],
        splits: Vec<(usize, i64, i64)>,
    ) -> PyResult<()> {
        let [open, high, low, close, volume] = bars.each_ref().map(|column| column.as_slice());
        let columns = [open?, high?, low?, close?, volume?];
        if columns.iter().any(|column| column.len() != columns[0].len()) {
            return Err(errors::configuration(py, "the columns of the bars differ in length"));
        }
        if let Some((_, new, old)) = splits.iter().find(|(_, new, old)| *new <= 0 || *old <= 0) {
            return Err(errors::configuration(py, format!("a split of {new} for {old}")));
        }
        let (detector, found) = (&mut self.detector, &mut self.found);
        let heard = py.detach(|| hear(detector, columns, &splits, found));
        heard.map_err(|error| errors::overflow(py, error))
    }

    /// Writes what it remembers in shares of after a split, `new` for `old`.
    fn split(&mut self, py: Python<'_>, new: i64, old: i64) -> PyResult<()> {
        if new <= 0 || old <= 0 {
            return Err(errors::configuration(py, format!("a split of {new} for {old}")));
        }
        self.detector.on_split(new, old);
        Ok(())
    }

    /// What became known since it was asked last.
    fn take(&mut self) -> WyckoffFound {
        let found = std::mem::take(&mut self.found);
        WyckoffFound::new(found, self.detector.parameters().clone(), self.scale)
    }
}

/// What became known with some bars.
#[pyclass(frozen, module = "farthing._core")]
pub(crate) struct WyckoffFound {
    found: Found,
    parameters: Parameters,
    scale: u8,
}

impl WyckoffFound {
    pub(super) fn new(found: Found, parameters: Parameters, scale: u8) -> WyckoffFound {
        WyckoffFound { found, parameters, scale }
    }
}

#[pymethods]
impl WyckoffFound {
    /// One of its tables.
    fn table(&self, py: Python<'_>, name: &str) -> PyResult<Table> {
        match tables::table(&self.found, &self.parameters, self.scale, name) {
            Some(made) => made.map_err(|error| PyValueError::new_err(error.to_string())),
            None => Err(errors::configuration(py, format!("there is no table {name:?}"))),
        }
    }

    /// How many events it has.
    #[getter]
    fn events(&self) -> usize {
        self.found.events.len()
    }
}

fn hear(
    detector: &mut Detector,
    [open, high, low, close, volume]: [&[i64]; 5],
    splits: &[(usize, i64, i64)],
    found: &mut Found,
) -> Result<(), TooLarge> {
    let mut splits = splits.iter().peekable();
    for row in 0..open.len() {
        while let Some((_, new, old)) = splits.next_if(|(at, _, _)| *at <= row) {
            detector.on_split(*new, *old);
        }
        let quote = Quote {
            open: open[row],
            high: high[row],
            low: low[row],
            close: close[row],
            volume: volume[row],
            session: 0,
        };
        detector.update(&quote, found)?;
    }
    Ok(())
}

fn told(py: Python<'_>, parameters: &[(String, f64)]) -> PyResult<Parameters> {
    let mut found = Parameters::default();
    for (name, value) in parameters {
        found.set(name, *value).map_err(|error| errors::configuration(py, error))?;
    }
    found.check().map_err(|error| errors::configuration(py, error))?;
    Ok(found)
}

/// Tells a context the parameters of its detectors. Not a method of the context, which strategies
/// hold.
#[pyfunction]
pub(crate) fn show_wyckoff(
    py: Python<'_>,
    context: &Bound<'_, Context>,
    parameters: Vec<(String, f64)>,
) -> PyResult<()> {
    context.borrow_mut().tell_wyckoff(told(py, &parameters)?);
    Ok(())
}

/// A row of the table: name, value, default, weight, sense, unit, low, high, source, meaning.
type ParameterRow =
    (&'static str, f64, f64, f64, &'static str, &'static str, f64, f64, &'static str, &'static str);

/// The table of parameters with values that are not those of the table, by name.
#[pyfunction]
pub(crate) fn wyckoff_parameters(
    py: Python<'_>,
    parameters: Vec<(String, f64)>,
) -> PyResult<Vec<ParameterRow>> {
    let told = told(py, &parameters)?;
    let row = |name: Name| {
        let row = name.row();
        let (value, weight) = (told[name], told.weight(name));
        let (sense, unit) = (row.sense.words(), row.unit);
        (
            row.name,
            value,
            row.default,
            weight,
            sense,
            unit,
            row.low,
            row.high,
            row.source,
            row.meaning,
        )
    };
    Ok(Name::ALL.into_iter().map(row).collect())
}

/// The columns of a point and figure chart: (rises, lowest box, highest box, first bar) of each;
/// box `n` begins at `n` times `size`.
#[pyfunction]
pub(crate) fn point_and_figure(
    py: Python<'_>,
    high: PyReadonlyArray1<'_, i64>,
    low: PyReadonlyArray1<'_, i64>,
    size: i64,
    reversal: u32,
) -> PyResult<Vec<(bool, i64, i64, u32)>> {
    if size < 1 || reversal < 1 {
        let message =
            format!("boxes of {size} units, {reversal} to a reversal: at least 1 of each");
        return Err(errors::configuration(py, message));
    }
    let columns = columns_of(high.as_slice()?, low.as_slice()?, size, reversal);
    let row = |column: &farthing_core::wyckoff::Column| {
        (column.is_rising, column.low, column.high, column.begun_at)
    };
    Ok(columns.iter().map(row).collect())
}
