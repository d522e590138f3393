//! Wyckoff's method in a run: what its detectors know by now, made when a strategy first asks.

use farthing_core::wyckoff::Parameters;
use pyo3::prelude::*;

use super::{Context, replay};
use crate::errors;
use crate::wyckoff::WyckoffWatch;

/// The detectors of a run.
#[derive(Default)]
pub(super) struct Wyckoff {
    /// What the strategy says of the table of parameters.
    parameters: Parameters,
    watch: Option<Py<WyckoffWatch>>,
    /// The same for strategies.
    face: Option<Py<PyAny>>,
}

impl Context {
    /// Takes the parameters of the detectors; before any is asked for.
    pub(crate) fn tell_wyckoff(&mut self, parameters: Parameters) {
        self.wyckoff.parameters = parameters;
    }

    /// Lets the detectors hear rows of the panel, where there are some.
    #[inline]
    pub(super) fn hear_wyckoff(&self, py: Python<'_>, from: usize, to: usize) -> PyResult<()> {
        let Some(watch) = &self.wyckoff.watch else { return Ok(()) };
        let mut watch = watch.borrow_mut(py);
        let mut rows = from..to;
        rows.try_for_each(|row| watch.hear(&self.bars, row))
            .map_err(|error| errors::overflow(py, error))
    }

    /// What strategies see of the detectors, which are made when they are first asked for.
    pub(super) fn wyckoff_face(&mut self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.check_running(py)?;
        if let Some(face) = &self.wyckoff.face {
            return Ok(face.clone_ref(py));
        }
        let parameters = self.wyckoff.parameters.clone();
        let mut watch = WyckoffWatch::new(parameters, &self.digits, &self.splits);
        if let Some(feed) = self.feed.as_ref().filter(|_| self.known > self.visible) {
            for panel in replay(feed.bind(py))? {
                let mut rows = 0..panel.rows();
                rows.try_for_each(|row| watch.hear(&panel, row))
                    .map_err(|error| errors::overflow(py, error))?;
            }
        }
        let watch = Py::new(py, watch)?;
        self.wyckoff.watch = Some(watch.clone_ref(py));
        self.hear_wyckoff(py, 0, self.visible)?;
        let kind = py.import("farthing.wyckoff.live")?.getattr("Live")?;
        let face = kind.call1((watch, self.assets.clone_ref(py)))?.unbind();
        self.wyckoff.face = Some(face.clone_ref(py));
        Ok(face)
    }
}
