//! Which windows keep exact sums that fit.
//!
//! An indicator never wraps: a sum that does not fit stops the program. Who builds one from a
//! user's numbers asks here first, and refuses what does not fit by name.

/// Whether the sums of squares of `length` values fit, for `Std`, `ZScore` and `Bollinger`.
///
/// `value_max` is the largest magnitude in the units of the indicator, before and after all
/// splits. Every length up to 10,000 fits when prices are below `2^43` of these units.
///
/// ```
/// use farthing_core::signal::squares_fit;
/// assert!(squares_fit(10_000, 1 << 43) && !squares_fit(10_000, 1 << 53));
/// ```
pub fn squares_fit(length: usize, value_max: i64) -> bool {
    // n^3 * x^2: what the z-score of a sample needs, and more than the variance does. It follows
    // that n * x fits one machine word.
    let length = length.max(1) as i128;
    let value = i128::from(value_max);
    let cube = length.checked_mul(length).and_then(|square| square.checked_mul(length));
    cube.is_some_and(|cube| cube.checked_mul(value * value).is_some())
}

/// Whether the turnover of `bars` bars fits, for `Vwap`.
///
/// `price_max` is the largest magnitude in units of `10^-scale`, `volume_max` the largest volume
/// of a bar; both before and after all splits.
///
/// ```
/// use farthing_core::signal::turnover_fits;
/// assert!(turnover_fits(1_000, 1 << 40, 1 << 40, 8));
/// assert!(!turnover_fits(1_000, 1 << 60, 1 << 60, 8));
/// ```
pub fn turnover_fits(bars: usize, price_max: i64, volume_max: i64, scale: u8) -> bool {
    let volume = i128::from(volume_max).checked_mul(3 * bars as i128);
    let fits = |unit: i128| volume.is_some_and(|volume| volume.checked_mul(unit).is_some());
    let prices_fit = price_max.checked_mul(3).is_some();
    prices_fit && fits(price_max.into()) && fits(10_i128.pow(u32::from(scale)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::indicator::{Bollinger, Std, Vwap, ZScore};
    use crate::signal::{Quote, Signal};

    #[test]
    fn what_is_said_to_fit_does_at_its_worst() {
        for (length, value) in [(1, i64::MAX), (100, 1 << 53), (10_000, 1 << 43), (2, 1 << 61)] {
            assert!(squares_fit(length, value), "{length} of {value}");
            let mut std = Std::new(length, 1, 4);
            let mut z_score = ZScore::new(length, 1);
            let mut bollinger = Bollinger::new(length, 2.0, 4);
            for index in 0..2 * length + 1 {
                let value = if index % 2 == 0 { value } else { -value };
                let (std, z_score) = (std.update(value), z_score.update(value));
                let defined = length > 1 && index + 1 >= length;
                assert_eq!((std > 0.0, z_score.is_finite()), (defined, defined));
                assert_eq!(bollinger.update(value)[2].is_finite(), index + 1 >= length);
            }
        }
    }

    #[test]
    fn what_is_said_not_to_fit_is_near_the_bound() {
        assert!(!squares_fit(2, i64::MAX) && !squares_fit(128, 1 << 53));
        assert!(!squares_fit(usize::MAX, 1) && squares_fit(0, 1));
        assert!(!turnover_fits(1, i64::MAX / 3 + 1, 1, 0) && turnover_fits(1, i64::MAX / 3, 1, 0));
        assert!(!turnover_fits(1 << 63, 1, i64::MAX, 0) && !turnover_fits(1, 1, i64::MAX, 20));
    }

    #[test]
    #[should_panic(expected = "overflow")]
    fn what_does_not_fit_stops_the_program() {
        let mut std = Std::new(1_000, 0, 0);
        for value in [1_i64 << 53, -1 << 53].into_iter().cycle().take(1_000) {
            std.update(value * 2);
        }
    }

    #[test]
    fn turnover_that_is_said_to_fit_does_at_its_worst() {
        let (price, volume) = (1_i64 << 53, 1_i64 << 62);
        assert!(
            turnover_fits(1_024, price, volume, 16) && !turnover_fits(2_048, price, volume, 16)
        );
        let bar = Quote { high: price, low: price, close: price, volume, ..Quote::default() };
        let mut rolling = Vwap::rolling(1_023, 16);
        let found = (0..2_046).map(|_| rolling.update(bar)).last();
        assert_eq!(found, Some(price as f64 / 1e16));
    }
}
