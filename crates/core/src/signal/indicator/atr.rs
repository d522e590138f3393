//! Average true range.

use crate::signal::{Quote, Signal, Smoothed, rebased};

/// Wilder's average of the true range (New Concepts in Technical Trading Systems, 1978), seeded as
/// TA-Lib seeds it.
///
/// The true range is the largest of `high - low`, `|high - last close|` and `|low - last close|`;
/// the first bar has none. In units of `10^-scale`: `a = fl(sum / n)` of the first `n` true ranges,
/// then `a = a + (x - a) / n`. It says `a / 10^scale`. A split rewrites the last close half-even,
/// and `a` as `a * old / new`; before the first average it is the sum that is rewritten, half-even.
///
/// ```
/// use farthing_core::signal::{indicator::Atr, Quote, Signal};
/// let mut atr = Atr::new(1, 2);
/// let bar = |high, low, close| Quote { high, low, close, ..Quote::default() };
/// assert!(atr.update(bar(110, 90, 100)).is_nan());
/// assert_eq!(atr.update(bar(150, 120, 130)), 0.5);
/// ```
#[derive(Clone, Debug)]
pub struct Atr {
    last_close: Option<i64>,
    smoothed: Smoothed,
    unit: f64,
}

impl Atr {
    /// The average over `length` true ranges of prices in units of `10^-scale`.
    #[expect(clippy::cast_precision_loss, reason = "powers of ten are exact to 10^22")]
    pub fn new(length: usize, scale: u8) -> Atr {
        let unit = 10_i128.pow(u32::from(scale)) as f64;
        Atr { last_close: None, smoothed: Smoothed::wilder(length), unit }
    }
}

impl Signal for Atr {
    type Input = Quote;
    type Output = f64;

    #[inline]
    fn update(&mut self, bar: Quote) -> f64 {
        let Some(last) = self.last_close.replace(bar.close) else {
            return f64::NAN;
        };
        // The largest of the three is the span of the bar and the last close.
        let true_range = bar.high.max(last) - bar.low.min(last);
        self.smoothed.push(true_range).map_or(f64::NAN, |average| average / self.unit)
    }

    fn rebase(&mut self, new: i64, old: i64) {
        self.last_close = self.last_close.map(|last| rebased(last, new, old));
        self.smoothed.rebase(new, old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(high: i64, low: i64, close: i64) -> Quote {
        Quote { open: close, high, low, close, ..Quote::default() }
    }

    #[test]
    fn the_first_range_needs_a_close_before() {
        let mut atr = Atr::new(2, 1);
        let bars = [bar(900, 0, 100), bar(120, 90, 110), bar(170, 150, 160), bar(140, 130, 135)];
        let found = bars.map(|bar| atr.update(bar));
        assert!(found[0].is_nan() && found[1].is_nan());
        // 30 within the bar, 60 up from 110, 30 down from 160.
        assert_eq!(found[2..], [4.5, 3.75]);
    }

    #[test]
    fn a_constant_has_no_range() {
        let mut atr = Atr::new(3, 2);
        let last = (0..9).map(|_| atr.update(bar(500, 500, 500))).last().unwrap();
        assert_eq!(last, 0.0);
    }

    #[test]
    fn a_split_is_no_range() {
        let mut atr = Atr::new(1, 4);
        atr.update(bar(1_000_000, 1_000_000, 1_000_000));
        atr.rebase(4, 1);
        assert_eq!(atr.update(bar(250_000, 250_000, 250_000)), 0.0);
        let mut longer = Atr::new(2, 4);
        for close in [100_000, 140_000, 120_000] {
            longer.update(bar(close, close, close));
        }
        longer.rebase(2, 1);
        assert_eq!(longer.update(bar(60_000, 60_000, 60_000)), 0.75);
    }
}
