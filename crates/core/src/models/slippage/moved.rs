//! An amount of money on the price, rounded to the tick against the trader.

use super::SlippageContext;
use crate::money::{Amount, Decimal, Number, PriceStep, Rounding, pow10};

/// `numerator / denominator` of a unit of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amounted {
    /// Not negative.
    pub numerator: i128,
    /// Positive.
    pub denominator: i128,
}

/// More digits would leave too few for a product with a price.
const DIGITS_MAX: u8 = 12;

impl Amounted {
    /// A part of a decimal: 1 is all of it, 2 is half.
    ///
    /// `None` when it is negative, or has more than twelve digits behind the point.
    pub(super) fn part(value: Decimal, parts: i128) -> Option<Amounted> {
        let value = value.canonical();
        let is_fine = value.mantissa() >= 0 && value.scale() <= DIGITS_MAX;
        let denominator = pow10(u32::from(value.scale()))?.checked_mul(parts)?;
        is_fine.then_some(Amounted { numerator: value.mantissa(), denominator })
    }
}

/// The reference plus the amount, up to the tick, for a buyer; minus and down for a seller, who
/// still gets one tick for what had a positive price.
#[inline]
pub(super) fn price<N: Number>(
    fill: &SlippageContext<'_, N>,
    amount: Amounted,
) -> Option<N::Price> {
    let Amounted { numerator, denominator } = amount;
    let rounding = if fill.buys { Rounding::Ceiling } else { Rounding::Floor };
    let numerator = if fill.buys { numerator } else { -numerator };
    let step = PriceStep { numerator, denominator, price_scale: fill.terms.price_scale };
    let tick = fill.terms.ticks.at(fill.reference);
    let slipped = N::price_moved(fill.reference, step, tick, rounding)?;
    let positive = fill.reference > N::Price::ZERO;
    Some(if positive { slipped.at_least(tick) } else { slipped })
}
