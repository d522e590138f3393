//! A fixed share of the price, rounded to the tick against the trader.

use super::SlippageContext;
use crate::money::{Amount, Number, Rounding};

/// One, in parts of 10^9.
const WHOLE: i64 = 1_000_000_000;

/// A thousand times the price.
pub(super) const LARGEST: i64 = 1_000 * WHOLE;

/// The reference plus the share of its magnitude, up to the tick, for a buyer; minus and down for
/// a seller, who still gets one tick for what had a positive price.
#[inline]
pub(super) fn price<N: Number>(fill: &SlippageContext<'_, N>, parts: i64) -> Option<N::Price> {
    let positive = fill.reference > N::Price::ZERO;
    let numerator = if fill.buys == positive { WHOLE + parts } else { WHOLE - parts };
    let rounding = if fill.buys { Rounding::Ceiling } else { Rounding::Floor };
    let tick = fill.terms.ticks.at(fill.reference);
    let slipped = N::price_times(fill.reference, numerator, WHOLE, tick, rounding)?;
    Some(if positive { slipped.at_least(tick) } else { slipped })
}
