//! Return over some bars.

use crate::money::quotient;
use crate::signal::{Signal, Window};

/// The return over `n` bars, `fl((x - y) / y)` with the value `y` of `n` bars before.
///
/// NaN where that value is 0. It has no unit, so that it asks for no scale.
///
/// ```
/// use farthing_core::signal::{indicator::Returns, Signal};
/// let mut returns = Returns::new(1);
/// assert!(returns.update(100).is_nan());
/// assert_eq!([101, 202].map(|value| returns.update(value)), [0.01, 1.0]);
/// ```
#[derive(Clone, Debug)]
pub struct Returns {
    window: Window,
}

impl Returns {
    /// The return over `length` bars.
    pub fn new(length: usize) -> Returns {
        Returns { window: Window::new(length) }
    }
}

impl Signal for Returns {
    type Input = i64;
    type Output = f64;

    #[inline]
    fn update(&mut self, value: i64) -> f64 {
        self.window.push(value).map_or(f64::NAN, |before| {
            let before = i128::from(before);
            quotient(i128::from(value) - before, before)
        })
    }

    fn rebase(&mut self, new: i64, old: i64) {
        self.window.rebase(new, old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_float_next_to_the_true_return() {
        let mut returns = Returns::new(2);
        let found = [300, 50, 400, 49].map(|value| returns.update(value));
        assert!(found[0].is_nan() && found[1].is_nan());
        assert_eq!(found[2..], [1.0 / 3.0, -0.02]);
    }

    #[test]
    fn a_constant_returns_nothing_and_nothing_returns_no_number() {
        let mut returns = Returns::new(1);
        let found = [7, 7, 0, 0, 5].map(|value| returns.update(value));
        assert_eq!(found[1..3], [0.0, -1.0]);
        assert!(found[3].is_nan() && found[4].is_nan());
    }

    #[test]
    fn a_price_below_zero_is_divided_by_with_its_sign() {
        let mut returns = Returns::new(1);
        let found = [-100, -50, 50].map(|value| returns.update(value));
        assert_eq!(found[1..], [-0.5, -2.0]);
    }

    #[test]
    fn a_split_is_no_return() {
        let mut returns = Returns::new(1);
        returns.update(1_000_000);
        returns.rebase(4, 1);
        assert_eq!(returns.update(250_000), 0.0);
    }
}
