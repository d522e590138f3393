//! The float twin: the same operations in `f64`, to measure what exactness costs.
//!
//! Never a user's mode. Its answers differ from the exact ones, and the lab shows where.

use super::decimal::Decimal;
use super::exchange::Exchange;
use super::number::{CashInLieu, Number, PriceStep, Volume};
use super::rounding::Rounding;
use super::scaling::Weight;

/// Prices, quantities and money as `f64` in natural units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Twin;

/// A rate and the unit its product is rounded to.
#[derive(Clone, Copy, Debug)]
pub struct FloatRatio {
    rate: f64,
    unit: f64,
}

impl Number for Twin {
    type Price = f64;
    type Quantity = f64;
    type Money = f64;
    type Factor = f64;
    type Ratio = FloatRatio;
    type Share = f64;
    type Rate = f64;

    const BOUND: f64 = f64::INFINITY;
    const IS_WIDEST: bool = true;

    #[inline]
    fn price(mantissa: i64, scale: u8) -> f64 {
        float(i128::from(mantissa), scale)
    }

    #[inline]
    fn is_price(_price: f64) -> bool {
        true
    }

    #[inline]
    fn quantity(mantissa: i64, scale: u8) -> f64 {
        float(i128::from(mantissa), scale)
    }

    #[inline]
    fn is_quantity(_quantity: f64) -> bool {
        true
    }

    fn money(value: Decimal, _ledger_scale: u8) -> Option<f64> {
        Some(float(value.mantissa(), value.scale()))
    }

    fn factor(multiplier: Decimal, _from_scale: u8, _ledger_scale: u8) -> Option<f64> {
        Some(float(multiplier.mantissa(), multiplier.scale()))
    }

    fn ratio(rate: Decimal, _ledger_scale: u8, unit_scale: u8) -> Option<FloatRatio> {
        Some(FloatRatio { rate: float(rate.mantissa(), rate.scale()), unit: float(1, unit_scale) })
    }

    fn weight(weight: Weight) -> f64 {
        weight.to_float()
    }

    fn rate(rate: Exchange) -> f64 {
        rate.to_float()
    }

    fn rate_of(price: f64, _scale: u8) -> Option<f64> {
        (price > 0.0).then_some(price)
    }

    fn inverse(rate: f64) -> f64 {
        1.0 / rate
    }

    fn exchanged(money: f64, rate: f64, unit: f64, rounding: Rounding) -> Option<f64> {
        Some(to_multiple(money * rate, unit, rounding))
    }

    fn gain(end: f64, rate: f64, begin: f64, before: f64, unit: f64) -> Option<f64> {
        Some(to_multiple(end * rate - begin * before, unit, Rounding::HalfEven))
    }

    #[inline]
    fn notional(price: f64, quantity: f64, factor: f64) -> Option<f64> {
        Some(price * quantity * factor)
    }

    #[inline]
    fn mark(price: f64, quantity: f64, factor: f64) -> f64 {
        price * quantity * factor
    }

    #[inline]
    fn sum(a: f64, b: f64) -> f64 {
        a + b
    }

    fn holding_max(_price: f64, _value: f64, _units: f64, _holdings: usize) -> f64 {
        f64::INFINITY
    }

    #[inline]
    fn units(quantity: f64, factor: f64) -> Option<f64> {
        Some(quantity * factor)
    }

    #[inline]
    fn times(money: f64, ratio: FloatRatio, rounding: Rounding) -> Option<f64> {
        Some(to_multiple(money * ratio.rate, ratio.unit, rounding))
    }

    fn times_both([(a, x), (b, y)]: [(f64, FloatRatio); 2], rounding: Rounding) -> Option<f64> {
        Some(to_multiple(a * x.rate + b * y.rate, x.unit, rounding))
    }

    #[expect(clippy::cast_precision_loss, reason = "float by intention")]
    fn prorated(
        money: f64,
        ratio: FloatRatio,
        numerator: i64,
        denominator: i64,
        rounding: Rounding,
    ) -> Option<f64> {
        let share = money * ratio.rate * numerator as f64 / denominator as f64;
        Some(to_multiple(share, ratio.unit, rounding))
    }

    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "float by intention")]
    fn scaled(money: f64, factor: i64) -> Option<f64> {
        Some(money * factor as f64)
    }

    #[inline]
    fn part(money: f64, part: f64, whole: f64) -> Option<f64> {
        Some(money * part / whole)
    }

    #[inline]
    fn weighted(money: f64, weight: f64) -> Option<f64> {
        Some(money * weight)
    }

    fn weighted_at(money: f64, weight: f64, rate: f64) -> Option<f64> {
        Some(money * weight / rate)
    }

    #[inline]
    fn lots_for(money: f64, price: f64, factor: f64, lot: f64) -> Option<f64> {
        Some(to_multiple(money / (price * factor), lot, Rounding::TowardZero))
    }

    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "float by intention")]
    fn price_times(
        price: f64,
        numerator: i64,
        denominator: i64,
        tick: f64,
        rounding: Rounding,
    ) -> Option<f64> {
        Some(to_multiple(price * numerator as f64 / denominator as f64, tick, rounding))
    }

    #[expect(clippy::cast_precision_loss, reason = "float by intention")]
    fn price_scaled(
        price: f64,
        numerator: i128,
        denominator: i128,
        tick: f64,
        rounding: Rounding,
    ) -> Option<f64> {
        Some(to_multiple(price * (numerator as f64 / denominator as f64), tick, rounding))
    }

    #[expect(clippy::cast_precision_loss, reason = "float by intention")]
    fn volume_part(volume: Volume, parts: i64, lot: f64) -> Option<f64> {
        let share = float(i128::from(volume.mantissa), volume.scale) * (parts as f64 / 1e9);
        Some(to_multiple(share, lot, Rounding::Floor))
    }

    #[expect(clippy::cast_possible_truncation, reason = "float by intention")]
    fn volume_share(taken: f64, volume: Volume) -> Option<i64> {
        let share = taken / float(i128::from(volume.mantissa), volume.scale);
        Some((share * 1e9).floor() as i64)
    }

    #[expect(clippy::cast_precision_loss, reason = "float by intention")]
    fn price_moved(price: f64, step: PriceStep, tick: f64, rounding: Rounding) -> Option<f64> {
        let moved = price + step.numerator as f64 / step.denominator as f64;
        Some(to_multiple(moved, tick, rounding))
    }

    fn price_mantissa(price: f64, scale: u8) -> i64 {
        mantissa(price, scale)
    }

    fn quantity_mantissa(quantity: f64, scale: u8) -> i64 {
        mantissa(quantity, scale)
    }

    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "float by intention")]
    fn quantity_times(quantity: f64, numerator: i64, denominator: i64, lot: f64) -> Option<f64> {
        let product = quantity * numerator as f64 / denominator as f64;
        Some(to_multiple(product, lot, Rounding::TowardZero))
    }

    fn quantity_at(quantity: f64, _from_scale: u8, _scale: u8, lot: f64) -> Option<f64> {
        Some(to_multiple(quantity, lot, Rounding::Ceiling))
    }

    #[expect(clippy::cast_precision_loss, reason = "float by intention")]
    fn cash_in_lieu(split: CashInLieu<Self>) -> Option<f64> {
        let (new, old) = (split.numerator as f64, split.denominator as f64);
        let shares = split.before * new - split.after * old;
        let cash = shares * split.price * split.factor / new;
        Some(to_multiple(cash, split.unit, Rounding::HalfEven))
    }

    fn to_float(money: f64, _ledger_scale: u8) -> f64 {
        money
    }

    #[expect(clippy::cast_precision_loss, reason = "float by intention")]
    fn within_leverage(gross: f64, equity: f64, numerator: i64, denominator: i64) -> bool {
        gross <= equity * numerator as f64 / denominator as f64
    }
}

#[expect(clippy::cast_precision_loss, reason = "float by intention")]
fn float(mantissa: i128, scale: u8) -> f64 {
    mantissa as f64 / 10_f64.powi(i32::from(scale))
}

#[expect(clippy::cast_possible_truncation, reason = "a float has no more digits than this")]
fn mantissa(value: f64, scale: u8) -> i64 {
    (value * 10_f64.powi(i32::from(scale))).round_ties_even() as i64
}

#[inline]
fn to_multiple(value: f64, multiple: f64, rounding: Rounding) -> f64 {
    let count = value / multiple;
    multiple
        * match rounding {
            Rounding::HalfEven => count.round_ties_even(),
            Rounding::TowardZero => count.trunc(),
            Rounding::Floor => count.floor(),
            Rounding::Ceiling => count.ceil(),
        }
}
