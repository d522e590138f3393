//! A level of a range: the volume-weighted price of its touches, and how strong it is.
//!
//! Written for a resistance; a support reads prices upside down.

use super::bar::{part, share};
use super::{Bar, Name as P, Parameters};
use crate::money::{Rounding, mul_div};
use crate::signal::rebased;

/// A price that was touched and held.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    price: i64,
    /// Volume of all touches.
    volume: i128,
    touches: u32,
    /// Volume of the first touch, and of all later ones, against the mean of their bars.
    first_ratio: f64,
    later_ratios: f64,
    /// How far the bars of touches close off the level, together.
    wicks: f64,
    /// How far touches lie from the level, together.
    distances: i64,
    closes: u32,
    closes_beyond: u32,
}

impl Level {
    /// A level by its first touch.
    pub fn new(bar: &Bar) -> Level {
        Level {
            price: bar.high,
            volume: i128::from(bar.volume.max(1)),
            touches: 1,
            first_ratio: bar.volume_ratio,
            later_ratios: 0.0,
            wicks: 1.0 - bar.close_position(),
            distances: 0,
            closes: 0,
            closes_beyond: 0,
        }
    }

    /// Its price.
    #[inline]
    pub fn price(&self) -> i64 {
        self.price
    }

    /// How often it was touched.
    pub fn touches(&self) -> u32 {
        self.touches
    }

    /// How far touches lie from the level, together.
    pub fn distances(&self) -> i64 {
        self.distances
    }

    /// Takes a further touch, which moves it by its share of the volume.
    pub fn touch(&mut self, bar: &Bar) {
        let volume = i128::from(bar.volume.max(1));
        self.volume += volume;
        let away = bar.high - self.price;
        let moved = mul_div(away.into(), volume, self.volume, Rounding::HalfEven);
        self.price += moved.and_then(|moved| i64::try_from(moved).ok()).unwrap_or(0);
        self.distances += away.abs();
        self.touches += 1;
        self.later_ratios += bar.volume_ratio;
        self.wicks += 1.0 - bar.close_position();
    }

    /// Whether a price is near enough to touch it.
    pub fn is_near(&self, price: i64, height: i64, p: &Parameters) -> bool {
        (price - self.price).abs() <= part(height, p[P::level_tolerance])
    }

    /// Takes the close of a bar.
    #[inline]
    pub fn hear(&mut self, bar: &Bar) {
        self.closes += 1;
        self.closes_beyond += u32::from(bar.close > self.price);
    }

    /// 0 to 100: touches, less volume with each, closes off the level, closes that held it.
    pub fn strength(&self, p: &Parameters) -> f64 {
        let later = f64::from(self.touches - 1);
        let volume = if later > 0.0 && self.first_ratio > 0.0 {
            self.later_ratios / later / self.first_ratio
        } else {
            p[P::level_volume]
        };
        let beyond = share(self.closes_beyond.into(), self.closes.into(), 0.0);
        let parts = [
            (P::level_touches, f64::from(self.touches)),
            (P::level_volume, volume),
            (P::level_wick, self.wicks / f64::from(self.touches)),
            (P::level_hold, beyond),
        ];
        parts.iter().map(|&(name, value)| p.weight(name) * p.grade(name, value)).sum()
    }

    /// Writes it in shares of after a split.
    pub fn rebase(&mut self, new: i64, old: i64) {
        self.price = rebased(self.price, new, old);
        self.distances = rebased(self.distances, new, old);
        let volume = mul_div(self.volume, new.into(), old.into(), Rounding::TowardZero);
        self.volume = volume.unwrap_or(self.volume).max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touch(high: i64, volume: i64, volume_ratio: f64) -> Bar {
        Bar { high, low: high - 10, close: high - 10, volume, volume_ratio, ..Bar::default() }
    }

    #[test]
    fn it_is_the_volume_weighted_mean_of_its_touches() {
        let mut level = Level::new(&touch(100, 300, 1.0));
        level.touch(&touch(104, 100, 0.5));
        assert_eq!((level.price(), level.touches(), level.distances()), (101, 2, 4));
        level.rebase(2, 1);
        level.touch(&touch(58, 200, 0.5));
        assert_eq!(level.price(), 52); // 50, and a fifth of the way to 58
    }

    #[test]
    fn it_is_strong_when_it_is_touched_on_less_volume_and_holds() {
        let p = Parameters::default();
        let mut level = Level::new(&touch(100, 300, 1.0));
        let alone = level.strength(&p);
        level.touch(&touch(100, 100, 0.5));
        level.touch(&touch(100, 100, 0.5));
        assert_eq!((alone, level.strength(&p)), (45.0, 100.0));
        (0..4).for_each(|_| level.hear(&Bar { close: 101, ..Bar::default() }));
        assert_eq!(level.strength(&p), 90.0);
    }

    #[test]
    fn what_is_near_touches() {
        let (p, level) = (Parameters::default(), Level::new(&touch(100, 1, 1.0)));
        let near = [79, 80, 120, 121].map(|price| level.is_near(price, 100, &p));
        assert_eq!(near, [false, true, true, false]);
    }
}
