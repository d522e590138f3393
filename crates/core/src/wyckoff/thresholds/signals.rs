//! Rules of signals and their validation; and numbers that nothing is compared with.

use super::search::{UNIT, range, steps, tested};
use super::*;
use crate::wyckoff::signal::{Cause, budget, most_confidence, points};
use crate::wyckoff::validation::{refused, terms, tests::just_good};

/// Whether a signal of a kind passes that does everything just well enough for the table as it is.
fn passes(kind: EventKind, p: &Parameters) -> bool {
    let (mut signal, asked) = just_good(&Parameters::default());
    let is_thrust = matches!(kind, EventKind::Spring | EventKind::Utad);
    signal.phase = if is_thrust { Phase::C } else { Phase::D };
    signal.event.kind = kind;
    signal.reward = Parameters::default()[terms(kind).unwrap().0];
    refused(&signal, &asked, p).is_none()
}

fn spring(p: &Parameters) -> bool {
    passes(EventKind::Spring, p)
}

/// The projection of a range of so many bars.
fn projection(bars: u32, p: &Parameters) -> i64 {
    let figure = Figure::new(UNIT, 3);
    let (low, level, height) = (0, 100 * UNIT, 100 * UNIT);
    let cause =
        Cause { figure: &figure, is_turned: false, is_left: true, low, level, height, bars };
    cause.targets(level, p).projection
}

fn is_larger(bars: u32, than: Name, p: &Parameters) -> bool {
    projection(bars, p) as f64 > 100.0 * (1.0 + p[than]) * UNIT as f64
}

pub(super) fn rows() -> Vec<Row> {
    use Name as P;
    let at = |name: Name, says: fn(&Parameters) -> bool| Row {
        name,
        measured: name.row().default,
        says,
        expected: FROM,
    };
    vec![
        at(P::volume_story, spring),
        at(P::cause_bars, spring),
        at(P::level_strength, spring),
        at(P::range_quality, spring),
        at(P::reward_spring, spring),
        at(P::reward_utad, |p| passes(EventKind::Utad, p)),
        at(P::reward_sos, |p| passes(EventKind::Sow, p)),
        at(P::reward_lps, |p| passes(EventKind::Bu, p)),
        at(P::confidence_min, spring),
        Row { name: P::risk_trade, measured: 0.02, says: spring, expected: UP_TO },
        at(P::projection_bars_short, |p| is_larger(25, P::projection_small, p)),
        at(P::projection_bars_long, |p| is_larger(40, P::projection_middle, p)),
    ]
}

fn risk(kind: EventKind, p: &Parameters) -> f64 {
    budget(p[terms(kind).unwrap().1], p[Name::equity]) as f64
}

fn box_size(p: &Parameters) -> f64 {
    range(&steps(&tested(), p)).unwrap().figure.size() as f64
}

/// The first candidate of a kind in a made market.
fn candidate(kind: EventKind, p: &Parameters) -> Signal {
    let lenient = [Name::range_sure, Name::volume_story, Name::range_quality, Name::level_strength];
    let p = and(p.clone(), &lenient.map(|name| (name, 0.0)));
    let found = tests::folded_with(p, &tests::market(1, 12_000));
    let refused = found.refusals.iter().map(|refusal| refusal.signal);
    let mut all = found.signals.iter().copied().chain(refused);
    all.find(|signal| signal.event.kind == kind).unwrap()
}

fn stop_distance(kind: EventKind, p: &Parameters) -> f64 {
    let signal = candidate(kind, p);
    (signal.entry - signal.stop).abs() as f64
}

fn confidence(p: &Parameters) -> f64 {
    candidate(EventKind::Sos, p).confidence
}

pub(super) fn amounts() -> Vec<Amount> {
    use Name as P;
    let rising = |name, becomes: fn(&Parameters) -> f64| Amount { name, becomes, rises: true };
    vec![
        Amount { name: P::softness, becomes: |p| p.grade(P::climax_volume, 2.5), rises: false },
        rising(P::figure_box, box_size),
        rising(P::projection_small, |p| projection(10, p) as f64),
        rising(P::projection_middle, |p| projection(30, p) as f64),
        rising(P::projection_large, |p| projection(50, p) as f64),
        rising(P::stop_distance, |p| stop_distance(EventKind::Lps, p)),
        rising(P::stop_sign, |p| stop_distance(EventKind::Sos, p)),
        rising(P::risk_spring, |p| risk(EventKind::Spring, p)),
        rising(P::risk_utad, |p| risk(EventKind::Utad, p)),
        rising(P::risk_sos, |p| risk(EventKind::Sow, p)),
        rising(P::risk_lps, |p| risk(EventKind::Bu, p)),
        rising(P::equity, |p| risk(EventKind::Spring, p)),
        rising(P::confidence_event, confidence),
        rising(P::confidence_range, confidence),
        rising(P::confidence_story, confidence),
        rising(P::tick_volume_cap, |p| most_confidence(VolumeKind::Ticks, p)),
        rising(P::higher_confirmed, |p| points(Backing::Confirmed, p)),
        Amount { name: P::higher_against, becomes: |p| points(Backing::Against, p), rises: false },
    ]
}
