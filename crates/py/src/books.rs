//! What books that are kept beside the account's are told. None of it is a method of the context,
//! which strategies hold.

use farthing_core::kernel::Setup;
use farthing_core::ledger::Event;
use farthing_core::market::{Field, Instrument, PriceField};
use farthing_core::order;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::context::{Context, Prices};
use crate::driven::{self, Driven};
use crate::errors;
use crate::exact::to_decimal;

/// What happened to the account from an event on: kind, row, asset, order, and the mantissas of
/// quantity, price, value and fee of each.
#[pyfunction]
pub(crate) fn events_since(context: &Bound<'_, Context>, first: usize) -> Vec<Told> {
    let context = context.borrow();
    let kernel = context.walk.kernel();
    let happened = kernel.events().get(first..).unwrap_or_default();
    happened.iter().map(|event| told(kernel.setup(), event)).collect()
}

/// The last price of each asset, in its last digits; nothing before its first bar.
#[pyfunction]
pub(crate) fn last_prices(context: &Bound<'_, Context>) -> Vec<Option<i64>> {
    let context = context.borrow();
    let kernel = context.walk.kernel();
    let instruments = (0_u32..).zip(kernel.setup().instruments.iter());
    let digits = |(asset, instrument): (u32, &Instrument)| {
        let price = kernel.last_price(asset)?;
        Some(driven::price_digits(price, instrument.price_scale))
    };
    instruments.map(digits).collect()
}

/// A field of the last bars of an asset but for `skipped` newer ones, oldest first, in last digits: as
/// many of them as are at hand; None where the asset has a split, after which they are others.
#[pyfunction]
pub(crate) fn last_bars(
    py: Python<'_>,
    context: &Bound<'_, Context>,
    field: &str,
    asset: usize,
    bars: usize,
    skipped: usize,
) -> PyResult<Option<Vec<i64>>> {
    let field = crate::context::field(py, field)?;
    let context = context.borrow();
    let (panel, splits) = (&context.bars, context.walk.kernel().setup().actions.splits());
    if splits.iter().any(|split| split.asset as usize == asset) {
        return Ok(None);
    }
    let values = match field {
        Field::Of(price) => panel.grid(price),
        Field::Price => panel.grid(PriceField::Close),
        Field::Volume => panel.volumes(),
    };
    let there = (0..context.visible).rev().filter(|&row| panel.is_present(row, asset));
    let value = |row| values.get(row * panel.assets() + asset).copied().unwrap_or(0);
    let mut found: Vec<i64> = there.skip(skipped).take(bars).map(value).collect();
    found.reverse();
    Ok(Some(found))
}

/// A limit or a stop of an asset so far from its close: exact and on the tick.
#[pyfunction]
pub(crate) fn level_beside<'py>(
    py: Python<'py>,
    context: &Bound<'_, Context>,
    asset: usize,
    distance: f64,
    buys: bool,
    is_stop: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let context = context.borrow();
    let instrument = &context.walk.kernel().setup().instruments[asset];
    let close = context.bars.bar(context.walk.local(), asset).close;
    let level = order::level_beside(close, distance, instrument, buys, is_stop);
    to_decimal(py, level, instrument.price_scale)
}

/// The open of the present bar of an asset, or its close, in last digits; nothing where no order
/// can fill on that bar, because there is none or it has no volume.
#[pyfunction]
pub(crate) fn fill_price(
    context: &Bound<'_, Context>,
    asset: usize,
    at_close: bool,
) -> Option<i64> {
    let context = context.borrow();
    let (panel, row) = (&context.bars, context.walk.local());
    let bar = panel.is_tradable(row, asset).then(|| panel.bar(row, asset))?;
    Some(if at_close { bar.close } else { bar.open })
}

/// The assets that have ended, ascending, and the price at which each did, in its last digits.
#[pyfunction]
pub(crate) fn ended(context: &Bound<'_, Context>) -> Vec<(u32, i64)> {
    let context = context.borrow();
    let kernel = context.walk.kernel();
    let digits = |asset: u32| {
        let scale = kernel.setup().instruments[asset as usize].price_scale;
        Some((asset, driven::price_digits(kernel.end_price(asset)?, scale)))
    };
    let mut found: Vec<(u32, i64)> =
        kernel.setup().actions.ends().iter().filter_map(|end| digits(end.asset)).collect();
    found.sort_unstable();
    found
}

/// What the open orders of liquidations will still close: assets and signed quantities, in last
/// digits.
#[pyfunction]
pub(crate) fn liquidations(context: &Bound<'_, Context>) -> Vec<(u32, i64)> {
    let context = context.borrow();
    let kernel = context.walk.kernel();
    let digits = |asset: u32, quantity| {
        let scale = kernel.setup().instruments[asset as usize].quantity_scale;
        driven::quantity_digits(quantity, scale)
    };
    kernel.liquidations().into_iter().map(|(asset, left)| (asset, digits(asset, left))).collect()
}

/// How an order of a part of the account is read: its asset, its size in last digits (of a target
/// what is to be held), the name of its refusal, and whether it fills whatever the prices.
type Read = (u32, i64, Option<&'static str>, bool);

/// Reads an order as `Context.place_order` would, for who has so much equity, and gives none.
///
/// Raises:
///     OrderError: as of an order.
#[pyfunction]
#[pyo3(signature = (
    context, equity, intent, asset, size, limit=None, stop=None, duration="gtc", **conditions
))]
#[expect(clippy::too_many_arguments, reason = "the parts of an order")]
pub(crate) fn read_order<'py>(
    context: &Bound<'py, Context>,
    equity: i128,
    intent: &str,
    asset: &Bound<'py, PyAny>,
    size: &Bound<'py, PyAny>,
    limit: Option<&Bound<'py, PyAny>>,
    stop: Option<&Bound<'py, PyAny>>,
    duration: &str,
    conditions: Option<&Bound<'py, PyDict>>,
) -> PyResult<Read> {
    let py = context.py();
    let context = context.borrow();
    let prices = Prices { limit, stop, duration };
    let (ticket, flies) = context.read(py, asset, size, prices, intent, conditions)?;
    let kernel = context.walk.kernel();
    let equity = driven::money(equity, kernel.setup().ledger_scale);
    let read = kernel.size_for(&ticket, equity).map_err(|fault| errors::overflow(py, fault))?;
    let scale = kernel.setup().instruments[ticket.asset as usize].quantity_scale;
    Ok(match read {
        Ok(units) => (ticket.asset, driven::quantity_digits(units, scale), None, flies),
        Err(refusal) => (ticket.asset, 0, Some(refusal.name()), flies),
    })
}

/// An event in plain numbers.
type Told = (&'static str, u32, u32, u32, i64, i64, i128, i128);

fn told(setup: &Setup, event: &Event<Driven>) -> Told {
    let Event { kind, row, asset, order, quantity, price, value, fee, .. } = *event;
    let (price_scale, quantity_scale) = match kind.is_of_an_instrument() {
        true => {
            let instrument = &setup.instruments[asset as usize];
            (instrument.price_scale, instrument.quantity_scale)
        }
        false => (0, 0),
    };
    let quantity = driven::quantity_digits(quantity, quantity_scale);
    let price = driven::price_digits(price, price_scale);
    let money = |money| driven::money_digits(money, setup.ledger_scale);
    (kind.name(), row, asset, order, quantity, price, money(value), money(fee))
}
