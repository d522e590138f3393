//! What the excursions of all trades come to.

use super::excursion::Excursion;
use crate::money::quotient;

/// Means and extremes of excursions; each `None` without trades.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ExcursionRecord {
    /// The mean adverse excursion, in units of currency: negative or nothing.
    pub average_adverse: Option<f64>,
    /// The mean favourable excursion, in units of currency: positive or nothing.
    pub average_favourable: Option<f64>,
    /// The worst adverse excursion, in the last digits of the ledger.
    pub worst_adverse: Option<i128>,
    /// The best favourable excursion, in the last digits of the ledger.
    pub best_favourable: Option<i128>,
}

/// The record of these excursions, all of one currency: exact sums, each divided once. `None` for all of them where one
/// is not known, or a sum does not fit.
///
/// ```
/// use farthing_core::metric::{Excursion, excursion_record};
/// let found = [Excursion { adverse: -300, favourable: 0 }, Excursion { adverse: 0, favourable: 50 }];
/// let record = excursion_record(&found.map(Some), 2);
/// assert_eq!((record.average_adverse, record.worst_adverse), (Some(-1.5), Some(-300)));
/// assert_eq!((record.average_favourable, record.best_favourable), (Some(0.25), Some(50)));
/// ```
pub fn excursion_record(found: &[Option<Excursion>], ledger_scale: u8) -> ExcursionRecord {
    let all: Option<Vec<Excursion>> = found.iter().copied().collect();
    all.and_then(|all| record(&all, ledger_scale)).unwrap_or_default()
}

fn record(all: &[Excursion], ledger_scale: u8) -> Option<ExcursionRecord> {
    let divisor = (all.len() as i128).checked_mul(10_i128.pow(u32::from(ledger_scale)))?;
    let sum = |value: fn(&Excursion) -> i128| {
        all.iter().try_fold(0_i128, |sum, excursion| sum.checked_add(value(excursion)))
    };
    let (adverse, favourable) = (sum(|one| one.adverse)?, sum(|one| one.favourable)?);
    Some(ExcursionRecord {
        average_adverse: (divisor > 0).then(|| quotient(adverse, divisor)),
        average_favourable: (divisor > 0).then(|| quotient(favourable, divisor)),
        worst_adverse: all.iter().map(|one| one.adverse).min(),
        best_favourable: all.iter().map(|one| one.favourable).max(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_trades_or_with_one_unknown_there_is_no_record() {
        let one = Some(Excursion { adverse: -1, favourable: 1 });
        assert_eq!(excursion_record(&[], 2), ExcursionRecord::default());
        assert_eq!(excursion_record(&[one, None], 2), ExcursionRecord::default());
        let large = Some(Excursion { adverse: i128::MIN, favourable: 0 });
        assert_eq!(excursion_record(&[large, large], 2), ExcursionRecord::default());
    }
}
