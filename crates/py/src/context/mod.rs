//! The context of an event-driven run: what a strategy sees and does.

mod actions;
mod coarse;
mod face;
mod orders;
mod restated;
mod signals;
mod views;
mod wyckoff;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use farthing_core::drive::{TargetSheet, TargetUnit, Walk, WalkError};
use farthing_core::kernel::Fault;
use farthing_core::market::{self, Digits, Field, Instrument, PriceField, Split};
use farthing_core::money::Number;
use farthing_core::order::{Conditions, Intent, OrderId, Ticket};
use farthing_core::signal::Rule;
use numpy::{PyArray1, PyArrayMethods, PyReadonlyArray1, PyUntypedArrayMethods};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyFloat, PyInt, PyString, PyTuple};

use crate::asked::{self, Frequency};
use crate::asset::Asset;
use crate::driven::{self, Driven, Ended, Money, Quantity};
use crate::errors;
use crate::grid::Grid;
use crate::orders::OrderView;
use crate::outcome::Rows;
use crate::panel::Panel;
use crate::setup::Setup;
use actions::Actions;
use coarse::Coarse;
pub(crate) use coarse::{Asked, Found};
pub(crate) use orders::Prices;
use signals::Signals;
use views::{ViewPlace, Views};
use wyckoff::Wyckoff;

/// What a strategy sees and does.
#[pyclass(module = "farthing")]
pub(crate) struct Context {
    pub(crate) walk: Walk<Driven>,
    /// The bars that the walk is on, in exact numbers.
    pub(crate) bars: Arc<market::Panel<i64>>,
    pub(crate) assets: Py<PyTuple>,
    pub(crate) digits: Vec<Digits>,
    /// Rows of the panel that are known now.
    pub(crate) visible: usize,
    places: HashMap<String, u32>,
    actions: Actions,
    splits: Vec<Split>,
    views: Views,
    signals: Signals,
    wyckoff: Wyckoff,
    /// Coarser bars, by length.
    coarse: Vec<Coarse>,
    /// How long the bars of the run are, once that was asked.
    frequency: Option<String>,
    targets: TargetSheet,
    /// Rows of the data that are known now, those before the panel and the run included.
    known: usize,
    /// A bar was entered and its callbacks may have given orders.
    is_in_bar: bool,
    /// The run has ended; a strategy may have kept the context.
    is_over: bool,
    rows: Rows,
    records: Vec<Record>,
    feed: Option<Py<PyAny>>,
    /// Truths of sessions x assets, where the strategy has a universe.
    pub(crate) universe: Option<Py<PyAny>>,
}

/// A value that a strategy recorded: row of the run, name, value.
type Record = (u32, Py<PyAny>, Py<PyAny>);

/// Where a walk stands after a step.
pub(crate) enum Step {
    /// A session began; its first bar is not known yet.
    Session,
    /// A bar closed; these events happened in it.
    Bar(Range<usize>),
    /// There are no more bars.
    End,
}

impl Context {
    /// Ends the bar before and moves on; with `halt`, stops between a session's begin and its bar.
    #[inline]
    pub(crate) fn step(&mut self, py: Python<'_>, halt: bool) -> PyResult<Step> {
        self.close_bar(py)?;
        let Some(opens) = self.walk.advance().map_err(|fault| errors::overflow(py, fault))? else {
            return Ok(Step::End);
        };
        self.visible = self.walk.local();
        if opens && halt { Ok(Step::Session) } else { self.bar(py) }
    }

    /// Ends the bar before, where that has not happened yet: what its close fills.
    #[inline]
    pub(crate) fn close_bar(&mut self, py: Python<'_>) -> PyResult<Range<usize>> {
        let events = self.walk.kernel().events().len();
        if self.is_in_bar {
            self.is_in_bar = false;
            self.end_bar().map_err(|fault| errors::overflow(py, fault))?;
        }
        Ok(events..self.walk.kernel().events().len())
    }

    /// Gives the targets that were stated, and ends the bar.
    #[inline]
    fn end_bar(&mut self) -> Result<(), Fault> {
        let walk = &mut self.walk;
        self.targets.give(|ticket| walk.submit(ticket).map(drop))?;
        self.walk.close()
    }

    /// Fills and marks the bar that was entered.
    #[inline]
    pub(crate) fn bar(&mut self, py: Python<'_>) -> PyResult<Step> {
        let events = self.walk.kernel().events().len();
        self.walk.trade().map_err(|fault| errors::overflow(py, fault))?;
        self.visible = self.walk.local() + 1;
        self.hear_wyckoff(py, self.visible - 1, self.visible)?;
        self.known += 1;
        self.is_in_bar = true;
        Ok(Step::Bar(events..self.walk.kernel().events().len()))
    }

    /// Rows of the data that are known now.
    #[inline]
    pub(crate) fn known(&self) -> usize {
        self.known
    }

    /// A context that was kept beyond its run has nothing to say.
    #[inline]
    pub(crate) fn check_running(&self, py: Python<'_>) -> PyResult<()> {
        if self.is_over {
            return Err(errors::order(py, "the run is over: its result has what came of it"));
        }
        Ok(())
    }

    /// The place of an asset given as such, by name, or by place.
    #[inline]
    pub(crate) fn place(&self, asset: &Bound<'_, PyAny>) -> PyResult<u32> {
        if let Ok(asset) = asset.cast::<Asset>() {
            return Ok(asset.get().index);
        }
        let py = asset.py();
        if let Ok(symbol) = asset.cast::<PyString>() {
            return self.place_of(py, symbol.to_str()?);
        }
        let place: u32 = asset.extract()?;
        if (place as usize) < self.digits.len() {
            Ok(place)
        } else {
            let count = self.digits.len();
            Err(errors::order(py, format!("asset {place} of a run with {count} assets")))
        }
    }

    #[inline]
    pub(crate) fn submit(&mut self, py: Python<'_>, ticket: &Ticket) -> PyResult<Option<OrderId>> {
        self.check_running(py)?;
        self.targets.ordered_otherwise(ticket.asset as usize);
        self.walk.submit(ticket).map_err(|fault| errors::overflow(py, fault))
    }

    /// Gives an order with conditions; one without any goes the short way.
    pub(crate) fn submit_with(
        &mut self,
        py: Python<'_>,
        ticket: &Ticket,
        conditions: &Conditions,
    ) -> PyResult<Option<OrderId>> {
        if *conditions == Conditions::default() {
            return self.submit(py, ticket);
        }
        self.check_running(py)?;
        self.targets.ordered_otherwise(ticket.asset as usize);
        self.walk.place(ticket, conditions).map_err(|fault| errors::overflow(py, fault))
    }

    /// The last session up to a date, by its index.
    pub(crate) fn session_until(&self, until: &Bound<'_, PyAny>) -> PyResult<u32> {
        let py = until.py();
        let Some(feed) = &self.feed else {
            return Err(errors::order(py, "these bars have no sessions by date"));
        };
        feed.bind(py).call_method1("last_session", (until,))?.extract()
    }

    /// The id of an order given as such or by its id.
    pub(crate) fn order_id(&self, order: &Bound<'_, PyAny>) -> PyResult<OrderId> {
        let id = match order.cast::<OrderView>() {
            Ok(order) => Some(order.get().id),
            Err(_) => order.extract().ok(),
        };
        let count = self.walk.kernel().orders().len();
        id.filter(|&id: &OrderId| (id as usize) < count).ok_or_else(|| self.no_order(order))
    }

    /// What is no order of the run, and no id of one.
    #[cold]
    fn no_order(&self, order: &Bound<'_, PyAny>) -> PyErr {
        let (shown, count) = (asked::shown(order), self.walk.kernel().orders().len());
        let message = format!(
            "order {shown} of a run that has {count} so far: give one of them, or its id, which \
             counts from 0"
        );
        errors::order(order.py(), message)
    }

    /// Money as the float that strategies think in.
    #[inline]
    pub(crate) fn money(&self, money: Money) -> f64 {
        Driven::to_float(money, self.walk.kernel().setup().ledger_scale)
    }

    /// A quantity as a whole number where the instrument has whole ones, else as a float.
    pub(crate) fn quantity<'py>(
        &self,
        py: Python<'py>,
        place: u32,
        quantity: Quantity,
    ) -> PyResult<Bound<'py, PyAny>> {
        let scale = self.walk.kernel().setup().instruments[place as usize].quantity_scale;
        if scale == 0 {
            let units = driven::quantity_digits(quantity, scale);
            return Ok(units.into_pyobject(py)?.into_any());
        }
        let float = driven::quantity(quantity, scale);
        Ok(float.into_pyobject(py)?.into_any())
    }

    /// The last price of an asset as a float; NaN before its first bar.
    pub(crate) fn last_price(&self, place: u32) -> f64 {
        let kernel = self.walk.kernel();
        let scale = kernel.setup().instruments[place as usize].price_scale;
        let price = kernel.last_price(place);
        price.map_or(f64::NAN, |price| driven::price(price, scale))
    }

    pub(crate) fn build(
        py: Python<'_>,
        setup: &Setup,
        assets: Bound<'_, PyTuple>,
        volume_scales: Vec<u8>,
        feed: Option<Py<PyAny>>,
    ) -> PyResult<Context> {
        let setup = &setup.setup;
        let count = setup.instruments.len();
        if assets.len() != count || volume_scales.len() != count {
            let message = format!(
                "{} assets and {} scales for {count} instruments",
                assets.len(),
                volume_scales.len()
            );
            return Err(errors::configuration(py, message));
        }
        let scales = setup.instruments.iter().zip(volume_scales);
        let digits = |(instrument, volume): (&Instrument, u8)| Digits {
            price: instrument.price_scale,
            volume,
        };
        let digits: Vec<Digits> = scales.map(digits).collect();
        let symbols = setup.instruments.iter().map(|instrument| instrument.symbol.clone());
        let splits = setup.actions.splits();
        Ok(Context {
            walk: Walk::new(Arc::clone(setup)).map_err(|error| walk_error(py, error))?,
            bars: Arc::new(market::Panel::empty(count)),
            assets: assets.unbind(),
            visible: 0,
            places: symbols.zip(0_u32..).collect(),
            actions: Actions::new(splits, setup.actions.dividends(), count),
            splits: splits.to_vec(),
            views: Views::default(),
            signals: Signals::new(digits.clone(), splits.to_vec()),
            wyckoff: Wyckoff::default(),
            coarse: Vec::new(),
            frequency: None,
            digits,
            targets: TargetSheet::new(count),
            known: 0,
            is_in_bar: false,
            is_over: false,
            rows: Rows::default(),
            records: Vec::new(),
            feed,
            universe: None,
        })
    }

    /// Goes on with the bars of a panel; see `load`.
    pub(crate) fn follow(
        &mut self,
        py: Python<'_>,
        panel: &Panel,
        known: usize,
        start: usize,
    ) -> PyResult<()> {
        self.actions.leave(&self.bars);
        self.views.forget();
        let loaded = self.walk.load(Arc::clone(&panel.driven), known, start);
        loaded.map_err(|error| walk_error(py, error))?;
        self.bars = Arc::clone(&panel.panel);
        self.signals.follow(py, &self.bars, known)?;
        self.hear_wyckoff(py, known, start)?;
        self.known += start - known;
        self.visible = start;
        self.rows.extend(&self.bars, start);
        Ok(())
    }

    /// Indicators that look over more bars than are known.
    pub(crate) fn silent_signals(&self) -> Vec<String> {
        let mut silent = self.signals.longer_than(self.known);
        silent.extend(self.silent_coarse());
        silent
    }

    /// The session that has begun.
    #[inline]
    fn session_now(&self) -> u32 {
        self.bars.sessions().get(self.walk.local()).copied().unwrap_or(0)
    }

    /// Ends the run.
    pub(crate) fn end(&mut self, py: Python<'_>) -> PyResult<Ended> {
        let setup = Arc::clone(self.walk.kernel().shared_setup());
        let fresh = Walk::new(setup).map_err(|error| walk_error(py, error))?;
        let walk = std::mem::replace(&mut self.walk, fresh);
        let mut rows = std::mem::take(&mut self.rows);
        rows.truncate(walk.kernel().marks().len());
        (self.visible, self.known, self.is_over) = (0, 0, true);
        Ok(Ended::ended(walk.finish(), rows))
    }

    /// The place of an indicator, which is filled when it is new.
    #[inline]
    fn signal(&mut self, py: Python<'_>, rule: Rule, field: &str) -> PyResult<usize> {
        self.check_running(py)?;
        let field = self::field(py, field)?;
        let panel = &self.bars;
        let (feed, has_earlier) = (&self.feed, self.known > self.visible);
        self.signals.place(py, rule, field, panel, || match feed {
            Some(feed) if has_earlier => replay(feed.bind(py)),
            _ => Ok(Vec::new()),
        })
    }

    /// What an indicator says of the last known bar.
    #[inline]
    fn said<'py>(
        &self,
        py: Python<'py>,
        place: usize,
        output: usize,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.signals.row(py, place, output, self.visible)
    }

    /// What an indicator says: of the bars of the run, or of coarser ones.
    #[inline]
    fn say<'py>(
        &mut self,
        py: Python<'py>,
        rule: Rule,
        field: &str,
        frequency: Option<Frequency<'_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if let Some(coarse) = self.coarse_place(py, frequency)? {
            let place = self.coarse_signal(py, coarse, rule, field)?;
            return self.coarse_said(py, coarse, place, 0);
        }
        let place = self.signal(py, rule, field)?;
        self.said(py, place, 0)
    }

    /// Every output of an indicator, in its order.
    fn say_all<'py>(
        &mut self,
        py: Python<'py>,
        rule: Rule,
        field: &str,
        frequency: Option<Frequency<'_>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let outputs = 0..rule.outputs();
        if let Some(coarse) = self.coarse_place(py, frequency)? {
            let place = self.coarse_signal(py, coarse, rule, field)?;
            let said = outputs.map(|output| self.coarse_said(py, coarse, place, output));
            return PyTuple::new(py, said.collect::<PyResult<Vec<_>>>()?);
        }
        let place = self.signal(py, rule, field)?;
        let said = outputs.map(|output| self.said(py, place, output));
        PyTuple::new(py, said.collect::<PyResult<Vec<_>>>()?)
    }

    pub(crate) fn place_of(&self, py: Python<'_>, symbol: &str) -> PyResult<u32> {
        let place = self.places.get(symbol).copied();
        let known = || self.places.keys().cloned().collect();
        place.ok_or_else(|| errors::unknown_symbol(py, symbol, known()))
    }

    /// States targets from one number or one per asset; they are given when the bar ends.
    fn state_targets(
        &mut self,
        py: Python<'_>,
        targets: &Bound<'_, PyAny>,
        chosen: &Chosen<'_>,
        rebalance: bool,
        unit: TargetUnit,
    ) -> PyResult<()> {
        self.check_running(py)?;
        let count = self.digits.len();
        if let Some(same) = plain_number(targets) {
            return self.state_each(py, |_| same, chosen, rebalance, unit);
        }
        let array = float_array(targets)?;
        let array = array.as_slice()?;
        if let (&[same], true) = (array, targets.len().is_err()) {
            return self.state_each(py, |_| same, chosen, rebalance, unit);
        }
        if array.len() != count {
            let plural = |count: usize| if count == 1 { "" } else { "s" };
            let (given, s) = (array.len(), plural(array.len()));
            let message = format!("{given} target{s} for {count} asset{}", plural(count));
            return Err(errors::order(py, message));
        }
        self.state_each(py, |asset| array[asset], chosen, rebalance, unit)
    }

    fn state_each(
        &mut self,
        py: Python<'_>,
        target: impl Fn(usize) -> f64,
        chosen: &Chosen<'_>,
        rebalance: bool,
        unit: TargetUnit,
    ) -> PyResult<()> {
        let count = self.digits.len();
        let mask = chosen.mask.as_ref().map(|mask| mask.as_slice()).transpose()?;
        if let Some(mask) = mask.filter(|mask| mask.len() != count) {
            let message = format!("`where` has {} values for {count} assets", mask.len());
            return Err(errors::order(py, message));
        }
        for asset in 0..count {
            let is_chosen = mask.is_none_or(|mask| mask[asset]);
            let target = if is_chosen { target(asset) } else { chosen.otherwise };
            if target.is_infinite() {
                return Err(errors::order(py, format!("a target is {target}")));
            }
            self.targets.state(asset, target, unit, rebalance);
        }
        Ok(())
    }

    /// A window of a field; its rows may be fewer than asked for when `short` is allowed.
    pub(crate) fn window(
        &mut self,
        py: Python<'_>,
        field: Field,
        length: usize,
        adjust: Adjust,
        short: bool,
    ) -> PyResult<(Py<Grid>, usize, usize)> {
        self.check_running(py)?;
        self.reach_back(py, length)?;
        let length = match (length <= self.visible, short) {
            (true, _) => length,
            (false, true) => self.visible,
            (false, false) => {
                let visible = self.visible;
                let message = format!(
                    "a window of {length} bars at a time when {visible} have happened: \
                     set `warmup` on the strategy, or begin the run later"
                );
                return Err(errors::not_enough_history(py, message));
            }
        };
        let first = self.visible - length;
        let session = self.session_now();
        let known = self.actions.known(adjust, &self.bars, &self.digits, session);
        let place = ViewPlace { field, adjust, first, session };
        let (grid, offset) = self.views.rows(py, &self.bars, &self.digits, known, place)?;
        Ok((grid, offset, length))
    }

    /// Lets the feed bring earlier rows when a window needs more than the chunk at hand has.
    fn reach_back(&mut self, py: Python<'_>, length: usize) -> PyResult<()> {
        if length <= self.visible || self.known <= self.visible {
            return Ok(());
        }
        let Some(feed) = &self.feed else { return Ok(()) };
        let missing = length - self.visible;
        let longer = feed.bind(py).call_method1("earlier", (missing,))?;
        let longer = longer.cast::<Panel>()?.get();
        let added = longer.panel.rows() - self.bars.rows();
        self.walk.extend_back(Arc::clone(&longer.driven), added);
        self.bars = Arc::clone(&longer.panel);
        self.visible += added;
        self.views.forget();
        self.signals.shift(added);
        Ok(())
    }
}

/// The bars before the panel at hand, from the first.
fn replay(feed: &Bound<'_, PyAny>) -> PyResult<Vec<Arc<market::Panel<i64>>>> {
    let panels = feed.call_method0("replay")?.try_iter()?;
    panels.map(|panel| Ok(Arc::clone(&panel?.cast::<Panel>()?.get().panel))).collect()
}

/// One float or int as such, without NumPy; a truth is neither, and what is too large is told later.
fn plain_number(value: &Bound<'_, PyAny>) -> Option<f64> {
    let is_plain = value.is_exact_instance_of::<PyFloat>() || value.is_exact_instance_of::<PyInt>();
    if is_plain { value.extract().ok() } else { None }
}

/// An array of floats; other numbers are converted, one alone to an array of one.
fn float_array<'py>(values: &Bound<'py, PyAny>) -> PyResult<PyReadonlyArray1<'py, f64>> {
    if let Ok(array) = values.extract::<PyReadonlyArray1<'py, f64>>()
        && array.is_contiguous()
    {
        return Ok(array);
    }
    let py = values.py();
    let floats = py.import("farthing.backtest.targets")?.getattr("floats")?;
    let array = floats.call1((values,)).map_err(|error| {
        let is_of_values =
            error.is_instance_of::<PyTypeError>(py) || error.is_instance_of::<PyValueError>(py);
        if !is_of_values {
            return error;
        }
        let told = errors::order(py, format!("targets are no numbers: {}", error.value(py)));
        told.set_cause(py, Some(error));
        told
    })?;
    let array = py.import("numpy")?.call_method1("ascontiguousarray", (array,))?;
    let array = array.cast::<PyArray1<f64>>().map_err(|_| {
        errors::order(py, "targets are an array of one axis: a value for each asset")
    })?;
    Ok(array.try_readonly()?)
}

/// Whom targets are for, and what the others get; NaN leaves them as they are.
pub(crate) struct Chosen<'py> {
    pub(crate) mask: Option<PyReadonlyArray1<'py, bool>>,
    pub(crate) otherwise: f64,
}

/// Which actions the windows of a field are adjusted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Adjust {
    /// Splits.
    Splits,
    /// Splits and dividends.
    All,
    /// Nothing.
    None,
}

/// A field by its name.
pub(crate) fn field(py: Python<'_>, name: &str) -> PyResult<Field> {
    Ok(match name {
        "close" => Field::Of(PriceField::Close),
        "price" => Field::Price,
        "open" => Field::Of(PriceField::Open),
        "high" => Field::Of(PriceField::High),
        "low" => Field::Of(PriceField::Low),
        "volume" => Field::Volume,
        _ => {
            let known = "open, high, low, close, price or volume";
            return Err(errors::order(py, format!("no field {name:?}: it is one of {known}")));
        }
    })
}

/// How windows are adjusted, by name.
pub(crate) fn adjust(py: Python<'_>, name: &str) -> PyResult<Adjust> {
    match name {
        "splits" => Ok(Adjust::Splits),
        "all" => Ok(Adjust::All),
        "none" => Ok(Adjust::None),
        _ => Err(errors::order(py, format!("adjust={name:?}: it is one of splits, all, none"))),
    }
}

/// The meaning of an order's size, by name.
pub(crate) fn intent(py: Python<'_>, name: &str) -> PyResult<Intent> {
    Ok(match name {
        "quantity" => Intent::Quantity,
        "target_quantity" => Intent::TargetQuantity,
        "value" => Intent::Value,
        "target_value" => Intent::TargetValue,
        "percent" => Intent::Percent,
        "target_percent" => Intent::TargetPercent,
        _ => return Err(errors::order(py, format!("no such intent: {name:?}"))),
    })
}

pub(crate) fn walk_error(py: Python<'_>, error: WalkError) -> PyErr {
    match error {
        WalkError::Fault(fault) => errors::overflow(py, fault),
        WalkError::Setup(_) | WalkError::Assets { .. } => errors::configuration(py, error),
    }
}
