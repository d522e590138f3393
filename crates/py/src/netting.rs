//! Whole numbers that add up, for the books of strategies that Python calls bar by bar.

use farthing_core::market::Split;
use farthing_core::money;
use farthing_core::portfolio::{self, allot};
use pyo3::prelude::*;

use crate::errors;
use crate::exact::Exact;

/// The whole in proportion to weights of 0 or more, of which one at least is more.
#[pyfunction]
pub(crate) fn in_proportion(
    py: Python<'_>,
    whole: i128,
    weights: Vec<i128>,
) -> PyResult<Vec<i128>> {
    fitting(py, money::in_proportion(whole, &weights))
}

/// What each of the orders behind one has of its fill, in the order of the strategies.
///
/// Args:
///     left: what each still wants, signed, in last digits.
///     quantity: of the fill; 0 where they cross.
///     lot: the step of orders.
#[pyfunction]
pub(crate) fn parts_of_fill(
    py: Python<'_>,
    left: Vec<i64>,
    quantity: i64,
    lot: i64,
) -> PyResult<Vec<i64>> {
    fitting(py, portfolio::parts_of_fill(&left, quantity, lot))
}

/// The fee of a fill by units, those bought and those sold alike, in units of the currency.
#[pyfunction]
pub(crate) fn parts_of_fee(
    py: Python<'_>,
    fee: i128,
    parts: Vec<i64>,
    unit: i128,
) -> PyResult<Vec<i128>> {
    fitting(py, portfolio::parts_of_fee(fee, &parts, unit))
}

/// What orders behind one still want after a split, which left `whole` of it.
#[pyfunction]
pub(crate) fn after_split(
    py: Python<'_>,
    left: Vec<i64>,
    whole: i64,
    new: i64,
    old: i64,
    lot: i64,
) -> PyResult<Vec<i64>> {
    fitting(py, portfolio::after_split(&left, whole, (new, old), lot))
}

/// What each has of a fill of liquidation: those who hold what it closes, in proportion, in lots.
#[pyfunction]
pub(crate) fn parts_of_liquidation(
    py: Python<'_>,
    held: Vec<i128>,
    quantity: i64,
    lot: i64,
) -> PyResult<Vec<i64>> {
    fitting(py, allot::closed(&held, quantity, lot))
}

/// What each has of a dividend of which the account is owed so many units of the currency.
///
/// Args:
///     whole: units of the currency.
///     held: by each, in last digits.
///     amount: for one unit of the instrument.
///     digits: behind the point, of quantities and of the unit of the currency.
#[pyfunction]
pub(crate) fn parts_of_dividend(
    py: Python<'_>,
    whole: i128,
    held: Vec<i128>,
    amount: Exact,
    digits: (u8, u8),
) -> PyResult<Vec<i128>> {
    fitting(py, allot::of_dividend(whole, &held, amount.0, digits.0, digits.1))
}

/// What each holds after a split, in lots; the account holds what they did, and the change.
#[pyfunction]
pub(crate) fn units_after_split(
    py: Python<'_>,
    held: Vec<i128>,
    change: i128,
    new: i64,
    old: i64,
    lot: i64,
) -> PyResult<Vec<i128>> {
    fitting(py, allot::of_split(&held, change, &ratio(new, old), lot))
}

/// What a split pays each for what is no whole lot, in units of the currency.
///
/// Args:
///     whole: what the account is paid.
///     held: by each before the split.
///     counts: what each holds after it.
///     new: shares for ``old`` ones.
///     old: see ``new``.
///     worth: of a last digit of a quantity before the split, in the last digit of money.
///     unit: of the currency, in the last digit of money.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "the parts of a split")]
pub(crate) fn parts_in_lieu(
    py: Python<'_>,
    whole: i128,
    held: Vec<i128>,
    counts: Vec<i128>,
    new: i64,
    old: i64,
    worth: i128,
    unit: i128,
) -> PyResult<Vec<i128>> {
    fitting(py, allot::in_lieu(whole, (&held, &counts), &ratio(new, old), worth, unit))
}

/// What each pays of a borrow fee: in proportion to what it is short.
#[pyfunction]
pub(crate) fn parts_of_borrow(py: Python<'_>, whole: i128, held: Vec<i128>) -> PyResult<Vec<i128>> {
    fitting(py, allot::of_borrow(whole, &held))
}

/// What each has of interest or financing: in proportion to what it has on the side of the sum.
#[pyfunction]
pub(crate) fn parts_of_the_same_side(
    py: Python<'_>,
    whole: i128,
    has: Vec<i128>,
) -> PyResult<Vec<i128>> {
    fitting(py, allot::of_the_same_side(whole, &has))
}

fn ratio(new: i64, old: i64) -> Split {
    Split { asset: 0, session: 0, day: 0, new, old }
}

fn fitting<T>(py: Python<'_>, found: Option<T>) -> PyResult<T> {
    let message = "what is divided among strategies does not fit 128 bits: order less";
    found.ok_or_else(|| errors::overflow(py, message))
}
