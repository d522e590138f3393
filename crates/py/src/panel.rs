//! Bars on their way into the core.

use std::sync::Arc;

use farthing_core::market::{self, Columns, Earlier, Instrument};
use farthing_core::money::Twin;
use numpy::PyReadonlyArray1;
use pyo3::prelude::*;

use crate::driven;
use crate::errors;
use crate::setup::InstrumentView;

/// Bars of many instruments on one time line.
#[pyclass(frozen, module = "farthing._core")]
pub(crate) struct Panel {
    pub(crate) panel: Arc<market::Panel<i64>>,
    /// The same bars in the numbers of the event driver.
    pub(crate) driven: Arc<market::Panel<driven::Price>>,
}

#[pymethods]
impl Panel {
    /// Number of instants.
    #[getter]
    fn rows(&self) -> usize {
        self.panel.rows()
    }

    /// Number of instruments.
    #[getter]
    fn assets(&self) -> usize {
        self.panel.assets()
    }

    /// When each row's bars end: nanoseconds since 1970-01-01 UTC.
    #[getter]
    fn times(&self) -> Vec<i64> {
        self.panel.times().to_vec()
    }

    /// The session of each row.
    #[getter]
    fn sessions(&self) -> Vec<u32> {
        self.panel.sessions().to_vec()
    }

    /// The same bars with finer ones of the same instruments, which decide ambiguous bars.
    fn with_finer(&self, finer: &Panel) -> Panel {
        let panel = (*self.panel).clone().with_finer(Arc::clone(&finer.panel));
        let driven = (*self.driven).clone().with_finer(Arc::clone(&finer.driven));
        Panel { panel: Arc::new(panel), driven: Arc::new(driven) }
    }

    /// The same bars for the float twin, which only measurements use.
    fn twin(&self, instruments: Vec<InstrumentView>) -> TwinPanel {
        let instruments: Vec<Instrument> = instruments.into_iter().map(|view| view.0).collect();
        TwinPanel { panel: Arc::new(self.panel.converted::<Twin>(&instruments)) }
    }
}

/// Bars as floats, for the float twin.
#[pyclass(frozen, module = "farthing._core")]
pub(crate) struct TwinPanel {
    pub(crate) panel: Arc<market::Panel<f64>>,
}

/// Puts the bars of instruments, one after the other, on a time line.
///
/// Args:
///     times: when each row ends; int64 nanoseconds since 1970-01-01 UTC, ascending.
///     sessions: index of each row's session; uint32.
///     instruments: ``farthing.types.Instrument`` values.
#[pyclass(module = "farthing._core")]
pub(crate) struct PanelBuilder {
    builder: Option<market::PanelBuilder>,
    instruments: Vec<Instrument>,
}

#[pymethods]
impl PanelBuilder {
    #[new]
    fn new(
        py: Python<'_>,
        times: PyReadonlyArray1<'_, i64>,
        sessions: PyReadonlyArray1<'_, u32>,
        instruments: Vec<InstrumentView>,
    ) -> PyResult<Self> {
        let instruments: Vec<Instrument> = instruments.into_iter().map(|view| view.0).collect();
        let (times, sessions) = (times.as_slice()?.to_vec(), sessions.as_slice()?.to_vec());
        let builder = market::PanelBuilder::new(times, sessions, instruments.len());
        let builder = builder.map_err(|error| errors::data(py, error))?;
        Ok(PanelBuilder { builder: Some(builder), instruments })
    }

    /// Puts the bars of one instrument in its column; all arrays are of one length.
    ///
    /// Args:
    ///     asset: index of the instrument.
    ///     rows: uint32 row of each bar.
    ///     open, high, low, close: int64 price mantissas.
    ///     volume: int64 volume mantissas; None where the data has none.
    #[pyo3(signature = (asset, rows, open, high, low, close, volume=None))]
    #[expect(clippy::too_many_arguments, reason = "the columns of a bar")]
    fn add(
        &mut self,
        py: Python<'_>,
        asset: usize,
        rows: PyReadonlyArray1<'_, u32>,
        open: PyReadonlyArray1<'_, i64>,
        high: PyReadonlyArray1<'_, i64>,
        low: PyReadonlyArray1<'_, i64>,
        close: PyReadonlyArray1<'_, i64>,
        volume: Option<PyReadonlyArray1<'_, i64>>,
    ) -> PyResult<()> {
        let columns = Columns {
            rows: rows.as_slice()?,
            open: open.as_slice()?,
            high: high.as_slice()?,
            low: low.as_slice()?,
            close: close.as_slice()?,
            volume: volume.as_ref().map(|volume| volume.as_slice()).transpose()?,
        };
        let finished = || errors::data(py, "the panel is finished");
        let builder = self.builder.as_mut().ok_or_else(finished)?;
        let instrument = self.instruments.get(asset);
        let instrument =
            instrument.ok_or_else(|| errors::data(py, format!("no instrument {asset}")))?;
        builder.add(asset, instrument, columns).map_err(|error| errors::data(py, error))
    }

    /// Says when the bars of each row begin: int64 nanoseconds since 1970-01-01 UTC.
    fn begin(&mut self, py: Python<'_>, begins: PyReadonlyArray1<'_, i64>) -> PyResult<()> {
        let builder = self.builder.as_mut();
        let builder = builder.ok_or_else(|| errors::data(py, "the panel is finished"))?;
        let begun = builder.begin(begins.as_slice()?.to_vec());
        begun.map_err(|error| errors::data(py, error))
    }

    /// Says what the last bar of an instrument before the panel was: its session and its close.
    fn follows(&mut self, py: Python<'_>, asset: usize, session: u32, close: i64) -> PyResult<()> {
        let builder = self.builder.as_mut();
        let builder = builder.ok_or_else(|| errors::data(py, "the panel is finished"))?;
        if asset >= self.instruments.len() {
            return Err(errors::data(py, format!("no instrument {asset}")));
        }
        builder.follows(asset, Earlier { session, close });
        Ok(())
    }

    /// The finished panel; the builder is empty afterwards.
    fn finish(&mut self, py: Python<'_>) -> PyResult<Panel> {
        let builder = self.builder.take();
        let builder = builder.ok_or_else(|| errors::data(py, "the panel is finished"))?;
        let panel = Arc::new(builder.finish());
        let driven = driven::prices(&panel, &self.instruments);
        Ok(Panel { panel, driven })
    }
}
