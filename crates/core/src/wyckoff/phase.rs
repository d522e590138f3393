//! Phases of a range and what it turns out to be.

use super::Side;

/// Phases, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// The trend is stopped: climax to secondary test.
    A,
    /// A cause is built.
    B,
    /// It is tested: a spring or an upthrust.
    C,
    /// One side dominates: signs of strength or weakness, last points.
    D,
    /// The range is left: markup or markdown.
    E,
    /// There is no range, or not any more.
    None,
}

impl Phase {
    /// The letter of a phase; a dash where there is none.
    pub fn name(self) -> &'static str {
        match self {
            Phase::A => "A",
            Phase::B => "B",
            Phase::C => "C",
            Phase::D => "D",
            Phase::E => "E",
            Phase::None => "-",
        }
    }
}

/// What a range is: where it began, and where it is left to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// From a fall to a rise.
    Accumulation,
    /// From a rise to a rise.
    Reaccumulation,
    /// From a rise to a fall.
    Distribution,
    /// From a fall to a fall.
    Redistribution,
    /// Nobody knows yet.
    Open,
}

impl Kind {
    /// The kind of a range that began at its bottom (`Up`) or at its top.
    pub fn of(origin: Side, direction: Option<Side>) -> Kind {
        match (origin, direction) {
            (Side::Up, Some(Side::Up)) => Kind::Accumulation,
            (Side::Down, Some(Side::Up)) => Kind::Reaccumulation,
            (Side::Down, Some(Side::Down)) => Kind::Distribution,
            (Side::Up, Some(Side::Down)) => Kind::Redistribution,
            (_, None) => Kind::Open,
        }
    }

    /// The word of a table.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Accumulation => "accumulation",
            Kind::Reaccumulation => "re-accumulation",
            Kind::Distribution => "distribution",
            Kind::Redistribution => "re-distribution",
            Kind::Open => "open",
        }
    }
}

/// A phase as it became known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhaseRow {
    /// The number of its range.
    pub range: u32,
    /// Which.
    pub phase: Phase,
    /// What the range looks like in it.
    pub kind: Kind,
    /// Its first bar.
    pub at: u32,
    /// The bar with which it became known.
    pub known_at: u32,
}
