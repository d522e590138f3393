//! Rules, for Python: expressions in, outcomes or statistics out, without the GIL between.

use std::fmt;
use std::sync::Arc;

use farthing_core::drive::WalkError;
use farthing_core::kernel;
use farthing_core::market::Panel as Bars;
use farthing_core::money::{Exact, Integer, Narrow, Number, Twin, Wide};
use farthing_core::rules::{
    Columns, Comparison, Evaluation, Indicator, Market, Node, Operation, Program, Reader,
    RulesError, Runner, Sets, Sides, Sizing, spread,
};
use numpy::{PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;

use crate::arrow::Table;
use crate::context::{field, intent};
use crate::outcome::{Outcome, Rows};
use crate::panel::{Panel, TwinPanel};
use crate::setup::Setup;
use crate::simulate::{Width, of_width, run_exact, width_named};
use crate::statistics::{self, Sessions, SetRow};
use crate::{digest, errors};

/// Bytes of columns that are kept for sets to come.
const COLUMNS_MAX: usize = 1 << 28;

/// A node: what it is, the places of its parts, a text and a number.
type Line = (String, Vec<usize>, String, f64);

/// Rules as nodes, each behind its parts.
///
/// Args:
///     nodes: (name, parts, text, number): a constant or a parameter has the number, a field the
///         text; of an indicator the text is "name field", the number the output, and the parts its
///         windows and, after those, its parameter where the name ends with a star.
///     parameters: how many numbers a set has.
///     sides: the places of the conditions that open and close a long and a short position.
///     sizing: the intent, and the places of the size and of the distances of the ways out.
#[pyclass(frozen, module = "farthing._core")]
pub(crate) struct RulesProgram {
    program: Program,
}

#[pymethods]
impl RulesProgram {
    #[new]
    fn new(
        py: Python<'_>,
        nodes: Vec<Line>,
        parameters: usize,
        sides: (Option<usize>, Option<usize>, Option<usize>, Option<usize>),
        sizing: (String, usize, Option<usize>, Option<usize>),
    ) -> PyResult<RulesProgram> {
        let nodes = nodes.into_iter().map(|line| node(py, line)).collect::<PyResult<_>>()?;
        let (long, exit, short, cover) = sides;
        let (name, size, stop_loss, take_profit) = sizing;
        let sizing = Sizing { intent: intent(py, &name)?, size, stop_loss, take_profit };
        let program = Program::new(nodes, parameters, Sides { long, exit, short, cover }, sizing);
        Ok(RulesProgram { program: program.map_err(|error| errors::configuration(py, error))? })
    }
}

fn node(py: Python<'_>, (name, parts, text, number): Line) -> PyResult<Node> {
    let no_node = || errors::configuration(py, format!("no node {name:?} of {parts:?}"));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place")]
    let place = number as usize;
    Ok(match (name.as_str(), parts.as_slice()) {
        ("constant", []) => Node::Constant(number),
        ("parameter", []) => Node::Parameter(place),
        ("field", []) => Node::Field(field(py, &text)?),
        ("indicator", parts) => {
            let (said, heard) = text.split_once(' ').ok_or_else(no_node)?;
            let (said, last) = match said.strip_suffix('*') {
                Some(said) => (said, parts.last().copied()),
                None => (said, None),
            };
            Node::Indicator(Indicator {
                name: said.to_owned(),
                field: field(py, heard)?,
                lengths: parts[..parts.len() - usize::from(last.is_some())].to_vec(),
                parameter: last,
                output: place,
            })
        }
        ("+", &[one, other]) => Node::Arithmetic(Operation::Add, one, other),
        ("-", &[one, other]) => Node::Arithmetic(Operation::Subtract, one, other),
        ("*", &[one, other]) => Node::Arithmetic(Operation::Multiply, one, other),
        ("/", &[one, other]) => Node::Arithmetic(Operation::Divide, one, other),
        (">", &[one, other]) => Node::Compare(Comparison::Above, one, other),
        ("<", &[one, other]) => Node::Compare(Comparison::Below, one, other),
        (">=", &[one, other]) => Node::Compare(Comparison::AtLeast, one, other),
        ("<=", &[one, other]) => Node::Compare(Comparison::AtMost, one, other),
        ("&", &[one, other]) => Node::And(one, other),
        ("|", &[one, other]) => Node::Or(one, other),
        ("~", &[part]) => Node::Not(part),
        ("before", &[part]) => Node::Before(part),
        ("ago", &[part, bars]) => Node::Ago(part, bars),
        ("bars_since", &[part]) => Node::BarsSince(part),
        ("in_position", []) => Node::InPosition,
        ("bars_in_position", []) => Node::BarsInPosition,
        _ => return Err(no_node()),
    })
}

/// What may go wrong with a set.
enum Refused {
    Rules(RulesError),
    Walk(WalkError),
}

impl From<RulesError> for Refused {
    fn from(error: RulesError) -> Refused {
        Refused::Rules(error)
    }
}

impl From<WalkError> for Refused {
    fn from(error: WalkError) -> Refused {
        Refused::Walk(error)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::Rules(error) => error.fmt(f),
            Refused::Walk(error) => error.fmt(f),
        }
    }
}

impl Refused {
    /// With the number of the set that it came of, where it is one set's alone.
    fn into_error(self, py: Python<'_>, set: Option<usize>) -> PyErr {
        let message = match set {
            Some(set) => format!("set {set}: {self}"),
            None => self.to_string(),
        };
        match self {
            Refused::Rules(RulesError::TooLarge { .. }) | Refused::Walk(WalkError::Fault(_)) => {
                errors::overflow(py, message)
            }
            Refused::Rules(_) | Refused::Walk(_) => errors::configuration(py, message),
        }
    }
}

/// Sets of a program, as many as it has parameters.
fn sets_of(py: Python<'_>, program: &Program, values: &[f64], count: usize) -> PyResult<Sets> {
    let sets = Sets::new(values.to_vec(), program.parameters(), count);
    sets.ok_or_else(|| {
        let expected = program.parameters();
        let message = format!("{} numbers for {count} sets of {expected}", values.len());
        errors::configuration(py, message)
    })
}

/// Runs rules with one set of parameters through the batch driver; see `simulate_targets`.
#[pyfunction]
pub(crate) fn simulate_rules(
    py: Python<'_>,
    setup: &Setup,
    panel: &Panel,
    start: usize,
    program: &RulesProgram,
    values: Vec<f64>,
    width: &str,
) -> PyResult<Outcome> {
    let width = width_named(py, width)?;
    let (setup, panel, program) = (&setup.setup, &panel.panel, &program.program);
    let sets = sets_of(py, program, &values, 1)?;
    let run = || -> Result<Outcome, Refused> {
        let market = Market::new(panel, start, setup);
        let mut columns = Columns::new(&market, program, &sets.varies(), COLUMNS_MAX);
        columns.prepare(&sets, 0..1)?;
        let mut evaluation = Evaluation::default();
        columns.evaluate(&mut evaluation, sets.of(0))?;
        // What a reader may refuse, it refuses before the first bar.
        Reader::new(&columns, &evaluation)?;
        let reader = || Reader::new(&columns, &evaluation).expect("it was read before");
        Ok(run_exact(setup, panel, start, width, reader)?)
    };
    py.detach(run).map_err(|refused| refused.into_error(py, None))
}

/// What a sweep is told beside its sets.
struct Sweep<'a> {
    setup: &'a Arc<kernel::Setup>,
    panel: &'a Arc<Bars<i64>>,
    start: usize,
    rows: Rows,
    sessions: Sessions,
    dates: &'a [i32],
    digests: bool,
}

/// What a thread keeps from set to set.
struct Worker {
    evaluation: Evaluation,
    narrow: Option<Runner<Narrow>>,
    wide: Option<Runner<Wide>>,
}

impl Sweep<'_> {
    fn worker(&self) -> Worker {
        Worker { evaluation: Evaluation::default(), narrow: None, wide: None }
    }

    fn row(
        &self,
        worker: &mut Worker,
        columns: &Columns<'_>,
        set: &[f64],
    ) -> Result<SetRow, Refused> {
        let Worker { evaluation, narrow, wide } = worker;
        columns.evaluate(evaluation, set)?;
        of_width(
            Width::Auto,
            self.setup,
            || self.ran(narrow, columns, evaluation),
            || self.ran(wide, columns, evaluation),
        )
    }

    fn ran<M: Integer>(
        &self,
        kept: &mut Option<Runner<Exact<M>>>,
        columns: &Columns<'_>,
        evaluation: &Evaluation,
    ) -> Result<SetRow, Refused>
    where
        Exact<M>: Number<Price = i64>,
    {
        if kept.is_none() {
            let (setup, panel) = (Arc::clone(self.setup), Arc::clone(self.panel));
            *kept = Some(Runner::new(setup, panel, self.start)?);
        }
        let runner = kept.as_mut().expect("it was made just now");
        let ran = runner.run(columns, evaluation, self.digests)??;
        let digest = || digest::digest(ran.outcome, &self.rows, self.dates, b"", true);
        Ok(SetRow::of(&ran, &self.sessions, self.digests.then(digest)))
    }
}

/// Runs rules with many sets of parameters, and gives the statistics of each: a table with a row a
/// set, in their order.
///
/// Args:
///     setup: of the run.
///     panel: all its bars.
///     start: the first row of the run.
///     program: the rules.
///     sets: float64, sets x parameters.
///     dates: int32 days since 1970-01-01 of every session, by index.
///     periods_per_year: sessions in a year.
///     workers: on how many threads; the result is the same.
///     digests: whether each set has its digest, which takes longer.
///     first: the number of the first set, as errors name them.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "the parts of a sweep")]
pub(crate) fn sweep_rules(
    py: Python<'_>,
    setup: &Setup,
    panel: &Panel,
    start: usize,
    program: &RulesProgram,
    sets: PyReadonlyArray2<'_, f64>,
    dates: PyReadonlyArray1<'_, i32>,
    periods_per_year: f64,
    workers: usize,
    digests: bool,
    first: usize,
) -> PyResult<Table> {
    let (setup, panel, program) = (&setup.setup, &panel.panel, &program.program);
    let dates = dates.as_slice()?;
    let sets = sets_of(py, program, sets.as_slice()?, sets.as_array().nrows())?;
    let mut rows = Rows::default();
    rows.extend(panel, start);
    let sessions = Sessions::new(&rows, dates, periods_per_year);
    let sweep = Sweep { setup, panel, start, rows, sessions, dates, digests };
    let run = || {
        swept(
            &sets,
            program,
            panel,
            start,
            setup,
            workers,
            |worker, columns, set| sweep.row(worker, columns, set),
            || sweep.worker(),
        )
    };
    let named = |set: Option<usize>| set.map(|set| first + set);
    let table = py.detach(run).map_err(|(set, refused)| refused.into_error(py, named(set)))?;
    statistics::table(&table, setup.ledger_scale).map_err(|error| errors::data(py, error))
}

/// Sets whose columns fit at once run on all threads; then the next ones.
#[expect(clippy::too_many_arguments, reason = "the parts of a sweep")]
fn swept<W, T: Send>(
    sets: &Sets,
    program: &Program,
    panel: &Bars<i64>,
    start: usize,
    setup: &kernel::Setup,
    workers: usize,
    run: impl Fn(&mut W, &Columns<'_>, &[f64]) -> Result<T, Refused> + Sync,
    worker: impl Fn() -> W + Sync,
) -> Result<Vec<T>, (Option<usize>, Refused)> {
    let market = Market::new(panel, start, setup);
    let mut columns = Columns::new(&market, program, &sets.varies(), COLUMNS_MAX);
    let mut done = Vec::with_capacity(sets.len());
    while done.len() < sets.len() {
        let end = columns.prepare(sets, done.len()..sets.len());
        let end = end.map_err(|error| (None, Refused::Rules(error)))?;
        let columns = &columns;
        let one = |worker: &mut W, index| {
            run(worker, columns, sets.of(index)).map_err(|refused| (Some(index), refused))
        };
        done.extend(spread(done.len()..end, workers, &worker, one)?);
    }
    Ok(done)
}

/// Runs the sets through the float twin, with all statistics computed and dropped, and gives their
/// total returns: for timing, see `sweep_rules`. Conditions are those of the exact run.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "the parts of a sweep")]
pub(crate) fn twin_rules(
    py: Python<'_>,
    setup: &Setup,
    panel: &Panel,
    twin: &TwinPanel,
    start: usize,
    program: &RulesProgram,
    sets: PyReadonlyArray2<'_, f64>,
    dates: PyReadonlyArray1<'_, i32>,
    periods_per_year: f64,
    workers: usize,
) -> PyResult<Vec<f64>> {
    let (setup, panel, program) = (&setup.setup, &panel.panel, &program.program);
    let sets = sets_of(py, program, sets.as_slice()?, sets.as_array().nrows())?;
    let mut rows = Rows::default();
    rows.extend(panel, start);
    let sessions = Sessions::new(&rows, dates.as_slice()?, periods_per_year);
    let bars = &twin.panel;
    let worker = || {
        let runner = Runner::<Twin>::new(Arc::clone(setup), Arc::clone(bars), start);
        (Evaluation::default(), runner)
    };
    let run = |worker: &mut (Evaluation, Result<Runner<Twin>, WalkError>),
               columns: &Columns<'_>,
               set: &[f64]| {
        let (evaluation, runner) = worker;
        columns.evaluate(evaluation, set)?;
        let runner = runner.as_mut().map_err(|error| error.clone())?;
        let ran = runner.run(columns, evaluation, false)??;
        let summary = sessions.summary(ran.outcome, Some(ran.curve));
        Ok(summary.performance.total_return.unwrap_or(f64::NAN))
    };
    let all = || swept(&sets, program, panel, start, setup, workers, run, worker);
    py.detach(all).map_err(|(set, refused)| refused.into_error(py, set))
}
