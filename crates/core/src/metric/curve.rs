//! The account along a run as far as statistics need it: marks are heard, and not kept.

use super::holdings::HoldingSums;
use crate::kernel::{Mark, MarkList};
use crate::money::{Amount, Number};

/// The value of the account at the ends of sessions, and the sums of what it held.
///
/// ```
/// use farthing_core::kernel::{Mark, MarkList};
/// use farthing_core::metric::Curve;
/// use farthing_core::money::Narrow;
/// let mark = |equity| Mark::<Narrow> { equity, cash: equity, gross: 0, largest: 0, held: 0 };
/// let mut curve = Curve::default();
/// curve.repeat(mark(100), 3);
/// curve.end_session();
/// curve.each([mark(-5), mark(80)].into_iter());
/// curve.end_session();
/// assert_eq!((curve.equity(), curve.is_ruined()), ([100, 80].as_slice(), false));
/// ```
#[derive(Clone, Debug)]
pub struct Curve<N: Number> {
    pub(super) sums: HoldingSums,
    equity: Vec<N::Money>,
    last: N::Money,
    /// The first session in which the account was nothing or less at a bar.
    ruin: Option<usize>,
}

impl<N: Number> Default for Curve<N> {
    fn default() -> Curve<N> {
        let (sums, equity) = (HoldingSums::default(), Vec::new());
        Curve { sums, equity, last: N::Money::ZERO, ruin: None }
    }
}

impl<N: Number> Curve<N> {
    /// The equity at the end of each session.
    pub fn equity(&self) -> &[N::Money] {
        &self.equity
    }

    /// Whether the account was nothing or less at a bar before the last session.
    pub fn is_ruined(&self) -> bool {
        self.ruin.is_some_and(|session| session + 1 < self.equity.len())
    }

    /// Begins anew, in the same memory.
    pub fn clear(&mut self) {
        self.equity.clear();
        (self.sums, self.last, self.ruin) = (HoldingSums::default(), N::Money::ZERO, None);
    }

    #[inline]
    fn note_ruin(&mut self) {
        if self.ruin.is_none() && !self.sums.is_solvent() {
            self.ruin = Some(self.equity.len());
        }
    }
}

impl<N: Number> MarkList<N> for Curve<N> {
    #[inline]
    fn repeat(&mut self, mark: Mark<N>, bars: usize) {
        self.sums.repeat(&mark, bars);
        self.last = mark.equity;
        self.note_ruin();
    }

    #[inline]
    fn each(&mut self, marks: impl ExactSizeIterator<Item = Mark<N>>) {
        // A copy in registers: the list of marks it comes from may be anywhere.
        let (mut sums, mut last) = (self.sums, self.last);
        for mark in marks {
            sums.add(&mark);
            last = mark.equity;
        }
        (self.sums, self.last) = (sums, last);
        self.note_ruin();
    }

    #[inline]
    fn end_session(&mut self) {
        self.equity.push(self.last);
    }
}
