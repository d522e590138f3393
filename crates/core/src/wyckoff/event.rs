//! The fifteen events of both sides.

use super::{Bar, Score, Side};

/// What happened, by its name in the literature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// Preliminary support.
    Ps,
    /// Selling climax.
    Sc,
    /// Automatic rally, or reaction.
    Ar,
    /// Secondary test.
    St,
    /// Spring: a break of support that comes back.
    Spring,
    /// Test of a spring, or of an upthrust after distribution.
    Test,
    /// Sign of strength.
    Sos,
    /// Last point of support.
    Lps,
    /// Back-up to the broken resistance: a last point of support at the level.
    Bu,
    /// Preliminary supply.
    Psy,
    /// Buying climax.
    Bc,
    /// Upthrust: a break of resistance that comes back.
    Ut,
    /// Upthrust after distribution: one beyond the whole range, on much volume.
    Utad,
    /// Sign of weakness.
    Sow,
    /// Last point of supply.
    Lpsy,
}

impl EventKind {
    /// All of them.
    pub const ALL: [EventKind; 15] = [
        EventKind::Ps,
        EventKind::Sc,
        EventKind::Ar,
        EventKind::St,
        EventKind::Spring,
        EventKind::Test,
        EventKind::Sos,
        EventKind::Lps,
        EventKind::Bu,
        EventKind::Psy,
        EventKind::Bc,
        EventKind::Ut,
        EventKind::Utad,
        EventKind::Sow,
        EventKind::Lpsy,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        const NAMES: [&str; 15] = [
            "PS", "SC", "AR", "ST", "Spring", "Test", "SOS", "LPS", "BU", "PSY", "BC", "UT",
            "UTAD", "SOW", "LPSY",
        ];
        NAMES[self as usize]
    }

    /// Preliminary support or supply, of an origin at the bottom or at the top.
    pub fn preliminary(origin: Side) -> EventKind {
        of(origin, EventKind::Ps, EventKind::Psy)
    }

    /// The climax of an origin at the bottom or at the top.
    pub fn climax(origin: Side) -> EventKind {
        of(origin, EventKind::Sc, EventKind::Bc)
    }

    /// The sign that a range is left to a side.
    pub fn sign(direction: Side) -> EventKind {
        of(direction, EventKind::Sos, EventKind::Sow)
    }

    /// The last point before a trend to a side; one at the level of an upward break has a name.
    pub fn last_point(direction: Side, is_backup: bool) -> EventKind {
        let up = if is_backup { EventKind::Bu } else { EventKind::Lps };
        of(direction, up, EventKind::Lpsy)
    }

    /// A break that came back, by the side that gains from it.
    pub fn thrust(direction: Side) -> EventKind {
        of(direction, EventKind::Spring, EventKind::Utad)
    }
}

fn of(side: Side, up: EventKind, down: EventKind) -> EventKind {
    match side {
        Side::Up => up,
        Side::Down => down,
    }
}

/// A bar that a rule remembers, by the extreme that matters to it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mark {
    /// The bar.
    pub bar: Bar,
    /// Its price that matters, as its rule reads prices.
    pub price: i64,
    /// How good it is.
    pub score: Score,
}

impl Mark {
    /// A bar by its low.
    pub fn low(bar: &Bar) -> Mark {
        Mark { bar: *bar, price: bar.low, score: Score::default() }
    }

    /// A bar by its high.
    pub fn high(bar: &Bar) -> Mark {
        Mark { bar: *bar, price: bar.high, score: Score::default() }
    }

    /// The same with a score.
    #[must_use]
    pub fn scored(self, score: Score) -> Mark {
        Mark { score, ..self }
    }

    /// Writes it in shares of after a split.
    pub(super) fn rebase(&mut self, new: i64, old: i64) {
        self.bar.rebase(new, old);
        self.price = crate::signal::rebased(self.price, new, old);
    }
}

/// An event as it became known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    /// The number of its range; one whose range was never found has none in the table of ranges.
    pub range: u32,
    /// What happened.
    pub kind: EventKind,
    /// The side that gains from it.
    pub side: Side,
    /// The bar at which it happened.
    pub at: u32,
    /// The bar with which it became known.
    pub known_at: u32,
    /// Its price.
    pub price: i64,
    /// The level that it has to do with.
    pub level: i64,
    /// Volume of its bar against the mean of the bars before.
    pub volume_ratio: f64,
    /// Spread of its bar against the mean of the bars before.
    pub spread_ratio: f64,
    /// The number of a spring: 1 on much volume, 3 on little; 0 for other events.
    pub number: u8,
    /// Its evidence.
    pub score: Score,
}
