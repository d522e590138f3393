//! Errors of the core as exceptions of `farthing.errors`.

use std::fmt::Display;

use pyo3::prelude::*;
use pyo3::types::PyType;

/// An exception of `farthing.errors`, by name.
fn exception(py: Python<'_>, name: &str, message: String) -> PyErr {
    let class = py.import("farthing.errors").and_then(|module| module.getattr(name));
    match class.and_then(|class| Ok(class.cast_into::<PyType>()?)) {
        Ok(class) => PyErr::from_type(class, message),
        Err(error) => error,
    }
}

/// A setting that makes no sense.
pub(crate) fn configuration(py: Python<'_>, message: impl Display) -> PyErr {
    exception(py, "ConfigurationError", message.to_string())
}

/// An order that is no order.
pub(crate) fn order(py: Python<'_>, message: impl Display) -> PyErr {
    exception(py, "OrderError", message.to_string())
}

/// Bars that make no grid.
pub(crate) fn data(py: Python<'_>, message: impl Display) -> PyErr {
    exception(py, "DataError", message.to_string())
}

/// A window longer than what has happened.
pub(crate) fn not_enough_history(py: Python<'_>, message: impl Display) -> PyErr {
    exception(py, "NotEnoughHistory", message.to_string())
}

/// A symbol that the run does not have.
pub(crate) fn unknown_symbol(py: Python<'_>, symbol: &str, known: Vec<String>) -> PyErr {
    let made = py
        .import("farthing.errors")
        .and_then(|module| module.getattr("UnknownSymbol"))
        .and_then(|class| class.call1((symbol, known)));
    made.map_or_else(|error| error, PyErr::from_value)
}

/// A number that does not fit the ledger.
#[cold]
pub(crate) fn overflow(py: Python<'_>, message: impl Display) -> PyErr {
    exception(py, "LedgerOverflow", message.to_string())
}
