//! Assets as strategies hold them: a name and a place in the run.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::pyclass::CompareOp;
use pyo3::types::PyTuple;

/// One instrument of a run.
#[pyclass(frozen, module = "farthing")]
pub(crate) struct Asset {
    /// Its name.
    #[pyo3(get)]
    pub(crate) symbol: String,
    /// Its place in every array of the run.
    #[pyo3(get)]
    pub(crate) index: u32,
    /// Digits behind the point of its prices.
    #[pyo3(get)]
    pub(crate) price_scale: u8,
    /// Digits behind the point of its quantities.
    #[pyo3(get)]
    pub(crate) quantity_scale: u8,
    /// All that is known of it: its `farthing.types.Instrument`.
    #[pyo3(get)]
    pub(crate) instrument: Py<PyAny>,
}

#[pymethods]
impl Asset {
    /// Its place in every array of the run.
    #[getter]
    fn sid(&self) -> u32 {
        self.index
    }

    fn __repr__(&self) -> String {
        format!("Asset({})", self.symbol)
    }

    fn __str__(&self) -> &str {
        &self.symbol
    }

    /// Assets of a run are ordered as its arrays are.
    fn __richcmp__(&self, other: &Asset, comparison: CompareOp) -> bool {
        comparison.matches(self.index.cmp(&other.index))
    }

    fn __hash__(&self) -> u64 {
        u64::from(self.index)
    }
}

/// The assets of a run, in the order of its instruments.
///
/// Args:
///     instruments: ``farthing.types.Instrument`` values.
#[pyfunction]
pub(crate) fn make_assets<'py>(
    py: Python<'py>,
    instruments: Vec<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyTuple>> {
    let mut assets = Vec::with_capacity(instruments.len());
    for (index, instrument) in (0_u32..).zip(&instruments) {
        let symbol = instrument.getattr(intern!(py, "symbol"))?.extract()?;
        let price_scale = instrument.getattr(intern!(py, "price_scale"))?.extract()?;
        let quantity_scale = instrument.getattr(intern!(py, "quantity_scale"))?.extract()?;
        let instrument = instrument.clone().unbind();
        let asset = Asset { symbol, index, price_scale, quantity_scale, instrument };
        assets.push(Bound::new(py, asset)?);
    }
    PyTuple::new(py, assets)
}
