//! A price impact that grows with the square of the share of a bar's volume that is taken.

use super::SlippageContext;
use crate::money::{Amount, Number, Rounding};

/// One, in parts of 10^9.
const WHOLE: i128 = 1_000_000_000;

/// `p + |p| * impact * share^2` up to the tick for a buyer; minus and down for a seller, who still
/// gets one tick for what had a positive price.
pub(super) fn price<N: Number>(fill: &SlippageContext<'_, N>, impact: i64) -> Option<N::Price> {
    let positive = fill.reference > N::Price::ZERO;
    let square = i128::from(fill.share).checked_mul(i128::from(fill.share))?;
    let moved = square.checked_mul(i128::from(impact))?;
    let whole = WHOLE * WHOLE * WHOLE;
    let numerator =
        if fill.buys == positive { whole.checked_add(moved)? } else { whole.checked_sub(moved)? };
    let rounding = if fill.buys { Rounding::Ceiling } else { Rounding::Floor };
    let tick = fill.terms.ticks.at(fill.reference);
    let slipped = N::price_scaled(fill.reference, numerator, whole, tick, rounding)?;
    Some(if positive { slipped.at_least(tick) } else { slipped })
}
