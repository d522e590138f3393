//! Indicators in floats, as they are written without exact sums: to measure what those cost.
//!
//! Only where the feature `twin` is asked for, which no build of the package does.

use super::{Quote, Signal};

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

/// On-balance volume.
#[derive(Clone, Debug)]
pub(super) struct FloatObv {
    last: Option<f64>,
    sum: f64,
    unit: f64,
}

impl FloatObv {
    /// Of volumes in units of `10^-scale`.
    pub(super) fn new(scale: u8) -> FloatObv {
        FloatObv { last: None, sum: 0.0, unit: 10_f64.powi(i32::from(scale)) }
    }
}

impl Signal for FloatObv {
    type Input = Quote;
    type Output = f64;

    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "float by intention")]
    fn update(&mut self, bar: Quote) -> f64 {
        let (close, volume) = (bar.close as f64, bar.volume as f64 / self.unit);
        let last = self.last.replace(close);
        if last.is_none_or(|last| close > last) {
            self.sum += volume;
        } else if last.is_some_and(|last| close < last) {
            self.sum -= volume;
        }
        self.sum
    }

    #[expect(clippy::cast_precision_loss, reason = "float by intention")]
    fn rebase(&mut self, new: i64, old: i64) {
        let ratio = new as f64 / old as f64;
        self.last = self.last.map(|last| last / ratio);
        self.sum *= ratio;
    }
}

/// An exponential average, by a weight that is rounded once.
#[derive(Clone, Debug)]
struct Average {
    length: usize,
    heard: usize,
    /// A sum until the average starts.
    value: f64,
}

impl Average {
    fn new(length: usize) -> Average {
        Average { length: length.max(1), heard: 0, value: 0.0 }
    }

    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "float by intention")]
    fn push(&mut self, value: f64) -> Option<f64> {
        let length = self.length as f64;
        if self.heard == self.length {
            self.value += (value - self.value) * (2.0 / (length + 1.0));
            return Some(self.value);
        }
        self.heard += 1;
        self.value += value;
        if self.heard < self.length {
            return None;
        }
        self.value /= length;
        Some(self.value)
    }
}

/// Line, signal and histogram.
#[derive(Clone, Debug)]
pub(super) struct FloatMacd {
    fast: Average,
    slow: Average,
    signal: Average,
    skipped: usize,
    unit: f64,
}

impl FloatMacd {
    /// Of `[fast, slow, signal]` values in units of `10^-scale`.
    pub(super) fn new([fast, slow, signal]: [usize; 3], scale: u8) -> FloatMacd {
        FloatMacd {
            fast: Average::new(fast),
            slow: Average::new(slow),
            signal: Average::new(signal),
            skipped: slow.saturating_sub(fast),
            unit: 10_f64.powi(i32::from(scale)),
        }
    }
}

impl Signal for FloatMacd {
    type Input = i64;
    type Output = [f64; 3];

    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "float by intention")]
    fn update(&mut self, value: i64) -> [f64; 3] {
        let value = value as f64 / self.unit;
        let slow = self.slow.push(value);
        if self.skipped > 0 {
            self.skipped -= 1;
            return [f64::NAN; 3];
        }
        let Some(line) = self.fast.push(value).zip(slow).map(|(fast, slow)| fast - slow) else {
            return [f64::NAN; 3];
        };
        let signal = self.signal.push(line).unwrap_or(f64::NAN);
        [line, signal, line - signal]
    }

    #[expect(clippy::cast_precision_loss, reason = "float by intention")]
    fn rebase(&mut self, new: i64, old: i64) {
        let ratio = old as f64 / new as f64;
        for average in [&mut self.fast, &mut self.slow, &mut self.signal] {
            average.value *= ratio;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::indicator::{Macd, Obv};

    #[test]
    fn volumes_and_averages_are_about_the_exact_ones_across_a_split() {
        let mut exact = (Macd::new(3, 5, 4, 4), Obv::new(0));
        let mut float = (FloatMacd::new([3, 5, 4], 4), FloatObv::new(0));
        for index in 0..40 {
            let close = 1_000_000 + index * index % 17 * 4_000 - index % 5 * 8_000;
            let bar = Quote { close, volume: 400 + index % 7 * 4, ..Quote::default() };
            if index == 20 {
                exact.0.rebase(4, 1);
                exact.1.rebase(4, 1);
                float.0.rebase(4, 1);
                float.1.rebase(4, 1);
            }
            assert!((exact.1.update(bar) - float.1.update(bar)).abs() < 1e-6, "bar {index}");
            let outputs = exact.0.update(close).into_iter().zip(float.0.update(close));
            for (one, other) in outputs {
                let both_unknown = one.is_nan() && other.is_nan();
                assert!(both_unknown || (one - other).abs() < 1e-9, "{one} {other} at {index}");
            }
        }
    }

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
