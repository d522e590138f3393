//! Rules of single bars and of the windows that they are read in.

use super::*;
use crate::signal::Quote;

fn class(volume_ratio: f64, spread_ratio: f64, p: &Parameters) -> Class {
    Bar { volume_ratio, spread_ratio, ..Bar::default() }.class(p)
}

fn is_zone(volume_ratio: f64, spread_ratio: f64, p: &Parameters) -> bool {
    Bar { volume_ratio, spread_ratio, ..Bar::default() }.is_zone(p)
}

/// The number of the first bar of many that something is said of.
fn first(mut says: impl FnMut(u32) -> bool) -> Option<u32> {
    (1..200).find(|&bar| says(bar))
}

fn ready(p: &Parameters) -> bool {
    let mut reader = BarReader::new(p);
    first(|_| reader.update(&Told::default()).0).is_some_and(|bar| bar <= 21)
}

fn pivot(p: &Parameters) -> bool {
    let mut pivots = Pivots::new(p);
    let bars = (0..11).map(|at| Bar { at, high: 10 - i64::from(at.abs_diff(5)), ..Bar::default() });
    bars.flat_map(|bar| pivots.update(&bar)).flatten().any(|pivot| pivot.side == Side::Up)
}

fn trend(p: &Parameters) -> bool {
    let mut trend = Trend::new(p);
    first(|_| trend.update(&Bar::default()).is_some()).is_some_and(|bar| bar <= 30)
}

fn strength(p: &Parameters) -> bool {
    let mut strength = Strength::new(p);
    first(|_| strength.update(1, 1).is_some()).is_some_and(|bar| bar <= 60)
}

fn profile(p: &Parameters) -> bool {
    let mut profile = Profile::new(p).unwrap();
    first(|session| profile.update(session, 0, 1).is_some()).is_some_and(|session| session <= 6)
}

/// Whether seven sessions without a bar are a gap.
fn gap(p: &Parameters) -> bool {
    let (mut detector, mut found) = (Detector::new(p.clone()), Found::default());
    for session in [3, 11] {
        detector.update(&Quote { session, ..Quote::default() }, &mut found).unwrap();
    }
    !found.gaps.is_empty()
}

fn figure(p: &Parameters) -> bool {
    columns_of(&[10, 10], &[10, 7], 1, p.count(Name::figure_reversal)).len() == 2
}

pub(super) fn rows() -> Vec<Row> {
    use Name as P;
    vec![
        Row { name: P::average_bars, measured: 20.0, says: ready, expected: FROM },
        Row { name: P::pivot_bars, measured: 5.0, says: pivot, expected: FROM },
        Row { name: P::trend_bars, measured: 30.0, says: trend, expected: FROM },
        Row { name: P::strength_bars, measured: 60.0, says: strength, expected: FROM },
        Row { name: P::profile_sessions, measured: 10.0, says: profile, expected: FROM },
        Row { name: P::gap_sessions, measured: 7.0, says: gap, expected: ABOVE },
        Row { name: P::figure_reversal, measured: 3.0, says: figure, expected: FROM },
        Row {
            name: P::climactic_volume,
            measured: 1.9,
            says: |p| class(1.9, 1.2, p) == Class::Climactic,
            expected: FROM,
        },
        Row {
            name: P::climactic_spread,
            measured: 1.2,
            says: |p| class(2.5, 1.2, p) == Class::Climactic,
            expected: FROM,
        },
        Row {
            name: P::climactic_wide_volume,
            measured: 1.7,
            says: |p| class(1.7, 1.9, p) == Class::Climactic,
            expected: FROM,
        },
        Row {
            name: P::climactic_wide_spread,
            measured: 1.6,
            says: |p| class(1.7, 1.6, p) == Class::Climactic,
            expected: FROM,
        },
        Row {
            name: P::absorption_volume,
            measured: 1.6,
            says: |p| class(1.6, 0.5, p) == Class::Absorption,
            expected: FROM,
        },
        Row {
            name: P::absorption_spread,
            measured: 0.7,
            says: |p| class(1.6, 0.7, p) == Class::Absorption,
            expected: UP_TO,
        },
        Row {
            name: P::quiet_volume,
            measured: 0.5,
            says: |p| class(0.5, 0.5, p) == Class::NoDemand,
            expected: UP_TO,
        },
        Row {
            name: P::quiet_spread,
            measured: 0.7,
            says: |p| class(0.5, 0.7, p) == Class::NoDemand,
            expected: UP_TO,
        },
        Row { name: P::zone_volume, measured: 1.4, says: |p| is_zone(1.4, 0.5, p), expected: FROM },
        Row {
            name: P::zone_spread,
            measured: 0.7,
            says: |p| is_zone(1.4, 0.7, p),
            expected: UP_TO,
        },
    ]
}
