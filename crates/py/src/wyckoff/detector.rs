//! A detector for Python: arrays of mantissas in, tables out.

use std::sync::Arc;
use std::time::Instant;

use farthing_core::signal::Quote;
use farthing_core::wyckoff::{
    Bias, Detector, Found, Name, Parameters, Told, TooLarge, VolumeKind, columns_of, slot,
};
use numpy::{PyArray1, PyReadonlyArray1};
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
///     ticks: whether volume counts ticks and not trades.
#[pyclass(module = "farthing._core")]
pub(crate) struct WyckoffDetector {
    detector: Detector,
    found: Found,
    scale: u8,
}

#[pymethods]
impl WyckoffDetector {
    #[new]
    #[pyo3(signature = (parameters, scale, bars=false, ticks=false))]
    fn new(
        py: Python<'_>,
        parameters: Vec<(String, f64)>,
        scale: u8,
        bars: bool,
        ticks: bool,
    ) -> PyResult<WyckoffDetector> {
        let detector = Detector::new(Arc::new(told(py, &parameters)?));
        let detector = detector.with_volume(volume_kind(ticks));
        let detector = if bars { detector.with_bars() } else { detector };
        Ok(WyckoffDetector { detector, found: Found::default(), scale })
    }

    /// Takes bars as arrays of mantissas; what becomes known waits for `take`.
    ///
    /// Args:
    ///     bars: open, high, low, close and volume, each int64.
    ///     splits: (row, new, old), in order: from the bar of that row on, prices are per new share.
    ///     sessions: a number for the session of each bar, which counts on.
    ///     slots: the place of each bar in its session; -1 for none.
    ///     benchmark: its close at the end of each bar, of its own scale; the least int64 for none.
    ///     benchmark_splits: as `splits`, of the benchmark.
    ///     higher: what longer bars say: 0 unknown, 1 long, 2 short.
    ///     with_biases: whether the side that it speaks for after each bar is given back, likewise.
    #[pyo3(signature = (
        bars, splits, *, sessions=None, slots=None, benchmark=None, benchmark_splits=Vec::new(),
        higher=None, with_biases=false
    ))]
    #[expect(clippy::too_many_arguments, reason = "columns by name, of which most are left out")]
    fn extend<'py>(
        &mut self,
        py: Python<'py>,
        bars: [PyReadonlyArray1<'_, i64>; 5],
        splits: Vec<Cut>,
        sessions: Option<PyReadonlyArray1<'_, i64>>,
        slots: Option<PyReadonlyArray1<'_, i64>>,
        benchmark: Option<PyReadonlyArray1<'_, i64>>,
        benchmark_splits: Vec<Cut>,
        higher: Option<PyReadonlyArray1<'_, i64>>,
        with_biases: bool,
    ) -> PyResult<Option<Bound<'py, PyArray1<i64>>>> {
        let [open, high, low, close, volume] = bars.each_ref().map(|column| column.as_slice());
        let more = [&sessions, &slots, &benchmark, &higher]
            .map(|column| column.as_ref().map(|column| column.as_slice()).transpose());
        let [sessions, slots, benchmark, higher] = more;
        let columns = Columns {
            bars: [open?, high?, low?, close?, volume?],
            sessions: sessions?,
            slots: slots?,
            benchmark: benchmark?,
            higher: higher?,
        };
        columns.check(py)?;
        for (_, new, old) in splits.iter().chain(&benchmark_splits) {
            check_split(py, *new, *old)?;
        }
        let (detector, found) = (&mut self.detector, &mut self.found);
        let mut biases = with_biases.then(Vec::new);
        let cuts = [splits, benchmark_splits];
        let heard = py.detach(|| hear(detector, &columns, &cuts, found, biases.as_mut()));
        heard.map_err(|error| errors::overflow(py, error))?;
        Ok(biases.map(|biases| PyArray1::from_vec(py, biases)))
    }

    /// Takes bars as `extend` does, and gives the nanoseconds from each to what is known with it.
    fn timed<'py>(
        &mut self,
        py: Python<'py>,
        bars: [PyReadonlyArray1<'_, i64>; 5],
    ) -> PyResult<Bound<'py, PyArray1<i64>>> {
        let [open, high, low, close, volume] = bars.each_ref().map(|column| column.as_slice());
        let bars = [open?, high?, low?, close?, volume?];
        let columns = Columns { bars, sessions: None, slots: None, benchmark: None, higher: None };
        columns.check(py)?;
        let (detector, found) = (&mut self.detector, &mut self.found);
        let times = (0..bars[0].len()).map(|row| {
            let told = columns.told(row);
            let begin = Instant::now();
            detector.hear(&told, found)?;
            Ok(i64::try_from(begin.elapsed().as_nanos()).unwrap_or(i64::MAX))
        });
        let times: Result<Vec<i64>, TooLarge> = py.detach(|| times.collect());
        Ok(PyArray1::from_vec(py, times.map_err(|error| errors::overflow(py, error))?))
    }

    /// The side that it speaks for: long, short or unknown.
    #[getter]
    fn bias(&self) -> &'static str {
        self.detector.bias().name()
    }

    /// Writes what it remembers of its benchmark in shares of after a split of that.
    fn split_of_benchmark(&mut self, py: Python<'_>, new: i64, old: i64) -> PyResult<()> {
        check_split(py, new, old)?;
        self.detector.on_benchmark_split(new, old);
        Ok(())
    }

    /// Writes what it remembers in shares of after a split, `new` for `old`.
    fn split(&mut self, py: Python<'_>, new: i64, old: i64) -> PyResult<()> {
        check_split(py, new, old)?;
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

fn unknown(py: Python<'_>, name: &str) -> PyErr {
    errors::configuration(py, format!("there is no table {name:?}"))
}

#[pymethods]
impl WyckoffFound {
    /// One of its tables.
    fn table(&self, py: Python<'_>, name: &str) -> PyResult<Table> {
        match tables::table(&self.found, &self.parameters, self.scale, name) {
            Some(made) => made.map_err(|error| PyValueError::new_err(error.to_string())),
            None => Err(unknown(py, name)),
        }
    }

    /// How many rows a table has.
    fn count(&self, py: Python<'_>, name: &str) -> PyResult<usize> {
        tables::count(&self.found, name).ok_or_else(|| unknown(py, name))
    }
}

/// A split: the row from which prices are per new share, new, old.
type Cut = (usize, i64, i64);

/// What the volume of a market counts.
pub(super) fn volume_kind(is_tick: bool) -> VolumeKind {
    if is_tick { VolumeKind::Ticks } else { VolumeKind::Trades }
}

fn check_split(py: Python<'_>, new: i64, old: i64) -> PyResult<()> {
    if new <= 0 || old <= 0 {
        return Err(errors::configuration(py, format!("a split of {new} for {old}")));
    }
    Ok(())
}

/// Bars, and what is told beside them.
struct Columns<'a> {
    bars: [&'a [i64]; 5],
    sessions: Option<&'a [i64]>,
    slots: Option<&'a [i64]>,
    benchmark: Option<&'a [i64]>,
    higher: Option<&'a [i64]>,
}

impl Columns<'_> {
    fn check(&self, py: Python<'_>) -> PyResult<()> {
        let more = [self.sessions, self.slots, self.benchmark, self.higher];
        let length = self.bars[0].len();
        if self.bars.iter().chain(more.iter().flatten()).any(|column| column.len() != length) {
            return Err(errors::configuration(py, "the columns of the bars differ in length"));
        }
        let is_session = |&session: &i64| u32::try_from(session).is_ok();
        if let Some(session) = self.sessions.into_iter().flatten().find(|each| !is_session(each)) {
            let message = format!("session {session}: sessions are numbered from 0 on");
            return Err(errors::configuration(py, message));
        }
        Ok(())
    }

    fn told(&self, row: usize) -> Told {
        let [open, high, low, close, volume] = self.bars.map(|column| column[row]);
        let session = self.sessions.map_or(0, |column| u32::try_from(column[row]).unwrap_or(0));
        Told {
            quote: Quote { open, high, low, close, volume, session },
            slot: self.slots.and_then(|column| u16::try_from(column[row]).ok()),
            benchmark: self.benchmark.map(|column| column[row]).filter(|&close| close != i64::MIN),
            higher: self.higher.map(|column| bias_of(column[row])),
        }
    }
}

fn bias_of(number: i64) -> Bias {
    Bias::ALL.into_iter().find(|&bias| bias as i64 == number).unwrap_or_default()
}

fn hear(
    detector: &mut Detector,
    columns: &Columns<'_>,
    cuts: &[Vec<Cut>; 2],
    found: &mut Found,
    mut biases: Option<&mut Vec<i64>>,
) -> Result<(), TooLarge> {
    let [mut own, mut of_benchmark] = cuts.each_ref().map(|cuts| cuts.iter().peekable());
    for row in 0..columns.bars[0].len() {
        while let Some((_, new, old)) = own.next_if(|(at, _, _)| *at <= row) {
            detector.on_split(*new, *old);
        }
        while let Some((_, new, old)) = of_benchmark.next_if(|(at, _, _)| *at <= row) {
            detector.on_benchmark_split(*new, *old);
        }
        detector.hear(&columns.told(row), found)?;
        if let Some(biases) = biases.as_deref_mut() {
            biases.push(detector.bias() as i64);
        }
    }
    Ok(())
}

/// The slots of bars that end so long after their sessions have opened; -1 where there is none.
#[pyfunction]
pub(crate) fn wyckoff_slots<'py>(
    py: Python<'py>,
    since_open: PyReadonlyArray1<'_, i64>,
    length: i64,
) -> PyResult<Bound<'py, PyArray1<i64>>> {
    let slots = since_open.as_slice()?.iter().map(|&since| slot(since, length));
    Ok(PyArray1::from_iter(py, slots.map(|slot| slot.map_or(-1, i64::from))))
}

pub(crate) fn told(py: Python<'_>, parameters: &[(String, f64)]) -> PyResult<Parameters> {
    let mut found = Parameters::default();
    for (name, value) in parameters {
        found.set(name, *value).map_err(|error| errors::configuration(py, error))?;
    }
    found.check().map_err(|error| errors::configuration(py, error))?;
    Ok(found)
}

/// Tells a context what its detectors read: `farthing.wyckoff.Parameters`, or nothing. Not a
/// method of the context, which strategies hold.
#[pyfunction]
pub(crate) fn show_wyckoff(context: &Bound<'_, Context>, parameters: Option<Py<PyAny>>) {
    context.borrow_mut().tell_wyckoff(parameters);
}

/// What detectors with such parameters find in a run: `farthing.wyckoff.live.Live`. Those that are
/// told the same are the same detectors.
#[pyfunction]
pub(crate) fn wyckoff_of(
    py: Python<'_>,
    context: &Bound<'_, Context>,
    parameters: Option<Py<PyAny>>,
) -> PyResult<Py<PyAny>> {
    context.borrow_mut().wyckoff_of(py, parameters.as_ref())
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
