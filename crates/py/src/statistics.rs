//! x
use crate::outcome::Rows;
use farthing_core::kernel::Outcome;
use farthing_core::money::Number;
use pyo3::prelude::*;
use pyo3::types::PyDict;
pub(crate) fn statistics<'py, N: Number>(
    py: Python<'py>,
    _outcome: &Outcome<N>,
    _rows: &Rows,
    _dates: &[i32],
    _p: f64,
) -> PyResult<Bound<'py, PyDict>> {
    Ok(PyDict::new(py))
}
