//! Positions as shares of equity.

use super::holdings::Holdings;
use super::quotient::{finite, quotient};
use crate::kernel::Mark;
use crate::money::Number;

/// The largest of all positions of all bars, without its sign, by the equity.
///
/// `marks` are the account at the close of each bar; 0 where there never was a position. `None`
/// without bars, and where the equity of a bar is not positive.
///
/// ```
/// use farthing_core::kernel::Mark;
/// use farthing_core::metric::largest_position;
/// use farthing_core::money::Narrow;
/// let long = Mark::<Narrow> { equity: 100, cash: 0, gross: 100, largest: 75, held: 2 };
/// assert_eq!(largest_position(&[long]), Some(0.75));
/// ```
pub fn largest_position<N: Number>(marks: &[Mark<N>]) -> Option<f64> {
    Holdings::of(marks).largest_position()
}

/// The mean of all positions of all bars, without their signs, by the equity.
///
/// `marks` are the account at the close of each bar; every position of every bar weighs the same.
/// `None` where there never was a position, and where the equity of a bar is not positive.
///
/// ```
/// use farthing_core::kernel::Mark;
/// use farthing_core::metric::mean_position;
/// use farthing_core::money::Narrow;
/// let long = Mark::<Narrow> { equity: 100, cash: 0, gross: 100, largest: 75, held: 2 };
/// assert_eq!(mean_position(&[long]), Some(0.5));
/// ```
pub fn mean_position<N: Number>(marks: &[Mark<N>]) -> Option<f64> {
    Holdings::of(marks).mean_position()
}

impl Holdings {
    pub(super) fn largest_position(&self) -> Option<f64> {
        let shares = self.shares.filter(|_| self.bars > 0)?;
        finite(shares.largest)
    }

    pub(super) fn mean_position(&self) -> Option<f64> {
        quotient(self.shares?.gross_sum, self.positions as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::examples::mark;
    use crate::money::Narrow;

    #[test]
    fn every_position_weighs_the_same() {
        let marks = [mark(100, 100, 50, 3), mark(200, 200, 200, 1), mark(100, 0, 0, 0)];
        assert_eq!((mean_position(&marks), largest_position(&marks)), (Some(0.5), Some(1.0)));
    }

    #[test]
    fn without_position_there_is_a_largest_but_no_mean() {
        let flat = [mark(100, 0, 0, 0)];
        assert_eq!((mean_position(&flat), largest_position(&flat)), (None, Some(0.0)));
    }

    #[test]
    fn it_is_none_without_bars_or_equity() {
        assert_eq!(mean_position::<Narrow>(&[]), None);
        assert_eq!(largest_position::<Narrow>(&[]), None);
        let ruined = [mark(0, 10, 10, 1)];
        assert_eq!((mean_position(&ruined), largest_position(&ruined)), (None, None));
    }
}
