//! Relative strength index.

use crate::signal::{Signal, Smoothed, rebased};

/// The share of gains in all changes, by Wilder's averages (New Concepts in Technical Trading
/// Systems, 1978), seeded as TA-Lib seeds them.
///
/// The averages `g` of the gains and `l` of the losses start with the `n`-th change as
/// `fl(sum / n)`, in units, and go on as `g = g + (x - g) / n`; a bar without a gain has a gain
/// of 0. It says `100 * (g / (g + l))`; NaN where nothing has changed yet. TA-Lib says 0 there,
/// which a strategy would read as the strongest of falls in a price that stands still.
///
/// A split rewrites the last price half-even, and `g` and `l` as `g * old / new`; before the first
/// averages it is the sums that are rewritten, half-even. It has no unit, so that it asks for no
/// scale.
///
/// ```
/// use farthing_core::signal::{indicator::Rsi, Signal};
/// let mut rsi = Rsi::new(2);
/// assert!(rsi.update(100).is_nan() && rsi.update(103).is_nan());
/// assert_eq!(rsi.update(102), 75.0);
/// ```
#[derive(Clone, Debug)]
pub struct Rsi {
    last: Option<i64>,
    gains: Smoothed,
    losses: Smoothed,
}

impl Rsi {
    /// The index over `length` changes.
    pub fn new(length: usize) -> Rsi {
        let (gains, losses) = (Smoothed::wilder(length), Smoothed::wilder(length));
        Rsi { last: None, gains, losses }
    }
}

impl Signal for Rsi {
    type Input = i64;
    type Output = f64;

    #[inline]
    fn update(&mut self, value: i64) -> f64 {
        let Some(last) = self.last.replace(value) else {
            return f64::NAN;
        };
        let change = value - last;
        let gain = self.gains.push(change.max(0));
        let loss = self.losses.push((-change).max(0));
        match (gain, loss) {
            (Some(gain), Some(loss)) if gain + loss > 0.0 => 100.0 * (gain / (gain + loss)),
            _ => f64::NAN,
        }
    }

    fn rebase(&mut self, new: i64, old: i64) {
        self.last = self.last.map(|last| rebased(last, new, old));
        self.gains.rebase(new, old);
        self.losses.rebase(new, old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_starts_with_the_mean_changes_and_goes_on_by_wilder() {
        let mut rsi = Rsi::new(2);
        let found = [10, 14, 12, 15].map(|value| rsi.update(value));
        assert!(found[0].is_nan() && found[1].is_nan());
        // Gains 4 and 0, losses 0 and 2; then (2 + 3) / 2 against (1 + 0) / 2.
        assert_eq!(found[2..], [100.0 * (2.0 / 3.0), 100.0 * (2.5 / 3.0)]);
    }

    #[test]
    fn only_gains_are_100_and_only_losses_0() {
        let (mut up, mut down) = (Rsi::new(3), Rsi::new(3));
        let found = [0, 1, 5, 7, 20, 27].map(|value| (up.update(value), down.update(-value)));
        assert_eq!(found[3..], [(100.0, 0.0); 3]);
    }

    #[test]
    fn a_length_of_one_is_the_last_direction() {
        let mut rsi = Rsi::new(1);
        let found = [5, 6, 4, 4, 9].map(|value| rsi.update(value));
        assert_eq!(found[1..3], [100.0, 0.0]);
        assert!(found[3].is_nan());
        assert_eq!(found[4], 100.0);
    }

    #[test]
    fn a_price_that_stands_still_has_no_strength() {
        let mut rsi = Rsi::new(2);
        assert!((0..9).all(|_| rsi.update(1_003).is_nan()));
        assert_eq!(rsi.update(1_004), 100.0);
    }

    #[test]
    fn a_split_is_no_change() {
        let mut rsi = Rsi::new(2);
        rsi.update(1_000_000);
        rsi.update(1_040_000);
        rsi.rebase(4, 1);
        assert_eq!(rsi.update(250_000), 50.0);
        rsi.rebase(1, 2);
        assert_eq!(rsi.update(520_000), 75.0);
    }
}
