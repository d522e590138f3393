//! Drawdowns: how far, and how long, an equity stayed below what it had been.

use super::quotient::difference_share;
use crate::money::{Amount, Number};

/// One fall of an equity below its highest value so far, until it is back there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawdown<N: Number> {
    /// Index of the last value at the peak; `None` for the capital, before the first value.
    pub peak: Option<usize>,
    /// Index of the lowest value, the first of equal ones.
    pub trough: usize,
    /// Index of the first value back at the peak; `None` when there is none.
    pub recovery: Option<usize>,
    /// The equity at the peak.
    pub peak_value: N::Money,
    /// The equity at the trough.
    pub trough_value: N::Money,
    /// `(peak - trough) / peak`: positive, and above 1 where the equity became a debt.
    pub depth: f64,
    /// Values from the peak to the recovery, or to the last one where there is none.
    pub bars: usize,
}

/// Every drawdown of an equity, in the order of time, the capital being its first peak.
///
/// `equity` is the account at the end of each bar or session. Peak, trough and recovery are found
/// by comparing exact money; only the depth is a float. A fall from a peak that is not positive
/// has no depth and is left out.
///
/// ```
/// use farthing_core::metric::drawdowns;
/// use farthing_core::money::Narrow;
/// let found = drawdowns::<Narrow>(100, &[120, 90, 105, 120, 110]);
/// assert_eq!((found[0].peak, found[0].trough, found[0].recovery), (Some(0), 1, Some(3)));
/// assert_eq!((found[0].depth, found[0].bars), (0.25, 3));
/// assert_eq!((found[1].trough, found[1].recovery), (4, None));
/// ```
pub fn drawdowns<N: Number>(capital: N::Money, equity: &[N::Money]) -> Vec<Drawdown<N>> {
    let mut found = Vec::new();
    let mut peak = (None, capital);
    let mut trough: Option<(usize, N::Money)> = None;
    for (at, &value) in equity.iter().enumerate() {
        if value >= peak.1 {
            let over = trough.take();
            found.extend(over.and_then(|trough| fall::<N>(peak, trough, at, true)));
            peak = (Some(at), value);
        } else if trough.is_none_or(|(_, lowest)| value < lowest) {
            trough = Some((at, value));
        }
    }
    let last = equity.len().saturating_sub(1);
    found.extend(trough.and_then(|trough| fall::<N>(peak, trough, last, false)));
    found
}

fn fall<N: Number>(
    (peak, peak_value): (Option<usize>, N::Money),
    (trough, trough_value): (usize, N::Money),
    end: usize,
    is_over: bool,
) -> Option<Drawdown<N>> {
    Some(Drawdown {
        peak,
        trough,
        recovery: is_over.then_some(end),
        peak_value,
        trough_value,
        depth: difference_share::<N>(peak_value, trough_value, peak_value)?,
        bars: peak.map_or(end + 1, |peak| end - peak),
    })
}

/// The `count` deepest drawdowns, the deepest first; of equal ones the earlier first.
///
/// ```
/// use farthing_core::metric::{deepest, drawdowns};
/// use farthing_core::money::Narrow;
/// let all = drawdowns::<Narrow>(100, &[90, 100, 80, 100, 99]);
/// let depths: Vec<f64> = deepest(&all, 2).iter().map(|found| found.depth).collect();
/// assert_eq!(depths, [0.2, 0.1]);
/// ```
pub fn deepest<N: Number>(drawdowns: &[Drawdown<N>], count: usize) -> Vec<Drawdown<N>> {
    let mut found = drawdowns.to_vec();
    found.sort_by(|a, b| b.depth.total_cmp(&a.depth));
    found.truncate(count);
    found
}

/// The depth of the deepest drawdown, 0 where the equity never fell.
///
/// A positive share of the peak. `None` where there is no value, and where the capital is not
/// positive. Source: `max_drawdown` of empyrical, which gives it a negative sign.
///
/// ```
/// use farthing_core::metric::max_drawdown;
/// use farthing_core::money::Narrow;
/// assert_eq!(max_drawdown::<Narrow>(100, &[120, 90, 150]), Some(0.25));
/// assert_eq!(max_drawdown::<Narrow>(100, &[]), None);
/// ```
pub fn max_drawdown<N: Number>(capital: N::Money, equity: &[N::Money]) -> Option<f64> {
    let is_defined = capital > N::Money::ZERO && !equity.is_empty();
    is_defined.then(|| max_depth(&drawdowns::<N>(capital, equity)))
}

/// The depth of the deepest, 0 of none.
pub(super) fn max_depth<N: Number>(drawdowns: &[Drawdown<N>]) -> f64 {
    drawdowns.iter().fold(0.0, |deepest, found| found.depth.max(deepest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{Narrow, Wide};

    #[test]
    fn the_capital_is_the_first_peak() {
        let expected = Drawdown::<Narrow> {
            peak: None,
            trough: 1,
            recovery: Some(3),
            peak_value: 100,
            trough_value: 75,
            depth: 0.25,
            bars: 4,
        };
        assert_eq!(drawdowns::<Narrow>(100, &[80, 75, 75, 100]), [expected]);
    }

    #[test]
    fn a_peak_is_its_last_bar_and_a_fall_may_stay_open() {
        let expected = Drawdown::<Wide> {
            peak: Some(2),
            trough: 4,
            recovery: None,
            peak_value: 110,
            trough_value: 88,
            depth: 0.2,
            bars: 3,
        };
        assert_eq!(drawdowns::<Wide>(100, &[110, 110, 110, 99, 88, 99]), [expected]);
    }

    #[test]
    fn one_last_digit_is_a_fall() {
        let found = drawdowns::<Narrow>(1 << 60, &[(1 << 60) - 1]);
        assert_eq!(found[0].depth, 0.5_f64.powi(60));
        assert_eq!(found[0].bars, 1);
    }

    #[test]
    fn a_debt_is_deeper_than_everything() {
        assert_eq!(max_drawdown::<Narrow>(100, &[-50]), Some(1.5));
        let (most, least) = (i64::MAX, -i64::MAX);
        assert_eq!(max_drawdown::<Narrow>(most, &[least]), Some(2.0));
    }

    #[test]
    fn nothing_falls_from_a_debt() {
        assert_eq!(drawdowns::<Narrow>(0, &[-1, 10, 20]), []);
        assert_eq!(max_drawdown::<Narrow>(0, &[-1, 10, 5]), None);
        assert_eq!(drawdowns::<Narrow>(0, &[-1, 10, 5])[0].depth, 0.5);
    }

    #[test]
    fn an_equity_that_never_falls_has_a_drawdown_of_zero() {
        assert_eq!(max_drawdown::<Narrow>(100, &[100, 101, 101]), Some(0.0));
        assert_eq!(drawdowns::<Narrow>(100, &[]), []);
    }

    #[test]
    fn the_deepest_come_first_and_equal_ones_by_time() {
        let all = drawdowns::<Narrow>(100, &[90, 100, 80, 100, 90, 100]);
        let troughs: Vec<usize> = deepest(&all, 9).iter().map(|found| found.trough).collect();
        assert_eq!(troughs, [2, 0, 4]);
        assert_eq!(deepest(&all, 0), []);
        assert_eq!(max_depth(&all), 0.2);
    }
}
