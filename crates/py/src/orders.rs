//! Orders and fills as strategies see them: exact values, read only.

use farthing_core::ledger::Event;
use farthing_core::money::Wide;
use farthing_core::order::{Order, OrderKind};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;

use crate::asset::Asset;
use crate::context::Context;
use crate::exact::to_decimal;

/// An order at one moment.
#[pyclass(frozen, module = "farthing", name = "Order")]
pub(crate) struct OrderView {
    /// Its place in the run's list of orders.
    #[pyo3(get)]
    pub(crate) id: u32,
    /// What it is for.
    #[pyo3(get)]
    asset: Py<Asset>,
    order: Order<Wide>,
}

impl OrderView {
    pub(crate) fn of(py: Python<'_>, context: &Context, id: u32) -> PyResult<OrderView> {
        let orders = context.walk.kernel().orders();
        let count = orders.len();
        let order = *orders
            .get(id as usize)
            .ok_or_else(|| PyIndexError::new_err(format!("order {id} of {count} orders")))?;
        let asset = context.assets.bind(py).get_item(order.asset as usize)?;
        Ok(OrderView { id, asset: asset.cast_into::<Asset>()?.unbind(), order })
    }
}

#[pymethods]
impl OrderView {
    /// Signed quantity: positive buys.
    #[getter]
    fn quantity<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_decimal(py, i128::from(self.order.quantity), self.asset.get().quantity_scale)
    }

    /// The part that is filled.
    #[getter]
    fn filled<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_decimal(py, i128::from(self.order.filled), self.asset.get().quantity_scale)
    }

    /// Zipline's name of `quantity`.
    #[getter]
    fn amount<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.quantity(py)
    }

    /// market, limit or stop.
    #[getter]
    fn r#type(&self) -> &'static str {
        self.order.kind.name()
    }

    /// The limit; None for other types.
    #[getter]
    fn limit<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self.order.kind {
            OrderKind::Limit(price) => self.price(py, price).map(Some),
            OrderKind::Market | OrderKind::Stop(_) => Ok(None),
        }
    }

    /// The stop; None for other types.
    #[getter]
    fn stop<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self.order.kind {
            OrderKind::Stop(price) => self.price(py, price).map(Some),
            OrderKind::Market | OrderKind::Limit(_) => Ok(None),
        }
    }

    /// gtc or day.
    #[getter]
    fn duration(&self) -> &'static str {
        self.order.duration.name()
    }

    /// open, filled, cancelled, expired, dropped or refused.
    #[getter]
    fn state(&self) -> &'static str {
        self.order.state.name()
    }

    /// Why it was refused; None when it was not.
    #[getter]
    fn reason(&self) -> Option<&'static str> {
        self.order.state.reason()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (id, symbol, state) = (self.id, &self.asset.get().symbol, self.state());
        Ok(format!("Order({id}, {} {symbol} {}, {state})", self.quantity(py)?, self.r#type()))
    }
}

impl OrderView {
    fn price<'py>(&self, py: Python<'py>, mantissa: i64) -> PyResult<Bound<'py, PyAny>> {
        to_decimal(py, i128::from(mantissa), self.asset.get().price_scale)
    }
}

/// A fill.
#[pyclass(frozen, module = "farthing", name = "Fill")]
pub(crate) struct FillView {
    /// What was bought or sold.
    #[pyo3(get)]
    asset: Py<Asset>,
    event: Event<Wide>,
    ledger_scale: u8,
}

impl FillView {
    pub(crate) fn of(py: Python<'_>, context: &Context, event: &Event<Wide>) -> PyResult<FillView> {
        let asset = context.assets.bind(py).get_item(event.asset as usize)?;
        let asset = asset.cast_into::<Asset>()?.unbind();
        let ledger_scale = context.walk.kernel().setup().ledger_scale;
        Ok(FillView { asset, event: *event, ledger_scale })
    }
}

#[pymethods]
impl FillView {
    /// The order that filled.
    #[getter]
    fn order(&self) -> u32 {
        self.event.order
    }

    /// Signed quantity: positive bought.
    #[getter]
    fn quantity<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_decimal(py, i128::from(self.event.quantity), self.asset.get().quantity_scale)
    }

    /// The price.
    #[getter]
    fn price<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_decimal(py, i128::from(self.event.price), self.asset.get().price_scale)
    }

    /// Price times quantity times multiplier.
    #[getter]
    fn value<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_decimal(py, self.event.value, self.ledger_scale)
    }

    /// Commission.
    #[getter]
    fn fee<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_decimal(py, self.event.fee, self.ledger_scale)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let symbol = &self.asset.get().symbol;
        Ok(format!("Fill({} {symbol} at {})", self.quantity(py)?, self.price(py)?))
    }
}
