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
        let (mut exposed, mut positions, mut is_solvent) = (0, 0, true);
        let mut shares = Shares::default();
        for mark in marks {
            is_solvent &= mark.equity > N::Money::ZERO;
            if mark.held > 0 {
                exposed += 1;
                positions += u64::from(mark.held);
                shares.add(mark);
            }
        }
        Holdings { bars: marks.len(), exposed, positions, shares: is_solvent.then_some(shares) }
    }
}

impl Shares {
    #[inline]
    fn add<N: Number>(&mut self, mark: &Mark<N>) {
        let equity = digits::<N>(mark.equity);
        let gross = digits::<N>(mark.gross) / equity;
        let largest = digits::<N>(mark.largest) / equity;
        self.gross_sum += gross;
        if gross > self.gross_most {
            self.gross_most = gross;
        }
        if largest > self.largest {
            self.largest = largest;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::examples::mark;

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
    fn without_equity_there_are_no_shares() {
        let found = Holdings::of(&[mark(100, 50, 50, 1), mark(0, 0, 0, 0)]);
        assert_eq!((found.exposed, found.shares), (1, None));
    }
}
