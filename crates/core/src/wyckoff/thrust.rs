//! A break that came back: a spring or an upthrust, known by its test.
//!
//! A swing within a range also pierces a level now and then, and then crosses the range. After a
//! spring prices turn before that, come back to be tested, and turn again.

use super::bar::share;
use super::boundary::{Step, is_part, rebase_marks, rebase_price};
use super::{Bar, Mark, Name as P, Parameters, Score};

/// A break that came back and is followed until it is tested.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Thrust {
    mark: Mark,
    number: u8,
    /// The furthest that prices went away from it.
    away: i64,
    /// The highest since.
    test: Option<Mark>,
}

impl Thrust {
    /// Follows a break from the bar with which it came back.
    pub(super) fn begin(mark: Mark, bar: &Bar, p: &Parameters) -> Thrust {
        Thrust { mark, number: number(mark.bar.volume_ratio, p), away: bar.low, test: None }
    }

    /// Takes a bar; whether there is nothing more to wait for.
    pub(super) fn update(
        &mut self,
        bar: &Bar,
        height: i64,
        p: &Parameters,
        steps: &mut Vec<Step>,
    ) -> bool {
        let age = bar.at - self.mark.bar.at;
        if bar.high > self.mark.price || age > p.count(P::thrust_wait) {
            return true;
        }
        if self.is_tested(bar, height, p, steps) {
            return true;
        }
        self.hear(bar, height, p);
        false
    }

    /// Whether prices have gone away from a test that is good enough.
    fn is_tested(&self, bar: &Bar, height: i64, p: &Parameters, steps: &mut Vec<Step>) -> bool {
        let is_over = |test: &Mark| {
            test.bar.at < bar.at && is_part(test.price - bar.close, height, p[P::retest_away])
        };
        let Some(test) = self.test.filter(is_over) else {
            return false;
        };
        let score = self.test_score(&test, height, p);
        let is_tested = score.value() >= p[P::retest_score];
        if is_tested {
            let volume = score.grade(P::retest_volume).unwrap_or(0.0);
            steps.push(Step::Thrust(self.mark, self.number, volume));
            steps.push(Step::Test(test.scored(score)));
        }
        is_tested
    }

    fn hear(&mut self, bar: &Bar, height: i64, p: &Parameters) {
        let has_left = is_part(self.mark.price - self.away, height, p[P::retest_away]);
        let is_late = bar.at - self.mark.bar.at >= p.count(P::retest_bars);
        if bar.low < self.away {
            (self.away, self.test) = (bar.low, None);
        } else if has_left && is_late && self.test.is_none_or(|test| bar.high > test.price) {
            self.test = Some(Mark::high(bar));
        }
    }

    fn test_score(&self, test: &Mark, height: i64, p: &Parameters) -> Score {
        let (back, whole) = (test.price - self.away, self.mark.price - self.away);
        let bars = f64::from(test.bar.at - self.mark.bar.at);
        Score::default()
            .with(p, P::retest_retrace, share(back, whole, 0.0))
            .with(p, P::retest_volume, share(test.bar.volume, self.mark.bar.volume, 1.0))
            .with(p, P::retest_reach, share(whole, height, 0.0))
            .with(p, P::retest_bars_most, bars)
    }

    /// Writes it in shares of after a split.
    pub(super) fn rebase(&mut self, new: i64, old: i64) {
        self.mark.rebase(new, old);
        rebase_price(&mut self.away, new, old);
        rebase_marks(&mut [&mut self.test], new, old);
    }
}

/// The number of a spring by its volume.
fn number(volume_ratio: f64, p: &Parameters) -> u8 {
    if volume_ratio < p[P::spring_volume_low] {
        3
    } else if volume_ratio <= p[P::spring_volume_high] {
        2
    } else {
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_turn_at_their_thresholds() {
        let p = Parameters::default();
        let numbers = [0.7 - 1e-9, 0.7, 1.5, 1.5 + 1e-9].map(|ratio| number(ratio, &p));
        assert_eq!(numbers, [3, 2, 2, 1]);
    }
}
