//! The extremes of the bars of a trend, the present one among them.

use super::{Bar, Name, Parameters, Side};
use crate::signal::Largest;

/// Where prices have been.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Highest high.
    pub high: i64,
    /// Lowest low.
    pub low: i64,
    /// Whether the present bar has the lowest low.
    pub is_lowest: bool,
    /// Whether the present bar has the highest high.
    pub is_highest: bool,
}

impl Reach {
    /// The reach as a side reads it.
    #[inline]
    #[must_use]
    pub fn of(self, side: Side) -> Reach {
        let Reach { high, low, is_lowest, is_highest } = self;
        match side {
            Side::Up => self,
            Side::Down => {
                Reach { high: -low, low: -high, is_lowest: is_highest, is_highest: is_lowest }
            }
        }
    }
}

/// The extremes of the last bars.
#[derive(Clone, Debug)]
pub struct Trend {
    highest: Largest,
    /// Of the lows with the other sign.
    lowest: Largest,
}

impl Trend {
    /// Nothing heard yet.
    pub fn new(parameters: &Parameters) -> Trend {
        let length = parameters.count(Name::trend_bars) as usize;
        Trend { highest: Largest::new(length), lowest: Largest::new(length) }
    }

    /// Takes a bar; the reach once there are enough.
    #[inline]
    pub fn update(&mut self, bar: &Bar) -> Option<Reach> {
        let (highest, lowest) = (self.highest.push(bar.high), self.lowest.push(-bar.low));
        let (high, low) = (highest?, -lowest?);
        let (is_lowest, is_highest) = (self.lowest.age() == 0, self.highest.age() == 0);
        Some(Reach { high, low, is_lowest, is_highest })
    }

    /// Writes what it remembers in shares of after a split.
    pub fn rebase(&mut self, new: i64, old: i64) {
        self.highest.rebase(new, old);
        self.lowest.rebase(new, old);
    }
}
