//! Exact numbers across the boundary: text in, `decimal.Decimal` out.

use farthing_core::money::Decimal;
use pyo3::Borrowed;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

use crate::errors;

/// An exact number from whatever prints one: `Decimal`, `str`, `int`.
#[derive(Clone, Copy)]
pub(crate) struct Exact(pub(crate) Decimal);

impl<'py> FromPyObject<'_, 'py> for Exact {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let text = value.str()?;
        let parsed = text.to_str()?.parse();
        parsed.map(Exact).map_err(|error| errors::configuration(value.py(), error))
    }
}

/// `mantissa / 10^scale` as a `decimal.Decimal`.
pub(crate) fn to_decimal(py: Python<'_>, mantissa: i128, scale: u8) -> PyResult<Bound<'_, PyAny>> {
    static CLASS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let class = CLASS.import(py, "decimal", "Decimal")?;
    let text = Decimal::new(mantissa, scale).map_or_else(String::new, |value| value.to_string());
    class.call1((text,))
}
