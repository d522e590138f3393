//! Aroon.

use crate::money::quotient;
use crate::signal::{Largest, Quote, Signal};

/// How fresh the extremes of the last `n + 1` bars are, as `[up, down, oscillator]` in per cent
/// (Chande, The Time Price Oscillator, Technical Analysis of Stocks & Commodities, 1995).
///
/// `up = fl(100 * (n - age) / n)` with the age in bars of the highest high, `down` likewise of the
/// lowest low; of equal extremes the newest counts. The oscillator is `up - down`, as one division:
/// `fl(100 * (age of the low - age of the high) / n)`. A split leaves ages alone. It has no unit,
/// so that it asks for no scale.
///
/// ```
/// use farthing_core::signal::{indicator::Aroon, Quote, Signal};
/// let bar = |high, low| Quote { high, low, ..Quote::default() };
/// let mut aroon = Aroon::new(2);
/// aroon.update(bar(110, 90));
/// assert!(aroon.update(bar(120, 95))[0].is_nan());
/// assert_eq!(aroon.update(bar(115, 100)), [50.0, 0.0, 50.0]);
/// ```
#[derive(Clone, Debug)]
pub struct Aroon {
    length: usize,
    highest: Largest,
    /// Of the lows with the other sign.
    lowest: Largest,
}

impl Aroon {
    /// Ages of up to `length` bars.
    pub fn new(length: usize) -> Aroon {
        let length = length.max(1);
        let window = length.saturating_add(1);
        Aroon { length, highest: Largest::new(window), lowest: Largest::new(window) }
    }
}

impl Signal for Aroon {
    type Input = Quote;
    type Output = [f64; 3];

    #[inline]
    fn update(&mut self, bar: Quote) -> [f64; 3] {
        let known = self.highest.push(bar.high).zip(self.lowest.push(-bar.low));
        if known.is_none() {
            return [f64::NAN; 3];
        }
        let length = self.length as i128;
        let (up, down) = (self.highest.age() as i128, self.lowest.age() as i128);
        [length - up, length - down, down - up].map(|bars| quotient(100 * bars, length))
    }

    fn rebase(&mut self, new: i64, old: i64) {
        self.highest.rebase(new, old);
        self.lowest.rebase(new, old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_the_bars_since_the_extremes() {
        let mut aroon = Aroon::new(4);
        let bars = [(9, 5), (8, 4), (9, 3), (8, 4), (7, 3), (9, 4), (6, 1)];
        let found = bars.map(|(high, low)| aroon.update(Quote { high, low, ..Quote::default() }));
        assert!(found[..4].iter().flatten().all(|value| value.is_nan()));
        // Of equal extremes the newest counts: highs of bars 0 and 2, lows of bars 2 and 4.
        assert_eq!(found[4], [50.0, 100.0, -50.0]);
        assert_eq!(found[5..], [[100.0, 75.0, 25.0], [75.0, 100.0, -25.0]]);
    }

    #[test]
    fn a_split_leaves_ages_alone() {
        let mut aroon = Aroon::new(1);
        aroon.update(Quote { high: 1_000_000, low: 900_000, ..Quote::default() });
        aroon.rebase(4, 1);
        let found = aroon.update(Quote { high: 240_000, low: 224_999, ..Quote::default() });
        assert_eq!(found, [0.0, 100.0, -100.0]);
        let found = aroon.update(Quote { high: 240_001, low: 225_000, ..Quote::default() });
        assert_eq!(found, [100.0, 0.0, 100.0]);
    }
}
