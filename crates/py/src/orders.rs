//! Orders and fills as strategies see them: exact values, read only.

use std::sync::Arc;

use farthing_core::ledger::Event;
use farthing_core::order::{Detail, Order, OrderState};
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
    detail: Option<Detail<Driven>>,
    group: Option<Arc<str>>,
}

impl OrderView {
    pub(crate) fn of(py: Python<'_>, context: &Context, id: u32) -> PyResult<OrderView> {
        let orders = context.walk.kernel().orders();
        let count = orders.len();
        let order = *orders
            .get(id as usize)
            .ok_or_else(|| PyIndexError::new_err(format!("order {id} of {count} orders")))?;
        let asset = context.assets.bind(py).get_item(order.asset as usize)?;
        let asset = asset.cast_into::<Asset>()?.unbind();
        let kernel = context.walk.kernel();
        let detail = kernel.detail(id).cloned();
        let group = detail.as_ref().and_then(|detail| detail.group);
        let group = group.map(|group| kernel.group_name(group));
        Ok(OrderView { id, asset, order, detail, group })
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

    /// market, limit, stop, stop_limit, trailing_stop, trailing_stop_limit, market_on_open,
    /// limit_on_open, market_on_close or limit_on_close.
    #[getter]
    fn r#type(&self) -> &'static str {
        self.order.kind.name()
    }

    /// The limit; None for other types.
    #[getter]
    fn limit<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let (limit, _) = self.order.prices(self.detail.as_ref());
        limit.map(|price| self.asset.get().price(py, price)).transpose()
    }

    /// The stop; None for other types.
    #[getter]
    fn stop<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let (_, stop) = self.order.prices(self.detail.as_ref());
        stop.map(|price| self.asset.get().price(py, price)).transpose()
    }

    /// Where a trailing stop is now; None for other types, and while it waits.
    #[getter]
    fn level<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let is_open = self.order.state != OrderState::Waiting;
        let level = self.order.kind.price().filter(|_| self.order.kind.is_trailing() && is_open);
        level.map(|price| self.asset.get().price(py, price)).transpose()
    }

    /// Its group; None when it has none.
    #[getter]
    fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }

    /// The order on whose fill it waits or waited; None when there is none.
    #[getter]
    fn parent(&self) -> Option<u32> {
        self.detail.as_ref().and_then(|detail| detail.parent)
    }

    /// The text that it was given; None when there is none.
    #[getter]
    fn tag(&self) -> Option<&str> {
        self.detail.as_ref().and_then(|detail| detail.tag.as_deref())
    }

    /// gtc, day, gtd, ioc or fok.
    #[getter]
    fn duration(&self) -> &'static str {
        self.order.duration.name()
    }

    /// open, waiting, filled, cancelled, expired, dropped or refused.
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
