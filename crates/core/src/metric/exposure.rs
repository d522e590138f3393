//! Exposure.

use super::holdings::Holdings;
use super::quotient::mean;
use crate::kernel::Mark;
use crate::money::Number;

/// The share of the bars at whose close there was a position.
///
/// `marks` are the account at the close of each bar. `None` without bars.
///
/// ```
/// use farthing_core::kernel::Mark;
/// use farthing_core::metric::exposure;
/// use farthing_core::money::Narrow;
/// let flat = Mark::<Narrow> { equity: 100, cash: 100, gross: 0, largest: 0, held: 0 };
/// let long = Mark { cash: 50, gross: 50, largest: 50, held: 1, ..flat };
/// assert_eq!(exposure(&[flat, long, long, flat]), Some(0.5));
/// ```
pub fn exposure<N: Number>(marks: &[Mark<N>]) -> Option<f64> {
    Holdings::of(marks).exposure()
}

impl Holdings {
    pub(super) fn exposure(&self) -> Option<f64> {
        mean(self.exposed as f64, self.bars)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::examples::mark;
    use crate::money::Narrow;

    #[test]
    fn it_counts_bars_not_positions() {
        let marks = [mark(9, 9, 3, 3), mark(9, 0, 0, 0), mark(-9, 1, 1, 1), mark(9, 0, 0, 0)];
        assert_eq!(exposure(&marks), Some(0.5));
        assert_eq!(exposure::<Narrow>(&[]), None);
    }
}
