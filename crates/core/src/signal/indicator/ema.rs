//! Exponential moving average.

use crate::signal::{Signal, Smoothed};

/// The average with weight `alpha = 2 / (n + 1)` on the newest value, seeded as TA-Lib seeds it.
///
/// In units of `10^-scale`: `e = fl(sum / n)` of the first `n` values, then
/// `e = e + (x - e) / ((n + 1) / 2)`. It says `e / 10^scale`. A split makes it `e * old / new`;
/// before the first average it is the sum that is rewritten, half-even.
///
/// ```
/// use farthing_core::signal::{indicator::Ema, Signal};
/// let mut ema = Ema::new(3, 2);
/// assert!(ema.update(100).is_nan() && ema.update(101).is_nan());
/// assert_eq!([ema.update(105), ema.update(110)], [1.02, 1.06]);
/// ```
#[derive(Clone, Debug)]
pub struct Ema {
    smoothed: Smoothed,
    unit: f64,
}

impl Ema {
    /// The average over `length` values in units of `10^-scale`.
    #[expect(clippy::cast_precision_loss, reason = "powers of ten are exact to 10^22")]
    pub fn new(length: usize, scale: u8) -> Ema {
        let unit = 10_i128.pow(u32::from(scale)) as f64;
        Ema { smoothed: Smoothed::exponential(length), unit }
    }
}

impl Signal for Ema {
    type Input = i64;
    type Output = f64;

    #[inline]
    fn update(&mut self, value: i64) -> f64 {
        self.smoothed.push(value).map_or(f64::NAN, |average| average / self.unit)
    }

    fn rebase(&mut self, new: i64, old: i64) {
        self.smoothed.rebase(new, old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_starts_at_the_simple_average() {
        let mut ema = Ema::new(4, 1);
        let found = [10, 20, 30, 50, 100, 0].map(|value| ema.update(value));
        assert!(found[..3].iter().all(|value| value.is_nan()));
        let second = 27.5 + (100.0 - 27.5) / 2.5;
        assert_eq!(found[3..], [2.75, second / 10.0, (second - second / 2.5) / 10.0]);
    }

    #[test]
    fn a_length_of_one_is_the_price() {
        let mut ema = Ema::new(1, 2);
        assert_eq!([1, 99_999, 3].map(|value| ema.update(value)), [0.01, 999.99, 0.03]);
    }

    #[test]
    fn a_constant_stays_itself() {
        let mut ema = Ema::new(7, 2);
        let last = (0..100).map(|_| ema.update(1_003)).last().unwrap();
        assert_eq!(last, 10.03);
    }

    #[test]
    fn a_split_is_undone_before_and_after_the_start() {
        let mut ema = Ema::new(2, 4);
        ema.update(1_000_000);
        ema.rebase(4, 1);
        assert_eq!(ema.update(260_000), 25.5);
        ema.rebase(1, 2);
        assert_eq!(ema.update(510_000), 51.0);
    }
}
