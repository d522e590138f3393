//! Stochastic oscillator.

use crate::money::quotient;
use crate::signal::{FloatMean, Largest, Quote, Signal};

/// Where the close stands between the lowest and the highest price of the last `n` bars, as
/// `[fast %K, slow %K, slow %D]` in per cent (Lane, Lane's Stochastics, 1984).
///
/// The fast %K is `fl(100 * (close - lowest) / (highest - lowest))`, one correctly rounded
/// division; it is NaN where all prices of the window are one, while TA-Lib says 0 there, the end
/// of the scale. The slow %K, which is also the fast %D, is the mean of the last `smoothing` fast
/// ones, the slow %D the mean of the last `signal` slow ones: the sum in the order of time, divided
/// by the count, NaN while one of them is. Each is said as soon as it is defined.
///
/// A split rewrites the remembered prices half-even, which leaves the shares of a window alone.
///
/// ```
/// use farthing_core::signal::{indicator::Stochastic, Quote, Signal};
/// let bar = |high, low, close| Quote { high, low, close, ..Quote::default() };
/// let mut stochastic = Stochastic::new(2, 1, 1);
/// assert!(stochastic.update(bar(110, 90, 100))[0].is_nan());
/// assert_eq!(stochastic.update(bar(130, 100, 120)), [75.0; 3]);
/// ```
#[derive(Clone, Debug)]
pub struct Stochastic {
    highest: Largest,
    /// Of the prices with the other sign.
    lowest: Largest,
    slow: FloatMean,
    signal: FloatMean,
}

impl Stochastic {
    /// Over `length` bars, the mean of `smoothing` shares, and of `signal` of these means.
    pub fn new(length: usize, smoothing: usize, signal: usize) -> Stochastic {
        Stochastic {
            highest: Largest::new(length),
            lowest: Largest::new(length),
            slow: FloatMean::new(smoothing),
            signal: FloatMean::new(signal),
        }
    }
}

impl Signal for Stochastic {
    type Input = Quote;
    type Output = [f64; 3];

    #[inline]
    fn update(&mut self, bar: Quote) -> [f64; 3] {
        let highest = self.highest.push(bar.high);
        let lowest = self.lowest.push(-bar.low).map(|low| -low);
        let Some((highest, lowest)) = highest.zip(lowest) else {
            return [f64::NAN; 3];
        };
        let (from, span) = (i128::from(bar.close - lowest), i128::from(highest - lowest));
        let fast = if span == 0 { f64::NAN } else { quotient(100 * from, span) };
        let Some(slow) = self.slow.push(fast) else {
            return [fast, f64::NAN, f64::NAN];
        };
        [fast, slow, self.signal.push(slow).unwrap_or(f64::NAN)]
    }

    fn rebase(&mut self, new: i64, old: i64) {
        self.highest.rebase(new, old);
        self.lowest.rebase(new, old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(high: i64, low: i64, close: i64) -> Quote {
        Quote { open: close, high, low, close, ..Quote::default() }
    }

    #[test]
    fn each_is_said_as_soon_as_it_is_defined() {
        let mut stochastic = Stochastic::new(2, 2, 2);
        let bars = [bar(10, 0, 5), bar(10, 5, 5), bar(10, 0, 10), bar(20, 0, 5), bar(20, 0, 0)];
        let found = bars.map(|bar| stochastic.update(bar));
        assert!(found[0].iter().all(|value| value.is_nan()));
        assert!(found[1][0] == 50.0 && found[1][1].is_nan());
        assert!(found[2][..2] == [100.0, 75.0] && found[2][2].is_nan());
        assert_eq!(found[3..], [[25.0, 62.5, 68.75], [0.0, 12.5, 37.5]]);
    }

    #[test]
    fn prices_that_stand_still_have_no_place_and_are_forgotten() {
        let mut stochastic = Stochastic::new(1, 2, 1);
        let bars = [bar(3, 3, 3), bar(4, 2, 3), bar(4, 2, 4)];
        let found = bars.map(|bar| stochastic.update(bar));
        assert!(found[0][0].is_nan() && found[1][1].is_nan());
        assert_eq!((found[1][0], found[2]), (50.0, [100.0, 75.0, 75.0]));
    }

    #[test]
    fn a_split_leaves_the_place() {
        let mut stochastic = Stochastic::new(2, 1, 1);
        stochastic.update(bar(1_200_000, 800_000, 1_000_000));
        stochastic.rebase(4, 1);
        assert_eq!(stochastic.update(bar(250_000, 250_000, 250_000)), [50.0; 3]);
    }
}
