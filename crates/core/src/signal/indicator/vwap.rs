//! Volume-weighted average price.

use crate::money::quotient;
use crate::money::{Rounding, mul_div};
use crate::signal::{Quote, Signal, Window, product};

/// The mean of the typical prices, weighted with volume: of the session so far, or of some bars.
///
/// The typical price is `(high + low + close) / 3`. One correctly rounded division of exact sums:
/// `fl(sum((high + low + close) * volume) / (3 * 10^scale * sum(volume)))`; NaN where the volume
/// is 0. Which sums fit: [`turnover_fits`](crate::signal::turnover_fits).
///
/// A split rewrites what is remembered. Of some bars, that is `high + low + close` (half-even) and
/// the volume (towards zero) of each. Of a session, it is the volume `v` so far, which becomes `w`
/// towards zero, and the turnover, which becomes `turnover * w * old / (v * new)`, half-even.
///
/// ```
/// use farthing_core::signal::{indicator::Vwap, Quote, Signal};
/// let bar = |high, volume| Quote { high, low: 100, close: 100, volume, ..Quote::default() };
/// let mut vwap = Vwap::session(2);
/// assert!(vwap.update(bar(100, 0)).is_nan());
/// assert_eq!([vwap.update(bar(100, 1)), vwap.update(bar(400, 3))], [1.0, 1.75]);
/// ```
#[derive(Clone, Debug)]
pub struct Vwap {
    memory: Memory,
    /// Three prices times volume, summed up.
    turnover: i128,
    volume: i128,
    /// Units of the sum of three prices in one.
    units: i128,
}

#[derive(Clone, Debug)]
enum Memory {
    Session(Option<u32>),
    Bars { prices: Window, volumes: Window },
}

impl Vwap {
    /// Of the bars of the session so far, prices in units of `10^-scale`.
    pub fn session(scale: u8) -> Vwap {
        Vwap::new(Memory::Session(None), scale)
    }

    /// Of the last `length` bars, prices in units of `10^-scale`.
    pub fn rolling(length: usize, scale: u8) -> Vwap {
        let (prices, volumes) = (Window::new(length), Window::new(length));
        Vwap::new(Memory::Bars { prices, volumes }, scale)
    }

    fn new(memory: Memory, scale: u8) -> Vwap {
        Vwap { memory, turnover: 0, volume: 0, units: 3 * 10_i128.pow(u32::from(scale)) }
    }
}

impl Signal for Vwap {
    type Input = Quote;
    type Output = f64;

    #[inline]
    fn update(&mut self, bar: Quote) -> f64 {
        let price = bar.high + bar.low + bar.close;
        let mut defined = true;
        match &mut self.memory {
            Memory::Session(session) if *session == Some(bar.session) => {}
            Memory::Session(session) => {
                *session = Some(bar.session);
                (self.turnover, self.volume) = (0, 0);
            }
            Memory::Bars { prices, volumes } => {
                let price = prices.push(price).unwrap_or(0);
                let volume = volumes.push(bar.volume).unwrap_or(0);
                self.turnover -= turnover(price, volume);
                self.volume -= i128::from(volume);
                defined = prices.is_full();
            }
        }
        self.turnover += turnover(price, bar.volume);
        self.volume += i128::from(bar.volume);
        if defined { quotient(self.turnover, product(self.units, self.volume)) } else { f64::NAN }
    }

    fn rebase(&mut self, new: i64, old: i64) {
        match &mut self.memory {
            Memory::Session(_) => {
                let (volume, turnover) = rebased_sums(self.volume, self.turnover, new, old);
                (self.volume, self.turnover) = (volume, turnover);
            }
            Memory::Bars { prices, volumes } => {
                prices.rebase(new, old);
                volumes.rebase_volumes(new, old);
                let bars = prices.iter().zip(volumes.iter());
                self.turnover = bars.map(|(price, volume)| turnover(price, volume)).sum();
                self.volume = volumes.sum();
            }
        }
    }
}

#[inline]
fn turnover(price: i64, volume: i64) -> i128 {
    i128::from(price) * i128::from(volume)
}

/// Volume and turnover of a session after a split.
///
/// Turnover is money, which a split leaves alone, but for the part of a share that volume loses.
fn rebased_sums(volume: i128, turnover: i128, new: i64, old: i64) -> (i128, i128) {
    let (new, old) = (i128::from(new), i128::from(old));
    // As for prices: what does not fit is refused before.
    let kept = mul_div(volume, new, old, Rounding::TowardZero).unwrap_or(i128::MAX);
    let turnover = mul_div(turnover, kept * old, volume * new, Rounding::HalfEven);
    // Without volume there is no turnover either.
    (kept, turnover.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(high: i64, low: i64, close: i64, volume: i64, session: u32) -> Quote {
        Quote { open: close, high, low, close, volume, session }
    }

    #[test]
    fn a_session_starts_anew() {
        let mut vwap = Vwap::session(1);
        let bars = [
            bar(120, 90, 90, 10, 7),
            bar(220, 190, 190, 30, 7),
            bar(10, 10, 10, 0, 8),
            bar(30, 30, 31, 5, 8),
            bar(10, 10, 10, 0, 8),
        ];
        let found = bars.map(|bar| vwap.update(bar));
        assert_eq!(found[..2], [10.0, 17.5]);
        assert!(found[2].is_nan());
        assert_eq!(found[3..], [91.0 / 30.0, 91.0 / 30.0]);
    }

    #[test]
    fn a_rolling_one_forgets_bars_and_knows_no_sessions() {
        let mut vwap = Vwap::rolling(2, 0);
        let bars = [(3, 1), (6, 2), (9, 1), (9, 0), (1, 0), (4, 8)];
        let found = bars.map(|(price, volume)| vwap.update(bar(price, price, price, volume, 0)));
        assert!(found[0].is_nan());
        assert_eq!(found[1..4], [5.0, 7.0, 9.0]);
        assert!(found[4].is_nan());
        assert_eq!(found[5], 4.0);
        let mut sessions = Vwap::rolling(2, 0);
        sessions.update(bar(3, 3, 3, 1, 1));
        assert_eq!(sessions.update(bar(6, 6, 6, 2, 2)), 5.0);
    }

    #[test]
    fn one_bar_is_its_typical_price_whatever_its_volume() {
        let mut vwap = Vwap::rolling(1, 2);
        assert_eq!(vwap.update(bar(110, 90, 103, 7, 0)), 1.01);
        assert_eq!(vwap.update(bar(110, 90, 103, 1 << 62, 0)), 1.01);
        assert!(vwap.update(bar(110, 90, 103, 0, 0)).is_nan());
    }

    #[test]
    fn a_split_rewrites_price_and_volume() {
        for mut vwap in [Vwap::session(4), Vwap::rolling(2, 4)] {
            vwap.update(bar(1_000_000, 1_000_000, 1_000_000, 10, 0));
            vwap.rebase(4, 1);
            assert_eq!(vwap.update(bar(270_000, 270_000, 270_000, 40, 0)), 26.0);
        }
    }

    #[test]
    fn volume_that_a_split_leaves_nothing_of_leaves_no_turnover() {
        for mut vwap in [Vwap::session(4), Vwap::rolling(2, 4)] {
            vwap.update(bar(10_000, 10_000, 10_000, 5, 0));
            vwap.rebase(1, 10);
            assert_eq!(vwap.update(bar(110_000, 110_000, 110_000, 40, 0)), 11.0);
            vwap.rebase(1, 3);
            assert_eq!(vwap.update(bar(330_000, 330_000, 330_000, 1, 0)), 33.0);
        }
        let mut fresh = Vwap::session(4);
        fresh.rebase(2, 1);
        assert_eq!(fresh.update(bar(10_000, 10_000, 10_000, 5, 0)), 1.0);
    }
}
