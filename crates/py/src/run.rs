//! The loop of an event-driven run: step, call, step.

use std::ops::Range;
use std::time::{Duration, Instant};

use farthing_core::ledger::EventKind;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::context::{Context, Step};
use crate::orders::FillView;
use crate::panel::Panel;

/// A callable with the arguments it is always called with.
struct Call {
    function: Py<PyAny>,
    arguments: Py<PyTuple>,
}

impl Call {
    fn new(parts: Option<(Py<PyAny>, Py<PyTuple>)>) -> Option<Call> {
        parts.map(|(function, arguments)| Call { function, arguments })
    }

    /// Half the price of a call that builds its arguments anew.
    #[inline]
    fn call(&self, py: Python<'_>) -> PyResult<()> {
        // SAFETY: both pointers are alive and the GIL is held; the result is owned here.
        let answer = unsafe {
            let (function, arguments) = (self.function.as_ptr(), self.arguments.as_ptr());
            Bound::from_owned_ptr_or_err(
                py,
                ffi::PyObject_Call(function, arguments, std::ptr::null_mut()),
            )
        };
        answer.map(drop)
    }
}

/// How many bars pass between two looks at the clock and at signals of the user.
const BARS_BETWEEN_LOOKS: u32 = 256;
const BETWEEN_REPORTS: Duration = Duration::from_millis(100);

/// Walks a context along its bars and calls a strategy.
///
/// Args:
///     context: loaded with its first bars.
///     on_bar: (function, arguments) to be called at each bar's close.
///     on_fill: called with each fill, before `on_bar`; or None.
///     before_session: (function, arguments) to be called before a session's first bar; or None.
///     warmup: `on_bar` is first called when so many bars are known.
///     progress: called now and then with the number of bars so far; or None.
#[pyfunction]
#[pyo3(signature = (context, on_bar, on_fill, before_session, warmup, feed, progress))]
pub(crate) fn run_bars(
    py: Python<'_>,
    context: &Bound<'_, Context>,
    on_bar: Option<(Py<PyAny>, Py<PyTuple>)>,
    on_fill: Option<Py<PyAny>>,
    before_session: Option<(Py<PyAny>, Py<PyTuple>)>,
    warmup: usize,
    feed: Option<Py<PyAny>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<()> {
    let (on_bar, before_session) = (Call::new(on_bar), Call::new(before_session));
    let mut reported = Instant::now();
    let mut bars = 0_u32;
    loop {
        let mut step = context.borrow_mut().step(py, before_session.is_some())?;
        if let (Step::Session, Some(call)) = (&step, &before_session) {
            call.call(py)?;
            step = context.borrow_mut().bar(py)?;
        }
        match step {
            Step::Bar(events) => {
                if let Some(on_fill) = &on_fill {
                    tell_fills(context, events, on_fill.bind(py))?;
                }
                if let Some(call) = &on_bar {
                    if warmup == 0 || context.borrow().known() >= warmup {
                        call.call(py)?;
                    }
                }
            }
            Step::End | Step::Session => match &feed {
                Some(feed) if load_next(py, context, feed)? => {}
                _ => return Ok(()),
            },
        }
        bars = bars.wrapping_add(1);
        if bars % BARS_BETWEEN_LOOKS == 0 {
            py.check_signals()?;
            if let Some(progress) =
                progress.as_ref().filter(|_| reported.elapsed() > BETWEEN_REPORTS)
            {
                progress.call1(py, (bars,))?;
                reported = Instant::now();
            }
        }
    }
}

fn tell_fills(
    context: &Bound<'_, Context>,
    events: Range<usize>,
    on_fill: &Bound<'_, PyAny>,
) -> PyResult<()> {
    for index in events {
        let event = context.borrow().walk.kernel().events()[index];
        if event.kind == EventKind::Fill {
            let fill = FillView::of(context.py(), &context.borrow(), &event)?;
            on_fill.call1((context, fill))?;
        }
    }
    Ok(())
}

/// Asks the feed for the next chunk: `(panel, known, start)`, or nothing.
fn load_next(py: Python<'_>, context: &Bound<'_, Context>, feed: &Py<PyAny>) -> PyResult<bool> {
    let next = feed.bind(py).call_method0("next")?;
    if next.is_none() {
        return Ok(false);
    }
    let (panel, known, start): (Bound<'_, Panel>, usize, usize) = next.extract()?;
    context.borrow_mut().follow(py, &panel.get().panel, known, start)?;
    Ok(true)
}
