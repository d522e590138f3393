//! Wyckoff's method as a stream: ranges, their events and phases, and the signals in them.
//!
//! Each rule is told one bar after the other and knows nothing of later ones, so that a scan, a
//! backtest and a live feed find the same. What is confirmed later carries two bars: `at`, where
//! it happened, and `known_at`, where it became known. Rules are written for one side of the
//! market; the other reads prices upside down.
//!
//! ```text
//! Detector --> BarReader, Pivots, Trend        what every bar says
//!          --> Profile, Strength               its time of day, its benchmark
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
mod profile;
mod schematic;
mod score;
mod search;
mod side;
mod signal;
mod strength;
mod structure;
mod table;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod thresholds;
mod thrust;
mod told;
mod trend;
mod validation;

pub use bar::{Bar, BarReader, Class};
pub use detector::{Detector, TooLarge};
pub use event::{Event, EventKind, Mark};
pub use figure::{Column, Drawn, Figure, columns_of};
pub use found::{Found, Gap, RangeRow, RangeState, Zone};
pub use parameters::{BadParameter, NAMES_COUNT, Name, Parameter, Parameters, Sense};
pub use phase::{Kind, Phase, PhaseRow};
pub use pivot::Pivot;
pub use schematic::Schematic;
pub use score::{EVIDENCE_MOST, Evidence, Score};
pub use side::Side;
pub use signal::{BUDGET_DIGITS, Signal, Targets};
pub use told::{Backing, Bias, SLOTS_MOST, Told, VolumeKind, slot};
pub use validation::{Reason, Refusal, Stage};

pub(crate) use boundary::{Boundary, Stand, Step};
pub(crate) use level::Level;
pub(crate) use pivot::Pivots;
pub(crate) use profile::Profile;
pub(crate) use search::{Origin, Search, SearchStep};
pub(crate) use strength::Strength;
pub(crate) use structure::Structure;
pub(crate) use told::Beside;
pub(crate) use trend::{Reach, Trend};
