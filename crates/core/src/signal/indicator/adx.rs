//! Average directional index.

use crate::signal::{Decayed, Quote, Signal, SmoothedFloat, rebased};

/// How strong a trend is, and of which direction, as `[ADX, +DI, -DI]` in per cent (Wilder, New
/// Concepts in Technical Trading Systems, 1978), seeded as TA-Lib seeds it.
///
/// A bar moves up by `high - last high` or down by `last low - low`: the larger of the two counts
/// when it is above zero, the other is 0, and both are where they are equal. With `s` of the moves
/// up, the moves down and the true ranges (see [`Atr`](super::Atr)) each the exact sum of the first
/// `n - 1`, then `s = s - s / n + x`, in units: `+DI = 100 * (up / range)`,
/// `-DI = 100 * (down / range)`, from the `n`-th move on, and
/// `DX = 100 * (|+DI - -DI| / (+DI + -DI))`. The ADX is the mean of the first `n` DX, then
/// `a = a + (DX - a) / n`.
///
/// Where there was no range at all the indices are NaN, and where there was no move there is no DX:
/// it is not heard, and the ADX stays. TA-Lib says 0 for these indices, and takes such a DX for a 0
/// where it seeds the ADX. A split rewrites the last bar half-even, and each sum as
/// `s * old / new`. It has no unit, so that it asks for no scale.
///
/// ```
/// use farthing_core::signal::{indicator::Adx, Quote, Signal};
/// let bar = |high, low, close| Quote { high, low, close, ..Quote::default() };
/// let mut adx = Adx::new(1);
/// assert!(adx.update(bar(110, 90, 100))[0].is_nan());
/// assert_eq!(adx.update(bar(120, 100, 110)), [100.0, 50.0, 0.0]);
/// ```
#[derive(Clone, Debug)]
pub struct Adx {
    last: Option<[i64; 3]>,
    up: Decayed,
    down: Decayed,
    range: Decayed,
    index: SmoothedFloat,
}

impl Adx {
    /// The index over `length` moves.
    pub fn new(length: usize) -> Adx {
        Adx {
            last: None,
            up: Decayed::new(length),
            down: Decayed::new(length),
            range: Decayed::new(length),
            index: SmoothedFloat::wilder(length),
        }
    }
}

impl Signal for Adx {
    type Input = Quote;
    type Output = [f64; 3];

    #[inline]
    fn update(&mut self, bar: Quote) -> [f64; 3] {
        let Some([high, low, close]) = self.last.replace([bar.high, bar.low, bar.close]) else {
            return [f64::NAN; 3];
        };
        let (up, down) = moves(bar.high - high, low - bar.low);
        let (up, down) = (self.up.push(up), self.down.push(down));
        let range = self.range.push(bar.high.max(close) - bar.low.min(close));
        let (plus, minus) = match (up, down, range) {
            (Some(up), Some(down), Some(range)) if range > 0.0 => {
                (100.0 * (up / range), 100.0 * (down / range))
            }
            _ => return [self.index.last().unwrap_or(f64::NAN), f64::NAN, f64::NAN],
        };
        let index = if plus + minus > 0.0 {
            self.index.push(100.0 * ((plus - minus).abs() / (plus + minus)))
        } else {
            self.index.last()
        };
        [index.unwrap_or(f64::NAN), plus, minus]
    }

    fn rebase(&mut self, new: i64, old: i64) {
        self.last = self.last.map(|last| last.map(|price| rebased(price, new, old)));
        for sum in [&mut self.up, &mut self.down, &mut self.range] {
            sum.rebase(new, old);
        }
    }
}

/// What counts of a rise of the highs and a fall of the lows.
#[inline]
fn moves(rise: i64, fall: i64) -> (i64, i64) {
    match (rise > fall && rise > 0, fall > rise && fall > 0) {
        (true, _) => (rise, 0),
        (_, true) => (0, fall),
        _ => (0, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(high: i64, low: i64, close: i64) -> Quote {
        Quote { open: close, high, low, close, ..Quote::default() }
    }

    #[test]
    fn the_larger_move_counts() {
        let found = [(5, 3), (3, 5), (4, 4), (-1, -2), (-2, 1), (2, -1)];
        let found = found.map(|(rise, fall)| moves(rise, fall));
        assert_eq!(found, [(5, 0), (0, 5), (0, 0), (0, 0), (0, 1), (2, 0)]);
    }

    #[test]
    fn the_indices_begin_before_the_average_of_them() {
        let mut adx = Adx::new(2);
        let bars = [bar(10, 0, 5), bar(14, 4, 9), bar(14, 0, 7), bar(20, 6, 13)];
        let found = bars.map(|bar| adx.update(bar));
        assert!(found[..2].iter().flatten().all(|value| value.is_nan()));
        // Up 4, then 4 / 2 + 0; down 0, then 0 + 4; range 10, then 10 / 2 + 14.
        let (plus, minus) = (100.0 * (2.0 / 19.0), 100.0 * (4.0 / 19.0));
        assert!(found[2][0].is_nan());
        assert_eq!(found[2][1..], [plus, minus]);
        // Up 1 + 6, down 2, range 9.5 + 14.
        let (later_plus, later_minus) = (100.0 * (7.0 / 23.5), 100.0 * (2.0 / 23.5));
        let first = 100.0 * ((plus - minus).abs() / (plus + minus));
        let second = 100.0 * ((later_plus - later_minus) / (later_plus + later_minus));
        assert_eq!(found[3], [(first + second) / 2.0, later_plus, later_minus]);
    }

    #[test]
    fn what_does_not_move_has_no_direction_and_changes_no_average() {
        let mut adx = Adx::new(1);
        assert!((0..3).all(|_| adx.update(bar(5, 5, 5)).iter().all(|value| value.is_nan())));
        assert_eq!(adx.update(bar(7, 5, 6)), [100.0, 100.0, 0.0]);
        assert_eq!(adx.update(bar(6, 6, 6))[0], 100.0);
        assert_eq!(adx.update(bar(6, 5, 6)), [100.0, 0.0, 100.0]);
        let still = adx.update(bar(6, 5, 6));
        assert_eq!(still, [100.0, 0.0, 0.0]);
    }

    #[test]
    fn a_split_is_no_move() {
        let mut adx = Adx::new(1);
        adx.update(bar(1_000_000, 1_000_000, 1_000_000));
        adx.rebase(4, 1);
        let found = adx.update(bar(260_000, 250_000, 250_000));
        assert_eq!(found, [100.0, 100.0, 0.0]);
    }
}
