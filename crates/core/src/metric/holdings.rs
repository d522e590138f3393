//! One pass over the marks of a run, shared by the statistics that are made of it.

use super::quotient::digits;
use crate::kernel::Mark;
use crate::money::{Amount, Number};

/// What the account held, summed up over its bars.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Holdings {
    /// Bars.
    pub(super) bars: usize,
    /// Bars with a position.
    pub(super) exposed: usize,
    /// Positions, summed over the bars.
    pub(super) positions: u64,
    /// Shares of equity; `None` where the equity of some bar was not positive.
    pub(super) shares: Option<Shares>,
}

/// Holdings as shares of the equity of their bar.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Shares {
    /// All holdings without their signs, summed over the bars.
    pub(super) gross_sum: f64,
    /// The most of all holdings in one bar.
    pub(super) gross_most: f64,
    /// The most of one holding in one bar.
    pub(super) largest: f64,
}

impl Holdings {
    /// The holdings of these bars.
    pub(super) fn of<N: Number>(marks: &[Mark<N>]) -> Holdings {
        let mut sums = HoldingSums::default();
        for mark in marks {
            sums.add(mark);
        }
        sums.holdings()
    }
}

/// The sums so far, bar by bar.
#[derive(Clone, Copy, Debug)]
pub(super) struct HoldingSums {
    bars: usize,
    exposed: usize,
    positions: u64,
    is_solvent: bool,
    shares: Shares,
}

impl Default for HoldingSums {
    fn default() -> HoldingSums {
        let shares = Shares::default();
        HoldingSums { bars: 0, exposed: 0, positions: 0, is_solvent: true, shares }
    }
}

impl HoldingSums {
    /// Adds a bar.
    #[inline]
    pub(super) fn add<N: Number>(&mut self, mark: &Mark<N>) {
        self.bars += 1;
        self.is_solvent &= mark.equity > N::Money::ZERO;
        if mark.held > 0 {
            self.exposed += 1;
            self.positions += u64::from(mark.held);
            self.shares.add(mark);
        }
    }

    /// Adds bars that are all the same; of nothing held they are counted at once.
    #[inline]
    pub(super) fn repeat<N: Number>(&mut self, mark: &Mark<N>, bars: usize) {
        if mark.held == 0 && bars > 0 {
            self.add(mark);
            self.bars += bars - 1;
        } else {
            (0..bars).for_each(|_| self.add(mark));
        }
    }

    /// Whether the account was above nothing at every bar.
    #[inline]
    pub(super) fn is_solvent(&self) -> bool {
        self.is_solvent
    }

    /// What they come to.
    pub(super) fn holdings(&self) -> Holdings {
        let HoldingSums { bars, exposed, positions, is_solvent, shares } = *self;
        Holdings { bars, exposed, positions, shares: is_solvent.then_some(shares) }
    }
}

/// A product of two floats times this is surely below the true product.
const BELOW: f64 = 1.0 - 4.0 * f64::EPSILON;

impl Shares {
    #[inline]
    fn add<N: Number>(&mut self, mark: &Mark<N>) {
        let equity = digits::<N>(mark.equity);
        let gross = digits::<N>(mark.gross) / equity;
        self.gross_sum += gross;
        if gross > self.gross_most {
            self.gross_most = gross;
        }
        // Divisions are most of this pass: the second is made only where it may find a new most.
        let largest = digits::<N>(mark.largest);
        if largest > self.largest * equity * BELOW {
            let share = largest / equity;
            if share > self.largest {
                self.largest = share;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::examples::{Dice, mark};

    #[test]
    fn bars_are_summed_up() {
        let marks = [mark(100, 150, 100, 2), mark(100, 0, 0, 0), mark(200, 100, 100, 1)];
        let expected = Holdings {
            bars: 3,
            exposed: 2,
            positions: 3,
            shares: Some(Shares { gross_sum: 2.0, gross_most: 1.5, largest: 1.0 }),
        };
        assert_eq!(Holdings::of(&marks), expected);
    }

    #[test]
    fn the_largest_share_is_that_of_a_division_at_every_mark() {
        let mut dice = Dice::new(7);
        let mut marks = Vec::new();
        for _ in 0..5_000 {
            // Shares that differ by little: most of them round to one of a few floats.
            let equity = dice.roll(1, 9) * (1 << 52) + dice.roll(0, 8);
            marks.push(mark(equity, equity, equity / 2 + dice.roll(0, 3), 1));
            let found = Holdings::of(&marks).shares.expect("solvent").largest;
            let shares = marks.iter().map(|mark| mark.largest as f64 / mark.equity as f64);
            assert_eq!(found.to_bits(), shares.fold(0.0, f64::max).to_bits());
            if marks.len() == 50 {
                marks.clear();
            }
        }
    }

    #[test]
    fn without_equity_there_are_no_shares() {
        let found = Holdings::of(&[mark(100, 50, 50, 1), mark(0, 0, 0, 0)]);
        assert_eq!((found.exposed, found.shares), (1, None));
    }
}
