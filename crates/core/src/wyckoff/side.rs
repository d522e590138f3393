//! The two sides of a market: rules are written for one, and read prices upside down for the other.

use super::Bar;

/// Which way a rule looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// Prices as they are: outwards is up.
    #[default]
    Up,
    /// Prices upside down: outwards is down.
    Down,
}

impl Side {
    /// Both.
    pub const BOTH: [Side; 2] = [Side::Up, Side::Down];

    /// The other one.
    #[must_use]
    pub fn other(self) -> Side {
        match self {
            Side::Up => Side::Down,
            Side::Down => Side::Up,
        }
    }

    /// A bar as this side reads it.
    #[inline]
    #[must_use]
    pub fn bar(self, bar: &Bar) -> Bar {
        match self {
            Side::Up => *bar,
            Side::Down => bar.mirrored(),
        }
    }

    /// A price as this side reads it, or such a price as it is.
    #[inline]
    #[must_use]
    pub fn price(self, price: i64) -> i64 {
        match self {
            Side::Up => price,
            Side::Down => -price,
        }
    }
}
