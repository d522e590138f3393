//! After a break: the last point before the trend, the trend itself, or a break that fails.
//!
//! Written for a break upwards; one downwards reads prices upside down.

use super::bar::{part, share};
use super::boundary::{Excursion, Step, is_part, rebase_marks, rebase_price};
use super::{Bar, Mark, Name as P, Parameters, Score};

/// A break that is followed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Breakout {
    broken_at: u32,
    excursion: Excursion,
    /// The highest price since, and the lowest one since that.
    peak: i64,
    low: Option<Mark>,
    /// Whether a last point is there, and no higher price after it: a further one needs that.
    is_bounced: bool,
    last_points: u32,
    is_trend: bool,
}

impl Breakout {
    /// Follows a break from the bar with which it became known.
    pub(super) fn new(mark: Mark, bar: &Bar, excursion: Excursion) -> Breakout {
        Breakout {
            broken_at: mark.bar.at,
            excursion,
            peak: bar.high,
            low: None,
            is_bounced: false,
            last_points: 0,
            is_trend: false,
        }
    }

    /// The bars beyond the level, where a close is back so soon that they may be no break at all.
    pub(super) fn is_young(&mut self, bar: &Bar, level: i64, p: &Parameters) -> Option<Excursion> {
        self.excursion.hear(bar);
        let bars = f64::from(self.excursion.bars(bar));
        let is_young = !self.is_trend && p.grade(P::thrust_bars, bars) > 0.0;
        (is_young && bar.close <= level).then_some(self.excursion)
    }

    /// Takes the next bar; whether the break has failed with it.
    pub(super) fn update(
        &mut self,
        bar: &Bar,
        (height, level): (i64, i64),
        p: &Parameters,
        steps: &mut Vec<Step>,
    ) -> bool {
        if is_part(level - bar.close, height, p[P::break_failed]) {
            steps.push(Step::Failed);
            return true;
        }
        if let Some(low) = self.low
            && self.is_bounce(&low, bar, height, p)
        {
            self.bounced(&low, (height, level), p, steps);
        }
        let is_far = is_part(bar.close - level, height, p[P::trend_distance]);
        let is_on = self.last_points > 0 && bar.close > self.peak;
        if !self.is_trend && (is_far || is_on) {
            self.is_trend = true;
            steps.push(Step::Trend);
        }
        self.hear(bar);
        false
    }

    /// Whether prices have gone away from a low that lies so far below the peak.
    fn is_bounce(&self, low: &Mark, bar: &Bar, height: i64, p: &Parameters) -> bool {
        let is_size = |distance| is_part(distance, height, p[P::pullback_size]);
        low.bar.at < bar.at && is_size(bar.close - low.price) && is_size(self.peak - low.price)
    }

    fn hear(&mut self, bar: &Bar) {
        if bar.high > self.peak {
            (self.peak, self.low, self.is_bounced) = (bar.high, None, false);
        } else if !self.is_bounced && self.low.is_none_or(|low| bar.low < low.price) {
            self.low = Some(Mark::low(bar));
        }
    }

    fn bounced(
        &mut self,
        low: &Mark,
        (height, level): (i64, i64),
        p: &Parameters,
        steps: &mut Vec<Step>,
    ) {
        let score = Score::default()
            .with(p, P::pullback_hold, share(level - low.price, height, 0.0))
            .with(p, P::pullback_reach, share(low.price - level, height, 0.0))
            .with(p, P::pullback_volume, low.bar.volume_ratio)
            .with(p, P::pullback_bars, f64::from(low.bar.at.saturating_sub(self.broken_at)));
        let is_room = self.last_points < p.count(P::pullback_most);
        if score.value() >= p[P::pullback_score] && is_room {
            (self.last_points, self.is_bounced) = (self.last_points + 1, true);
            let is_backup = low.price - level <= part(height, p[P::backup_distance]);
            steps.push(Step::LastPoint(low.scored(score), is_backup));
        }
        self.low = None;
    }

    /// Writes it in shares of after a split.
    pub(super) fn rebase(&mut self, new: i64, old: i64) {
        self.excursion.rebase(new, old);
        rebase_price(&mut self.peak, new, old);
        rebase_marks(&mut [&mut self.low], new, old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEVEL: i64 = 1_000;
    const HEIGHT: i64 = 100;

    fn bar(at: u32, high: i64, low: i64, close: i64) -> Bar {
        Bar { at, open: close, high, low, close, volume_ratio: 0.8, range: 20, ..Bar::default() }
    }

    /// A break with a peak of 1,060, and the bars after it.
    fn followed(bars: &[Bar]) -> Vec<Step> {
        let first = bar(0, 1_060, 1_000, 1_050);
        let mark = Mark::high(&first);
        let mut breakout = Breakout::new(mark, &first, Excursion::begin(&first, LEVEL));
        let (p, mut steps) = (Parameters::default(), Vec::new());
        for bar in bars {
            breakout.update(bar, (HEIGHT, LEVEL), &p, &mut steps);
        }
        steps
    }

    #[test]
    fn it_fails_half_way_back_and_not_before() {
        let closes = |close| followed(&[bar(1, 1_000, 940, close)]);
        assert_eq!((closes(951), closes(950)), (vec![], vec![Step::Failed]));
    }

    #[test]
    fn the_trend_is_under_way_one_height_beyond() {
        let closes = |close| followed(&[bar(1, close, 1_050, close)]);
        assert_eq!((closes(1_099), closes(1_100)), (vec![], vec![Step::Trend]));
    }

    #[test]
    fn a_last_point_is_known_when_prices_have_left_it_by_a_quarter() {
        let bounced = |close| followed(&[bar(1, 1_040, 1_020, 1_025), bar(2, 1_050, 1_030, close)]);
        let found = bounced(1_045);
        assert!(matches!(found[..], [Step::LastPoint(mark, false)] if mark.price == 1_020));
        assert_eq!(bounced(1_044), []);
        let shallow = |low| followed(&[bar(1, 1_050, low, 1_040), bar(2, 1_059, 1_050, 1_061)]);
        assert!(shallow(1_036).is_empty() && !shallow(1_035).is_empty());
    }

    #[test]
    fn a_last_point_near_the_level_is_a_backup() {
        let at = |low| followed(&[bar(1, 1_040, low, 1_020), bar(2, 1_050, 1_020, 1_050)]);
        assert!(matches!(at(1_015)[..], [Step::LastPoint(_, true)]));
        assert!(matches!(at(1_016)[..], [Step::LastPoint(_, false)]));
    }

    #[test]
    fn a_further_last_point_needs_a_higher_price() {
        let down = bar(1, 1_040, 1_020, 1_025);
        let up = bar(2, 1_050, 1_030, 1_050);
        let again = [down, up, bar(3, 1_049, 1_010, 1_015), bar(4, 1_050, 1_020, 1_050)];
        assert_eq!(followed(&again).len(), 1);
    }
}
