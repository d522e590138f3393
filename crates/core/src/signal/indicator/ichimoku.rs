//! Ichimoku cloud.

use crate::money::quotient;
use crate::signal::{Largest, Quote, Signal, Window};

/// The middles of three windows, two of them as they were some bars ago, as
/// `[tenkan, kijun, senkou A, senkou B]` (Hosoda, Ichimoku Kinko Hyo, 1969).
///
/// With `m(n)` the lowest low plus the highest high of the last `n` bars, in units of
/// `10^-scale`: `tenkan = fl(m(tenkan) / 2)`, `kijun = fl(m(kijun) / 2)`, and, with the values of
/// `shift` bars ago, `senkou A = fl((m(tenkan) + m(kijun)) / 4)` and `senkou B = fl(m(senkou) / 2)`;
/// each also divided by `10^scale` in the same division, and said as soon as it is defined.
///
/// A chart draws the spans `shift` bars ahead: what stands over the present bar was computed then,
/// and that is what is said, so that nothing of it is known too early. The chikou span is left out:
/// it is the close drawn `shift` bars back, which the close itself says as soon as anybody knows
/// it, and which as an array would show each bar a close of its future. A split rewrites what is
/// remembered half-even: prices, and the sums of two and four of them.
///
/// ```
/// use farthing_core::signal::{indicator::Ichimoku, Quote, Signal};
/// let bar = |high, low| Quote { high, low, ..Quote::default() };
/// let mut cloud = Ichimoku::new([1, 2, 2], 1, 2);
/// cloud.update(bar(110, 90));
/// assert_eq!(cloud.update(bar(150, 130))[..2], [1.4, 1.2]);
/// assert_eq!(cloud.update(bar(150, 150)), [1.5, 1.4, 1.3, 1.2]);
/// ```
#[derive(Clone, Debug)]
pub struct Ichimoku {
    middles: [Middle; 3],
    /// The sums of four prices, and of two, that are not said yet.
    delayed: [Window; 2],
    unit: i128,
}

impl Ichimoku {
    /// Windows of `[tenkan, kijun, senkou]` bars with prices in units of `10^-scale`; the spans
    /// are those of `shift` bars ago, a shift of 0 is taken as 1.
    pub fn new(lengths: [usize; 3], shift: usize, scale: u8) -> Ichimoku {
        Ichimoku {
            middles: lengths.map(Middle::new),
            delayed: [Window::new(shift), Window::new(shift)],
            unit: 10_i128.pow(u32::from(scale)),
        }
    }
}

impl Signal for Ichimoku {
    type Input = Quote;
    type Output = [f64; 4];

    #[inline]
    fn update(&mut self, bar: Quote) -> [f64; 4] {
        let [tenkan, kijun, senkou] = self.middles.each_mut().map(|middle| middle.push(&bar));
        let both = tenkan.zip(kijun).map(|(tenkan, kijun)| tenkan + kijun);
        let [spans, widest] = &mut self.delayed;
        let ago = [both.and_then(|sum| spans.push(sum)), senkou.and_then(|sum| widest.push(sum))];
        let say = |sum: Option<i64>, prices: i128| {
            sum.map_or(f64::NAN, |sum| quotient(sum.into(), prices * self.unit))
        };
        [say(tenkan, 2), say(kijun, 2), say(ago[0], 4), say(ago[1], 2)]
    }

    fn rebase(&mut self, new: i64, old: i64) {
        self.middles.iter_mut().for_each(|middle| middle.rebase(new, old));
        self.delayed.iter_mut().for_each(|window| window.rebase(new, old));
    }
}

/// The lowest low plus the highest high of a window.
#[derive(Clone, Debug)]
struct Middle {
    highest: Largest,
    /// Of the lows with the other sign.
    lowest: Largest,
}

impl Middle {
    fn new(length: usize) -> Middle {
        Middle { highest: Largest::new(length), lowest: Largest::new(length) }
    }

    #[inline]
    fn push(&mut self, bar: &Quote) -> Option<i64> {
        let (highest, lowest) = (self.highest.push(bar.high), self.lowest.push(-bar.low));
        highest.zip(lowest).map(|(highest, lowest)| highest - lowest)
    }

    fn rebase(&mut self, new: i64, old: i64) {
        self.highest.rebase(new, old);
        self.lowest.rebase(new, old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(high: i64, low: i64) -> Quote {
        Quote { high, low, ..Quote::default() }
    }

    #[test]
    fn the_spans_are_those_of_some_bars_ago() {
        let mut cloud = Ichimoku::new([1, 2, 3], 2, 0);
        let bars = [(4, 2), (8, 6), (6, 2), (10, 10), (20, 10), (0, 0)];
        let found = bars.map(|(high, low)| cloud.update(bar(high, low)));
        let lines: Vec<_> = found.iter().map(|said| (said[0], said[1])).collect();
        assert!(found[0][1].is_nan() && found[0][0] == 3.0);
        assert_eq!(lines[1..4], [(7.0, 5.0), (4.0, 5.0), (10.0, 6.0)]);
        assert!(found[..3].iter().all(|said| said[2].is_nan() && said[3].is_nan()));
        // (7 + 5) / 2 and (4 + 5) / 2 of two bars ago; the third window begins a bar later.
        assert!(found[3][2] == 6.0 && found[3][3].is_nan());
        assert_eq!(found[4][2..], [4.5, 5.0]);
        assert_eq!(found[5][2..], [8.0, 6.0]);
    }

    #[test]
    fn a_split_rewrites_the_spans_that_are_still_to_be_said() {
        let mut cloud = Ichimoku::new([1, 1, 1], 1, 4);
        cloud.update(bar(1_040_000, 960_000));
        cloud.rebase(4, 1);
        assert_eq!(cloud.update(bar(300_000, 300_000)), [30.0, 30.0, 25.0, 25.0]);
    }
}
