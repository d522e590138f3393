//! On-balance volume.

use crate::money::{Rounding, mul_div, quotient};
use crate::signal::{Quote, Signal, rebased};

/// The volume of the bars that closed higher less that of those that closed lower, since the first
/// bar (Granville, New Key to Stock Market Profits, 1963).
///
/// The exact sum, which begins with the volume of the first bar as TA-Lib's does, divided once:
/// `fl(sum / 10^scale)`, with the digits of volumes as the scale. Only its changes say something:
/// its level depends on where the bars begin. A split rewrites the last close half-even, and the
/// sum as `sum * new / old`, towards zero.
///
/// ```
/// use farthing_core::signal::{indicator::Obv, Quote, Signal};
/// let bar = |close, volume| Quote { close, volume, ..Quote::default() };
/// let mut obv = Obv::new(0);
/// let found = [bar(100, 5), bar(101, 3), bar(101, 9), bar(99, 10)].map(|bar| obv.update(bar));
/// assert_eq!(found, [5.0, 8.0, 8.0, -2.0]);
/// ```
#[derive(Clone, Debug)]
pub struct Obv {
    last: Option<i64>,
    sum: i128,
    unit: i128,
}

impl Obv {
    /// Of volumes in units of `10^-scale`.
    pub fn new(scale: u8) -> Obv {
        Obv { last: None, sum: 0, unit: 10_i128.pow(u32::from(scale)) }
    }
}

impl Signal for Obv {
    type Input = Quote;
    type Output = f64;

    #[inline]
    fn update(&mut self, bar: Quote) -> f64 {
        let direction = self.last.map_or(1, |last| i128::from((bar.close - last).signum()));
        self.last = Some(bar.close);
        self.sum += direction * i128::from(bar.volume);
        quotient(self.sum, self.unit)
    }

    fn rebase(&mut self, new: i64, old: i64) {
        self.last = self.last.map(|last| rebased(last, new, old));
        // As for volumes: what does not fit is refused before.
        let sum = mul_div(self.sum, new.into(), old.into(), Rounding::TowardZero);
        self.sum = sum.unwrap_or(i128::MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(close: i64, volume: i64) -> Quote {
        Quote { open: close, high: close, low: close, close, volume, session: 0 }
    }

    #[test]
    fn a_rise_adds_and_a_fall_takes() {
        let mut obv = Obv::new(1);
        let bars = [bar(10, 50), bar(9, 70), bar(9, 1), bar(12, 15), bar(-3, 0)];
        assert_eq!(bars.map(|bar| obv.update(bar)), [5.0, -2.0, -2.0, -0.5, -0.5]);
    }

    #[test]
    fn large_volumes_add_up_exactly() {
        let mut obv = Obv::new(0);
        let volume = i64::MAX;
        let found = [bar(1, volume), bar(2, volume), bar(1, volume), bar(0, volume), bar(1, 1)];
        assert_eq!(found.map(|bar| obv.update(bar))[3..], [0.0, 1.0]);
    }

    #[test]
    fn a_split_is_no_fall_and_makes_more_volume() {
        let mut obv = Obv::new(0);
        obv.update(bar(1_000_000, 7));
        obv.rebase(4, 1);
        assert_eq!(obv.update(bar(250_000, 100)), 28.0);
        obv.rebase(1, 3);
        assert_eq!(obv.update(bar(750_001, 1)), 10.0);
        let mut short = Obv::new(0);
        short.update(bar(2, 1));
        short.update(bar(1, 8));
        short.rebase(1, 2);
        assert_eq!(short.update(bar(2, 100)), -3.0);
    }
}
