//! Gross leverage.

use super::holdings::Holdings;
use super::quotient::{finite, mean};
use crate::kernel::Mark;
use crate::money::Number;

/// The mean over all bars of the holdings, without their signs, by the equity.
///
/// `marks` are the account at the close of each bar; a bar without position is of leverage 0.
/// `None` without bars, and where the equity of a bar is not positive.
///
/// ```
/// use farthing_core::kernel::Mark;
/// use farthing_core::metric::mean_leverage;
/// use farthing_core::money::Narrow;
/// let flat = Mark::<Narrow> { equity: 100, cash: 100, gross: 0, largest: 0, held: 0 };
/// let long = Mark { cash: -50, gross: 150, largest: 90, held: 2, ..flat };
/// assert_eq!(mean_leverage(&[flat, long]), Some(0.75));
/// ```
pub fn mean_leverage<N: Number>(marks: &[Mark<N>]) -> Option<f64> {
    Holdings::of(marks).mean_leverage()
}

/// The largest of all bars of the holdings, without their signs, by the equity.
///
/// `marks` are the account at the close of each bar. `None` without bars, and where the equity of
/// a bar is not positive.
///
/// ```
/// use farthing_core::kernel::Mark;
/// use farthing_core::metric::largest_leverage;
/// use farthing_core::money::Narrow;
/// let flat = Mark::<Narrow> { equity: 100, cash: 100, gross: 0, largest: 0, held: 0 };
/// let long = Mark { cash: -50, gross: 150, largest: 90, held: 2, ..flat };
/// assert_eq!(largest_leverage(&[flat, long]), Some(1.5));
/// ```
pub fn largest_leverage<N: Number>(marks: &[Mark<N>]) -> Option<f64> {
    Holdings::of(marks).largest_leverage()
}

impl Holdings {
    pub(super) fn mean_leverage(&self) -> Option<f64> {
        mean(self.shares?.gross_sum, self.bars)
    }

    pub(super) fn largest_leverage(&self) -> Option<f64> {
        let shares = self.shares.filter(|_| self.bars > 0)?;
        finite(shares.gross_most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::examples::mark;
    use crate::money::Narrow;

    #[test]
    fn flat_bars_count_as_zero() {
        let marks = [mark(100, 300, 200, 2), mark(100, 0, 0, 0), mark(200, 0, 0, 0)];
        assert_eq!((mean_leverage(&marks), largest_leverage(&marks)), (Some(1.0), Some(3.0)));
        let flat = &marks[1..];
        assert_eq!((mean_leverage(flat), largest_leverage(flat)), (Some(0.0), Some(0.0)));
    }

    #[test]
    fn it_is_none_without_bars_or_equity() {
        assert_eq!(mean_leverage::<Narrow>(&[]), None);
        assert_eq!(largest_leverage::<Narrow>(&[]), None);
        let ruined = [mark(100, 100, 100, 1), mark(-1, 0, 0, 0)];
        assert_eq!((mean_leverage(&ruined), largest_leverage(&ruined)), (None, None));
    }
}
