//! Donchian channel.

use crate::money::quotient;
use crate::signal::{Largest, Quote, Signal};

/// The lowest low and the highest high of the last `n` bars, the present one among them, and their
/// middle, as `[lower, middle, upper]` (Donchian's four-week rule, 1960).
///
/// `fl(low / 10^scale)`, `fl((low + high) / (2 * 10^scale))` and `fl(high / 10^scale)`. No price
/// of the present bar is outside of it: a breakout is one of the channel of the bar before.
///
/// ```
/// use farthing_core::signal::{indicator::Donchian, Quote, Signal};
/// let bar = |high, low| Quote { high, low, ..Quote::default() };
/// let mut channel = Donchian::new(2, 2);
/// assert!(channel.update(bar(150, 125)).iter().all(|value| value.is_nan()));
/// assert_eq!(channel.update(bar(175, 150)), [1.25, 1.5, 1.75]);
/// ```
#[derive(Clone, Debug)]
pub struct Donchian {
    highest: Largest,
    /// Of the lows with the other sign.
    lowest: Largest,
    unit: i128,
}

impl Donchian {
    /// The channel of `length` bars with prices in units of `10^-scale`.
    pub fn new(length: usize, scale: u8) -> Donchian {
        Donchian {
            highest: Largest::new(length),
            lowest: Largest::new(length),
            unit: 10_i128.pow(u32::from(scale)),
        }
    }
}

impl Signal for Donchian {
    type Input = Quote;
    type Output = [f64; 3];

    #[inline]
    fn update(&mut self, bar: Quote) -> [f64; 3] {
        let highest = self.highest.push(bar.high);
        let Some((highest, lowest)) = highest.zip(self.lowest.push(-bar.low)) else {
            return [f64::NAN; 3];
        };
        let (highest, lowest) = (i128::from(highest), -i128::from(lowest));
        let middle = quotient(lowest + highest, 2 * self.unit);
        [quotient(lowest, self.unit), middle, quotient(highest, self.unit)]
    }

    fn rebase(&mut self, new: i64, old: i64) {
        self.highest.rebase(new, old);
        self.lowest.rebase(new, old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::indicator::{RollingMax, RollingMin};

    fn bar(high: i64, low: i64) -> Quote {
        Quote { high, low, ..Quote::default() }
    }

    #[test]
    fn its_bounds_are_the_rolling_extremes_to_the_bit() {
        let (mut lowest, mut highest) = (RollingMin::new(3, 2), RollingMax::new(3, 2));
        let mut channel = Donchian::new(3, 2);
        for (high, low) in [(110, 90), (103, 99), (240, 1), (103, 101), (7, 5), (9, 8)] {
            let found = channel.update(bar(high, low));
            let expected = [lowest.update(low), highest.update(high)].map(f64::to_bits);
            assert_eq!([found[0], found[2]].map(f64::to_bits), expected);
        }
    }

    #[test]
    fn a_split_in_the_window_is_undone() {
        let mut channel = Donchian::new(2, 4);
        channel.update(bar(1_000_000, 960_000));
        channel.rebase(4, 1);
        assert_eq!(channel.update(bar(260_000, 250_000)), [24.0, 25.0, 26.0]);
    }
}
