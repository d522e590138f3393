//! Keltner channel.

use super::{Atr, Ema};
use crate::signal::{Quote, Signal};

/// The exponential average of the closes and so many average true ranges around it, as
/// `[lower, middle, upper]`: the channel of Keltner (How to Make Money in Commodities, 1960) in the
/// form of Raschke, which most charts draw.
///
/// With the average `m` of [`Ema`] and the range `r` of [`Atr`], each over its own length:
/// `m - k * r`, `m` and `m + k * r`, all of them from the bar on where both are defined. A split
/// rewrites both as they do.
///
/// ```
/// use farthing_core::signal::{indicator::Keltner, Quote, Signal};
/// let bar = |high, low, close| Quote { high, low, close, ..Quote::default() };
/// let mut channel = Keltner::new(1, 2.0, 1, 2);
/// assert!(channel.update(bar(110, 90, 100)).iter().all(|value| value.is_nan()));
/// assert_eq!(channel.update(bar(150, 100, 125)), [0.25, 1.25, 2.25]);
/// ```
#[derive(Clone, Debug)]
pub struct Keltner {
    middle: Ema,
    range: Atr,
    ranges: f64,
}

impl Keltner {
    /// The average over `length` closes in units of `10^-scale`, and so many `ranges` around it,
    /// each the average over `range_length` true ranges.
    pub fn new(length: usize, ranges: f64, range_length: usize, scale: u8) -> Keltner {
        let (middle, range) = (Ema::new(length, scale), Atr::new(range_length, scale));
        Keltner { middle, range, ranges }
    }
}

impl Signal for Keltner {
    type Input = Quote;
    type Output = [f64; 3];

    #[inline]
    fn update(&mut self, bar: Quote) -> [f64; 3] {
        let middle = self.middle.update(bar.close);
        let width = self.ranges * self.range.update(bar);
        if middle.is_nan() || width.is_nan() {
            return [f64::NAN; 3];
        }
        [middle - width, middle, middle + width]
    }

    fn rebase(&mut self, new: i64, old: i64) {
        self.middle.rebase(new, old);
        self.range.rebase(new, old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(high: i64, low: i64, close: i64) -> Quote {
        Quote { open: close, high, low, close, ..Quote::default() }
    }

    #[test]
    fn it_is_made_of_the_average_and_the_range_to_the_bit() {
        for (length, range_length) in [(1, 3), (4, 2)] {
            let (mut middle, mut range) = (Ema::new(length, 2), Atr::new(range_length, 2));
            let mut channel = Keltner::new(length, 1.5, range_length, 2);
            for close in [101, 117, 103, 99, 240, 17, 55] {
                let bar = bar(close + 9, close - 4, close);
                let (m, r) = (middle.update(close), 1.5 * range.update(bar));
                let found = channel.update(bar);
                if m.is_nan() || r.is_nan() {
                    assert!(found.iter().all(|value| value.is_nan()));
                } else {
                    assert_eq!(found.map(f64::to_bits), [m - r, m, m + r].map(f64::to_bits));
                }
            }
        }
    }

    #[test]
    fn a_split_is_undone() {
        let mut channel = Keltner::new(1, 2.0, 1, 4);
        channel.update(bar(1_000_000, 1_000_000, 1_000_000));
        channel.rebase(4, 1);
        assert_eq!(channel.update(bar(260_000, 250_000, 260_000)), [24.0, 26.0, 28.0]);
    }
}
