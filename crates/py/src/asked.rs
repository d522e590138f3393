//! Sizes and prices as strategies give them.

use farthing_core::money::Decimal;
use farthing_core::order::Asked;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyInt, PyString};

use crate::errors;

/// A number as it was asked for: a float stays one, everything exact keeps its digits.
///
/// NaN, the infinities, booleans and what is no number are no sizes.
pub(crate) fn asked(value: &Bound<'_, PyAny>, what: &str) -> PyResult<Asked> {
    if let Ok(float) = value.cast::<PyFloat>() {
        return finite(value.py(), float.value(), what);
    }
    if value.is_instance_of::<PyInt>() && !value.is_instance_of::<PyBool>() {
        return exact(value, what);
    }
    if value.is_instance_of::<PyString>() || is_decimal(value)? {
        return exact(value, what);
    }
    if value.hasattr("__index__")? && !value.is_instance_of::<PyBool>() {
        return exact(&value.call_method0("__index__")?, what);
    }
    if value.hasattr("__float__")? && !value.is_instance_of::<PyBool>() {
        return finite(value.py(), value.extract()?, what);
    }
    Err(errors::order(value.py(), format!("{what} {} is no number", value.repr()?)))
}

fn finite(py: Python<'_>, value: f64, what: &str) -> PyResult<Asked> {
    if value.is_finite() {
        Ok(Asked::Float(value))
    } else {
        Err(errors::order(
            py,
            format!("{what} {value} is not finite: check the values it came from"),
        ))
    }
}

fn is_decimal(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    value.is_instance(&value.py().import("decimal")?.getattr("Decimal")?)
}

fn exact(value: &Bound<'_, PyAny>, what: &str) -> PyResult<Asked> {
    let text = value.str()?;
    let parsed: Result<Decimal, _> = text.to_str()?.parse();
    let exact = parsed.map(Decimal::canonical);
    let exact = exact.map_err(|error| errors::order(value.py(), format!("{what} {error}")))?;
    Ok(Asked::Exact { mantissa: exact.mantissa(), scale: exact.scale() })
}
