//! Relative strength: the ratio of a market to its benchmark, and where it lies in its window.

use super::bar::share;
use super::{Name, Parameters};
use crate::money::{Rounding, mul_div};
use crate::signal::Largest;

/// A ratio of 1 in whole units: as many as leave digits for a market that is worth little.
const ONE: i64 = 1 << 40;

/// The ratios of the last bars at which both had a close.
#[derive(Clone, Debug)]
pub(crate) struct Strength {
    highest: Largest,
    /// With the other sign.
    lowest: Largest,
}

impl Strength {
    /// Nothing heard yet.
    pub(crate) fn new(p: &Parameters) -> Strength {
        let length = p.count(Name::strength_bars) as usize;
        Strength { highest: Largest::new(length), lowest: Largest::new(length) }
    }

    /// Takes two closes of one time; where their ratio lies between its lowest (0) and its highest
    /// (1) of the window, once it is full. Prices that are not positive have no ratio.
    #[inline]
    pub(crate) fn update(&mut self, close: i64, benchmark: i64) -> Option<f64> {
        if close <= 0 || benchmark <= 0 {
            return None;
        }
        let ratio = mul_div(close.into(), ONE.into(), benchmark.into(), Rounding::HalfEven);
        let ratio = ratio.and_then(|ratio| i64::try_from(ratio).ok()).unwrap_or(i64::MAX);
        let (highest, lowest) = (self.highest.push(ratio), self.lowest.push(-ratio));
        let (highest, lowest) = (highest?, -lowest?);
        Some(share(ratio - lowest, highest - lowest, 0.5))
    }

    /// Writes it in shares of after a split of the market, `new` for `old`; one of the benchmark
    /// goes the other way.
    pub(crate) fn rebase(&mut self, new: i64, old: i64) {
        self.highest.rebase(new, old);
        self.lowest.rebase(new, old);
    }

    /// The bytes that it keeps elsewhere, windows at their largest.
    #[cfg(test)]
    pub(super) fn bytes(p: &Parameters) -> usize {
        let length = p.count(Name::strength_bars) as usize;
        2 * 2 * size_of::<i64>() * length.next_power_of_two()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strength(bars: f64) -> Strength {
        let mut p = Parameters::default();
        p.set("strength_bars", bars).unwrap();
        Strength::new(&p)
    }

    #[test]
    fn it_is_where_the_ratio_lies_in_its_window() {
        let mut strength = strength(3.0);
        let closes = [(100, 100), (200, 100), (150, 100), (100, 100), (400, 200), (150, 100)];
        let found = closes.map(|(close, benchmark)| strength.update(close, benchmark));
        // Windows 1 2 1.5, 2 1.5 1, 1.5 1 2, 1 2 1.5
        assert_eq!(found, [None, None, Some(0.5), Some(0.0), Some(1.0), Some(0.5)]);
    }

    #[test]
    fn a_ratio_that_stands_still_is_in_the_middle() {
        let mut strength = strength(2.0);
        assert_eq!((strength.update(7, 3), strength.update(14, 6)), (None, Some(0.5)));
    }

    #[test]
    fn splits_of_either_leave_it_as_it_is() {
        let mut strength = strength(3.0);
        strength.update(400, 100);
        strength.update(200, 100);
        strength.rebase(2, 1); // of the market
        strength.rebase(1, 4); // of the benchmark
        assert_eq!(strength.update(150, 25), Some(0.5)); // 8, 4 and 6 to 1
    }

    #[test]
    fn what_is_not_positive_has_no_ratio_and_leaves_no_trace() {
        let mut strength = strength(2.0);
        strength.update(1, 2);
        assert_eq!((strength.update(0, 2), strength.update(2, -1)), (None, None));
        assert_eq!(strength.update(2, 2), Some(1.0));
        assert_eq!(strength.update(1 << 52, 1), Some(1.0)); // larger than a word holds
    }
}
