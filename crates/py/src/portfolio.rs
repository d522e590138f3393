//! The account as strategies see it: floats to think with. The exact values are in the result.

use farthing_core::ledger::Account;
use farthing_core::money::Amount;
use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::asset::Asset;
use crate::context::Context;
use crate::errors;

/// The account at the last mark.
#[pyclass(frozen, module = "farthing")]
pub(crate) struct Portfolio {
    context: Py<Context>,
}

impl Portfolio {
    pub(crate) fn of(context: Bound<'_, Context>) -> PyResult<Py<Portfolio>> {
        let py = context.py();
        Py::new(py, Portfolio { context: context.unbind() })
    }
}

#[pymethods]
impl Portfolio {
    /// Money at hand, in the account's currency.
    #[getter]
    fn cash(&self, py: Python<'_>) -> f64 {
        let context = self.context.bind(py).borrow();
        context.money(context.walk.kernel().balances().cash())
    }

    /// Money at hand in a currency, by its code.
    fn cash_in(&self, py: Python<'_>, currency: &str) -> PyResult<f64> {
        let context = self.context.bind(py).borrow();
        let kernel = context.walk.kernel();
        let place = kernel.currency(currency).ok_or_else(|| {
            errors::configuration(py, format!("no instrument of the run is in {currency}"))
        })?;
        Ok(context.money(kernel.balances().money_in(Account::Cash, place)))
    }

    /// Cash, receivables and the value of all positions.
    #[getter]
    fn equity(&self, py: Python<'_>) -> f64 {
        let context = self.context.bind(py).borrow();
        context.money(context.walk.kernel().equity())
    }

    /// Zipline's name of `equity`.
    #[getter]
    fn portfolio_value(&self, py: Python<'_>) -> f64 {
        self.equity(py)
    }

    /// The value of all positions.
    #[getter]
    fn positions_value(&self, py: Python<'_>) -> f64 {
        let context = self.context.bind(py).borrow();
        let kernel = context.walk.kernel();
        kernel.money_at_hand().map_or(f64::NAN, |money| context.money(kernel.equity() - money))
    }

    /// The worth of all positions at their last prices, shorts with their sign: of contracts that
    /// pay variation too, whose value was paid already. NaN where a currency has no rate.
    #[getter]
    fn exposure(&self, py: Python<'_>) -> f64 {
        let context = self.context.bind(py).borrow();
        context.walk.kernel().exposure().map_or(f64::NAN, |worth| context.money(worth))
    }

    /// The value of all positions without their signs.
    #[getter]
    fn gross(&self, py: Python<'_>) -> f64 {
        let context = self.context.bind(py).borrow();
        context.money(context.walk.kernel().gross())
    }

    /// The money at the start.
    #[getter]
    fn starting_cash(&self, py: Python<'_>) -> f64 {
        let context = self.context.bind(py).borrow();
        let kernel = context.walk.kernel();
        context.money(-kernel.balances().money(Account::Capital, 0))
    }

    /// Profit since the start.
    #[getter]
    fn pnl(&self, py: Python<'_>) -> f64 {
        let context = self.context.bind(py).borrow();
        let kernel = context.walk.kernel();
        context.money(kernel.equity() + kernel.balances().money(Account::Capital, 0))
    }

    /// Profit since the start, as a share of the money at the start.
    #[getter]
    fn returns(&self, py: Python<'_>) -> f64 {
        self.pnl(py) / self.starting_cash(py)
    }

    /// The positions, by asset.
    #[getter]
    fn positions(&self, py: Python<'_>) -> PyResult<Py<Positions>> {
        Py::new(py, Positions { context: self.context.clone_ref(py) })
    }

    fn __repr__(&self, py: Python<'_>) -> String {
        format!("Portfolio(equity={}, cash={})", self.equity(py), self.cash(py))
    }
}

/// The positions of a run: a mapping from assets to what is held of them.
///
/// An asset that is not held has a position of nothing; iteration shows the others only.
#[pyclass(frozen, mapping, module = "farthing")]
pub(crate) struct Positions {
    context: Py<Context>,
}

impl Positions {
    fn held(&self, py: Python<'_>) -> Vec<u32> {
        let context = self.context.bind(py).borrow();
        let held = context.walk.kernel().balances().positions();
        (0_u32..).zip(held).filter(|(_, units)| !units.is_zero()).map(|(place, _)| place).collect()
    }

    fn assets<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let assets = self.context.bind(py).borrow().assets.clone_ref(py).into_bound(py);
        self.held(py).into_iter().map(|place| assets.as_any().get_item(place)).collect()
    }
}

#[pymethods]
impl Positions {
    #[inline]
    fn __getitem__(&self, py: Python<'_>, asset: &Bound<'_, PyAny>) -> PyResult<Position> {
        let context = self.context.bind(py).borrow();
        let place = context.place(asset)?;
        Ok(Position { context: self.context.clone_ref(py), place })
    }

    fn __contains__(&self, py: Python<'_>, asset: &Bound<'_, PyAny>) -> PyResult<bool> {
        let context = self.context.bind(py).borrow();
        let place = context.place(asset)?;
        Ok(!context.walk.kernel().balances().positions()[place as usize].is_zero())
    }

    fn __len__(&self, py: Python<'_>) -> usize {
        self.held(py).len()
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.keys(py)?.try_iter()?.into_any())
    }

    /// The assets that are held.
    fn keys<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        PyList::new(py, self.assets(py)?)
    }

    /// What is held of them.
    fn values<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let position = |place| Position { context: self.context.clone_ref(py), place };
        let positions: PyResult<Vec<_>> =
            self.held(py).into_iter().map(|place| Bound::new(py, position(place))).collect();
        PyList::new(py, positions?)
    }

    /// Pairs of asset and position.
    fn items<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let pairs: Vec<_> = self.keys(py)?.iter().zip(self.values(py)?.iter()).collect();
        PyList::new(py, pairs)
    }

    /// The position in an asset, or `default` where nothing is held.
    #[pyo3(signature = (asset, default=None))]
    fn get(
        &self,
        py: Python<'_>,
        asset: &Bound<'_, PyAny>,
        default: Option<Py<PyAny>>,
    ) -> PyResult<Option<Py<PyAny>>> {
        if self.__contains__(py, asset)? {
            Ok(Some(Py::new(py, self.__getitem__(py, asset)?)?.into_any()))
        } else {
            Ok(default)
        }
    }
}

/// What is held of one asset.
#[pyclass(frozen, module = "farthing")]
pub(crate) struct Position {
    context: Py<Context>,
    place: u32,
}

#[pymethods]
impl Position {
    /// Units held; negative when short.
    #[getter]
    #[inline]
    fn amount<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let context = self.context.bind(py).borrow();
        let held = context.walk.kernel().balances().positions()[self.place as usize];
        context.quantity(py, self.place, held)
    }

    /// What one unit cost on average, without fees; 0 when nothing is held.
    #[getter]
    fn cost_basis(&self, py: Python<'_>) -> PyResult<f64> {
        let context = self.context.bind(py).borrow();
        let kernel = context.walk.kernel();
        let held = kernel.balances().positions()[self.place as usize];
        if held.is_zero() {
            return Ok(0.0);
        }
        let cost = kernel.lots(self.place).cost();
        let symbol = &kernel.setup().instruments[self.place as usize].symbol;
        let message = || format!("the cost of the lots of {symbol} does not fit the ledger");
        let cost = cost.ok_or_else(|| errors::overflow(py, message()))?;
        let units: f64 = context.quantity(py, self.place, held)?.extract()?;
        Ok(context.money(cost) / units)
    }

    /// The last price.
    #[getter]
    fn last_sale_price(&self, py: Python<'_>) -> f64 {
        self.context.bind(py).borrow().last_price(self.place)
    }

    /// What it is worth at the last price, in the account's currency: with the multiplier of its
    /// asset, negative when short. NaN where its currency has no rate.
    #[getter]
    fn value(&self, py: Python<'_>) -> f64 {
        let context = self.context.bind(py).borrow();
        context.walk.kernel().worth_of(self.place).map_or(f64::NAN, |worth| context.money(worth))
    }

    /// The asset.
    #[getter]
    fn asset<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, Asset>> {
        let assets = self.context.bind(py).borrow().assets.clone_ref(py);
        let asset = assets.bind(py).get_item(self.place as usize)?;
        Ok(asset.cast_into::<Asset>()?)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Position({}, {})", self.asset(py)?.get().symbol, self.amount(py)?))
    }
}
