//! The loop of an event-driven run: step, call, step.

use std::ops::Range;
use std::time::{Duration, Instant};

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::context::{Context, Step};
use crate::driven::Ended;
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

/// What a strategy wants to be called for.
struct Calls {
    on_bar: Option<Call>,
    on_fill: Option<Py<PyAny>>,
    before_session: Option<Call>,
    warmup: usize,
}

impl Calls {
    /// Ends the bar before and tells what its close filled, goes on to the next bar, and fills and
    /// marks it; the strategy is called before a session.
    #[inline]
    fn step(&self, py: Python<'_>, context: &Bound<'_, Context>) -> PyResult<Step> {
        if let Some(on_fill) = &self.on_fill {
            let events = context.borrow_mut().close_bar(py)?;
            tell_fills(context, events, on_fill.bind(py))?;
        }
        let step = context.borrow_mut().step(py, self.before_session.is_some())?;
        match (&step, &self.before_session) {
            (Step::Session, Some(call)) => {
                call.call(py)?;
                context.borrow_mut().bar(py)
            }
            _ => Ok(step),
        }
    }

    /// Tells the fills of a bar, then its close.
    #[inline]
    fn bar(
        &self,
        py: Python<'_>,
        context: &Bound<'_, Context>,
        events: Range<usize>,
    ) -> PyResult<()> {
        if let Some(on_fill) = &self.on_fill {
            tell_fills(context, events, on_fill.bind(py))?;
        }
        match &self.on_bar {
            Some(call) if self.warmup == 0 || context.borrow().known() >= self.warmup => {
                call.call(py)
            }
            _ => Ok(()),
        }
    }
}

/// How many bars pass between two looks at the clock and at signals of the user.
const BARS_BETWEEN_LOOKS: u32 = 256;
const BETWEEN_REPORTS: Duration = Duration::from_millis(100);

/// Counts bars, reports them now and then, and lets the user stop the run.
struct Watch {
    progress: Option<Py<PyAny>>,
    reported: Instant,
    bars: u32,
}

impl Watch {
    #[inline]
    fn count(&mut self, py: Python<'_>) -> PyResult<()> {
        self.bars = self.bars.wrapping_add(1);
        if self.bars.is_multiple_of(BARS_BETWEEN_LOOKS) { self.look(py) } else { Ok(()) }
    }

    #[cold]
    fn look(&mut self, py: Python<'_>) -> PyResult<()> {
        py.check_signals()?;
        match &self.progress {
            Some(progress) if self.reported.elapsed() > BETWEEN_REPORTS => {
                progress.call1(py, (self.bars,))?;
                self.reported = Instant::now();
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// Walks a context along its bars and calls a strategy.
///
/// Args:
///     context: loaded with its first bars.
///     on_bar: (function, arguments) to be called at each bar's close.
///     on_fill: called with each fill, before `on_bar`; or None.
///     before_session: (function, arguments) to be called before a session's first bar; or None.
///     warmup: `on_bar` is first called when so many bars are known.
///     feed: asked for the next bars when these end; or None.
///     progress: called now and then with the number of bars so far; or None.
#[pyfunction]
#[pyo3(signature = (context, on_bar, on_fill, before_session, warmup, feed, progress))]
#[expect(clippy::too_many_arguments, reason = "what a strategy may be called for, one by one")]
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
    let calls = Calls { on_bar, on_fill, before_session, warmup };
    let mut watch = Watch { progress, reported: Instant::now(), bars: 0 };
    loop {
        match calls.step(py, context)? {
            Step::Bar(events) => calls.bar(py, context, events)?,
            Step::End | Step::Session => match &feed {
                Some(feed) if load_next(py, context, feed)? => {}
                _ => return Ok(()),
            },
        }
        watch.count(py)?;
    }
}

/// Goes on with a panel: with the first bars, or with the next chunk of them. Not a method of the
/// context, which strategies hold.
///
/// Args:
///     context: the run.
///     panel: the bars.
///     repeated: how many of its first rows were there before.
///     start: the first row of the run in it; those between are history.
#[pyfunction]
pub(crate) fn load_bars(
    py: Python<'_>,
    context: &Bound<'_, Context>,
    panel: &Panel,
    repeated: usize,
    start: usize,
) -> PyResult<()> {
    context.borrow_mut().follow(py, panel, repeated, start)
}

/// Shows a context its universe, where it has one: truths of sessions x assets, by the index of a
/// session. Not a method of the context, which strategies hold.
#[pyfunction]
pub(crate) fn show_universe(context: &Bound<'_, Context>, masks: Option<Py<PyAny>>) {
    context.borrow_mut().universe = masks;
}

/// Indicators that never had a value, because they look over more bars than were known: as they are
/// called, and how many bars were known.
#[pyfunction]
pub(crate) fn silent_signals(context: &Bound<'_, Context>) -> (Vec<String>, usize) {
    let context = context.borrow();
    (context.silent_signals(), context.known())
}

/// Ends the run: what it came to. The context is empty afterwards.
#[pyfunction]
pub(crate) fn end_run(py: Python<'_>, context: &Bound<'_, Context>) -> PyResult<Ended> {
    context.borrow_mut().end(py)
}

fn tell_fills(
    context: &Bound<'_, Context>,
    events: Range<usize>,
    on_fill: &Bound<'_, PyAny>,
) -> PyResult<()> {
    for index in events {
        let event = context.borrow().walk.kernel().events()[index];
        if event.kind.is_fill() {
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
    context.borrow_mut().follow(py, panel.get(), known, start)?;
    Ok(true)
}
