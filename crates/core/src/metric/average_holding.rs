//! Average holding.

use super::quotient::mean;

/// The mean number of bars for which a trade was held.
///
/// `bars` are those from the opening of each trade to its closing: 0 where both are in one bar.
/// `None` without trades.
///
/// ```
/// use farthing_core::metric::average_holding;
/// assert_eq!(average_holding(&[1, 4, 4]), Some(3.0));
/// assert_eq!(average_holding(&[]), None);
/// ```
pub fn average_holding(bars: &[u32]) -> Option<f64> {
    mean_bars(bars.iter().copied().map(u64::from).sum(), bars.len())
}

/// The mean of bars that sum up to `sum`.
pub(super) fn mean_bars(sum: u64, count: usize) -> Option<f64> {
    mean(sum as f64, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_holdings_do_not_wrap() {
        assert_eq!(average_holding(&[u32::MAX; 2]), Some(f64::from(u32::MAX)));
        assert_eq!(average_holding(&[0, 1]), Some(0.5));
        assert_eq!(average_holding(&[]), None);
    }
}
