//! Rules of a range: when it is told, how long it is followed, how long a phase C waits.

use super::search::{UNIT, bar, range, steps, tested};
use super::*;

const BEGUN_AT: u32 = 20;
const FOUND_AT: u32 = 31;

/// The range of 1,000 to 1,400 that the search of the tests finds, in the order of its bars.
struct Followed {
    structure: Structure,
    found: Found,
    at: u32,
    is_over: bool,
}

impl Followed {
    fn new() -> Followed {
        let origin = range(&steps(&tested(), &Parameters::default())).unwrap();
        let structure = Structure::new(0, Side::Up, &origin, FOUND_AT);
        Followed { structure, found: Found::default(), at: FOUND_AT, is_over: false }
    }

    /// Bars of a low, a high and a close, up to a number.
    fn until(mut self, at: u32, prices: [i64; 3], volume: f64, p: &Parameters) -> Followed {
        while self.at < at {
            self.at += 1;
            let bar = bar(self.at, prices, volume);
            let (pivots, found) = ([None; 2], &mut self.found);
            let beside = Beside::default();
            self.is_over |= self.structure.update(&bar, &pivots, &beside, (p, found));
        }
        self
    }

    fn next(self, prices: [i64; 3], volume: f64, p: &Parameters) -> Followed {
        let at = self.at + 1;
        self.until(at, prices, volume, p)
    }
}

const MIDDLE: [i64; 3] = [1_150, 1_250, 1_200];

fn told(p: &Parameters) -> Option<RangeRow> {
    let after = Followed::new().next(MIDDLE, 0.7, p);
    after.found.ranges.first().copied()
}

/// A range that is never left, up to 150 bars from its climax.
fn long(p: &Parameters) -> bool {
    Followed::new().until(BEGUN_AT + 150, MIDDLE, 0.7, p).is_over
}

/// A range that is told at once and broken with a bar.
fn broken(p: &Parameters) -> (Followed, Parameters) {
    let p = and(
        p.clone(),
        &[
            (Name::range_sure, 0.0),
            (Name::break_score, 0.0),
            (Name::break_hold, 1.0),
            (Name::trend_distance, 10.0),
        ],
    );
    let after = Followed::new().next(MIDDLE, 0.7, &p).next([1_350, 1_480, 1_470], 2.5, &p);
    assert_eq!(after.found.phases.last().map(|row| row.phase), Some(Phase::D));
    (after, p)
}

fn waited(p: &Parameters) -> bool {
    let (after, p) = broken(p);
    let at = after.at;
    after.until(at + 60, [1_440, 1_475, 1_460], 0.8, &p).is_over
}

/// A spring and its test, and then bars in the middle, up to so many after it was known.
fn followed(p: &Parameters) -> bool {
    let p = and(
        p.clone(),
        &[(Name::thrust_score, 0.0), (Name::retest_score, 0.0), (Name::retest_bars, 2.0)],
    );
    let after = Followed::new()
        .next(MIDDLE, 0.7, &p)
        .next([960, 1_100, 1_080], 1.0, &p)
        .next([1_080, 1_200, 1_180], 1.0, &p)
        .next([1_060, 1_160, 1_070], 0.5, &p)
        .next([1_070, 1_250, 1_240], 0.8, &p);
    assert_eq!(after.found.phases.last().map(|row| row.phase), Some(Phase::C));
    let at = after.at;
    let after = after.until(at + 25, MIDDLE, 0.7, &p);
    after.found.phases.last().is_some_and(|row| row.phase == Phase::B)
}

pub(super) fn rows() -> Vec<Row> {
    use Name as P;
    let quality = told(&with(P::range_sure, 0.0)).unwrap().quality;
    vec![
        Row { name: P::range_sure, measured: quality, says: |p| told(p).is_some(), expected: FROM },
        Row { name: P::range_bars_max, measured: 150.0, says: long, expected: ABOVE },
        Row { name: P::break_wait, measured: 60.0, says: waited, expected: ABOVE },
        Row { name: P::thrust_follow, measured: 25.0, says: followed, expected: ABOVE },
        Row { name: P::climax_sure, measured: sure(), says: |p| is_sure(p), expected: FROM },
    ]
}

/// Bars of a fall, a climax and one bar of its reaction, through the whole detector.
fn climax(p: &Parameters) -> Option<Event> {
    use crate::signal::Quote;
    let (mut detector, mut found) = (Detector::new(p.clone()), Found::default());
    let quote = |low: i64, high: i64, close: i64, volume: i64| {
        let [low, high, close] = [low, high, close].map(|price| price * UNIT);
        Quote { open: high, high, low, close, volume, session: 0 }
    };
    let fall =
        (0..40).map(|day| quote(3_000 - 50 * day, 3_060 - 50 * day, 3_010 - 50 * day, 1_000));
    let end = [quote(850, 1_010, 940, 3_000), quote(940, 1_030, 1_020, 1_000)];
    for bar in fall.chain(end) {
        detector.update(&bar, &mut found).unwrap();
    }
    found.events.iter().find(|event| event.kind == EventKind::Sc).copied()
}

fn sure() -> f64 {
    climax(&with(Name::climax_sure, 0.0)).unwrap().score.value()
}

fn is_sure(p: &Parameters) -> bool {
    climax(p).is_some()
}
