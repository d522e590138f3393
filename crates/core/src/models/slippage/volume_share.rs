//! A price impact that grows with the square of the share of a bar's volume that is taken.

use super::SlippageContext;
use crate::money::{Amount, Number, Rounding, greatest_common_divisor};

/// One, in parts of 10^9.
const WHOLE: i128 = 1_000_000_000;

/// `p + |p| * impact * share^2` up to the tick for a buyer; minus and down for a seller, who still
/// gets one tick for what had a positive price.
pub(super) fn price<N: Number>(fill: &SlippageContext<'_, N>, impact: i64) -> Option<N::Price> {
    let positive = fill.reference > N::Price::ZERO;
    // In lowest terms, so that many times the volume fits as well.
    let [(taken, of), (impact, parts)] = [fill.share, impact].map(in_lowest_terms);
    let moved = taken.checked_mul(taken)?.checked_mul(impact)?;
    let whole = of * of * parts;
    let numerator =
        if fill.buys == positive { whole.checked_add(moved)? } else { whole.checked_sub(moved)? };
    let rounding = if fill.buys { Rounding::Ceiling } else { Rounding::Floor };
    let tick = fill.terms.ticks.at(fill.reference);
    let slipped = N::price_scaled(fill.reference, numerator, whole, tick, rounding)?;
    Some(if positive { slipped.at_least(tick) } else { slipped })
}

/// A share that is not negative, given in parts of 10^9.
fn in_lowest_terms(share: i64) -> (i128, i128) {
    let share = i128::from(share);
    let divisor = greatest_common_divisor(share.unsigned_abs(), WHOLE.unsigned_abs());
    let divisor = i128::try_from(divisor).unwrap_or(1);
    (share / divisor, WHOLE / divisor)
}
