//! Signals: rules written once, as a stream; an array is the fold of the stream.

pub mod indicator;
mod panel;
mod quotient;
mod window;

pub use panel::{PanelSignal, window_digits};
pub use quotient::quotient;
pub use window::Window;

/// Digits that a window keeps behind those of the price, so that a split can be undone in it.
pub const SPLIT_DIGITS: u8 = 4;

/// A rule that is told one bar after the other.
///
/// What it says of a bar depends on that bar and on earlier ones only: look-ahead is impossible by
/// construction, and an array of what it said equals the stream to the bit.
pub trait Signal {
    /// What it is told of a bar.
    type Input: Copy;
    /// What it says of it; NaN where that is not defined yet.
    type Output: Copy;

    /// Takes the next bar.
    fn update(&mut self, input: Self::Input) -> Self::Output;

    /// Writes what it remembers in shares of after a split, `new` for `old`.
    fn rebase(&mut self, new: i64, old: i64);
}

/// A bar in exact numbers: prices in units of `10^-scale` of the rule, volume in its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quote {
    /// First price.
    pub open: i64,
    /// Highest price.
    pub high: i64,
    /// Lowest price.
    pub low: i64,
    /// Last price.
    pub close: i64,
    /// Volume.
    pub volume: i64,
    /// The session it belongs to.
    pub session: u32,
}

/// A price after a split, half-even at the scale of the window.
#[inline]
pub(crate) fn rebased(value: i64, new: i64, old: i64) -> i64 {
    use crate::money::{Rounding, mul_div};
    let value = mul_div(
        i128::from(value),
        i128::from(old),
        i128::from(new),
        Rounding::HalfEven,
    );
    // A window holds fewer digits than an integer by far; what does not fit is refused before.
    value
        .and_then(|value| i64::try_from(value).ok())
        .unwrap_or(i64::MAX)
}

/// A volume after a split, towards zero.
#[inline]
pub(crate) fn rebased_volume(volume: i64, new: i64, old: i64) -> i64 {
    use crate::money::{Rounding, mul_div};
    let volume = mul_div(
        i128::from(volume),
        i128::from(new),
        i128::from(old),
        Rounding::TowardZero,
    );
    volume
        .and_then(|volume| i64::try_from(volume).ok())
        .unwrap_or(i64::MAX)
}
