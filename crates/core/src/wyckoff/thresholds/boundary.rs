//! Rules of one boundary: breaks that come back, breaks that stay, and what comes after these.

use super::search::UNIT;
use super::*;

const LEVEL: i64 = 1_000;
const HEIGHT: i64 = 100;

/// A bar by its number, its low, high and close, and its volume against the mean.
fn bar(at: u32, [low, high, close]: [i64; 3], volume_ratio: f64) -> Bar {
    let bar = super::search::bar(at, [low, high, close], volume_ratio);
    Bar { range: 20 * UNIT, spread_ratio: volume_ratio, ..bar }
}

/// What happens at a resistance of 1,000 in a range of 100, whose prices went up to a highest one.
fn steps(bars: &[Bar], highest: i64, p: &Parameters) -> Vec<Step> {
    let (first, mut steps) = (bar(0, [980, LEVEL, 990], 1.0), Vec::new());
    let mut boundary = Boundary::new(Level::new(&first));
    let mut extreme = highest * UNIT;
    for bar in bars {
        let stand = Stand { height: HEIGHT * UNIT, extreme, cause: 40 };
        let is_broken = steps.iter().any(|step| matches!(step, Step::Break(_)));
        if is_broken {
            boundary.follow(bar, &stand, p, &mut steps);
        } else {
            boundary.update(bar, &stand, p, &mut steps);
        }
        extreme = extreme.max(bar.high);
    }
    steps
}

fn found(bars: &[Bar], p: &Parameters) -> Vec<Step> {
    steps(bars, LEVEL, p)
}

/// An upthrust, prices that go away from it, its test, and prices that leave that by so much.
fn thrust(left: i64, volume_ratio: f64) -> Vec<Bar> {
    vec![
        bar(10, [970, 1_020, 985], volume_ratio),
        bar(14, [950, 985, 955], 1.0),
        bar(17, [970, 995, 985], 0.6),
        bar(20, [940, 975, 995 - left], 0.9),
    ]
}

fn is_thrust(bars: &[Bar], p: &Parameters) -> bool {
    found(bars, p).iter().any(|step| matches!(step, Step::Thrust(..)))
}

/// The score and the number of the upthrust, and the score of its test.
fn scores() -> (f64, f64) {
    match found(&thrust(50, 1.0), &Parameters::default())[..] {
        [Step::Thrust(mark, ..), Step::Test(test)] => (mark.score.value(), test.score.value()),
        ref other => panic!("{other:?}"),
    }
}

fn number(volume_ratio: f64, p: &Parameters) -> u8 {
    match found(&thrust(50, volume_ratio), &and(p.clone(), &[(Name::retest_score, 0.0)]))[..] {
        [Step::Thrust(_, number, _), Step::Test(_)] => number,
        ref other => panic!("{other:?}"),
    }
}

/// A break that came back and went no further than prices before it.
fn minor(p: &Parameters) -> Option<f64> {
    let bars = [bar(10, [970, 1_020, 985], 1.0)];
    let all = steps(&bars, 1_030, &and(p.clone(), &[(Name::thrust_score, 1.0)]));
    all.iter().find_map(|step| match step {
        Step::MinorThrust(mark) => Some(mark.score.value()),
        _ => None,
    })
}

/// So many bars that close a tenth of the height beyond the level.
fn broken(count: u32) -> Vec<Bar> {
    (1..=count).map(|at| bar(at, [990, 1_013, 1_010], 1.6)).collect()
}

fn broken_score(bars: &[Bar], p: &Parameters) -> Option<f64> {
    found(bars, p).iter().find_map(|step| match step {
        Step::Break(mark) => Some(mark.score.value()),
        _ => None,
    })
}

/// A break with its first bar, up to 1,060.
fn left(bars: &[Bar], p: &Parameters) -> Vec<Step> {
    let p = and(p.clone(), &[(Name::break_score, 0.0), (Name::break_hold, 1.0)]);
    let mut all = vec![bar(1, [1_000, 1_060, 1_050], 2.0)];
    all.extend_from_slice(bars);
    found(&all, &p)
}

/// A pullback to a low and prices that leave it up to a close, seven bars after the break.
fn pulled_back(low: i64, close: i64) -> [Bar; 2] {
    [bar(8, [low, 1_040, low + 5], 0.8), bar(9, [low + 5, 1_055, close], 0.8)]
}

fn last_points(bars: &[Bar], p: &Parameters) -> Vec<(Mark, bool)> {
    let all = left(bars, p);
    let of = |step: &Step| match step {
        Step::LastPoint(mark, is_backup) => Some((*mark, *is_backup)),
        _ => None,
    };
    all.iter().filter_map(of).collect()
}

fn two_points(p: &Parameters) -> bool {
    let mut bars = pulled_back(1_020, 1_050).to_vec();
    bars.push(bar(10, [1_050, 1_070, 1_065], 1.0));
    bars.extend([bar(11, [1_025, 1_060, 1_030], 0.8), bar(12, [1_030, 1_065, 1_060], 0.8)]);
    last_points(&bars, p).len() >= 2
}

pub(super) fn rows() -> Vec<Row> {
    use Name as P;
    let p = Parameters::default();
    let (thrust_score, retest_score) = scores();
    let sure = broken_score(&broken(1), &and(p.clone(), &[(P::break_sure, 0.0)])).unwrap();
    let held = broken_score(&broken(4), &p).unwrap();
    let pullback = last_points(&pulled_back(1_020, 1_050), &p)[0].0.score.value();
    vec![
        Row {
            name: P::level_tolerance,
            measured: 0.15,
            says: |p| {
                let level = Level::new(&bar(0, [980, LEVEL, 990], 1.0));
                level.is_near(1_015 * UNIT, HEIGHT * UNIT, p)
            },
            expected: UP_TO,
        },
        Row {
            name: P::thrust_score,
            measured: thrust_score,
            says: |p| is_thrust(&thrust(50, 1.0), p),
            expected: FROM,
        },
        Row {
            name: P::retest_score,
            measured: retest_score,
            says: |p| is_thrust(&thrust(50, 1.0), p),
            expected: FROM,
        },
        Row {
            name: P::retest_away,
            measured: 0.45,
            says: |p| is_thrust(&thrust(45, 1.0), p),
            expected: FROM,
        },
        Row {
            name: P::retest_bars,
            measured: 7.0,
            says: |p| is_thrust(&thrust(50, 1.0), p),
            expected: FROM,
        },
        Row {
            name: P::thrust_wait,
            measured: 10.0,
            says: |p| is_thrust(&thrust(50, 1.0), p),
            expected: UP_TO,
        },
        Row {
            name: P::upthrust_score,
            measured: minor(&and(p.clone(), &[(P::upthrust_score, 0.0)])).unwrap(),
            says: |p| minor(p).is_some(),
            expected: FROM,
        },
        Row {
            name: P::spring_volume_low,
            measured: 0.8,
            says: |p| number(0.8, p) == 3,
            expected: BELOW,
        },
        Row {
            name: P::spring_volume_high,
            measured: 1.2,
            says: |p| number(1.2, p) == 1,
            expected: ABOVE,
        },
        Row {
            name: P::break_score,
            measured: held,
            says: |p| broken_score(&broken(4), p).is_some(),
            expected: FROM,
        },
        Row {
            name: P::break_hold,
            measured: 4.0,
            says: |p| broken_score(&broken(4), p).is_some(),
            expected: FROM,
        },
        Row {
            name: P::break_sure,
            measured: sure,
            says: |p| broken_score(&broken(1), p).is_some(),
            expected: FROM,
        },
        Row {
            name: P::break_failed,
            measured: 0.4,
            says: |p| left(&[bar(20, [950, 1_000, 960], 0.3)], p).contains(&Step::Failed),
            expected: FROM,
        },
        Row {
            name: P::trend_distance,
            measured: 0.9,
            says: |p| left(&[bar(20, [1_050, 1_090, 1_090], 1.0)], p).contains(&Step::Trend),
            expected: FROM,
        },
        Row {
            name: P::pullback_size,
            measured: 0.3,
            says: |p| !last_points(&pulled_back(1_020, 1_050), p).is_empty(),
            expected: FROM,
        },
        Row {
            name: P::pullback_score,
            measured: pullback,
            says: |p| !last_points(&pulled_back(1_020, 1_050), p).is_empty(),
            expected: FROM,
        },
        Row {
            name: P::pullback_most,
            measured: 2.0,
            says: two_points,
            expected: [true, true, false],
        },
        Row {
            name: P::backup_distance,
            measured: 0.2,
            says: |p| last_points(&pulled_back(1_020, 1_050), p)[0].1,
            expected: UP_TO,
        },
    ]
}
