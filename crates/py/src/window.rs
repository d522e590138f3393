//! The light window that Zipline-style programs get from `data.history` and `data.current`.

use std::sync::Arc;

use farthing_core::market::Panel;
use numpy::PyArray1;
use pyo3::exceptions::{PyAttributeError, PyKeyError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyInt, PySlice, PyTuple};

use crate::asset::Asset;
use crate::grid::{Grid, Place, view};
use crate::window_statistics::{Statistic, Values};

/// What NumPy keeps where there is no time.
const NOT_A_TIME: i64 = i64::MIN;

/// The last bars of one field: of one asset (values over time), of several (time x assets), or
/// one bar of several assets (values over assets). Newest last; read only.
///
/// Sums are exact over the decimals of the prices; missing bars are skipped, as pandas does.
#[pyclass(frozen, module = "farthing")]
pub(crate) struct Window {
    pub(crate) grid: Py<Grid>,
    pub(crate) labels: Labels,
    /// The first value in the grid.
    pub(crate) start: usize,
    /// Values between two rows.
    pub(crate) stride: usize,
    pub(crate) rows: usize,
    pub(crate) panel: Arc<Panel<i64>>,
    /// The row of the panel behind the last of the window.
    pub(crate) end: usize,
}

/// What the values of a window belong to.
pub(crate) enum Labels {
    /// Values over time, of one asset with prices of so many digits.
    Series(Py<Asset>, u8),
    /// Time x assets.
    Frame(Py<PyTuple>, Arc<[u8]>),
    /// One bar of several assets.
    Cross(Py<PyTuple>, Arc<[u8]>),
}

impl Window {
    fn columns(&self, py: Python<'_>) -> usize {
        match &self.labels {
            Labels::Series(..) => 1,
            Labels::Frame(assets, _) | Labels::Cross(assets, _) => assets.bind(py).len(),
        }
    }

    fn column(&self, column: usize) -> Values<'_> {
        let digits = match &self.labels {
            Labels::Series(_, digits) => *digits,
            Labels::Frame(_, digits) | Labels::Cross(_, digits) => digits[column],
        };
        let (values, stride) = (self.grid.get().values(), self.stride);
        Values { values, start: self.start + column, stride, count: self.rows, digits }
    }

    /// A statistic of each column: a float for one asset, else one value per asset.
    fn statistic(&self, py: Python<'_>, statistic: Statistic) -> PyResult<Py<PyAny>> {
        match &self.labels {
            Labels::Series(..) => {
                Ok(statistic.of(&self.column(0)).into_pyobject(py)?.into_any().unbind())
            }
            Labels::Cross(..) => {
                let row = Values { stride: 1, count: self.columns(py), ..self.column(0) };
                Ok(statistic.of(&row).into_pyobject(py)?.into_any().unbind())
            }
            Labels::Frame(assets, digits) => {
                let columns = 0..assets.bind(py).len();
                let values = columns.map(|column| statistic.of(&self.column(column))).collect();
                let labels = Labels::Cross(assets.clone_ref(py), Arc::clone(digits));
                let cross = self.cross(py, values, labels)?;
                Ok(Py::new(py, cross)?.into_any())
            }
        }
    }

    fn cross(&self, py: Python<'_>, values: Vec<f64>, labels: Labels) -> PyResult<Window> {
        let (panel, end, stride) = (Arc::clone(&self.panel), self.end, values.len());
        let grid = Grid::new(py, Arc::new(values))?;
        Ok(Window { grid, labels, start: 0, stride, rows: 1, panel, end })
    }

    /// The column of an asset, given as such or by its symbol.
    fn find(&self, py: Python<'_>, key: &Bound<'_, PyAny>) -> PyResult<Option<usize>> {
        let (Labels::Frame(assets, _) | Labels::Cross(assets, _)) = &self.labels else {
            return Ok(None);
        };
        let symbol = key.extract::<&str>().ok();
        for (column, asset) in assets.bind(py).iter().enumerate() {
            let named = symbol.is_some_and(|symbol| {
                asset.cast::<Asset>().is_ok_and(|asset| asset.get().symbol == symbol)
            });
            if named || asset.is(key) {
                return Ok(Some(column));
            }
        }
        Ok(None)
    }
}

#[pymethods]
impl Window {
    /// The values as a read-only float64 array.
    pub(crate) fn to_numpy<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let (start, stride) = (self.start, self.stride);
        match &self.labels {
            Labels::Series(..) => {
                view(py, &self.grid, Place { start, lengths: [self.rows], strides: [stride] })
            }
            Labels::Frame(..) => {
                let lengths = [self.rows, self.columns(py)];
                view(py, &self.grid, Place { start, lengths, strides: [stride, 1] })
            }
            Labels::Cross(..) => {
                view(py, &self.grid, Place { start, lengths: [self.columns(py)], strides: [1] })
            }
        }
    }

    /// pandas' name of `to_numpy()`.
    #[getter]
    fn values<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.to_numpy(py)
    }

    /// The values as a pandas Series or DataFrame, with times and assets as its labels.
    fn to_pandas<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let pandas = py.import("pandas")?;
        let known = self.end.min(self.rows);
        let mut times = vec![NOT_A_TIME; self.rows - known]; // of rows that nothing has happened in
        times.extend_from_slice(&self.panel.times()[self.end - known..self.end]);
        let times = PyArray1::from_vec(py, times).call_method1("view", ("datetime64[ns]",))?;
        let times = pandas.getattr("DatetimeIndex")?.call1((times,))?;
        let times = times.call_method1("tz_localize", ("UTC",))?;
        let values = self.to_numpy(py)?.call_method0("copy")?;
        match &self.labels {
            Labels::Series(asset, _) => {
                let series = pandas.getattr("Series")?.call1((values, times))?;
                series.setattr("name", asset.clone_ref(py))?;
                Ok(series)
            }
            Labels::Cross(assets, _) => {
                let index = assets.bind(py).to_list();
                pandas.getattr("Series")?.call1((values, index))
            }
            Labels::Frame(assets, _) => {
                let columns = assets.bind(py).to_list();
                pandas.getattr("DataFrame")?.call1((values, times, columns))
            }
        }
    }

    #[pyo3(signature = (dtype=None, copy=None))]
    fn __array__<'py>(
        &self,
        py: Python<'py>,
        dtype: Option<&Bound<'py, PyAny>>,
        copy: Option<bool>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let array = self.to_numpy(py)?;
        match (dtype, copy) {
            (Some(dtype), _) => array.call_method1("astype", (dtype,)),
            (None, Some(true)) => array.call_method0("copy"),
            (None, _) => Ok(array),
        }
    }

    /// The mean: of the values of one asset, or one per asset.
    fn mean(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.statistic(py, Statistic::Mean)
    }

    /// The standard deviation, with `ddof` degrees of freedom less than values.
    #[pyo3(signature = (ddof=1))]
    fn std(&self, py: Python<'_>, ddof: usize) -> PyResult<Py<PyAny>> {
        self.statistic(py, Statistic::Std(ddof))
    }

    /// The sum.
    fn sum(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.statistic(py, Statistic::Sum)
    }

    /// The smallest value.
    fn min(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.statistic(py, Statistic::Min)
    }

    /// The largest value.
    fn max(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.statistic(py, Statistic::Max)
    }

    fn __len__(&self, py: Python<'_>) -> usize {
        match self.labels {
            Labels::Series(..) | Labels::Frame(..) => self.rows,
            Labels::Cross(..) => self.columns(py),
        }
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.to_numpy(py)?.try_iter()?.into_any())
    }

    /// An asset's column or value; for one asset, a value by its number (-1 is the newest).
    fn __getitem__<'py>(
        &self,
        py: Python<'py>,
        key: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if key.is_instance_of::<PyInt>() || key.is_instance_of::<PySlice>() {
            return self.to_numpy(py)?.get_item(key);
        }
        let missing = || PyKeyError::new_err(format!("{key} is not in this window"));
        let column = self.find(py, key)?.ok_or_else(missing)?;
        match &self.labels {
            Labels::Frame(assets, digits) => {
                let asset = assets.bind(py).get_item(column)?.cast_into::<Asset>()?.unbind();
                let series = Window {
                    grid: self.grid.clone_ref(py),
                    labels: Labels::Series(asset, digits[column]),
                    start: self.start + column,
                    stride: self.stride,
                    rows: self.rows,
                    panel: Arc::clone(&self.panel),
                    end: self.end,
                };
                Ok(Bound::new(py, series)?.into_any())
            }
            Labels::Series(..) | Labels::Cross(..) => self.to_numpy(py)?.get_item(column),
        }
    }

    /// Values by their number: rows of a window of several assets, values of one asset.
    #[getter]
    fn iloc(slf: Bound<'_, Self>) -> Numbered {
        Numbered { window: slf.unbind() }
    }

    fn __getattr__(&self, name: &str) -> PyResult<Py<PyAny>> {
        let hint = "use .to_numpy(), or .to_pandas() for everything that pandas can do";
        Err(PyAttributeError::new_err(format!("a Window has no {name:?}: {hint}")))
    }

    fn __add__<'py>(
        &self,
        py: Python<'py>,
        other: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.to_numpy(py)?.add(array(other)?)
    }

    fn __radd__<'py>(
        &self,
        py: Python<'py>,
        other: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        array(other)?.add(self.to_numpy(py)?)
    }

    fn __sub__<'py>(
        &self,
        py: Python<'py>,
        other: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.to_numpy(py)?.sub(array(other)?)
    }

    fn __rsub__<'py>(
        &self,
        py: Python<'py>,
        other: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        array(other)?.sub(self.to_numpy(py)?)
    }

    fn __mul__<'py>(
        &self,
        py: Python<'py>,
        other: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.to_numpy(py)?.mul(array(other)?)
    }

    fn __rmul__<'py>(
        &self,
        py: Python<'py>,
        other: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        array(other)?.mul(self.to_numpy(py)?)
    }

    fn __truediv__<'py>(
        &self,
        py: Python<'py>,
        other: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.to_numpy(py)?.div(array(other)?)
    }

    fn __rtruediv__<'py>(
        &self,
        py: Python<'py>,
        other: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        array(other)?.div(self.to_numpy(py)?)
    }

    fn __richcmp__<'py>(
        &self,
        py: Python<'py>,
        other: &Bound<'py, PyAny>,
        comparison: pyo3::pyclass::CompareOp,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.to_numpy(py)?.rich_compare(array(other)?, comparison)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Window({})", self.to_numpy(py)?.str()?))
    }
}

/// The other side of an operation: a window as its array, anything else as it is.
fn array<'py>(other: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    match other.cast::<Window>() {
        Ok(window) => window.get().to_numpy(other.py()),
        Err(_) => Ok(other.clone()),
    }
}

/// The rows of a window by their number.
#[pyclass(frozen, module = "farthing")]
pub(crate) struct Numbered {
    window: Py<Window>,
}

#[pymethods]
impl Numbered {
    fn __getitem__<'py>(
        &self,
        py: Python<'py>,
        key: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let window = self.window.get();
        let (Labels::Frame(assets, digits), true) = (&window.labels, key.is_instance_of::<PyInt>())
        else {
            return window.to_numpy(py)?.get_item(key);
        };
        let number: isize = key.extract()?;
        let row = if number < 0 {
            window.rows.checked_add_signed(number)
        } else {
            usize::try_from(number).ok()
        };
        let row = row.filter(|&row| row < window.rows);
        let row = row.ok_or_else(|| {
            PyValueError::new_err(format!("row {number} of {} rows", window.rows))
        })?;
        let cross = Window {
            grid: window.grid.clone_ref(py),
            labels: Labels::Cross(assets.clone_ref(py), Arc::clone(digits)),
            start: window.start + row * window.stride,
            stride: window.stride,
            rows: 1,
            panel: Arc::clone(&window.panel),
            end: window.end - (window.rows - 1 - row),
        };
        Ok(Bound::new(py, cross)?.into_any())
    }
}
