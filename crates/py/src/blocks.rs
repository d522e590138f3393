//! A user's own blocks, timed: what `farthing.lab.ProfileContext` is made of.
//!
//! It is here and not in Python because a block is to cost next to nothing. All that a block keeps
//! is changed by who holds the GIL, so that its atomics are never contended.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use pyo3::prelude::*;

/// Which gathering is on; 0 is none. Each block looks at this one number.
static GATHERING: AtomicU64 = AtomicU64::new(0);
/// Gatherings so far.
static BEGUN: AtomicU64 = AtomicU64::new(0);
/// The blocks that ended in this gathering, each once.
static ENDED: Mutex<Vec<Py<Block>>> = Mutex::new(Vec::new());

thread_local! {
    static OPEN: RefCell<Vec<Open>> = const { RefCell::new(Vec::new()) };
}

/// A block that has begun.
struct Open {
    /// Which object it is.
    block: *const Block,
    gathering: u64,
    begin: Instant,
    /// Nanoseconds of the blocks inside, which they add.
    inside: u64,
}

/// Times a block while somebody gathers.
///
/// Args:
///     name: of the block; blocks of one name are one row.
#[pyclass(frozen, subclass, module = "farthing._core")]
pub(crate) struct Block {
    #[pyo3(get)]
    name: String,
    /// The gathering that the rest belongs to.
    gathering: AtomicU64,
    count: AtomicU64,
    total: AtomicU64,
    own: AtomicU64,
    least: AtomicU64,
    most: AtomicU64,
}

#[pymethods]
impl Block {
    #[new]
    fn new(name: String) -> Block {
        let zero = || AtomicU64::new(0);
        let (gathering, count, total, own, least, most) =
            (zero(), zero(), zero(), zero(), zero(), zero());
        Block { name, gathering, count, total, own, least, most }
    }

    /// Begins the block.
    fn __enter__(&self) {
        let gathering = GATHERING.load(Relaxed);
        if gathering != 0 {
            OPEN.with_borrow_mut(|open| {
                if open.last().is_some_and(|outer| outer.gathering != gathering) {
                    open.clear();
                }
                open.push(Open { block: self, gathering, begin: Instant::now(), inside: 0 });
            });
        }
    }

    /// Ends the block, also by an exception, which goes on.
    fn __exit__(
        slf: &Bound<'_, Self>,
        _kind: &Bound<'_, PyAny>,
        _value: &Bound<'_, PyAny>,
        _traceback: &Bound<'_, PyAny>,
    ) {
        let gathering = GATHERING.load(Relaxed);
        if gathering == 0 {
            return;
        }
        let end = Instant::now();
        let block = slf.get();
        let timed = OPEN.with_borrow_mut(|open| {
            // else it began before anybody gathered
            let last = open.last()?;
            let is_this = std::ptr::eq(last.block, block) && last.gathering == gathering;
            let last = if is_this { open.pop()? } else { return None };
            let spent = u64::try_from(end.duration_since(last.begin).as_nanos()).ok()?;
            if let Some(outer) = open.last_mut() {
                outer.inside += spent;
            }
            Some((spent, last.inside))
        });
        if let Some((spent, inside)) = timed {
            if block.gathering.load(Relaxed) != gathering {
                block.begin_anew(gathering);
                lock().push(slf.clone().unbind());
            }
            block.add(spent, inside);
        }
    }
}

impl Block {
    fn begin_anew(&self, gathering: u64) {
        self.gathering.store(gathering, Relaxed);
        for number in [&self.count, &self.total, &self.own, &self.most] {
            number.store(0, Relaxed);
        }
        self.least.store(u64::MAX, Relaxed);
    }

    fn add(&self, spent: u64, inside: u64) {
        let raise = |number: &AtomicU64, by: u64| number.store(number.load(Relaxed) + by, Relaxed);
        raise(&self.count, 1);
        raise(&self.total, spent);
        raise(&self.own, spent - inside.min(spent));
        self.least.store(self.least.load(Relaxed).min(spent), Relaxed);
        self.most.store(self.most.load(Relaxed).max(spent), Relaxed);
    }
}

fn lock() -> std::sync::MutexGuard<'static, Vec<Py<Block>>> {
    ENDED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Switches gathering on, with nothing in it; whether it was off.
#[pyfunction]
pub(crate) fn begin_blocks() -> bool {
    if GATHERING.load(Relaxed) != 0 {
        return false;
    }
    let before = std::mem::take(&mut *lock());
    GATHERING.store(BEGUN.fetch_add(1, Relaxed) + 1, Relaxed);
    drop(before); // the last of a name may be freed here, which is Python's business
    true
}

/// Switches gathering off.
#[pyfunction]
pub(crate) fn end_blocks() {
    GATHERING.store(0, Relaxed);
}

/// What ended so far: name, count, and nanoseconds in all, of its own, at least and at most.
#[pyfunction]
pub(crate) fn block_times() -> Vec<(String, u64, u64, u64, u64, u64)> {
    let row = |block: &Py<Block>| {
        let block = block.get();
        let number = |number: &AtomicU64| number.load(Relaxed);
        let (total, own) = (number(&block.total), number(&block.own));
        let (least, most) = (number(&block.least), number(&block.most));
        (block.name.clone(), number(&block.count), total, own, least, most)
    };
    lock().iter().map(row).collect()
}
