//! A signal: where to enter, where it is wrong, how far it may go, and why.

use super::bar::share;
use super::{Backing, Event, Figure, Name as P, Parameters, Phase, Side, VolumeKind};
use crate::money::{Rounding, quantise};

/// Prices that a cause reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Targets {
    /// The count from the extreme of the range, or the projection where that is nearer and the range
    /// is left; the count from the middle between extreme and line; and from the line.
    pub prices: [i64; 3],
    /// The projection of the height of the range: a second opinion.
    pub projection: i64,
    /// The line of the count.
    pub line: i64,
    /// Columns of the point and figure chart from the first one on the line to the last.
    pub columns: u32,
    /// Its box.
    pub size: i64,
    /// The distance that the columns count.
    pub count: i64,
}

/// What the targets of a range are made of; prices are as its direction reads them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cause<'a> {
    /// The chart, with prices as its origin reads them.
    pub(super) figure: &'a Figure,
    /// Whether the chart reads prices upside down.
    pub(super) is_turned: bool,
    /// Whether the range is left: only then is there a move that its height projects.
    pub(super) is_left: bool,
    /// The extreme that the range began at.
    pub(super) low: i64,
    /// The level that it is left through.
    pub(super) level: i64,
    /// How high it is.
    pub(super) height: i64,
    /// How long it is.
    pub(super) bars: u32,
}

impl Cause<'_> {
    /// Targets of a count along a line.
    ///
    /// The count is added to the extreme of the range, to the middle between that and the line,
    /// and to the line (Pruden: minimum, likely and maximum objectives). The first target is the
    /// minimum objective, or, once the range is left, the projection of its height where that is
    /// nearer.
    pub(super) fn targets(&self, line: i64, p: &Parameters) -> Targets {
        let charted = if self.is_turned { -line } else { line };
        let count = self.figure.count(charted);
        let middle = self.low + (line - self.low) / 2;
        let projection = self.projection(p);
        let [least, likely, most] = [self.low, middle, line].map(|from| from.saturating_add(count));
        let nearest = if self.is_left { least.min(projection) } else { least };
        let mut prices = [nearest, likely, most];
        prices.sort_unstable();
        Targets {
            prices,
            projection,
            line,
            columns: self.figure.columns_from(charted),
            size: self.figure.size(),
            count,
        }
    }

    /// The height of the range beyond its level, so often as the range is long.
    fn projection(&self, p: &Parameters) -> i64 {
        let multiple = if self.bars >= p.count(P::projection_bars_long) {
            p[P::projection_large]
        } else if self.bars >= p.count(P::projection_bars_short) {
            p[P::projection_middle]
        } else {
            p[P::projection_small]
        };
        self.level.saturating_add(super::bar::part(self.height, multiple))
    }
}

impl Targets {
    /// The targets as a side reads prices, or such ones as they are.
    pub(super) fn of(self, side: Side) -> Targets {
        Targets {
            prices: self.prices.map(|price| side.price(price)),
            projection: side.price(self.projection),
            line: side.price(self.line),
            ..self
        }
    }
}

/// A signal; prices are in units of `10^-scale` as known at its bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Signal {
    /// The event, with its evidence, and with the bars `at` and `known_at`.
    pub event: Event,
    /// The phase in which it became known.
    pub phase: Phase,
    /// The close with which it became known.
    pub entry: i64,
    /// Where it is wrong.
    pub stop: i64,
    /// Where it may go.
    pub targets: Targets,
    /// The first target against the stop, in units of risk.
    pub reward: f64,
    /// 0 to 100.
    pub confidence: f64,
    /// What the volume behind it counts.
    pub volume: VolumeKind,
    /// What longer bars say of it, where they are asked.
    pub backing: Option<Backing>,
    /// Quality of the range, 0 to 100.
    pub quality: f64,
    /// Strength of the level, 0 to 100.
    pub strength: f64,
    /// The share of the schematic that is there.
    pub matched: f64,
    /// What it may risk of `equity`, in units of `10^-BUDGET_DIGITS` of the currency. How many lots
    /// that is depends on the instrument, and is no business of a detector.
    pub risk_budget: i64,
}

/// Confidence is of so many points.
pub(super) const CONFIDENCE_MOST: f64 = 100.0;

/// The confidence that a signal has at most.
pub(super) fn most_confidence(volume: VolumeKind, p: &Parameters) -> f64 {
    match volume {
        VolumeKind::Trades => f64::INFINITY,
        VolumeKind::Ticks => p[P::tick_volume_cap],
    }
}

/// The points of confidence that longer bars add or take.
pub(super) fn points(backing: Backing, p: &Parameters) -> f64 {
    match backing {
        Backing::Confirmed => p[P::higher_confirmed],
        Backing::Against => -p[P::higher_against],
        Backing::Unknown => 0.0,
    }
}

impl Signal {
    /// What is beside its own bars, in words: what its volume counts, what longer bars say, how
    /// strong it is against its benchmark. Nothing where there is nothing to say.
    pub fn words(&self, p: &Parameters) -> String {
        let volume = match self.volume {
            VolumeKind::Trades => None,
            VolumeKind::Ticks => Some(format!(
                "volume counts ticks, not trades: confidence is at most {}",
                most_confidence(self.volume, p)
            )),
        };
        let backing = self.backing.map(|backing| match backing {
            Backing::Confirmed => {
                format!("longer bars confirm it: {:+} points", points(backing, p))
            }
            Backing::Against => {
                format!("longer bars are against it: {:+} points", points(backing, p))
            }
            Backing::Unknown => "longer bars say nothing of it".to_owned(),
        });
        let of = |each: &super::Evidence| each.name == P::strength;
        let strength = self.event.score.evidence().find(|each| of(each)).map(|each| {
            format!("its strength against the benchmark is at {:.2} of its window", each.value)
        });
        [volume, backing, strength].into_iter().flatten().collect::<Vec<_>>().join("; ")
    }
}

/// Digits behind the point of what signals may risk.
pub const BUDGET_DIGITS: u8 = 6;

/// A share of equity, which is in whole units of the currency, in units of `10^-BUDGET_DIGITS`.
///
/// The share is its shortest decimal, without what is beyond those digits.
pub(super) fn budget(risk: f64, equity: f64) -> i64 {
    let whole = |value: f64, digits: u8| {
        quantise(value, digits, Rounding::TowardZero).map_or(0, |read| read.mantissa)
    };
    let money = whole(equity, 0).saturating_mul(whole(risk, BUDGET_DIGITS));
    i64::try_from(money).unwrap_or(i64::MAX)
}

/// What is won at a target for each unit that is lost at a stop; prices as their side reads them.
pub(super) fn reward(entry: i64, stop: i64, target: i64) -> f64 {
    share(target - entry, entry - stop, 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_an_exact_share() {
        // 0.5 % of 100,000 is 500, and 0.7 % of the largest equity is no float's 6,999,999,999.99.
        assert_eq!(budget(0.005, 100_000.0), 500_000_000);
        assert_eq!(budget(0.007, 1e12), 7_000_000_000_000_000);
        assert_eq!(budget(1.0, 1e12), 1_000_000_000_000_000_000);
    }

    #[test]
    fn targets_are_the_count_from_three_prices() {
        let p = Parameters::default();
        let mut figure = Figure::new(2, 3);
        for (at, price) in (0..).zip([20, 10, 20, 10]) {
            figure.update(at, price, price);
        }
        let of = |bars| Cause {
            figure: &figure,
            is_turned: false,
            is_left: true,
            low: 10,
            level: 20,
            height: 10,
            bars,
        };
        let targets = of(40).targets(14, &p);
        // All but the first of four columns stand on the line of 14: a count of 18.
        assert_eq!((targets.columns, targets.count, targets.prices), (3, 18, [28, 30, 32]));
        let turned = Cause { is_turned: true, ..of(40) };
        assert_eq!(turned.targets(-14, &p).columns, 3);
        let near = Cause { level: 16, height: 4, ..of(40) }.targets(14, &p);
        assert_eq!((near.projection, near.prices), (28, [28, 30, 32]));
        let nearer = Cause { level: 16, height: 4, ..of(30) }.targets(14, &p);
        assert_eq!((nearer.projection, nearer.prices), (26, [26, 30, 32]));
        let inside = Cause { level: 16, height: 4, is_left: false, ..of(30) }.targets(14, &p);
        assert_eq!((inside.projection, inside.prices), (26, [28, 30, 32]));
        let projections = [24, 25, 39, 40].map(|bars| of(bars).targets(14, &p).projection);
        assert_eq!(projections, [40, 45, 45, 50]);
        assert_eq!(targets.of(Side::Down).prices, [-28, -30, -32]);
    }
}
