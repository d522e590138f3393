//! Moving average convergence and divergence.

use crate::signal::{Signal, Smoothed, SmoothedFloat};

/// The distance of two exponential averages, and its own average, as `[line, signal, histogram]`
/// (Appel, Technical Analysis: Power Tools for Active Investors, 2005), seeded as TA-Lib seeds it.
///
/// Both averages begin with the `slow`-th value, where the longer one does: the shorter one is
/// seeded with the last `fast` values up to there. In units of `10^-scale`: `line = fast - slow`;
/// the signal is the mean of the first `n` lines, then `s = s + (line - s) / ((n + 1) / 2)`; the
/// histogram is `line - s`. It says each divided by `10^scale`. The line is said as soon as it is
/// defined, which is before the signal; TA-Lib leaves it out until then. A split rewrites each
/// average as [`Ema`](super::Ema) does.
///
/// ```
/// use farthing_core::signal::{indicator::Macd, Signal};
/// let mut macd = Macd::new(1, 2, 2, 2);
/// assert!(macd.update(100).iter().all(|value| value.is_nan()));
/// let second = macd.update(200);
/// assert!(second[0] == 0.5 && second[1].is_nan());
/// assert_eq!(macd.update(150), [0.0, 0.25, -0.25]);
/// ```
#[derive(Clone, Debug)]
pub struct Macd {
    fast: Smoothed,
    slow: Smoothed,
    signal: SmoothedFloat,
    /// Values that the shorter average does not hear.
    skipped: usize,
    unit: f64,
}

impl Macd {
    /// Averages over `fast` and `slow` values in units of `10^-scale`, the shorter one first, and
    /// over `signal` lines.
    #[expect(clippy::cast_precision_loss, reason = "powers of ten are exact to 10^22")]
    pub fn new(fast: usize, slow: usize, signal: usize, scale: u8) -> Macd {
        Macd {
            fast: Smoothed::exponential(fast),
            slow: Smoothed::exponential(slow),
            signal: SmoothedFloat::exponential(signal),
            skipped: slow.max(1).saturating_sub(fast.max(1)),
            unit: 10_i128.pow(u32::from(scale)) as f64,
        }
    }

    #[inline]
    fn line(&mut self, value: i64) -> Option<f64> {
        let slow = self.slow.push(value);
        if self.skipped > 0 {
            self.skipped -= 1;
            return None;
        }
        let fast = self.fast.push(value);
        fast.zip(slow).map(|(fast, slow)| fast - slow)
    }
}

impl Signal for Macd {
    type Input = i64;
    type Output = [f64; 3];

    #[inline]
    fn update(&mut self, value: i64) -> [f64; 3] {
        let Some(line) = self.line(value) else {
            return [f64::NAN; 3];
        };
        let signal = self.signal.push(line).unwrap_or(f64::NAN);
        let histogram = if signal.is_nan() { f64::NAN } else { line - signal };
        [line, signal, histogram].map(|value| value / self.unit)
    }

    fn rebase(&mut self, new: i64, old: i64) {
        self.fast.rebase(new, old);
        self.slow.rebase(new, old);
        self.signal.rebase(new, old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shorter_average_is_seeded_where_the_longer_one_begins() {
        let mut macd = Macd::new(2, 4, 1, 0);
        let found = [100, 10, 20, 30, 60].map(|value| macd.update(value));
        assert!(found[..3].iter().flatten().all(|value| value.is_nan()));
        // (20 + 30) / 2 against (100 + 10 + 20 + 30) / 4; a signal over one line is the line.
        assert_eq!(found[3], [-15.0, -15.0, 0.0]);
        let line = (25.0 + 35.0 / 1.5) - (40.0 + 20.0 / 2.5);
        assert_eq!(found[4], [line, line, 0.0]);
    }

    #[test]
    fn a_constant_diverges_by_nothing() {
        let mut macd = Macd::new(3, 5, 4, 2);
        let last = (0..20).map(|_| macd.update(1_003)).last();
        assert_eq!(last, Some([0.0; 3]));
    }

    #[test]
    fn a_split_is_no_divergence() {
        let mut macd = Macd::new(1, 2, 2, 4);
        macd.update(1_000_000);
        macd.update(1_000_000);
        macd.update(1_000_000);
        macd.rebase(4, 1);
        assert_eq!(macd.update(250_000), [0.0; 3]);
    }
}
