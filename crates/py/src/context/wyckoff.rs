//! Wyckoff's method in a run: what its detectors know by now, made when a strategy first asks.

use std::sync::Arc;

use numpy::PyReadonlyArray1;
use pyo3::prelude::*;

use super::{Context, replay};
use crate::asked::Frequency;
use crate::errors;
use crate::wyckoff::{Longer, Slots, WyckoffWatch, told};

/// The detectors of a run.
#[derive(Default)]
pub(super) struct Wyckoff {
    /// What the strategy says of them; a `farthing.wyckoff.Parameters`.
    parameters: Option<Py<PyAny>>,
    watches: Vec<Watch>,
}

/// Detectors that are told the same.
struct Watch {
    parameters: Py<PyAny>,
    watch: Py<WyckoffWatch>,
    /// The same for strategies.
    face: Py<PyAny>,
}

/// What `farthing.wyckoff.beside.of_feed` gives.
type OfFeed<'py> = (
    Vec<(String, f64)>,
    Vec<bool>,
    Option<usize>,
    Option<(PyReadonlyArray1<'py, i64>, i64)>,
    Option<(String, PyReadonlyArray1<'py, i64>)>,
);

impl Context {
    /// Takes what the detectors are told; before any is asked for.
    pub(crate) fn tell_wyckoff(&mut self, parameters: Option<Py<PyAny>>) {
        self.wyckoff.parameters = parameters;
    }

    /// Lets the detectors hear rows of the panel, where there are some.
    #[inline]
    pub(super) fn hear_wyckoff(&self, py: Python<'_>, from: usize, to: usize) -> PyResult<()> {
        for Watch { watch, .. } in &self.wyckoff.watches {
            let mut watch = watch.borrow_mut(py);
            let mut rows = from..to;
            rows.try_for_each(|row| watch.hear(&self.bars, row))
                .map_err(|error| errors::overflow(py, error))?;
        }
        Ok(())
    }

    /// What the strategy of the run sees of the detectors.
    pub(super) fn wyckoff_face(&mut self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let parameters = self.wyckoff.parameters.as_ref().map(|each| each.clone_ref(py));
        self.wyckoff_of(py, parameters.as_ref())
    }

    /// What strategies see of detectors that are told such parameters; they are made when they are
    /// first asked for.
    pub(crate) fn wyckoff_of(
        &mut self,
        py: Python<'_>,
        parameters: Option<&Py<PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        self.check_running(py)?;
        let parameters = match parameters {
            Some(given) => given.clone_ref(py),
            None => {
                py.import("farthing.wyckoff.parameters")?.getattr("Parameters")?.call0()?.unbind()
            }
        };
        for each in &self.wyckoff.watches {
            if each.parameters.bind(py).eq(&parameters)? {
                return Ok(each.face.clone_ref(py));
            }
        }
        let watch = Py::new(py, self.watch(py, &parameters)?)?;
        let kind = py.import("farthing.wyckoff.live")?.getattr("Live")?;
        let face = kind.call1((&watch, self.assets.clone_ref(py)))?.unbind();
        let made = Watch { parameters, watch, face: face.clone_ref(py) };
        self.wyckoff.watches.push(made);
        Ok(face)
    }

    /// Detectors that have heard what is known by now.
    fn watch(&mut self, py: Python<'_>, parameters: &Py<PyAny>) -> PyResult<WyckoffWatch> {
        let mut watch = self.new_watch(py, parameters)?;
        let heard = |error| errors::overflow(py, error);
        if let Some(feed) = self.feed.as_ref().filter(|_| self.known > self.visible) {
            for panel in replay(feed.bind(py))? {
                let mut rows = 0..panel.rows();
                rows.try_for_each(|row| watch.hear(&panel, row)).map_err(heard)?;
            }
        }
        let mut rows = 0..self.visible;
        rows.try_for_each(|row| watch.hear(&self.bars, row)).map_err(heard)?;
        Ok(watch)
    }

    fn new_watch(&mut self, py: Python<'_>, parameters: &Py<PyAny>) -> PyResult<WyckoffWatch> {
        let of_feed = py.import("farthing.wyckoff.beside")?.getattr("of_feed")?;
        let found = of_feed.call1((parameters, &self.feed, &self.assets))?;
        let (numbers, ticks, benchmark, slots, higher): OfFeed<'_> = found.extract()?;
        let numbers = Arc::new(told(py, &numbers)?);
        let slots = match &slots {
            Some((opens, length)) => {
                Some(Slots { opens: opens.as_slice()?.to_vec(), length: *length })
            }
            None => None,
        };
        let mut longer = None;
        if let Some((name, of)) = &higher {
            let Some(place) = self.coarse_place(py, Some(Frequency(name)))? else {
                let message = format!("higher {name:?} is as long as the bars of the run are");
                return Err(errors::configuration(py, message));
            };
            let of = of.as_slice()?.iter().map(|&each| u32::try_from(each).unwrap_or(0)).collect();
            longer = Some(Longer::new(self.coarse_panel(place), of, &numbers, self.digits.len()));
        }
        let watch = WyckoffWatch::new(&numbers, (&self.digits, &ticks), &self.splits);
        Ok(watch.with(benchmark, slots, longer))
    }
}
