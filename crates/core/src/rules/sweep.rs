//! Many parameter sets: each runs through the one walk, on as many threads as asked for.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::columns::Columns;
use super::error::RulesError;
use super::evaluation::Evaluation;
use super::reader::Reader;
use crate::drive::{Marked, Walk, WalkError, follow};
use crate::kernel::{Fault, MarkList, Outcome, Setup};
use crate::market::Panel;
use crate::metric::Curve;
use crate::money::Number;

/// Runs sets in one kind of number, one after the other.
pub struct Runner<N: Number> {
    /// A run before its first bar.
    fresh: Walk<N>,
    curve: Curve<N>,
    /// The outcome of the last set, whose memory the next one takes.
    last: Option<Outcome<N>>,
}

/// What a set came to.
pub struct Ran<'a, N: Number> {
    /// The outcome; without a journal it has no postings, and not all of its marks.
    pub outcome: &'a Outcome<N>,
    /// The account along the run.
    pub curve: &'a Curve<N>,
}

impl<N: Number> Runner<N> {
    /// A run of a panel from the row `start` on.
    ///
    /// # Errors
    /// When the setup does not fit, or a number does not.
    pub fn new(
        setup: Arc<Setup>,
        panel: Arc<Panel<N::Price>>,
        start: usize,
    ) -> Result<Runner<N>, WalkError> {
        let mut fresh = Walk::<N>::new(setup)?;
        fresh.load(panel, 0, start)?;
        Ok(Runner { fresh, curve: Curve::default(), last: None })
    }

    /// Runs one set that was evaluated with these columns; its postings are made, and all of its
    /// marks kept, with `journal` alone. What it came to is kept until the next one.
    ///
    /// # Errors
    /// The outer one when the set has a number that is none, the inner one when a number does not
    /// fit.
    pub fn run(
        &mut self,
        columns: &Columns<'_>,
        evaluation: &Evaluation,
        journal: bool,
    ) -> Result<Result<Ran<'_, N>, WalkError>, RulesError> {
        let mut reader = Reader::new(columns, evaluation)?;
        let mut walk = self.fresh.clone();
        if let Some(last) = self.last.take() {
            walk.reuse(last);
        }
        self.curve.clear();
        let mut marks = CurveMarks { curve: &mut self.curve, keeps: journal };
        if let Err(fault) = follow(&mut walk, &mut reader, &mut marks) {
            return Ok(Err(fault.into()));
        }
        let outcome = if journal { walk.finish() } else { walk.finish_without_journal() };
        Ok(Ok(Ran { outcome: self.last.insert(outcome), curve: &self.curve }))
    }
}

/// Marks that a curve hears.
struct CurveMarks<'a, N: Number> {
    curve: &'a mut Curve<N>,
    /// Whether the account keeps them too: every bar is then one of its own.
    keeps: bool,
}

impl<N: Number> Marked<N> for CurveMarks<'_, N> {
    #[inline]
    fn bar(&mut self, walk: &Walk<N>) {
        if let Some(&mark) = walk.kernel().marks().last() {
            self.curve.repeat(mark, 1);
            if walk.panel().ends_session(walk.local()) {
                self.curve.end_session();
            }
        }
    }

    #[inline]
    fn pass(&mut self, walk: &mut Walk<N>, most: usize) -> Result<usize, Fault> {
        if self.keeps { Ok(0) } else { walk.pass_into(most, self.curve) }
    }
}

/// How many sets a thread takes at once.
const BLOCK: usize = 8;

/// Calls `run` for each index of a range, on so many threads, each with a worker of its own, and
/// gives what came of them in the order of the indexes, whatever the number of threads.
///
/// # Errors
/// The one of the lowest index that has one.
pub fn spread<W, T: Send, E: Send>(
    range: std::ops::Range<usize>,
    threads: usize,
    worker: impl Fn() -> W + Sync,
    run: impl Fn(&mut W, usize) -> Result<T, E> + Sync,
) -> Result<Vec<T>, E> {
    let (next, failed) = (AtomicUsize::new(range.start), AtomicUsize::new(0));
    let work = || {
        let (mut worker, mut done) = (worker(), Vec::new());
        while failed.load(Ordering::Relaxed) == 0 {
            let first = next.fetch_add(BLOCK, Ordering::Relaxed);
            if first >= range.end {
                break;
            }
            // Blocks are taken in their order: all before a failed one are run to their end.
            for index in first..range.end.min(first + BLOCK) {
                let result = run(&mut worker, index);
                let is_failed = result.is_err();
                done.push((index, result));
                if is_failed {
                    failed.fetch_add(1, Ordering::Relaxed);
                    break;
                }
            }
        }
        done
    };
    let mut all = if threads <= 1 {
        work()
    } else {
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            let join = |thread: std::thread::ScopedJoinHandle<'_, _>| match thread.join() {
                Ok(done) => done,
                Err(panic) => std::panic::resume_unwind(panic),
            };
            threads.into_iter().flat_map(join).collect()
        })
    };
    all.sort_unstable_by_key(|&(index, _)| index);
    all.into_iter().map(|(_, result)| result).collect()
}
