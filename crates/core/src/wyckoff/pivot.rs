//! Fractal pivots: a bar that no bar near it exceeds, known when the bars behind it are there.

use super::{Bar, Name, Parameters, Side};
use crate::signal::Largest;

/// A pivot: a high for the side that looks up, a low for the one that looks down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pivot {
    /// Which it is.
    pub side: Side,
    /// The bar with the extreme.
    pub bar: Bar,
    /// The bar with which it became known.
    pub known_at: u32,
}

impl Pivot {
    /// Its price.
    pub fn price(&self) -> i64 {
        match self.side {
            Side::Up => self.bar.high,
            Side::Down => self.bar.low,
        }
    }
}

/// Finds pivots of both sides.
#[derive(Clone, Debug)]
pub struct Pivots {
    bars: usize,
    /// Of the highs, and of the lows with the other sign.
    largest: [Largest; 2],
    /// The bars that may become pivots.
    recent: Vec<Bar>,
    next: usize,
}

impl Pivots {
    /// Nothing heard yet.
    pub fn new(parameters: &Parameters) -> Pivots {
        let bars = parameters.count(Name::pivot_bars) as usize;
        let largest = Largest::new(2 * bars + 1);
        Pivots { bars, largest: [largest.clone(), largest], recent: Vec::new(), next: 0 }
    }

    /// Takes a bar; the pivots that it makes known, high and low.
    ///
    /// Of equal extremes the newest counts.
    #[inline]
    pub fn update(&mut self, bar: &Bar) -> [Option<Pivot>; 2] {
        let length = self.bars + 1;
        if self.recent.len() < length {
            self.recent.push(*bar);
        } else {
            self.recent[self.next] = *bar;
        }
        self.next = if self.next + 1 == length { 0 } else { self.next + 1 };
        let [highs, lows] = &mut self.largest;
        let known = [(highs, bar.high), (lows, -bar.low)]
            .map(|(largest, price)| largest.push(price).is_some() && largest.age() == self.bars);
        // The ring is full when a window of twice its length is: its oldest bar is the one asked.
        let found = |side: Side, is_known: bool| {
            is_known.then(|| Pivot { side, bar: self.recent[self.next], known_at: bar.at })
        };
        [found(Side::Up, known[0]), found(Side::Down, known[1])]
    }

    /// Writes what it remembers in shares of after a split.
    pub fn rebase(&mut self, new: i64, old: i64) {
        self.largest.iter_mut().for_each(|largest| largest.rebase(new, old));
        self.recent.iter_mut().for_each(|bar| bar.rebase(new, old));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(highs: &[i64]) -> Vec<(Side, u32, u32, i64)> {
        let mut parameters = Parameters::default();
        parameters.set("pivot_bars", 2.0).unwrap();
        let mut pivots = Pivots::new(&parameters);
        let bars = (0..).zip(highs);
        let bars = bars.map(|(at, &high)| Bar { at, high, low: high - 1, ..Bar::default() });
        let found = bars.flat_map(|bar| pivots.update(&bar)).flatten();
        found.map(|pivot| (pivot.side, pivot.bar.at, pivot.known_at, pivot.price())).collect()
    }

    #[test]
    fn a_pivot_is_known_when_the_bars_behind_it_are_there() {
        assert_eq!(found(&[1, 2, 5, 3, 1]), [(Side::Up, 2, 4, 5)]);
        assert_eq!(found(&[9, 8, 5, 6, 7]), [(Side::Down, 2, 4, 4)]);
        assert_eq!(found(&[1, 2, 5, 3]), []);
    }

    #[test]
    fn of_equal_extremes_the_newest_counts() {
        assert_eq!(found(&[1, 1, 5, 5, 1, 1]), [(Side::Up, 3, 5, 5)]);
        assert_eq!(found(&[1, 1, 5, 1, 5, 1]), []);
    }
}
