//! Where floats and exact money part: the first fill that the float twin gets wrong.

use farthing_core::kernel;
use farthing_core::ledger::Event;
use farthing_core::market::Instrument;
use farthing_core::money::{Exact, Integer, Twin, pow10, scaled_to_float, to_float};
use pyo3::prelude::*;

use crate::exact::to_decimal;
use crate::outcome::{Outcome, Rows, on_either};
use crate::simulate::TwinOutcome;

/// A fill as exact money has it: time, asset, quantity, price, fee.
type ExactFill<'py> = (i64, u32, Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>);
/// A fill as floats have it.
type FloatFill = (i64, u32, f64, f64, f64);
/// Both; nothing where one has no such fill.
type WrongFill<'py> = (usize, Option<ExactFill<'py>>, Option<FloatFill>);

/// Compares the fills of two runs, one by one.
///
/// A float is right where the number of the exact digits next to it is the exact one: quantity and
/// price to their own digits, the fee to the posting unit of the currency. A last bit that differs
/// is no wrong trade, but it is counted.
///
/// Args:
///     exact: the outcome of the exact kernel.
///     twin: that of the float twin.
///
/// Returns:
///     How many fills are wrong, how many differ in any bit, and the first wrong one: its place,
///     and (time, asset, quantity, price, fee) here and there; None where there is none.
#[pyfunction]
pub(crate) fn wrong_fills<'py>(
    py: Python<'py>,
    exact: &Outcome,
    twin: &TwinOutcome,
) -> PyResult<(usize, usize, Option<WrongFill<'py>>)> {
    on_either!(&exact.either, outcome => compared(py, outcome, twin, &exact.rows))
}

fn compared<'py, M: Integer>(
    py: Python<'py>,
    exact: &kernel::Outcome<Exact<M>>,
    twin: &TwinOutcome,
    rows: &Rows,
) -> PyResult<(usize, usize, Option<WrongFill<'py>>)> {
    let ones: Vec<_> = fills(&exact.events).collect();
    let others: Vec<_> = fills(&twin.outcome.events).collect();
    let (mut wrong, mut unlike, mut first) = (0, 0, None);
    for place in 0..ones.len().max(others.len()) {
        let (one, other) = (ones.get(place), others.get(place));
        let found = match (one, other) {
            (Some(one), Some(other)) => match_of(exact, one, other),
            _ => Match { is_right: false, is_same: false },
        };
        unlike += usize::from(!found.is_same);
        wrong += usize::from(!found.is_right);
        if !found.is_right && first.is_none() {
            let one = one.map(|event| exact_fill(py, exact, event, rows)).transpose()?;
            first = Some((place, one, other.map(|event| float_fill(event, &twin.rows))));
        }
    }
    Ok((wrong, unlike, first))
}

fn fills<N: farthing_core::money::Number>(events: &[Event<N>]) -> impl Iterator<Item = &Event<N>> {
    events.iter().filter(|event| event.kind.is_fill())
}

/// How a fill in floats compares with the exact one.
struct Match {
    is_right: bool,
    is_same: bool,
}

fn match_of<M: Integer>(
    exact: &kernel::Outcome<Exact<M>>,
    one: &Event<Exact<M>>,
    other: &Event<Twin>,
) -> Match {
    let instrument = &exact.setup.instruments[one.asset as usize];
    if (one.row, one.asset) != (other.row, other.asset) {
        return Match { is_right: false, is_same: false };
    }
    let pairs = numbers(one, instrument, exact.setup.ledger_scale);
    let floats = [other.quantity, other.price, other.fee];
    let is = |rule: fn(&Digits, f64) -> bool| {
        pairs.iter().zip(floats).all(|(digits, float)| rule(digits, float))
    };
    Match { is_right: is(Digits::is_next_to), is_same: is(Digits::is_float) }
}

/// An exact number in units of `10^-scale`.
struct Digits {
    mantissa: i128,
    scale: u8,
}

impl Digits {
    /// Whether it is the number with so many digits that is next to a float.
    fn is_next_to(&self, float: f64) -> bool {
        let nearest = (float * 10_f64.powi(i32::from(self.scale))).round_ties_even();
        is_same(nearest, to_float(self.mantissa))
    }

    /// Whether a float is the one next to it.
    fn is_float(&self, float: f64) -> bool {
        is_same(float, scaled_to_float(self.mantissa, self.scale))
    }
}

#[expect(clippy::float_cmp, reason = "to the bit is what is asked, but for the sign of nothing")]
fn is_same(one: f64, other: f64) -> bool {
    one == other
}

/// Quantity, price and fee, each in its own digits.
fn numbers<M: Integer>(
    event: &Event<Exact<M>>,
    instrument: &Instrument,
    ledger_scale: u8,
) -> [Digits; 3] {
    let unit_scale = instrument.currency.unit_scale;
    let fee = event.fee.widened();
    let spare = ledger_scale.checked_sub(unit_scale).and_then(|digits| pow10(digits.into()));
    let fee = match spare.filter(|unit| fee % unit == 0) {
        Some(unit) => Digits { mantissa: fee / unit, scale: unit_scale },
        None => Digits { mantissa: fee, scale: ledger_scale },
    };
    [
        Digits { mantissa: event.quantity.into(), scale: instrument.quantity_scale },
        Digits { mantissa: event.price.into(), scale: instrument.price_scale },
        fee,
    ]
}

fn exact_fill<'py, M: Integer>(
    py: Python<'py>,
    exact: &kernel::Outcome<Exact<M>>,
    event: &Event<Exact<M>>,
    rows: &Rows,
) -> PyResult<ExactFill<'py>> {
    let instrument = &exact.setup.instruments[event.asset as usize];
    let [quantity, price, fee] = numbers(event, instrument, exact.setup.ledger_scale)
        .map(|digits| to_decimal(py, digits.mantissa, digits.scale));
    Ok((time(rows, event.row), event.asset, quantity?, price?, fee?))
}

fn float_fill(event: &Event<Twin>, rows: &Rows) -> FloatFill {
    (time(rows, event.row), event.asset, event.quantity, event.price, event.fee)
}

fn time(rows: &Rows, row: u32) -> i64 {
    rows.times.get(row as usize).copied().unwrap_or(-1)
}
