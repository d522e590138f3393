//! Simple moving average.

use crate::money::quotient;
use crate::signal::{Signal, Window};

/// The mean of the last values: one correctly rounded division of an exact sum.
///
/// ```
/// use farthing_core::signal::{indicator::Sma, Signal};
/// let mut sma = Sma::new(3, 2);
/// assert!(sma.update(100).is_nan() && sma.update(101).is_nan());
/// assert_eq!(sma.update(105), 1.02);
/// ```
#[derive(Clone, Debug)]
pub struct Sma {
    window: Window,
    divisor: i128,
}

impl Sma {
    /// The mean of `length` values in units of `10^-scale`.
    pub fn new(length: usize, scale: u8) -> Sma {
        let window = Window::new(length);
        let divisor = window.length() as i128 * 10_i128.pow(u32::from(scale));
        Sma { window, divisor }
    }
}

impl Signal for Sma {
    type Input = i64;
    type Output = f64;

    #[inline]
    fn update(&mut self, value: i64) -> f64 {
        self.window.push(value);
        if self.window.is_full() { quotient(self.window.sum(), self.divisor) } else { f64::NAN }
    }

    fn rebase(&mut self, new: i64, old: i64) {
        self.window.rebase(new, old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_float_next_to_the_true_mean() {
        let mut sma = Sma::new(3, 2);
        let found: Vec<f64> = [10, 20, 35, 40].map(|value| sma.update(value)).into();
        assert!(found[0].is_nan() && found[1].is_nan());
        assert_eq!(found[2..], [65.0 / 300.0, 95.0 / 300.0]);
    }

    #[test]
    fn a_split_in_the_window_is_undone() {
        let mut sma = Sma::new(2, 4);
        sma.update(1_000_000);
        sma.rebase(4, 1);
        assert_eq!(sma.update(260_000), 25.5);
    }
}
