//! Phase A: a climax that ends a trend, the reaction to it, and the secondary test.
//!
//! Written for a range that begins at the bottom of a fall; one that begins at a top reads prices
//! upside down.

use super::bar::{part, share};
use super::{Bar, Figure, Mark, Name as P, Parameters, Reach, Score};
use crate::money::{Rounding, mul_div};
use crate::signal::rebased;

/// What phase A has come to.
#[expect(clippy::large_enum_variant, reason = "there is one now and then, moved once")]
#[derive(Clone, Debug, PartialEq)]
pub enum SearchStep {
    /// A climax became known, with the preliminary support before it where there was some.
    Climax(Option<Mark>, Mark),
    /// The end of the automatic rally became known.
    Reaction(Mark),
    /// The secondary test became known, and a range with it.
    Range(Box<Origin>),
    /// It was none.
    Dropped,
}

/// What a range begins with.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    /// The climax.
    pub climax: Mark,
    /// The lowest price since.
    pub low: i64,
    /// The bar of it.
    pub low_at: u32,
    /// The end of the automatic rally.
    pub reaction: Mark,
    /// The secondary test.
    pub test: Mark,
    /// The mean true range before the climax.
    pub range: i64,
    /// The point and figure chart since the climax.
    pub figure: Figure,
    /// Volume since the climax.
    pub volume: i128,
    /// Bars since the climax.
    pub bars: u32,
    /// The mean score of what it begins with.
    pub score: f64,
}

impl Origin {
    fn height(&self) -> i64 {
        (self.reaction.price - self.low).max(1)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// A climax that is not known as one yet.
    Climax,
    /// The automatic rally goes on.
    Reaction,
    /// The secondary test is waited for.
    Test,
}

/// Bars remembered that may be preliminary support.
const PRELIMINARY_MOST: usize = 8;

/// Looks for phase A.
#[derive(Clone, Debug, Default)]
pub struct Search {
    begun: Option<(Stage, Origin)>,
    /// Bars that may be preliminary support; the place of the oldest once there are all.
    preliminary: Vec<Candidate>,
    oldest: usize,
}

/// A bar near the extreme of a fall.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    bar: Bar,
    /// How far the fall had gone, in true ranges.
    fall: f64,
    /// The highest price since.
    high: i64,
}

impl Search {
    /// Forgets what has begun.
    pub fn forget(&mut self) {
        self.begun = None;
    }

    /// Whether a climax has become known, and no range yet.
    pub fn is_under_way(&self) -> bool {
        self.begun.as_ref().is_some_and(|(stage, _)| *stage != Stage::Climax)
    }

    /// Takes the next bar.
    #[inline]
    pub fn update(&mut self, bar: &Bar, reach: &Reach, p: &Parameters) -> Option<SearchStep> {
        for candidate in &mut self.preliminary {
            candidate.high = candidate.high.max(bar.high);
        }
        if bar.low - reach.low <= bar.range {
            self.note_preliminary(bar, reach, p);
        }
        if let Some((_, origin)) = &mut self.begun {
            origin.figure.update(bar.at, bar.high, bar.low);
            origin.volume += i128::from(bar.volume);
            origin.bars += 1;
        }
        if reach.is_lowest && self.is_new_climax(bar, reach, p) {
            let known = self.begun.take().is_some_and(|(stage, _)| stage != Stage::Climax);
            self.begun = Some((Stage::Climax, begin(bar, reach, p)));
            return known.then_some(SearchStep::Dropped);
        }
        let (stage, origin) = self.begun.as_mut()?;
        let (next, step) = match stage {
            Stage::Climax => climax(bar, origin, p),
            Stage::Reaction => reaction(bar, origin, p),
            Stage::Test => test(bar, origin, p),
        };
        match (next, step) {
            (Some(next), Some(SearchStep::Climax(_, mark))) => {
                *stage = next;
                Some(SearchStep::Climax(self.preliminary(&mark, p), mark))
            }
            (Some(next), step) => {
                *stage = next;
                step
            }
            (None, step) => {
                let known = *stage != Stage::Climax;
                self.begun = None;
                step.or(known.then_some(SearchStep::Dropped))
            }
        }
    }

    /// Whether a new low of the trend is the climax rather than one that is waiting.
    fn is_new_climax(&mut self, bar: &Bar, reach: &Reach, p: &Parameters) -> bool {
        let Some((stage, origin)) = &mut self.begun else {
            return true;
        };
        if bar.low >= origin.low {
            return false;
        }
        let room = match stage {
            Stage::Climax | Stage::Reaction => part(origin.range, p[P::climax_deeper]),
            Stage::Test => part(origin.height(), p[P::test_undercut]),
        };
        let is_better = *stage == Stage::Climax
            && climax_score(bar, fall(bar, reach), p).value() >= origin.climax.score.value();
        if is_better || origin.low - bar.low > room {
            return true;
        }
        if *stage != Stage::Test {
            (origin.low, origin.low_at) = (bar.low, bar.at);
        }
        false
    }

    fn note_preliminary(&mut self, bar: &Bar, reach: &Reach, p: &Parameters) {
        if p.grade(P::preliminary_volume, bar.volume_ratio) <= 0.0 {
            return;
        }
        let candidate = Candidate { bar: *bar, fall: fall(bar, reach), high: bar.low };
        if self.preliminary.len() < PRELIMINARY_MOST {
            self.preliminary.push(candidate);
            return;
        }
        self.preliminary[self.oldest] = candidate;
        self.oldest = (self.oldest + 1) % PRELIMINARY_MOST;
    }

    /// The expansion of volume before a climax, above it, that held best for a while.
    fn preliminary(&self, climax: &Mark, p: &Parameters) -> Option<Mark> {
        let (gap, bars) = (p.count(P::preliminary_gap), p.count(P::preliminary_bars));
        let is_before = |candidate: &&Candidate| {
            let before = climax.bar.at.saturating_sub(candidate.bar.at);
            (gap..=bars).contains(&before) && candidate.bar.low > climax.price
        };
        let found = self.preliminary.iter().filter(is_before).map(|each| each.mark(p));
        let best = found.reduce(
            |best, mark| {
                if mark.score.value() > best.score.value() { mark } else { best }
            },
        );
        best.filter(|mark| mark.score.value() >= p[P::preliminary_score])
    }

    /// Writes what it remembers in shares of after a split.
    pub fn rebase(&mut self, new: i64, old: i64) {
        for candidate in &mut self.preliminary {
            candidate.bar.rebase(new, old);
            candidate.high = rebased(candidate.high, new, old);
        }
        if let Some((_, origin)) = &mut self.begun {
            origin.rebase(new, old);
        }
    }
}

impl Candidate {
    fn mark(&self, p: &Parameters) -> Mark {
        let Candidate { bar, fall, high } = self;
        let bounce = share(high - bar.low, bar.range, 0.0);
        let score = Score::default()
            .with(p, P::preliminary_volume, bar.volume_ratio)
            .with(p, P::preliminary_spread, bar.spread_ratio)
            .with(p, P::preliminary_close, bar.close_position())
            .with(p, P::preliminary_fall, *fall)
            .with(p, P::preliminary_bounce, bounce);
        Mark::low(bar).scored(score)
    }
}

impl Origin {
    fn rebase(&mut self, new: i64, old: i64) {
        for mark in [&mut self.climax, &mut self.reaction, &mut self.test] {
            mark.rebase(new, old);
        }
        self.low = rebased(self.low, new, old);
        self.range = rebased(self.range, new, old).max(1);
        self.figure.rebase(new, old);
        let volume = mul_div(self.volume, new.into(), old.into(), Rounding::TowardZero);
        self.volume = volume.unwrap_or(i128::MAX);
    }
}

/// How far a trend has gone, in true ranges.
fn fall(bar: &Bar, reach: &Reach) -> f64 {
    share(reach.high - bar.low, bar.range, 0.0)
}

fn climax_score(bar: &Bar, fall: f64, p: &Parameters) -> Score {
    Score::default()
        .with(p, P::climax_volume, bar.volume_ratio)
        .with(p, P::climax_spread, bar.spread_ratio)
        .with(p, P::climax_close, bar.close_position())
        .with(p, P::climax_fall, fall)
}

fn begin(bar: &Bar, reach: &Reach, p: &Parameters) -> Origin {
    let size = part(bar.range, p[P::figure_box]);
    let mut figure = Figure::new(size, p.count(P::figure_reversal));
    figure.update(bar.at, bar.high, bar.low);
    Origin {
        climax: Mark::low(bar).scored(climax_score(bar, fall(bar, reach), p)),
        low: bar.low,
        low_at: bar.at,
        reaction: Mark::high(bar),
        test: Mark::low(bar),
        range: bar.range,
        figure,
        volume: bar.volume.into(),
        bars: 1,
        score: 0.0,
    }
}

type Next = (Option<Stage>, Option<SearchStep>);

const NOTHING: Next = (None, None);

fn climax(bar: &Bar, origin: &mut Origin, p: &Parameters) -> Next {
    if bar.at - origin.low_at > p.count(P::reaction_wait) {
        return NOTHING;
    }
    if bar.at <= origin.low_at {
        origin.reaction = Mark::high(bar);
        return (Some(Stage::Climax), None);
    }
    if bar.high > origin.reaction.price || origin.reaction.bar.at <= origin.low_at {
        origin.reaction = Mark::high(bar);
    }
    let reaction = share(origin.height(), origin.range, 0.0);
    let score = origin.climax.score.with(p, P::climax_reaction, reaction);
    if score.value() < p[P::climax_score] || p.grade(P::climax_reaction, reaction) <= 0.0 {
        return (Some(Stage::Climax), None);
    }
    origin.climax.score = score;
    (Some(Stage::Reaction), Some(SearchStep::Climax(None, origin.climax)))
}

fn reaction(bar: &Bar, origin: &mut Origin, p: &Parameters) -> Next {
    if bar.at - origin.low_at > p.count(P::reaction_wait) {
        return NOTHING;
    }
    if bar.high > origin.reaction.price {
        origin.reaction = Mark::high(bar);
        return (Some(Stage::Reaction), None);
    }
    let is_over = origin.reaction.price - bar.close
        >= part(origin.height(), p[P::reaction_pullback])
        || bar.at - origin.reaction.bar.at >= p.count(P::reaction_settle);
    if !is_over {
        return (Some(Stage::Reaction), None);
    }
    let bars = origin.reaction.bar.at.saturating_sub(origin.low_at);
    let score = Score::default()
        .with(p, P::reaction_rise, share(origin.height(), origin.range, 0.0))
        .with(p, P::reaction_bars, f64::from(bars));
    if score.value() < p[P::reaction_score] {
        return NOTHING;
    }
    origin.reaction.score = score;
    origin.test = Mark::low(bar);
    (Some(Stage::Test), Some(SearchStep::Reaction(origin.reaction)))
}

fn test(bar: &Bar, origin: &mut Origin, p: &Parameters) -> Next {
    let height = origin.height();
    let is_over = bar.at - origin.reaction.bar.at > p.count(P::test_wait)
        || bar.low < origin.low - part(height, p[P::test_undercut])
        || bar.close > origin.reaction.price + part(height, p[P::test_overshoot]);
    if is_over {
        return NOTHING;
    }
    if bar.high > origin.reaction.price {
        let score = origin.reaction.score;
        origin.reaction = Mark::high(bar).scored(score);
        origin.test = Mark::low(bar);
        return (Some(Stage::Test), None);
    }
    if bar.low < origin.test.price {
        origin.test = Mark::low(bar);
    }
    if bar.close - origin.test.price < part(height, p[P::test_bounce]) {
        return (Some(Stage::Test), None);
    }
    let (climax, tested) = (origin.climax.bar.volume, origin.test.bar.volume);
    let score = Score::default()
        .with(p, P::test_distance, share(origin.test.price - origin.low, height, 0.0))
        .with(p, P::test_volume, share(tested, climax, 1.0));
    if score.value() < p[P::test_score] {
        return (Some(Stage::Test), None);
    }
    origin.test.score = score;
    let tall = p.grade(P::range_height, share(height, origin.range, 0.0));
    let scores = [origin.climax.score.value(), origin.reaction.score.value(), score.value(), tall];
    origin.score = scores.iter().sum::<f64>() / scores.len() as f64;
    if origin.score < p[P::range_score] {
        return NOTHING;
    }
    origin.low = origin.low.min(origin.test.price);
    (None, Some(SearchStep::Range(Box::new(origin.clone()))))
}

#[cfg(test)]
impl Search {
    /// The bytes that it keeps elsewhere.
    pub(super) fn bytes(&self) -> usize {
        self.preliminary.capacity() * size_of::<Candidate>()
    }
}
