//! Sizes and prices as strategies give them.

use farthing_core::order::Asked;
use farthing_core::signal::{Rule, WINDOW_MAX};
use pyo3::Borrowed;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyInt, PyString};

use crate::errors;

/// The size of an order: NaN and the infinities are an error in the program that made them.
pub(crate) fn size(value: &Bound<'_, PyAny>) -> PyResult<Asked> {
    match asked(value, "size")? {
        Asked::Float(size) if !size.is_finite() => {
            let message = format!("size {size} is not finite: check the values it came from");
            Err(errors::order(value.py(), message))
        }
        size => Ok(size),
    }
}

/// A number as it was asked for: a float stays one, everything exact keeps its digits; a decimal
/// that is not finite is a float. Truths, dates and what else is no number are errors.
pub(crate) fn asked(value: &Bound<'_, PyAny>, what: &str) -> PyResult<Asked> {
    if let Ok(float) = value.cast::<PyFloat>() {
        return Ok(Asked::Float(float.value()));
    }
    if value.is_instance_of::<PyInt>() && !value.is_instance_of::<PyBool>() {
        return whole(value, what);
    }
    if value.is_instance_of::<PyString>() || is_decimal(value)? {
        return exact(value, what);
    }
    other(value, what)
}

/// Numbers of other libraries, NumPy's among them; each is one value, not an array of one.
#[cold]
fn other(value: &Bound<'_, PyAny>, what: &str) -> PyResult<Asked> {
    let no_number = |cause: Option<PyErr>| {
        let message = format!(
            "{what} {} is no number: give an int, a float, a Decimal or text",
            shown(value)
        );
        let error = errors::order(value.py(), message);
        error.set_cause(value.py(), cause);
        error
    };
    let kind = kind_of(value)?;
    if value.is_instance_of::<PyBool>() || kind.is_some_and(|kind| !"iuf".contains(kind)) {
        return Err(no_number(None));
    }
    if kind.is_some() && value.getattr("ndim")?.ne(0)? {
        return Err(no_number(None));
    }
    if kind == Some('f') {
        // A shorter float means the shortest decimal of its own kind.
        let float = value.str()?.to_str()?.parse();
        return float.map(Asked::Float).map_err(|_| no_number(None));
    }
    if value.hasattr("__index__")? {
        let index = value.call_method0("__index__").map_err(|error| no_number(Some(error)))?;
        return whole(&index, what);
    }
    value.extract().map(Asked::Float).map_err(|error| no_number(Some(error)))
}

/// A value as a message shows it: in one line.
pub(crate) fn shown(value: &Bound<'_, PyAny>) -> String {
    let shown = value.repr().map_or_else(|_| "a value".to_owned(), |text| text.to_string());
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The letter by which NumPy names the kind of a value: `b`, `i`, `u`, `f`, `M` and so on.
fn kind_of(value: &Bound<'_, PyAny>) -> PyResult<Option<char>> {
    let Some(dtype) = value.getattr_opt("dtype")? else { return Ok(None) };
    let Some(kind) = dtype.getattr_opt("kind")? else { return Ok(None) };
    Ok(kind.extract::<char>().ok())
}

fn is_decimal(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    value.is_instance(&value.py().import("decimal")?.getattr("Decimal")?)
}

/// An int: most are small; Python writes the others as text only up to some digits.
fn whole(value: &Bound<'_, PyAny>, what: &str) -> PyResult<Asked> {
    if let Ok(number) = value.extract::<i64>() {
        return Ok(Asked::Exact { mantissa: number.into(), scale: 0 });
    }
    if value.call_method0("bit_length")?.gt(LONG_BITS)? {
        let near = if value.lt(0)? { f64::MIN } else { f64::MAX };
        return Ok(Asked::Vast(near));
    }
    exact(value, what)
}

/// Ints of more bits than this are beyond the largest float.
const LONG_BITS: u32 = 1_100;

fn exact(value: &Bound<'_, PyAny>, what: &str) -> PyResult<Asked> {
    let text = value.str()?;
    if let Some(float) = not_finite(text.to_str()?) {
        return Ok(Asked::Float(float));
    }
    Asked::parse(text.to_str()?)
        .map_err(|error| errors::order(value.py(), format!("{what} {error}")))
}

/// The text of a decimal that is NaN or infinite.
fn not_finite(text: &str) -> Option<f64> {
    let float: f64 = text.parse().ok()?;
    let is_a_number = text.bytes().any(|byte| byte.is_ascii_digit());
    (!is_a_number && !float.is_finite()).then_some(float)
}

/// The length of a window in bars: one at least.
pub(crate) fn bar_count(value: &Bound<'_, PyAny>) -> PyResult<usize> {
    if !value.hasattr("__index__")? {
        return value.extract();
    }
    let bars = value.extract::<usize>().ok().filter(|bars| (1..=WINDOW_MAX).contains(bars));
    bars.ok_or_else(|| {
        let message = format!("a window of {value} bars: it may have 1 to {WINDOW_MAX}");
        errors::configuration(value.py(), message)
    })
}

/// Likewise, of each of several windows.
pub(crate) fn bar_counts(values: &Bound<'_, PyAny>) -> PyResult<Vec<usize>> {
    values.try_iter()?.map(|value| bar_count(&value?)).collect()
}

/// The length of coarser bars, as it is written.
#[derive(Clone, Copy)]
pub(crate) struct Frequency<'a>(pub(crate) &'a str);

impl<'a, 'py> FromPyObject<'a, 'py> for Frequency<'a> {
    type Error = PyErr;

    #[inline]
    fn extract(value: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        value.extract().map(Frequency).map_err(|_| no_frequency(&value))
    }
}

#[cold]
fn no_frequency(value: &Bound<'_, PyAny>) -> PyErr {
    let message = format!(
        "frequency {} is no text: write how long bars are, such as \"5m\", \"2h\" or \"1d\"",
        shown(value)
    );
    errors::configuration(value.py(), message)
}

/// A MACD, whose line would have the other sign if its averages were exchanged.
pub(crate) fn macd(py: Python<'_>, fast: usize, slow: usize, signal: usize) -> PyResult<Rule> {
    if fast < slow {
        return Ok(Rule::Macd(fast, slow, signal));
    }
    let message =
        format!("a MACD of {fast} bars against {slow}: the fast average has to be the shorter one");
    Err(errors::configuration(py, message))
}

/// Likewise, or nothing.
pub(crate) fn some_bar_count(value: &Bound<'_, PyAny>) -> PyResult<Option<usize>> {
    if value.is_none() { Ok(None) } else { bar_count(value).map(Some) }
}

/// Whether a value can be recorded: a number, a text, a truth or nothing.
pub(crate) fn recordable(name: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> PyResult<()> {
    let is_plain = value.is_none()
        || value.is_instance_of::<PyFloat>()
        || value.is_instance_of::<PyInt>()
        || value.is_instance_of::<PyString>();
    if is_plain || value.hasattr("__float__")? {
        return Ok(());
    }
    let message = format!(
        "record {name}={}: a recorded value is a number, a text, a truth or None",
        value.repr()?
    );
    Err(errors::configuration(value.py(), message))
}
