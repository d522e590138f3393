//! The batch driver, for Python: arrays in, an outcome out, without the GIL between.

use std::sync::Arc;

use farthing_core::drive::{
    Instruction, Instructions, Tape, TargetUnit, Targets, Timed, WalkError, simulate,
};
use farthing_core::kernel;
use farthing_core::market;
use farthing_core::money::{Narrow, Number, Twin, Wide};
use farthing_core::order::{Asked, Conditions, Order, OrderRef, Request, Ticket};
use numpy::{PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::asked;
use crate::conditions;
use crate::context::{intent, walk_error};
use crate::errors;
use crate::outcome::{Outcome, Rows, on_either};
use crate::panel::{Panel, TwinPanel};
use crate::setup::Setup;
use crate::statistics;

/// How wide the money of a run is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Width {
    /// Narrow where it fits, else wide.
    Auto,
    /// 64 bits; what does not fit ends the run.
    Narrow,
    /// 128 bits.
    Wide,
}

/// The width of a name.
pub(crate) fn width_named(py: Python<'_>, name: &str) -> PyResult<Width> {
    match name {
        "auto" => Ok(Width::Auto),
        "narrow" => Ok(Width::Narrow),
        "wide" => Ok(Width::Wide),
        _ => {
            let message = format!("width {name:?} is none of auto, narrow, wide");
            Err(errors::configuration(py, message))
        }
    }
}

/// Runs 64-bit money where a thousand times the capital fits it, and 128-bit money where it does
/// not, or where it overflows on the way. The numbers are the same.
pub(crate) fn of_width<T, E>(
    width: Width,
    setup: &kernel::Setup,
    narrow: impl FnOnce() -> Result<T, E>,
    wide: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
    if width == Width::Narrow || (width == Width::Auto && setup.fits_narrow()) {
        match narrow() {
            Err(error) if width == Width::Narrow => return Err(error),
            // It did not fit; the wide kernel says whether it ever will.
            Err(_) => {}
            done => return done,
        }
    }
    wide()
}

/// Runs instructions in the width that does.
pub(crate) fn run_exact<I: Instructions>(
    setup: &Arc<kernel::Setup>,
    panel: &Arc<market::Panel<i64>>,
    start: usize,
    width: Width,
    instructions: impl Fn() -> I,
) -> Result<Outcome, WalkError> {
    let rows = || Rows::of(panel, start);
    let again = || (Arc::clone(setup), Arc::clone(panel));
    let narrow = || {
        let (setup, panel) = again();
        let outcome = simulate::<Narrow>(setup, panel, start, &mut instructions())?;
        Ok(Outcome::narrow(outcome, rows()))
    };
    let wide = || {
        let (setup, panel) = again();
        let outcome = simulate::<Wide>(setup, panel, start, &mut instructions())?;
        Ok(Outcome::wide(outcome, rows()))
    };
    of_width(width, setup, narrow, wide)
}

/// The numbers of an array of targets, which has the shape of the run and is finite.
pub(crate) fn targets_of<'a>(
    py: Python<'_>,
    panel: &Panel,
    start: usize,
    targets: &'a PyReadonlyArray2<'_, f64>,
) -> PyResult<&'a [f64]> {
    let expected = [panel.panel.rows().saturating_sub(start), panel.panel.assets()];
    if targets.as_array().shape() != expected {
        let [rows, columns] = expected;
        let found = targets.as_array().shape().to_vec();
        let message =
            format!("targets are {found:?}; bars x assets of the run are [{rows}, {columns}]");
        return Err(errors::order(py, message));
    }
    let values = targets.as_slice()?;
    if values.iter().fold(false, |any, value| any | value.is_infinite()) {
        return Err(errors::order(py, "a target is infinite; NaN is no target"));
    }
    Ok(values)
}

/// What targets of a name are given in.
pub(crate) fn unit_named(py: Python<'_>, unit: &str) -> PyResult<TargetUnit> {
    match unit {
        "weight" => Ok(TargetUnit::Weight),
        "shares" => Ok(TargetUnit::Shares),
        _ => Err(errors::order(py, format!("targets in {unit:?}: weight or shares"))),
    }
}

/// Runs target weights or shares through the batch driver.
///
/// Args:
///     setup: of the run.
///     panel: all its bars.
///     start: the first row of the run.
///     targets: float64, bars of the run x assets; NaN is no target.
///     unit: "weight" or "shares".
///     rebalance: order each target again at every bar.
///     width: "auto", "narrow" or "wide".
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "the parts of a batch run")]
pub(crate) fn simulate_targets(
    py: Python<'_>,
    setup: &Setup,
    panel: &Panel,
    start: usize,
    targets: PyReadonlyArray2<'_, f64>,
    unit: &str,
    rebalance: bool,
    width: &str,
) -> PyResult<Outcome> {
    let values = targets_of(py, panel, start, &targets)?;
    let (assets, unit) = (panel.panel.assets(), unit_named(py, unit)?);
    let width = width_named(py, width)?;
    let (setup, panel) = (&setup.setup, &panel.panel);
    let run =
        || run_exact(setup, panel, start, width, || Targets::new(values, assets, unit, rebalance));
    py.detach(run).map_err(|error| walk_error(py, error))
}

/// An order of a tape: row, asset, size, intent, limit, stop, duration, conditions, and the place
/// of its parent among the orders of the tape.
type TapeRow<'py> = (
    u32,
    u32,
    Bound<'py, PyAny>,
    String,
    Option<Bound<'py, PyAny>>,
    Option<Bound<'py, PyAny>>,
    String,
    Option<Bound<'py, PyDict>>,
    Option<u32>,
);

/// A change of an order of a tape: row, place of the order among those of the tape, and what
/// changes; nothing where the order is taken back.
type TapeChange<'py> = (u32, u32, Option<Bound<'py, PyDict>>);

/// One line of a tape.
#[derive(FromPyObject)]
enum TapeLine<'py> {
    Order(TapeRow<'py>),
    Change(TapeChange<'py>),
}

/// Orders that are known before the run, by the row at whose close they are given.
///
/// Args:
///     orders: (row, asset, size, intent, limit, stop, duration, conditions, parent), or (row,
///         order, change) to change or take back an order; rows not descending. A parent and an
///         order are named by their place among the orders; `until` is a session by its index.
///     assets: number of assets of the run.
#[pyclass(frozen, module = "farthing._core")]
pub(crate) struct OrderTape {
    tape: Tape,
}

#[pymethods]
impl OrderTape {
    #[new]
    fn new(py: Python<'_>, orders: Vec<TapeLine<'_>>, assets: u32) -> PyResult<OrderTape> {
        let timed: PyResult<Vec<Timed>> = orders
            .into_iter()
            .map(|line| match line {
                TapeLine::Order(order) => tape_order(py, order, assets),
                TapeLine::Change(change) => tape_change(py, &change),
            })
            .collect();
        let descends = || errors::order(py, "the rows of a tape must not descend");
        Ok(OrderTape { tape: Tape::new(timed?).ok_or_else(descends)? })
    }

    /// Exactly the market orders that another run accepted.
    #[staticmethod]
    fn of(outcome: &Outcome) -> OrderTape {
        let tape = on_either!(&outcome.either, outcome => Tape::of(outcome, |order| {
            let scale = outcome.setup.instruments[order.asset as usize].quantity_scale;
            Asked::Exact { mantissa: order.quantity.into(), scale }
        }));
        OrderTape { tape }
    }

    fn __len__(&self) -> usize {
        self.tape.len()
    }
}

fn tape_order<'py>(py: Python<'py>, order: TapeRow<'py>, assets: u32) -> PyResult<Timed> {
    let (row, asset, size, intent_name, limit, stop, duration, given, parent) = order;
    if asset >= assets {
        let message = format!("asset {asset} of a run with {assets} assets");
        return Err(errors::order(py, message));
    }
    let session = |until: &Bound<'py, PyAny>| until.extract();
    let read =
        conditions::read(py, limit.as_ref(), stop.as_ref(), &duration, given.as_ref(), session)?;
    let ticket = Ticket {
        asset,
        intent: intent(py, &intent_name)?,
        size: asked::size(&size)?,
        kind: read.kind,
        duration: read.duration,
    };
    let instruction = match parent.map(OrderRef::Ticket) {
        None if read.conditions == Conditions::default() => Instruction::Give(ticket),
        parent => {
            let conditions = read.conditions;
            Instruction::Place(Arc::new(Request { ticket, conditions, parent }))
        }
    };
    Ok(Timed { row, instruction })
}

fn tape_change(py: Python<'_>, change: &TapeChange<'_>) -> PyResult<Timed> {
    let (row, order, change) = change;
    let order = OrderRef::Ticket(*order);
    let Some(change) = change else {
        return Ok(Timed { row: *row, instruction: Instruction::Cancel(order) });
    };
    let given = |name: &str| -> PyResult<Option<Bound<'_, PyAny>>> {
        Ok(change.get_item(name)?.filter(|value| !value.is_none()))
    };
    let [size, limit, stop] = [given("size")?, given("limit")?, given("stop")?];
    let [trail, share] = [given("trail")?, given("trail_percent")?];
    let (size, limit, stop) = (size.as_ref(), limit.as_ref(), stop.as_ref());
    let change = conditions::change(py, size, limit, stop, trail.as_ref(), share.as_ref())?;
    Ok(Timed { row: *row, instruction: Instruction::Modify(order, Arc::new(change)) })
}

/// Runs a tape of orders through the batch driver; see `simulate_targets`.
#[pyfunction]
pub(crate) fn simulate_tape(
    py: Python<'_>,
    setup: &Setup,
    panel: &Panel,
    start: usize,
    tape: &OrderTape,
    width: &str,
) -> PyResult<Outcome> {
    let width = width_named(py, width)?;
    let (setup, panel) = (&setup.setup, &panel.panel);
    let run = || run_exact(setup, panel, start, width, || tape.tape.read());
    py.detach(run).map_err(|error| walk_error(py, error))
}

/// What the float twin made of a run: to measure the cost of exactness, and where float differs.
#[pyclass(frozen, module = "farthing._core")]
pub(crate) struct TwinOutcome {
    pub(crate) outcome: kernel::Outcome<Twin>,
    pub(crate) rows: Rows,
}

#[pymethods]
impl TwinOutcome {
    /// The value of the account at the last bar, as float arithmetic has it.
    #[getter]
    fn end_equity(&self) -> f64 {
        self.outcome.marks.last().map_or(f64::NAN, |mark| mark.equity)
    }

    /// Number of bars.
    #[getter]
    fn bars(&self) -> usize {
        self.rows.times.len()
    }

    /// Number of fills.
    #[getter]
    fn fills(&self) -> usize {
        let fills = self.outcome.events.iter().filter(|event| event.kind.is_fill());
        fills.count()
    }

    /// The total return, with all other statistics computed and dropped: for timing.
    fn summary(&self, dates: PyReadonlyArray1<'_, i32>, periods_per_year: f64) -> PyResult<f64> {
        let dates = dates.as_slice()?;
        let summary = statistics::summary(&self.outcome, &self.rows, dates, periods_per_year);
        Ok(summary.performance.total_return.unwrap_or(f64::NAN))
    }

    /// The first order whose quantity is another one than in an exact run: its id, or None.
    fn first_difference(&self, exact: &Outcome) -> Option<usize> {
        on_either!(&exact.either, exact => {
            let scale = |asset: u32| exact.setup.instruments[asset as usize].quantity_scale;
            let pairs = exact.orders.iter().zip(&self.outcome.orders);
            let differs = |(one, other): (&Order<_>, &Order<Twin>)| {
                let quantity = Twin::quantity(one.quantity, scale(one.asset));
                (one.asset, one.created) != (other.asset, other.created)
                    || quantity.to_bits() != other.quantity.to_bits()
            };
            let lengths_differ = exact.orders.len() != self.outcome.orders.len();
            let shorter = exact.orders.len().min(self.outcome.orders.len());
            pairs.enumerate().find(|(_, pair)| differs(*pair)).map(|(id, _)| id)
                .or(lengths_differ.then_some(shorter))
        })
    }
}

/// Runs a tape through the float twin; see `simulate_tape`.
#[pyfunction]
pub(crate) fn twin_tape(
    py: Python<'_>,
    setup: &Setup,
    panel: &TwinPanel,
    start: usize,
    tape: &OrderTape,
) -> PyResult<TwinOutcome> {
    run_twin(py, setup, panel, start, tape.tape.read())
}

/// Runs targets through the float twin; see `simulate_targets`.
#[pyfunction]
pub(crate) fn twin_targets(
    py: Python<'_>,
    setup: &Setup,
    panel: &TwinPanel,
    start: usize,
    targets: PyReadonlyArray2<'_, f64>,
    rebalance: bool,
) -> PyResult<TwinOutcome> {
    let (assets, values) = (panel.panel.assets(), targets.as_slice()?);
    run_twin(py, setup, panel, start, Targets::new(values, assets, TargetUnit::Weight, rebalance))
}

fn run_twin(
    py: Python<'_>,
    setup: &Setup,
    panel: &TwinPanel,
    start: usize,
    mut instructions: impl Instructions + Send,
) -> PyResult<TwinOutcome> {
    let rows = Rows::of(&panel.panel, start);
    let (setup, panel) = (Arc::clone(&setup.setup), Arc::clone(&panel.panel));
    let run = || simulate::<Twin>(setup, panel, start, &mut instructions);
    let outcome = py.detach(run).map_err(|error| walk_error(py, error))?;
    Ok(TwinOutcome { outcome, rows })
}
