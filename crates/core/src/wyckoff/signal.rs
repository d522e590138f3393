//! A signal: where to enter, where it is wrong, how far it may go, and why.

use super::bar::share;
use super::{Event, Figure, Name as P, Parameters, Phase, Side};
use crate::money::{Rounding, quantise};

/// Prices that a cause reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Targets {
    /// The count from the extreme of the range, from the middle, and from the line of the count.
    pub prices: [i64; 3],
    /// The projection of the height of the range: a second opinion.
    pub projection: i64,
    /// The line of the count.
    pub line: i64,
    /// Columns of the point and figure chart.
    pub columns: u32,
    /// Its box.
    pub size: i64,
    /// The distance that the columns count.
    pub count: i64,
}

/// What the targets of a range are made of; prices are as its direction reads them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cause<'a> {
    /// The chart.
    pub(super) figure: &'a Figure,
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
    /// and to the line (Pruden: minimum, likely and maximum objectives).
    pub(super) fn targets(&self, line: i64, p: &Parameters) -> Targets {
        let count = self.figure.count();
        let middle = self.low + (line - self.low) / 2;
        let multiple = if self.bars >= p.count(P::projection_bars_long) {
            p[P::projection_large]
        } else if self.bars >= p.count(P::projection_bars_short) {
            p[P::projection_middle]
        } else {
            p[P::projection_small]
        };
        let mut prices = [self.low, middle, line].map(|from| from.saturating_add(count));
        prices.sort_unstable();
        Targets {
            prices,
            projection: self.level.saturating_add(super::bar::part(self.height, multiple)),
            line,
            columns: self.figure.columns(),
            size: self.figure.size(),
            count,
        }
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
    /// Quality of the range, 0 to 100.
    pub quality: f64,
    /// Strength of the level, 0 to 100.
    pub strength: f64,
    /// The share of the schematic that is there.
    pub matched: f64,
    /// Units to trade, whole ones.
    pub size: i64,
    /// What they risk down to the stop, in units of `10^-scale` of the currency.
    pub risk_amount: i64,
}

/// Units that risk a share of equity between two prices, and what they risk.
///
/// Units are floored: they never risk more than the share. The share is its shortest decimal.
pub(super) fn sized(entry: i64, stop: i64, risk: f64, equity: f64, scale: u8) -> (i64, i64) {
    const DIGITS: u8 = 6;
    let whole = |value: f64, digits: u8| {
        quantise(value, digits, Rounding::TowardZero).map_or(0, |read| read.mantissa)
    };
    let unit = 10_i128.pow(u32::from(scale));
    let budget = (whole(equity, 0) * unit).saturating_mul(whole(risk, DIGITS)) / 1_000_000;
    let distance = i128::from((entry - stop).abs());
    if distance == 0 {
        return (0, 0);
    }
    let size = i64::try_from(budget / distance).unwrap_or(i64::MAX);
    (size, i64::try_from(i128::from(size) * distance).unwrap_or(i64::MAX))
}

/// What is won at a target for each unit that is lost at a stop; prices as their side reads them.
pub(super) fn reward(entry: i64, stop: i64, target: i64) -> f64 {
    share(target - entry, entry - stop, 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_never_risk_more_than_their_share() {
        // 0.5 % of 100,000 is 500; 3.01 at risk: 166 units, 499.66.
        assert_eq!(sized(10_301, 10_000, 0.005, 100_000.0, 2), (166, 49_966));
        assert_eq!(sized(10_000, 10_301, 0.005, 100_000.0, 2), (166, 49_966));
        assert_eq!(sized(100, 100, 0.005, 100_000.0, 2), (0, 0));
    }

    #[test]
    fn targets_are_the_count_from_three_prices() {
        let p = Parameters::default();
        let mut figure = Figure::new(2, 3);
        for (at, price) in (0..).zip([20, 10, 20, 10]) {
            figure.update(at, price, price);
        }
        let of = |bars| Cause { figure: &figure, low: 10, level: 20, height: 10, bars };
        let targets = of(40).targets(14, &p);
        assert_eq!((targets.count, targets.prices), (24, [34, 36, 38]));
        let projections = [24, 25, 39, 40].map(|bars| of(bars).targets(14, &p).projection);
        assert_eq!(projections, [40, 45, 45, 50]);
        assert_eq!(targets.of(Side::Down).prices, [-34, -36, -38]);
    }
}
