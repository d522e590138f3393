//! One boundary of a range: what breaks it and comes back, what breaks it and stays.
//!
//! Written for a resistance, where outwards is up; a support reads prices upside down. So an
//! upthrust and a spring are one rule, and so are signs of strength and of weakness.

use super::bar::{part, share};
use super::breakout::Breakout;
use super::thrust::Thrust;
use super::{Bar, Level, Mark, Name as P, Parameters, Score};
use crate::signal::rebased;

/// What happened at a boundary; prices are as it reads them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// A break that came back is known as one, with its number, and the grade of the volume that
    /// it became known on.
    Thrust(Mark, u8, f64),
    /// A break that came back and went no further than prices before it.
    MinorThrust(Mark),
    /// The test of it.
    Test(Mark),
    /// A break that stays.
    Break(Mark),
    /// The last point before the trend, and whether it lies at the level.
    LastPoint(Mark, bool),
    /// The trend is under way.
    Trend,
    /// The break has failed.
    Failed,
}

/// How a range stands that a boundary is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stand {
    /// Its height.
    pub height: i64,
    /// The furthest price beyond the boundary before this bar, as the boundary reads it.
    pub extreme: i64,
    /// Bars since phase A.
    pub cause: u32,
}

/// Bars beyond a level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Excursion {
    begun_at: u32,
    /// The extreme of the range before it.
    before: i64,
    /// The bar that went furthest, and the one with the most volume.
    extreme: Mark,
    loudest: Bar,
    spread_ratio: f64,
    closes: u32,
}

/// A boundary of a range.
#[derive(Clone, Debug, PartialEq)]
pub struct Boundary {
    /// Its level.
    pub level: Level,
    excursion: Option<Excursion>,
    thrust: Option<Thrust>,
    breakout: Option<Breakout>,
}

impl Boundary {
    /// A boundary with a level.
    pub fn new(level: Level) -> Boundary {
        Boundary { level, excursion: None, thrust: None, breakout: None }
    }

    /// Whether prices are beyond it just now.
    pub fn is_open(&self) -> bool {
        self.excursion.is_some()
    }

    /// Takes a bar of phases B and C; of the range its height, its extreme
    /// before and its bars since phase A.
    #[inline]
    pub fn update(&mut self, bar: &Bar, stand: &Stand, p: &Parameters, steps: &mut Vec<Step>) {
        self.level.hear(bar);
        if let Some(thrust) = &mut self.thrust
            && thrust.update(bar, stand.height, p, steps)
        {
            self.thrust = None;
        }
        if bar.high > self.level.price() || self.excursion.is_some() {
            self.beyond(bar, stand, p, steps);
        }
    }

    fn beyond(&mut self, bar: &Bar, stand: &Stand, p: &Parameters, steps: &mut Vec<Step>) {
        let level = self.level.price();
        let excursion = self.excursion.get_or_insert_with(|| Excursion::begin(bar, stand.extreme));
        excursion.hear(bar);
        if bar.close <= level {
            let excursion = *excursion;
            self.excursion = None;
            self.came_back(&excursion, bar, stand, p, steps);
            return;
        }
        excursion.closes += 1;
        let score = break_score(excursion, bar, (level, stand.height), p);
        let is_held = excursion.bars(bar) >= p.count(P::break_hold);
        let least = if is_held { p[P::break_score] } else { p[P::break_sure] };
        if score.value() < least {
            return;
        }
        let excursion = *excursion;
        self.excursion = None;
        let mark = Mark { bar: excursion.loudest, price: bar.close, score };
        self.breakout = Some(Breakout::new(mark, bar, excursion));
        self.thrust = None;
        steps.push(Step::Break(mark));
    }

    /// A break is back in the range: what may be a spring or an upthrust.
    fn came_back(
        &mut self,
        excursion: &Excursion,
        bar: &Bar,
        stand: &Stand,
        p: &Parameters,
        steps: &mut Vec<Step>,
    ) -> bool {
        let minor = minor_score(excursion, bar, (self.level.price(), stand), p);
        let beyond = share(excursion.extreme.price - excursion.before, stand.height, 0.0);
        let score = minor.with(p, P::thrust_beyond, beyond);
        let is_thrust = score.value() >= p[P::thrust_score];
        if !is_thrust && minor.value() >= p[P::upthrust_score] && self.breakout.is_none() {
            steps.push(Step::MinorThrust(excursion.extreme.scored(minor)));
        }
        if is_thrust {
            if self.breakout.take().is_some() {
                steps.push(Step::Failed);
            }
            let mark = excursion.extreme.scored(score);
            self.thrust = Some(Thrust::begin(mark, bar, p));
        }
        is_thrust
    }

    /// Forgets what goes on at it: the range is left to the other side.
    pub fn rest(&mut self) {
        (self.excursion, self.thrust) = (None, None);
    }

    /// Takes a bar of phases D and E, after its break.
    #[inline]
    pub fn follow(&mut self, bar: &Bar, stand: &Stand, p: &Parameters, steps: &mut Vec<Step>) {
        let level = self.level.price();
        let Some(breakout) = &mut self.breakout else {
            return;
        };
        if let Some(excursion) = breakout.is_young(bar, level, p)
            && self.came_back(&excursion, bar, stand, p, steps)
        {
            return;
        }
        if let Some(breakout) = &mut self.breakout
            && breakout.update(bar, (stand.height, level), p, steps)
        {
            self.breakout = None;
        }
    }

    /// Writes it in shares of after a split.
    pub fn rebase(&mut self, new: i64, old: i64) {
        self.level.rebase(new, old);
        if let Some(excursion) = &mut self.excursion {
            excursion.rebase(new, old);
        }
        if let Some(thrust) = &mut self.thrust {
            thrust.rebase(new, old);
        }
        if let Some(breakout) = &mut self.breakout {
            breakout.rebase(new, old);
        }
    }
}

impl Excursion {
    /// Bars that begin with one, beyond the extreme of the range before it.
    pub(super) fn begin(bar: &Bar, before: i64) -> Excursion {
        Excursion {
            begun_at: bar.at,
            before,
            extreme: Mark::high(bar),
            loudest: *bar,
            spread_ratio: bar.spread_ratio,
            closes: 0,
        }
    }

    /// How many bars it has, with one that came after its first.
    pub(super) fn bars(&self, bar: &Bar) -> u32 {
        bar.at - self.begun_at + 1
    }

    /// Writes it in shares of after a split.
    pub(super) fn rebase(&mut self, new: i64, old: i64) {
        self.extreme.rebase(new, old);
        self.loudest.rebase(new, old);
        rebase_price(&mut self.before, new, old);
    }

    /// Takes a bar.
    pub(super) fn hear(&mut self, bar: &Bar) {
        if bar.high > self.extreme.price {
            self.extreme = Mark::high(bar);
        }
        if bar.volume_ratio > self.loudest.volume_ratio {
            self.loudest = *bar;
        }
        self.spread_ratio = self.spread_ratio.max(bar.spread_ratio);
    }
}

/// The score of a break that came back, wherever prices were before.
fn minor_score(
    excursion: &Excursion,
    bar: &Bar,
    (level, stand): (i64, &Stand),
    p: &Parameters,
) -> Score {
    let depth = share(excursion.extreme.price - level, stand.height, 0.0);
    Score::default()
        .with(p, P::thrust_depth, depth)
        .with(p, P::thrust_depth_most, depth)
        .with(p, P::thrust_bars, f64::from(excursion.bars(bar)))
        .with(p, P::thrust_close, 1.0 - bar.close_position())
        .with(p, P::cause_bars, f64::from(stand.cause))
}

fn break_score(
    excursion: &Excursion,
    bar: &Bar,
    (level, height): (i64, i64),
    p: &Parameters,
) -> Score {
    Score::default()
        .with(p, P::break_distance, share(bar.close - level, height, 0.0))
        .with(p, P::break_beyond, share(bar.close - excursion.before, height, 0.0))
        .with(p, P::break_volume, excursion.loudest.volume_ratio)
        .with(p, P::break_spread, excursion.spread_ratio)
        .with(p, P::break_close, bar.close_position())
        .with(p, P::break_closes, f64::from(excursion.closes))
}

/// Marks that a rule keeps, in shares of after a split.
pub(super) fn rebase_marks(marks: &mut [&mut Option<Mark>], new: i64, old: i64) {
    for mark in marks.iter_mut().filter_map(|mark| mark.as_mut()) {
        mark.rebase(new, old);
    }
}

/// A price that a rule keeps, in shares of after a split.
pub(super) fn rebase_price(price: &mut i64, new: i64, old: i64) {
    *price = rebased(*price, new, old);
}

/// Whether a distance is so much of a height.
pub(super) fn is_part(distance: i64, height: i64, share: f64) -> bool {
    distance >= part(height, share)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEVEL: i64 = 1_000;
    const STAND: Stand = Stand { height: 100, extreme: LEVEL, cause: 40 };

    fn bar(at: u32, high: i64, close: i64, loud: f64) -> Bar {
        let (low, spread_ratio) = (close.min(high) - 20, loud);
        let open = low + 1;
        Bar { at, open, high, low, close, volume: 100, volume_ratio: loud, spread_ratio, range: 20 }
    }

    fn boundary() -> Boundary {
        Boundary::new(Level::new(&bar(0, LEVEL, LEVEL - 10, 1.0)))
    }

    fn steps(bars: &[Bar]) -> Vec<&'static str> {
        let (mut boundary, mut steps) = (boundary(), Vec::new());
        let p = Parameters::default();
        bars.iter().for_each(|bar| boundary.update(bar, &STAND, &p, &mut steps));
        steps.iter().map(name).collect()
    }

    fn name(step: &Step) -> &'static str {
        match step {
            Step::Thrust(..) => "thrust",
            Step::MinorThrust(_) => "minor thrust",
            Step::Test(_) => "test",
            Step::Break(_) => "break",
            Step::LastPoint(..) => "last point",
            Step::Trend => "trend",
            Step::Failed => "failed",
        }
    }

    #[test]
    fn a_close_on_the_level_is_no_break_and_one_above_begins_one() {
        let hold = |close| {
            let bars: Vec<_> = (1..4).map(|at| bar(at, LEVEL + 40, close, 3.0)).collect();
            steps(&bars)
        };
        assert_eq!(hold(LEVEL + 30), ["break"]);
        assert!(!hold(LEVEL).contains(&"break"));
    }

    #[test]
    fn a_sign_that_is_less_sure_is_known_when_it_has_held() {
        let held = |count| {
            let bars: Vec<_> = (1..=count).map(|at| bar(at, LEVEL + 12, LEVEL + 10, 1.6)).collect();
            steps(&bars)
        };
        assert_eq!((held(3), held(4)), (vec![], vec!["break"]));
        let sure = bar(1, LEVEL + 40, LEVEL + 40, 4.0);
        let mut p = Parameters::default();
        p.set("break_closes", 1.0).unwrap();
        p.set("break_sure", 0.84).unwrap();
        let (mut boundary, mut steps) = (boundary(), Vec::new());
        boundary.update(&sure, &STAND, &p, &mut steps);
        assert_eq!(steps.iter().map(name).collect::<Vec<_>>(), ["break"]);
    }

    #[test]
    fn a_pierce_that_comes_back_is_known_by_its_test() {
        let pierced = |loud| steps(&[bar(1, LEVEL + 15, LEVEL - 15, loud)]);
        assert_eq!((pierced(0.5), pierced(2.0)), (vec![], vec![]));
        let tested = |close| {
            let pierce = bar(1, LEVEL + 15, LEVEL - 15, 1.0);
            let away = bar(4, LEVEL - 20, LEVEL - 30, 1.0);
            let test = bar(8, LEVEL - 2, LEVEL - 4, 0.5);
            steps(&[pierce, away, test, bar(11, LEVEL - 20, close, 1.0)])
        };
        assert_eq!(tested(LEVEL - 42), ["thrust", "test"]);
        assert_eq!(tested(LEVEL - 41), [""; 0]);
    }
}
