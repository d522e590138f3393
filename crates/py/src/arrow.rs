//! Tables across the boundary by Arrow's C data interface: nothing is copied.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, StructArray};
use arrow_data::ffi::FFI_ArrowArray;
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, Field, Fields};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

/// A table of columns that polars, pyarrow and DuckDB take as it is.
#[pyclass(frozen, module = "farthing._core")]
pub(crate) struct Table {
    columns: StructArray,
}

impl Table {
    /// A table of named columns of one length.
    ///
    /// # Errors
    /// When the lengths differ.
    pub(crate) fn new(columns: Vec<(&str, ArrayRef)>) -> Result<Table, ArrowError> {
        let field = |(name, column): &(&str, ArrayRef)| {
            Arc::new(Field::new(*name, column.data_type().clone(), true))
        };
        let fields: Fields = columns.iter().map(field).collect();
        let length = columns.first().map_or(0, |(_, column)| column.len());
        let arrays = columns.into_iter().map(|(_, column)| column).collect();
        let columns = StructArray::try_new_with_length(fields, arrays, None, length)?;
        Ok(Table { columns })
    }
}

#[pymethods]
impl Table {
    /// The Arrow C data interface: capsules of schema and array.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        // A requested schema is a wish, which the interface allows to be passed over.
        drop(requested_schema);
        let failed = |error: ArrowError| PyValueError::new_err(error.to_string());
        let schema = FFI_ArrowSchema::try_from(self.columns.data_type()).map_err(failed)?;
        let array = FFI_ArrowArray::new(&self.columns.to_data());
        let capsules = (
            PyCapsule::new_with_value(py, schema, c"arrow_schema")?,
            PyCapsule::new_with_value(py, array, c"arrow_array")?,
        );
        capsules.into_pyobject(py)
    }

    fn __len__(&self) -> usize {
        self.columns.len()
    }
}
