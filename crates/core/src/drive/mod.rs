//! The two drivers of the kernel: a walk that asks a strategy, and a loop over arrays.

mod batch;
mod tape;
mod targets;
mod walk;

pub use batch::{Given, Instruction, Instructions, simulate};
pub(crate) use batch::{Marked, follow};
pub use tape::{Tape, TapeReader, Timed};
pub use targets::{TargetMemory, TargetSheet, TargetUnit, Targets};
pub use walk::{Walk, WalkError};
