//! Orders and fills as strategies see them: exact values, read only.

use farthing_core::ledger::Event;
use farthing_core::order::{Order, OrderKind};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;

use crate::asset::Asset;
use crate::context::Context;
use crate::driven::{self, Driven, Money, Price, Quantity};
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
    order: Order<Driven>,
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
        self.asset.get().quantity(py, self.order.quantity)
    }

    /// The part that is filled.
    #[getter]
    fn filled<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.asset.get().quantity(py, self.order.filled)
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
            OrderKind::Limit(price) => self.asset.get().price(py, price).map(Some),
            OrderKind::Market | OrderKind::Stop(_) => Ok(None),
        }
    }

    /// The stop; None for other types.
    #[getter]
    fn stop<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self.order.kind {
            OrderKind::Stop(price) => self.asset.get().price(py, price).map(Some),
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

impl Asset {
    /// A price of it as a `decimal.Decimal`.
    fn price<'py>(&self, py: Python<'py>, price: Price) -> PyResult<Bound<'py, PyAny>> {
        let digits = driven::price_digits(price, self.price_scale);
        to_decimal(py, digits.into(), self.price_scale)
    }

    /// A quantity of it likewise.
    fn quantity<'py>(&self, py: Python<'py>, quantity: Quantity) -> PyResult<Bound<'py, PyAny>> {
        let digits = driven::quantity_digits(quantity, self.quantity_scale);
        to_decimal(py, digits.into(), self.quantity_scale)
    }
}

/// A fill.
#[pyclass(frozen, module = "farthing", name = "Fill")]
pub(crate) struct FillView {
    /// What was bought or sold.
    #[pyo3(get)]
    asset: Py<Asset>,
    event: Event<Driven>,
    ledger_scale: u8,
}

impl FillView {
    pub(crate) fn of(
        py: Python<'_>,
        context: &Context,
        event: &Event<Driven>,
    ) -> PyResult<FillView> {
        let asset = context.assets.bind(py).get_item(event.asset as usize)?;
        let asset = asset.cast_into::<Asset>()?.unbind();
        let ledger_scale = context.walk.kernel().setup().ledger_scale;
        Ok(FillView { asset, event: *event, ledger_scale })
    }

    fn money<'py>(&self, py: Python<'py>, money: Money) -> PyResult<Bound<'py, PyAny>> {
        let digits = driven::money_digits(money, self.ledger_scale);
        to_decimal(py, digits, self.ledger_scale)
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
        self.asset.get().quantity(py, self.event.quantity)
    }

    /// The price.
    #[getter]
    fn price<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.asset.get().price(py, self.event.price)
    }

    /// Price times quantity times multiplier.
    #[getter]
    fn value<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.money(py, self.event.value)
    }

    /// Commission.
    #[getter]
    fn fee<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.money(py, self.event.fee)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let symbol = &self.asset.get().symbol;
        Ok(format!("Fill({} {symbol} at {})", self.quantity(py)?, self.price(py)?))
    }
}
