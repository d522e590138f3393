//! What a detector has found: rows that are only ever added to, in the order they became known.

use super::boundary::rebase_price;
use super::{Bar, Class, Event, Kind, PhaseRow, Pivot, Refusal, Schematic, Side, Signal};

/// What a row of a range says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeState {
    /// It is found.
    Found,
    /// It is broken to one side.
    Broken,
    /// The break has failed: it is a range again.
    Failed,
    /// It is history: the trend has gone on, or nothing has come of it.
    Ended,
    /// Bars are missing: nobody knows what has become of it.
    Lost,
}

impl RangeState {
    /// The word of a table.
    pub fn name(self) -> &'static str {
        match self {
            RangeState::Found => "found",
            RangeState::Broken => "broken",
            RangeState::Failed => "failed",
            RangeState::Ended => "ended",
            RangeState::Lost => "lost",
        }
    }
}

/// A range as it was known at a bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RangeRow {
    /// Its number.
    pub range: u32,
    /// What became known.
    pub state: RangeState,
    /// Whether it began at its bottom (`Up`) or at its top.
    pub origin: Side,
    /// What it is.
    pub kind: Kind,
    /// The schematic that its events are in the order of, once it is broken.
    pub schematic: Option<Schematic>,
    /// The share of that schematic that is there.
    pub matched: f64,
    /// Its first bar.
    pub at: u32,
    /// The bar with which this became known.
    pub known_at: u32,
    /// Its lower level.
    pub support: i64,
    /// Its upper level.
    pub resistance: i64,
    /// 0 to 100.
    pub support_strength: f64,
    /// 0 to 100.
    pub resistance_strength: f64,
    /// 0 to 100.
    pub quality: f64,
}

impl RangeRow {
    /// The same with its levels in shares of after a split, `new` for `old`.
    #[must_use]
    pub fn rebased(mut self, new: i64, old: i64) -> RangeRow {
        rebase_price(&mut self.support, new, old);
        rebase_price(&mut self.resistance, new, old);
        self
    }
}

/// A zone that a bar of much volume and little spread leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    /// Demand (`Up`) or supply.
    pub side: Side,
    /// The bar, with which it is known.
    pub at: u32,
    /// Its lowest price.
    pub low: i64,
    /// Its highest price.
    pub high: i64,
}

/// Sessions without a bar, so many that everything begins anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The first bar after it, with which it is known.
    pub at: u32,
    /// How many sessions are missing.
    pub sessions: u32,
    /// The range that was followed until then.
    pub range: Option<u32>,
}

/// What one bar is, for those who ask for each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BarRow {
    /// Its class.
    pub class: Class,
    /// Its volume against the mean of the bars before, or of its time of day.
    pub volume_ratio: f64,
    /// Its spread against the mean of the bars before.
    pub spread_ratio: f64,
    /// Where it closes: 0 at its low, 1 at its high.
    pub close_position: f64,
}

impl BarRow {
    /// The row of a bar.
    pub(super) fn of(bar: &Bar, class: Class) -> BarRow {
        let Bar { volume_ratio, spread_ratio, .. } = *bar;
        BarRow { class, volume_ratio, spread_ratio, close_position: bar.close_position() }
    }
}

/// All that was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Bars, where they are asked for.
    pub bars: Vec<BarRow>,
    /// Pivots.
    pub pivots: Vec<Pivot>,
    /// Gaps after which all began anew.
    pub gaps: Vec<Gap>,
    /// Zones of supply and demand.
    pub zones: Vec<Zone>,
    /// Ranges.
    pub ranges: Vec<RangeRow>,
    /// Events.
    pub events: Vec<Event>,
    /// Phases.
    pub phases: Vec<PhaseRow>,
    /// Signals.
    pub signals: Vec<Signal>,
    /// Signals that were refused.
    pub refusals: Vec<Refusal>,
}
