//! Signals: rules written once, as a stream; an array is the fold of the stream.

mod bound;
mod decayed;
mod float_mean;
pub mod indicator;
mod largest;
mod moments;
mod panel;
mod product;
mod refined;
mod rule;
mod smoothed;
mod smoothed_float;
mod stream;
#[cfg(feature = "twin")]
mod twin;
mod window;

pub use bound::{squares_fit, turnover_fits};
pub(crate) use decayed::Decayed;
pub(crate) use float_mean::FloatMean;
pub(crate) use largest::Largest;
pub use moments::Deviation;
pub(crate) use moments::Moments;
pub use panel::{PanelSignal, TooLarge};
pub(crate) use product::product;
pub(crate) use refined::SPLIT_FACTOR;
pub use rule::{Rule, Sizes, VALUE_MAX};
pub(crate) use smoothed::Smoothed;
pub(crate) use smoothed_float::SmoothedFloat;
pub use stream::Stream;
pub use window::{WINDOW_MAX, Window};

use crate::money::{Rounding, mul_div};

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

impl Quote {
    /// The bar with prices in units that are so many times finer.
    #[inline]
    #[must_use]
    pub(crate) fn times(self, factor: i64) -> Quote {
        let Quote { open, high, low, close, .. } = self;
        let [open, high, low, close] = [open, high, low, close].map(|price| price * factor);
        Quote { open, high, low, close, ..self }
    }

    /// The bar in shares of after a split, `new` for `old`.
    #[must_use]
    pub(crate) fn rebased(self, new: i64, old: i64) -> Quote {
        let price = |price| rebased(price, new, old);
        Quote {
            open: price(self.open),
            high: price(self.high),
            low: price(self.low),
            close: price(self.close),
            volume: rebased_volume(self.volume, new, old),
            session: self.session,
        }
    }
}

/// A price after a split, half-even at the scale of the window.
#[inline]
pub(crate) fn rebased(value: i64, new: i64, old: i64) -> i64 {
    // A window holds fewer digits than an integer by far; what does not fit is refused before.
    i64::try_from(rebased_sum(value.into(), new, old)).unwrap_or(i64::MAX)
}

/// A sum of prices after a split, half-even at the scale of the window.
#[inline]
pub(crate) fn rebased_sum(sum: i128, new: i64, old: i64) -> i128 {
    mul_div(sum, old.into(), new.into(), Rounding::HalfEven).unwrap_or(i128::MAX)
}

/// A volume after a split, towards zero.
#[inline]
pub(crate) fn rebased_volume(volume: i64, new: i64, old: i64) -> i64 {
    let volume = mul_div(volume.into(), new.into(), old.into(), Rounding::TowardZero);
    volume.and_then(|volume| i64::try_from(volume).ok()).unwrap_or(i64::MAX)
}
