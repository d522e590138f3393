//! Half of the spread that highs and lows give away: Corwin and Schultz, "A Simple Way to Estimate
//! Bid-Ask Spreads from Daily High and Low Prices", Journal of Finance 67 (2012), 719-760.
//!
//! Highs are mostly bought and lows mostly sold at, so that the range of a bar is variance and
//! spread; the range of two bars has twice the variance and the same spread. Nights are not
//! adjusted for. An estimate is a statistic, counted in floats; nine digits of it are used.

use crate::money::quotient;

/// The extremes of a bar, in price mantissa.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// Highest price.
    pub high: i64,
    /// Lowest price.
    pub low: i64,
}

/// `3 - 2 * sqrt(2)`.
const REMAINDER: f64 = 3.0 - 2.0 * std::f64::consts::SQRT_2;

const WHOLE: f64 = 1e9;

/// Half of the mean spread of consecutive pairs of bars, in parts of 10^9.
///
/// ```
/// use farthing_core::market::{Range, half_spread};
/// // 2 % from low to high, twice: 2 * 0.02 / 2.02 is the spread, 0.009900990 half of it.
/// let bars = [Range { high: 10_200, low: 10_000 }; 2];
/// assert_eq!(half_spread(bars.into_iter()), 9_900_990);
/// ```
pub fn half_spread(bars: impl Iterator<Item = Range> + Clone) -> i64 {
    let (mut sum, mut pairs) = (0.0, 0_u32);
    for (bar, before) in bars.clone().skip(1).zip(bars) {
        sum += spread(before, bar);
        pairs += 1;
    }
    if pairs == 0 { 0 } else { to_parts(sum / f64::from(pairs) / 2.0) }
}

/// The spread of two bars as a share of the price; nothing where it is negative or a low is not
/// positive.
fn spread(before: Range, bar: Range) -> f64 {
    let (high, low) = (before.high.max(bar.high), before.low.min(bar.low));
    if low <= 0 {
        return 0.0;
    }
    let squared = |high: i64, low: i64| {
        let range = libm::log(quotient(high.into(), low.into()));
        range * range
    };
    let beta = squared(before.high, before.low) + squared(bar.high, bar.low);
    let gamma = squared(high, low);
    let alpha =
        (libm::sqrt(2.0 * beta) - libm::sqrt(beta)) / REMAINDER - libm::sqrt(gamma / REMAINDER);
    let grown = libm::exp(alpha);
    let spread = 2.0 * (grown - 1.0) / (1.0 + grown);
    if spread > 0.0 { spread } else { 0.0 }
}

#[expect(clippy::cast_possible_truncation, reason = "a spread is at most twice the price")]
fn to_parts(share: f64) -> i64 {
    (share * WHOLE).round_ties_even() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(highs: &[i64], lows: &[i64]) -> i64 {
        half_spread(highs.iter().zip(lows).map(|(&high, &low)| Range { high, low }))
    }

    #[test]
    fn the_spread_of_two_equal_ranges_is_that_of_the_paper() {
        // H/L = 1.02 twice and over both bars: ln = 0.0198026273, beta = 2 * 0.000392144048 =
        // 0.000784288097, gamma = 0.000392144048; alpha = (sqrt(2 beta) - sqrt(beta)) / 0.171572875
        // - sqrt(gamma / 0.171572875) = 0.0676..  - 0.0478.. = 0.0198026273; 2 * (e^alpha - 1) /
        // (1 + e^alpha) = 2 * 0.02 / 2.02 = 0.019801980; half of it 0.009900990.
        assert_eq!(estimate(&[10_200, 10_200], &[10_000, 10_000]), 9_900_990);
        assert_eq!(estimate(&[10_200; 5], &[10_000; 5]), 9_900_990);
    }

    #[test]
    fn a_negative_estimate_counts_as_none() {
        // A trend: the two bars together have a far larger range than each.
        assert_eq!(estimate(&[10_100, 12_100], &[10_000, 12_000]), 0);
        // Its mean with a pair of 0.0198019802: pairs (equal), (trend).
        assert_eq!(estimate(&[10_200, 10_200, 20_400], &[10_000, 10_000, 20_000]), 4_950_495);
        assert_eq!(estimate(&[10_000, 10_000], &[10_000, 10_000]), 0);
        assert_eq!(estimate(&[100, 100], &[-100, 50]), 0);
        assert_eq!(estimate(&[100], &[50]), 0);
    }
}
