//! Rules of phase A: climax, reaction and secondary test.

use super::*;

/// Prices are in so many units, so that a share of a height is told to a millionth.
pub(super) const UNIT: i64 = 1_000_000;

/// The mean true range of all bars.
const RANGE: i64 = 100;

/// A bar by its number, its low, high and close, and its volume against the mean.
pub(super) fn bar(at: u32, [low, high, close]: [i64; 3], volume_ratio: f64) -> Bar {
    let [low, high, close] = [low, high, close].map(|price| price * UNIT);
    Bar {
        at,
        open: (low + high) / 2,
        high,
        low,
        close,
        #[expect(clippy::cast_possible_truncation, reason = "a small ratio")]
        volume: (volume_ratio * 1_000.0) as i64,
        volume_ratio,
        spread_ratio: (high - low) as f64 / (RANGE * UNIT) as f64,
        range: RANGE * UNIT,
    }
}

/// An expansion of volume before the climax, ten bars before it, and then the climax.
fn begin() -> Vec<Bar> {
    vec![
        bar(10, [1_090, 1_200, 1_160], 2.0),
        bar(12, [1_180, 1_280, 1_270], 1.0),
        bar(20, [1_000, 1_160, 1_090], 3.0),
    ]
}

/// With the reaction, 400 high, three bars later.
fn risen() -> Vec<Bar> {
    let mut bars = begin();
    bars.extend([
        bar(21, [1_080, 1_200, 1_190], 1.0),
        bar(22, [1_180, 1_300, 1_290], 1.0),
        bar(23, [1_280, 1_400, 1_390], 1.0),
    ]);
    bars
}

/// With the end of the reaction.
fn reacted() -> Vec<Bar> {
    let mut bars = risen();
    bars.push(bar(24, [1_230, 1_380, 1_240], 0.9));
    bars
}

/// With the secondary test, and prices that leave it by 80.
pub(super) fn tested() -> Vec<Bar> {
    let mut bars = reacted();
    bars.extend([bar(30, [1_120, 1_230, 1_140], 2.2), bar(31, [1_140, 1_240, 1_200], 0.6)]);
    bars
}

/// What the search says of bars that come at the end of a fall from 2,000.
pub(super) fn steps(bars: &[Bar], p: &Parameters) -> Vec<SearchStep> {
    let mut search = Search::default();
    let mut low = 1_110 * UNIT;
    let read = |bar: &Bar| {
        let is_lowest = bar.low <= low;
        low = low.min(bar.low);
        let reach = Reach { high: 2_000 * UNIT, low, is_lowest, is_highest: false };
        search.update(bar, &reach, p)
    };
    bars.iter().filter_map(read).collect()
}

fn climax(steps: &[SearchStep]) -> Option<(Option<Mark>, Mark)> {
    steps.iter().find_map(|step| match step {
        SearchStep::Climax(before, climax) => Some((*before, *climax)),
        _ => None,
    })
}

fn reaction(steps: &[SearchStep]) -> Option<Mark> {
    steps.iter().find_map(|step| match step {
        SearchStep::Reaction(mark) => Some(*mark),
        _ => None,
    })
}

pub(super) fn range(steps: &[SearchStep]) -> Option<Origin> {
    steps.iter().find_map(|step| match step {
        SearchStep::Range(origin) => Some((**origin).clone()),
        _ => None,
    })
}

fn is_dropped(bars: &[Bar], p: &Parameters) -> bool {
    steps(bars, p).contains(&SearchStep::Dropped)
}

/// The climax with one bar after it, so that its reaction rises no further.
fn climax_known(p: &Parameters) -> Option<(Option<Mark>, Mark)> {
    let mut bars = begin();
    bars.push(bar(21, [1_080, 1_260, 1_250], 1.0));
    climax(&steps(&bars, p))
}

fn and_bar(mut bars: Vec<Bar>, last: Bar) -> Vec<Bar> {
    bars.push(last);
    bars
}

/// The same with closes near the high, for so many bars.
fn settled(p: &Parameters) -> bool {
    let mut bars = risen();
    bars.extend((24..29).map(|at| bar(at, [1_300, 1_390, 1_380], 1.0)));
    reaction(&steps(&bars, p)).is_some()
}

/// A reaction that rises and rises.
fn rising(p: &Parameters) -> bool {
    let mut bars = begin();
    bars.extend((21..=40).map(|at| {
        let low = 1_080 + 30 * (i64::from(at) - 20);
        bar(at, [low, low + 100, low + 100], 1.0)
    }));
    is_dropped(&bars, p)
}

/// A reaction that takes twelve bars, and its end.
fn slow() -> Vec<Bar> {
    let mut bars = begin();
    bars.extend((21..=32).map(|at| {
        let low = 1_080 + 20 * (i64::from(at) - 20);
        bar(at, [low, low + 100, low + 100], 1.0)
    }));
    and_bar(bars, bar(33, [1_240, 1_400, 1_260], 1.0))
}

fn late(p: &Parameters) -> bool {
    let mut bars = reacted();
    bars.extend((25..=63).map(|at| bar(at, [1_200, 1_300, 1_210], 1.0)));
    is_dropped(&bars, p)
}

pub(super) fn rows() -> Vec<Row> {
    use Name as P;
    let p = Parameters::default();
    let (before, known) = climax_known(&p).unwrap();
    let slow_score = reaction(&steps(&slow(), &p)).unwrap().score.value();
    let origin = range(&steps(&tested(), &p)).unwrap();
    vec![
        Row {
            name: P::preliminary_bars,
            measured: 10.0,
            says: |p| climax_known(p).is_some_and(|(before, _)| before.is_some()),
            expected: UP_TO,
        },
        Row {
            name: P::preliminary_gap,
            measured: 10.0,
            says: |p| climax_known(p).is_some_and(|(before, _)| before.is_some()),
            expected: FROM,
        },
        Row {
            name: P::preliminary_score,
            measured: before.unwrap().score.value(),
            says: |p| climax_known(p).is_some_and(|(before, _)| before.is_some()),
            expected: FROM,
        },
        Row {
            name: P::climax_score,
            measured: known.score.value(),
            says: |p| climax_known(p).is_some(),
            expected: FROM,
        },
        Row {
            name: P::climax_deeper,
            measured: 0.7,
            says: |p| is_dropped(&and_bar(risen(), bar(24, [930, 1_100, 1_050], 0.3)), p),
            expected: ABOVE,
        },
        Row {
            name: P::reaction_pullback,
            measured: 0.4,
            says: |p| reaction(&steps(&reacted(), p)).is_some(),
            expected: FROM,
        },
        Row { name: P::reaction_settle, measured: 5.0, says: settled, expected: FROM },
        Row { name: P::reaction_wait, measured: 20.0, says: rising, expected: ABOVE },
        Row {
            name: P::reaction_score,
            measured: slow_score,
            says: |p| reaction(&steps(&slow(), p)).is_some(),
            expected: FROM,
        },
        Row {
            name: P::test_bounce,
            measured: 0.2,
            says: |p| range(&steps(&tested(), p)).is_some(),
            expected: FROM,
        },
        Row {
            name: P::test_undercut,
            measured: 0.25,
            says: |p| is_dropped(&and_bar(reacted(), bar(25, [900, 1_240, 1_100], 0.3)), p),
            expected: ABOVE,
        },
        Row {
            name: P::test_overshoot,
            measured: 0.25,
            says: |p| is_dropped(&and_bar(reacted(), bar(25, [1_240, 1_500, 1_500], 1.0)), p),
            expected: ABOVE,
        },
        Row { name: P::test_wait, measured: 40.0, says: late, expected: ABOVE },
        Row {
            name: P::test_score,
            measured: origin.test.score.value(),
            says: |p| range(&steps(&tested(), p)).is_some(),
            expected: FROM,
        },
        Row {
            name: P::range_score,
            measured: origin.score,
            says: |p| range(&steps(&tested(), p)).is_some(),
            expected: FROM,
        },
    ]
}
