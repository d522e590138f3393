//! Wyckoff's method as a stream: ranges, their events and phases, and the signals in them.
//!
//! Each rule is told one bar after the other and knows nothing of later ones, so that a scan, a
//! backtest and a live feed find the same. What is confirmed later carries two bars: `at`, where
//! it happened, and `known_at`, where it became known. Rules are written for one side of the
//! market; the other reads prices upside down.
//!
//! ```text
//! Detector --> BarReader, Pivots, Trend        what every bar says
//!          --> Search (one for each side)      phase A: climax, reaction, secondary test
//!          --> Structure --> Boundary (both)   phases B to E: thrusts, breaks, last points
//!                        --> Signal            entry, stop and targets, or a refusal with a name
//! ```

mod bar;
mod boundary;
mod breakout;
mod detector;
mod event;
mod figure;
mod found;
mod level;
mod parameters;
mod phase;
mod pivot;
mod schematic;
mod score;
mod search;
mod side;
mod signal;
mod structure;
mod table;
#[cfg(test)]
mod tests;
mod thrust;
mod trend;
mod validation;

pub use bar::{Bar, BarReader, Class};
pub use detector::{Detector, TooLarge};
pub use event::{Event, EventKind, Mark};
pub use figure::{Column, Drawn, Figure, columns_of};
pub use found::{Found, RangeRow, RangeState, Zone};
pub use parameters::{BadParameter, NAMES_COUNT, Name, Parameter, Parameters, Sense};
pub use phase::{Kind, Phase, PhaseRow};
pub use pivot::Pivot;
pub use schematic::Schematic;
pub use score::{EVIDENCE_MOST, Evidence, Score};
pub use side::Side;
pub use signal::{Signal, Targets};
pub use validation::{Reason, Refusal, Stage};

pub(crate) use boundary::{Boundary, Stand, Step};
pub(crate) use level::Level;
pub(crate) use pivot::Pivots;
pub(crate) use search::{Origin, Search, SearchStep};
pub(crate) use structure::Structure;
pub(crate) use trend::{Reach, Trend};
