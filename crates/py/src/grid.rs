//! Read-only NumPy views of floats that live in the core.
//!
//! The base of a view is an object that shows nothing: no view leads to what is not known yet.

use std::os::raw::{c_int, c_void};
use std::sync::Arc;

use numpy::npyffi::{self, NPY_TYPES, NpyTypes, PY_ARRAY_API, npy_intp};
use pyo3::exceptions::PyMemoryError;
use pyo3::prelude::*;

/// Floats that views keep alive.
#[pyclass(frozen, module = "farthing._core")]
pub(crate) struct Grid {
    values: Arc<Vec<f64>>,
}

impl Grid {
    /// A keeper of `values`.
    pub(crate) fn new(py: Python<'_>, values: Arc<Vec<f64>>) -> PyResult<Py<Grid>> {
        Py::new(py, Grid { values })
    }

    /// The floats.
    #[inline]
    pub(crate) fn values(&self) -> &[f64] {
        &self.values
    }
}

/// A place in a grid: the first value, and the lengths and strides (in values) of its axes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<const D: usize> {
    pub(crate) start: usize,
    pub(crate) lengths: [usize; D],
    pub(crate) strides: [usize; D],
}

impl<const D: usize> Place<D> {
    fn last(&self) -> Option<usize> {
        let mut last = self.start;
        for (length, stride) in self.lengths.iter().zip(&self.strides) {
            last += length.checked_sub(1)? * stride;
        }
        Some(last)
    }
}

/// A read-only array over a place of a grid.
///
/// # Errors
/// When the place is not within the grid, or memory is short.
#[inline]
pub(crate) fn view<'py, const D: usize>(
    py: Python<'py>,
    grid: &Py<Grid>,
    place: Place<D>,
) -> PyResult<Bound<'py, PyAny>> {
    const WIDTH: usize = size_of::<f64>();
    let values = &grid.get().values;
    let within = place.last().is_none_or(|last| last < values.len()) && place.start <= values.len();
    if !within {
        return Err(PyMemoryError::new_err("a view reaches beyond its grid"));
    }
    let signed = |value: usize| npy_intp::try_from(value).unwrap_or(npy_intp::MAX);
    let mut lengths = place.lengths.map(signed);
    let mut strides = place.strides.map(|stride| signed(stride * WIDTH));
    let axes = c_int::try_from(D).unwrap_or(c_int::MAX);
    // SAFETY: the place lies within `values` (checked above), which the base keeps alive and
    // nobody writes; the array carries no WRITEABLE flag; NumPy steals the references to the
    // descriptor and to the base.
    unsafe {
        let double = NPY_TYPES::NPY_DOUBLE as c_int;
        let descriptor = PY_ARRAY_API.PyArray_DescrFromType(py, double);
        let array = PY_ARRAY_API.PyArray_NewFromDescr(
            py,
            npyffi::get_type_object(py, NpyTypes::PyArray_Type),
            descriptor,
            axes,
            lengths.as_mut_ptr(),
            strides.as_mut_ptr(),
            values.as_ptr().wrapping_add(place.start).cast_mut().cast::<c_void>(),
            0,
            std::ptr::null_mut(),
        );
        let array = Bound::from_owned_ptr_or_err(py, array)?;
        let base = grid.clone_ref(py).into_ptr();
        if PY_ARRAY_API.PyArray_SetBaseObject(py, array.as_ptr().cast(), base) != 0 {
            return Err(PyErr::fetch(py));
        }
        Ok(array)
    }
}
