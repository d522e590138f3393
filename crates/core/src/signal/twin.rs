//! Indicators in floats, as they are written without exact sums: to measure what those cost.
//!
//! Only where the feature `twin` is asked for, which no build of the package does.

use super::Signal;

/// The last values with their running sums, which drift as floats do.
#[derive(Clone, Debug)]
struct Running {
    values: Vec<f64>,
    length: usize,
    next: usize,
    sum: f64,
    squares: f64,
}

impl Running {
    fn new(length: usize) -> Running {
        let length = length.max(1);
        Running { values: Vec::new(), length, next: 0, sum: 0.0, squares: 0.0 }
    }

    #[inline]
    fn push(&mut self, value: f64) -> Option<f64> {
        let fallen = if self.values.len() < self.length {
            self.values.push(value);
            None
        } else {
            Some(std::mem::replace(&mut self.values[self.next], value))
        };
        let old = fallen.unwrap_or(0.0);
        self.sum += value - old;
        self.squares += value * value - old * old;
        self.next = if self.next + 1 == self.length { 0 } else { self.next + 1 };
        fallen
    }

    #[inline]
    fn is_full(&self) -> bool {
        self.values.len() == self.length
    }

    #[expect(clippy::cast_precision_loss, reason = "float by intention")]
    fn count(&self) -> f64 {
        self.length as f64
    }

    #[expect(clippy::cast_precision_loss, reason = "float by intention")]
    fn rebase(&mut self, new: i64, old: i64) {
        let ratio = old as f64 / new as f64;
        self.values.iter_mut().for_each(|value| *value *= ratio);
        self.sum *= ratio;
        self.squares *= ratio * ratio;
    }
}

/// What an indicator of the twin says of its window and the newest value, once it is full.
type Say = fn(&Running, value: f64, parameter: f64) -> f64;

/// An indicator over running sums.
#[derive(Clone, Debug)]
pub(super) struct Floats {
    running: Running,
    say: Say,
    /// The unit of the values, or the degrees of freedom.
    parameter: f64,
}

impl Floats {
    /// The mean of values in units of `10^-scale`.
    pub(super) fn sma(length: usize, scale: u8) -> Floats {
        let unit = 10_f64.powi(i32::from(scale));
        let say: Say = |running, _, unit| running.sum / (running.count() * unit);
        Floats { running: Running::new(length), say, parameter: unit }
    }

    /// Distance from the mean in standard deviations.
    #[expect(clippy::cast_precision_loss, reason = "float by intention")]
    pub(super) fn z_score(length: usize, ddof: usize) -> Floats {
        let say: Say = |running, value, ddof| {
            let count = running.count();
            let mean = running.sum / count;
            let spread = running.squares - running.sum * mean;
            (value - mean) / (spread / (count - ddof)).sqrt()
        };
        Floats { running: Running::new(length), say, parameter: ddof as f64 }
    }
}

impl Signal for Floats {
    type Input = i64;
    type Output = f64;

    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "float by intention")]
    fn update(&mut self, value: i64) -> f64 {
        let value = value as f64;
        self.running.push(value);
        if !self.running.is_full() {
            return f64::NAN;
        }
        (self.say)(&self.running, value, self.parameter)
    }

    fn rebase(&mut self, new: i64, old: i64) {
        self.running.rebase(new, old);
    }
}

/// The return over some bars.
#[derive(Clone, Debug)]
pub(super) struct FloatReturns {
    running: Running,
}

impl FloatReturns {
    /// The return over `length` bars.
    pub(super) fn new(length: usize) -> FloatReturns {
        FloatReturns { running: Running::new(length) }
    }
}

impl Signal for FloatReturns {
    type Input = i64;
    type Output = f64;

    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "float by intention")]
    fn update(&mut self, value: i64) -> f64 {
        let value = value as f64;
        self.running.push(value).map_or(f64::NAN, |before| value / before - 1.0)
    }

    fn rebase(&mut self, new: i64, old: i64) {
        self.running.rebase(new, old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_say_about_what_the_exact_ones_say() {
        let mut sma = Floats::sma(3, 2);
        let said = [10, 20, 35, 40].map(|value| sma.update(value));
        assert!(said[1].is_nan() && (said[3] - 95.0 / 300.0).abs() < 1e-12);
        let mut score = Floats::z_score(8, 0);
        let said = [2, 4, 4, 4, 5, 5, 7, 9].map(|value| score.update(value));
        assert!((said[7] - 2.0).abs() < 1e-12);
        let mut returns = FloatReturns::new(1);
        assert!(returns.update(100).is_nan() && (returns.update(101) - 0.01).abs() < 1e-12);
    }

    #[test]
    fn a_split_is_undone() {
        let mut sma = Floats::sma(2, 0);
        sma.update(40);
        sma.rebase(4, 1);
        assert!((sma.update(12) - 11.0).abs() < 1e-12);
        let mut returns = FloatReturns::new(1);
        returns.update(40);
        returns.rebase(4, 1);
        assert!(returns.update(10).abs() < 1e-12);
    }
}
