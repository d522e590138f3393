//! The two drivers of the kernel: a walk that asks a strategy, and a loop over arrays.

mod batch;
mod targets;
mod walk;

pub use batch::{Instructions, Tape, Timed, simulate};
pub use targets::{TargetMemory, TargetUnit, Targets};
pub use walk::{Walk, WalkError};
