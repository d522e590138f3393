//! The `data` of Zipline-style programs.

use std::sync::Arc;

use farthing_core::market::{Digits, Field, SPLIT_DIGITS};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};

use crate::asked::{self, Frequency};
use crate::asset::Asset;
use crate::context::{Adjust, Asked, Context, Found, field};
use crate::errors;
use crate::grid::Grid;
use crate::window::{Labels, Window};

/// What is known of the market at one moment.
#[pyclass(frozen, module = "farthing")]
pub(crate) struct BarData {
    context: Py<Context>,
    frequency: String,
    adjust: Adjust,
    /// The digits of prices as windows show them, by asset.
    price_digits: Arc<[u8]>,
    volume_digits: Arc<[u8]>,
}

#[pymethods]
impl BarData {
    /// The market of a run.
    ///
    /// Args:
    ///     context: of the run.
    ///     frequency: of its bars: 1d, 1h or 1m.
    ///     adjust: "splits" or "all".
    #[new]
    fn new(
        py: Python<'_>,
        context: Py<Context>,
        frequency: String,
        adjust: &str,
    ) -> PyResult<BarData> {
        let adjust = crate::context::adjust(py, adjust)?;
        let (price_digits, volume_digits) = context.bind(py).borrow().window_digits(adjust);
        Ok(BarData { context, frequency, adjust, price_digits, volume_digits })
    }

    /// The last value of a field: a float for one asset, else a window over assets.
    ///
    /// `price` is the last close, of this bar or an earlier one; the other fields are NaN where
    /// an asset has no bar now. A list of fields gives a dictionary by field.
    fn current<'py>(
        &self,
        py: Python<'py>,
        assets: &Bound<'py, PyAny>,
        fields: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if let Ok(name) = fields.cast::<PyString>() {
            let last = Last { bars: 1, adjust: Adjust::None, coarse: None };
            let window = self.window(py, assets, name.to_str()?, last)?;
            return match &window.labels {
                Labels::Series(..) => {
                    let place = window.start + (window.rows.saturating_sub(1)) * window.stride;
                    let value = window.grid.get().values().get(place).copied();
                    Ok(value
                        .filter(|_| window.rows > 0)
                        .unwrap_or(f64::NAN)
                        .into_pyobject(py)?
                        .into_any())
                }
                Labels::Frame(..) | Labels::Cross(..) => {
                    Ok(Bound::new(py, window.into_cross(py)?)?.into_any())
                }
            };
        }
        let values = PyDict::new(py);
        for name in fields.try_iter()? {
            let name = name?;
            values.set_item(&name, self.current(py, assets, &name)?)?;
        }
        Ok(values.into_any())
    }

    /// The last bars of a field, newest last, adjusted as known now; NaN before the first bar.
    ///
    /// Of coarser bars within a session, the last is the one that is not complete, as far as it
    /// went. A list of fields gives a dictionary by field.
    fn history<'py>(
        &self,
        py: Python<'py>,
        assets: &Bound<'py, PyAny>,
        fields: &Bound<'py, PyAny>,
        #[pyo3(from_py_with = asked::bar_count)] bar_count: usize,
        frequency: Frequency<'_>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if let Ok(name) = fields.cast::<PyString>() {
            let coarse = match frequency.0 == self.frequency {
                true => None,
                false => self.context.bind(py).borrow_mut().coarse_place(py, Some(frequency))?,
            };
            let last = Last { bars: bar_count, adjust: self.adjust, coarse };
            let window = self.window(py, assets, name.to_str()?, last)?;
            return Ok(Bound::new(py, window)?.into_any());
        }
        let windows = PyDict::new(py);
        for name in fields.try_iter()? {
            let name = name?;
            windows.set_item(&name, self.history(py, assets, &name, bar_count, frequency)?)?;
        }
        Ok(windows.into_any())
    }

    /// Whether an asset has traded already; a list of them for a list.
    fn can_trade<'py>(
        &self,
        py: Python<'py>,
        assets: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.each(py, assets, |context, place| context.walk.kernel().last_price(place).is_some())
    }

    /// Whether the last price of an asset is of an earlier bar.
    fn is_stale<'py>(
        &self,
        py: Python<'py>,
        assets: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.each(py, assets, |context, place| {
            let (panel, row) = (&context.bars, context.visible.checked_sub(1));
            let fresh = row.is_some_and(|row| panel.is_present(row, place as usize));
            !fresh && context.walk.kernel().last_price(place).is_some()
        })
    }
}

impl BarData {
    fn each<'py>(
        &self,
        py: Python<'py>,
        assets: &Bound<'py, PyAny>,
        ask: impl Fn(&Context, u32) -> bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let context = self.context.bind(py).borrow();
        if assets.is_instance_of::<Asset>() || assets.is_instance_of::<PyString>() {
            let answer = ask(&context, context.place(assets)?);
            return Ok(answer.into_pyobject(py)?.to_owned().into_any());
        }
        let answers: PyResult<Vec<bool>> =
            assets.try_iter()?.map(|asset| Ok(ask(&context, context.place(&asset?)?))).collect();
        Ok(answers?.into_pyobject(py)?.into_any())
    }

    #[inline]
    fn window(
        &self,
        py: Python<'_>,
        assets: &Bound<'_, PyAny>,
        name: &str,
        last: Last,
    ) -> PyResult<Window> {
        let field = field(py, name)?;
        let mut context = self.context.bind(py).borrow_mut();
        let digits = if field == Field::Volume { &self.volume_digits } else { &self.price_digits };
        if let Ok(asset) = assets.cast::<Asset>() {
            let column = asset.get().index as usize;
            let labels = Labels::Series(asset.clone().unbind(), digits[column]);
            return context.cut(py, Cut { field, last, column, labels });
        }
        if assets.is_instance_of::<PyString>() {
            let place = context.place(assets)?;
            let asset = context.assets.bind(py).get_item(place as usize)?.cast_into::<Asset>()?;
            let labels = Labels::Series(asset.unbind(), digits[place as usize]);
            return context.cut(py, Cut { field, last, column: place as usize, labels });
        }
        let places: PyResult<Vec<u32>> =
            assets.try_iter()?.map(|asset| context.place(&asset?)).collect();
        let places = places?;
        let everything = context.assets.clone_ref(py);
        let labels = Labels::Frame(everything.clone_ref(py), Arc::clone(digits));
        let all = context.cut(py, Cut { field, last, column: 0, labels })?;
        let count = everything.bind(py).len();
        if places.len() == count && (0_u32..).zip(&places).all(|(place, &other)| place == other) {
            return Ok(all);
        }
        all.gathered(py, &places)
    }
}

/// How many bars, and of what length: those of the run, or coarse ones.
#[derive(Clone, Copy)]
pub(crate) struct Last {
    bars: usize,
    adjust: Adjust,
    coarse: Option<usize>,
}

/// Which part of which mirror a window is.
pub(crate) struct Cut {
    pub(crate) field: Field,
    pub(crate) last: Last,
    pub(crate) column: usize,
    pub(crate) labels: Labels,
}

impl Context {
    /// A window; where the data does not reach back so far, it begins with NaN.
    #[inline]
    pub(crate) fn cut(&mut self, py: Python<'_>, cut: Cut) -> PyResult<Window> {
        let Cut { field, last: Last { bars, adjust, coarse }, column, labels } = cut;
        let stride = self.digits.len();
        let window = match coarse {
            Some(place) => {
                let unfinished = self.shows_unfinished(place);
                let asked = Asked { field, length: bars, adjust, unfinished, short: true };
                let Found { grid, start, rows, panel, end } =
                    self.coarse_window(py, place, asked)?;
                Window { grid, labels, start: start + column, stride, rows, panel, end }
            }
            None => {
                let (grid, start, rows) = self.window(py, field, bars, adjust, true)?;
                let (panel, end) = (Arc::clone(&self.bars), self.visible);
                Window { grid, labels, start: start + column, stride, rows, panel, end }
            }
        };
        if window.rows == bars { Ok(window) } else { window.padded(py, bars) }
    }

    /// The digits of prices and volumes in windows, by asset: finer where an action may be undone.
    fn window_digits(&self, adjust: Adjust) -> (Arc<[u8]>, Arc<[u8]>) {
        let actions = &self.walk.kernel().setup().actions;
        let is_adjusted = |asset: usize| {
            let is_own = |other: u32| other as usize == asset;
            let splits = actions.splits().iter().any(|split| is_own(split.asset));
            let dividends = actions.dividends().iter().any(|dividend| is_own(dividend.asset));
            splits || (adjust == Adjust::All && dividends)
        };
        let price = |(asset, digits): (usize, &Digits)| {
            digits.price + if is_adjusted(asset) { SPLIT_DIGITS } else { 0 }
        };
        let prices = self.digits.iter().enumerate().map(price).collect();
        (prices, self.digits.iter().map(|digits| digits.volume).collect())
    }
}

impl Window {
    /// The window with rows of NaN before it.
    fn padded(self, py: Python<'_>, rows: usize) -> PyResult<Window> {
        let columns = match &self.labels {
            Labels::Series(..) => 1,
            Labels::Frame(assets, _) | Labels::Cross(assets, _) => assets.bind(py).len(),
        };
        let mut values = vec![f64::NAN; (rows - self.rows) * columns];
        for row in 0..self.rows {
            let at = self.start + row * self.stride;
            values.extend_from_slice(&self.grid.get().values()[at..at + columns]);
        }
        let grid = Grid::new(py, Arc::new(values))?;
        Ok(Window { grid, start: 0, stride: columns, rows, ..self })
    }

    /// Some columns of a window of all assets.
    fn gathered(&self, py: Python<'_>, places: &[u32]) -> PyResult<Window> {
        let Labels::Frame(assets, digits) = &self.labels else {
            return Err(errors::order(py, "only a window of several assets can be narrowed"));
        };
        let mut values = Vec::with_capacity(self.rows * places.len());
        for row in 0..self.rows {
            let at = self.start + row * self.stride;
            let row = &self.grid.get().values()[at..at + self.stride];
            values.extend(places.iter().map(|&place| row[place as usize]));
        }
        let chosen: PyResult<Vec<_>> =
            places.iter().map(|&place| assets.bind(py).get_item(place as usize)).collect();
        let chosen_digits = places.iter().map(|&place| digits[place as usize]).collect();
        let labels = Labels::Frame(PyTuple::new(py, chosen?)?.unbind(), chosen_digits);
        let grid = Grid::new(py, Arc::new(values))?;
        let (stride, panel) = (places.len(), Arc::clone(&self.panel));
        Ok(Window { grid, labels, start: 0, stride, rows: self.rows, panel, end: self.end })
    }

    /// A window of one bar, over its assets.
    fn into_cross(self, py: Python<'_>) -> PyResult<Window> {
        let window = if self.rows == 0 { self.padded(py, 1)? } else { self };
        let labels = match window.labels {
            Labels::Frame(assets, digits) => Labels::Cross(assets, digits),
            other => other,
        };
        Ok(Window { labels, ..window })
    }
}
