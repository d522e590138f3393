//! Integers: the exact number, narrow (64-bit money) and wide (128-bit money).

use std::fmt::Debug;
use std::marker::PhantomData;

use super::amount::Amount;
use super::decimal::{Decimal, pow10};
use super::exchange::Exchange;
use super::number::{CashInLieu, Number, PriceStep, Volume};
use super::quotient::scaled_to_float;
use super::rounding::{Rounding, divide, divide_i64, mul_div};
use super::scaling::{Ratio, Weight};

/// The largest price: every price up to it is exact as a float too.
pub const PRICE_MAX: i64 = (1 << 53) - 1;

/// The largest quantity: the difference of two of them still fits a machine word.
pub const QUANTITY_MAX: i64 = (1 << 62) - 1;

/// Money as a machine integer.
pub trait Integer: Amount + Eq + Ord {
    /// See [`Number::BOUND`].
    const BOUND: Self;
    /// The value if it fits.
    fn narrowed(value: i128) -> Option<Self>;
    /// The value in 128 bits.
    fn widened(self) -> i128;
    /// The product if it fits.
    fn times(self, other: i64) -> Option<Self>;
    /// `a * b * c` for values known to fit: this and the sum do not check again.
    fn product(a: i64, b: i64, c: i64) -> Self;
    /// `a + b` for values known to fit.
    fn sum(a: Self, b: Self) -> Self;
}

impl Integer for i64 {
    const BOUND: i64 = 1 << 61;
    #[inline]
    fn narrowed(value: i128) -> Option<i64> {
        i64::try_from(value).ok()
    }
    #[inline]
    fn widened(self) -> i128 {
        i128::from(self)
    }
    #[inline]
    fn times(self, other: i64) -> Option<i64> {
        self.checked_mul(other)
    }
    #[inline]
    fn product(a: i64, b: i64, c: i64) -> i64 {
        debug_assert!(a.checked_mul(b).and_then(|ab| ab.checked_mul(c)).is_some());
        a.wrapping_mul(b).wrapping_mul(c)
    }
    #[inline]
    fn sum(a: i64, b: i64) -> i64 {
        debug_assert!(a.checked_add(b).is_some());
        a.wrapping_add(b)
    }
}

impl Integer for i128 {
    const BOUND: i128 = 1 << 115;
    #[inline]
    fn narrowed(value: i128) -> Option<i128> {
        Some(value)
    }
    #[inline]
    fn widened(self) -> i128 {
        self
    }
    #[inline]
    fn times(self, other: i64) -> Option<i128> {
        self.checked_mul(i128::from(other))
    }
    #[inline]
    fn product(a: i64, b: i64, c: i64) -> i128 {
        let (ab, c) = (i128::from(a) * i128::from(b), i128::from(c));
        debug_assert!(ab.checked_mul(c).is_some());
        ab.wrapping_mul(c)
    }
    #[inline]
    fn sum(a: i128, b: i128) -> i128 {
        debug_assert!(a.checked_add(b).is_some());
        a.wrapping_add(b)
    }
}

/// Exact values with money of type `M`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exact<M>(PhantomData<M>);

/// Exact values with 64-bit money: the fast kernel, where the account fits.
pub type Narrow = Exact<i64>;
/// Exact values with 128-bit money: the kernel that every account fits.
pub type Wide = Exact<i128>;

impl<M: Integer> Number for Exact<M> {
    type Price = i64;
    type Quantity = i64;
    type Money = M;
    type Factor = i64;
    type Ratio = Ratio;
    type Share = Weight;
    type Rate = Exchange;

    const BOUND: M = M::BOUND;
    const IS_WIDEST: bool = size_of::<M>() == size_of::<i128>();

    #[inline]
    fn price(mantissa: i64, _scale: u8) -> i64 {
        mantissa
    }

    #[inline]
    fn is_price(price: i64) -> bool {
        price.unsigned_abs() <= PRICE_MAX.unsigned_abs()
    }

    #[inline]
    fn quantity(mantissa: i64, _scale: u8) -> i64 {
        mantissa
    }

    #[inline]
    fn is_quantity(quantity: i64) -> bool {
        quantity.unsigned_abs() <= QUANTITY_MAX.unsigned_abs()
    }

    fn money(value: Decimal, ledger_scale: u8) -> Option<M> {
        M::narrowed(value.at_scale(ledger_scale)?)
    }

    fn factor(multiplier: Decimal, from_scale: u8, ledger_scale: u8) -> Option<i64> {
        let spare = ledger_scale.checked_sub(from_scale)?.checked_sub(multiplier.scale())?;
        i64::try_from(multiplier.mantissa().checked_mul(pow10(u32::from(spare))?)?).ok()
    }

    fn ratio(rate: Decimal, ledger_scale: u8, unit_scale: u8) -> Option<Ratio> {
        Ratio::new(rate, ledger_scale, unit_scale)
    }

    fn weight(weight: Weight) -> Weight {
        weight
    }

    fn rate(rate: Exchange) -> Exchange {
        rate
    }

    fn rate_of(price: i64, scale: u8) -> Option<Exchange> {
        Exchange::of(Decimal::new(price.into(), scale)?)
    }

    fn inverse(rate: Exchange) -> Exchange {
        rate.inverse()
    }

    fn exchanged(money: M, rate: Exchange, unit: M, rounding: Rounding) -> Option<M> {
        M::narrowed(rate.times(money.widened(), unit.widened(), rounding)?)
    }

    fn gain(end: M, rate: Exchange, begin: M, before: Exchange, unit: M) -> Option<M> {
        M::narrowed(rate.gain(end.widened(), before, begin.widened(), unit.widened())?)
    }

    #[inline]
    fn notional(price: i64, quantity: i64, factor: i64) -> Option<M> {
        match price.checked_mul(quantity).and_then(|product| product.checked_mul(factor)) {
            Some(product) => M::narrowed(i128::from(product)),
            None => M::narrowed(i128::from(price) * i128::from(quantity))?.times(factor),
        }
    }

    #[inline]
    fn mark(price: i64, quantity: i64, factor: i64) -> M {
        M::product(price, quantity, factor)
    }

    #[inline]
    fn sum(a: M, b: M) -> M {
        M::sum(a, b)
    }

    fn holding_max(price: i64, value: i64, units: i64, holdings: usize) -> i64 {
        let holdings = holdings.max(1) as u128;
        let share = M::BOUND.widened().unsigned_abs() / holdings;
        let unit_value = u128::from(price.unsigned_abs()) * u128::from(value.unsigned_abs());
        let of_value = share / unit_value.max(1);
        let of_units = share / u128::from(units.unsigned_abs()).max(1);
        i64::try_from(of_value.min(of_units)).unwrap_or(i64::MAX).min(QUANTITY_MAX)
    }

    #[inline]
    fn units(quantity: i64, factor: i64) -> Option<M> {
        M::narrowed(i128::from(quantity))?.times(factor)
    }

    #[inline(always)] // the way of rounding is known where it is called
    fn times(money: M, ratio: Ratio, rounding: Rounding) -> Option<M> {
        M::narrowed(ratio.of(money.widened(), rounding)?)
    }

    fn times_both([(a, x), (b, y)]: [(M, Ratio); 2], rounding: Rounding) -> Option<M> {
        M::narrowed(x.of_both(a.widened(), &y, b.widened(), rounding)?)
    }

    fn prorated(
        money: M,
        ratio: Ratio,
        numerator: i64,
        denominator: i64,
        rounding: Rounding,
    ) -> Option<M> {
        let numerator = ratio.numerator.checked_mul(i128::from(numerator))?;
        let denominator = ratio.denominator.checked_mul(i128::from(denominator))?;
        let units = mul_div(money.widened(), numerator, denominator, rounding)?;
        M::narrowed(units.checked_mul(ratio.unit)?)
    }

    #[inline]
    fn scaled(money: M, factor: i64) -> Option<M> {
        money.times(factor)
    }

    #[inline]
    fn part(money: M, part: i64, whole: i64) -> Option<M> {
        if part == whole {
            return Some(money);
        }
        let (part, whole) = (i128::from(part), i128::from(whole));
        M::narrowed(mul_div(money.widened(), part, whole, Rounding::Floor)?)
    }

    #[inline]
    fn weighted(money: M, weight: Weight) -> Option<M> {
        M::narrowed(weight.of(money.widened())?)
    }

    fn weighted_at(money: M, weight: Weight, rate: Exchange) -> Option<M> {
        let (numerator, denominator) = rate.parts();
        let factor = weight.mantissa.checked_mul(denominator)?;
        let divisor = weight.divisor.checked_mul(numerator)?;
        M::narrowed(mul_div(money.widened(), factor, divisor, Rounding::TowardZero)?)
    }

    #[inline]
    fn lots_for(money: M, price: i64, factor: i64, lot: i64) -> Option<i64> {
        let cost = price.checked_mul(factor).and_then(|unit| unit.checked_mul(lot));
        let lots = match (i64::try_from(money.widened()), cost) {
            (Ok(money), Some(cost)) if cost > 0 => divide_i64(money, cost, Rounding::TowardZero),
            _ => lots_for_wide(money.widened(), price, factor, lot)?,
        };
        lots.checked_mul(lot)
    }

    #[inline]
    fn price_times(
        price: i64,
        numerator: i64,
        denominator: i64,
        tick: i64,
        rounding: Rounding,
    ) -> Option<i64> {
        to_multiple(price, numerator, denominator, tick, rounding)
    }

    fn price_scaled(
        price: i64,
        numerator: i128,
        denominator: i128,
        tick: i64,
        rounding: Rounding,
    ) -> Option<i64> {
        let tick = i128::from(tick);
        let divisor = denominator.checked_mul(tick)?;
        let ticks = mul_div(i128::from(price), numerator, divisor, rounding)?;
        i64::try_from(ticks.checked_mul(tick)?).ok()
    }

    fn volume_part(volume: Volume, parts: i64, lot: i64) -> Option<i64> {
        let (numerator, denominator) = scales(volume)?;
        let share = i128::from(volume.mantissa) * i128::from(parts);
        let divisor = denominator.checked_mul(PARTS)?.checked_mul(i128::from(lot))?;
        let lots = mul_div(share, numerator, divisor, Rounding::Floor)?;
        // More than any order can have is no limit.
        let most = i128::from(QUANTITY_MAX) / i128::from(lot);
        i64::try_from(lots.min(most)).ok()?.checked_mul(lot)
    }

    fn volume_share(taken: i64, volume: Volume) -> Option<i64> {
        let (numerator, denominator) = scales(volume)?;
        let whole = i128::from(volume.mantissa).checked_mul(numerator)?;
        let taken = i128::from(taken).checked_mul(denominator)?;
        i64::try_from(mul_div(taken, PARTS, whole, Rounding::Floor)?).ok()
    }

    fn price_moved(price: i64, step: PriceStep, tick: i64, rounding: Rounding) -> Option<i64> {
        let moved = step.numerator.checked_mul(pow10(u32::from(step.price_scale))?)?;
        let start = i128::from(price).checked_mul(step.denominator)?;
        let ticks = step.denominator.checked_mul(i128::from(tick))?;
        let count = divide(start.checked_add(moved)?, ticks, rounding)?;
        i64::try_from(count.checked_mul(i128::from(tick))?).ok()
    }

    #[inline]
    fn price_mantissa(price: i64, _scale: u8) -> i64 {
        price
    }

    #[inline]
    fn quantity_mantissa(quantity: i64, _scale: u8) -> i64 {
        quantity
    }

    #[inline]
    fn quantity_times(quantity: i64, numerator: i64, denominator: i64, lot: i64) -> Option<i64> {
        let multiple = to_multiple(quantity, numerator, denominator, lot, Rounding::TowardZero);
        multiple.filter(|&quantity| Self::is_quantity(quantity))
    }

    fn quantity_at(quantity: i64, from_scale: u8, scale: u8, lot: i64) -> Option<i64> {
        // At most 16 digits each, and 62 bits of quantity: both fit 128 bits.
        let of = |scale: u8| pow10(u32::from(scale));
        let (units, steps) = (i128::from(quantity), i128::from(lot));
        let (units, steps) = (units.checked_mul(of(scale)?)?, steps.checked_mul(of(from_scale)?)?);
        let lots = divide(units, steps, Rounding::Ceiling)?;
        let found = i64::try_from(lots.checked_mul(i128::from(lot))?).ok()?;
        Some(found).filter(|&quantity| Self::is_quantity(quantity))
    }

    fn cash_in_lieu(split: CashInLieu<Self>) -> Option<M> {
        let before = i128::from(split.before).checked_mul(i128::from(split.numerator))?;
        let after = i128::from(split.after).checked_mul(i128::from(split.denominator))?;
        let value = i128::from(split.price).checked_mul(i128::from(split.factor))?;
        let unit = split.unit.widened();
        let divisor = i128::from(split.numerator).checked_mul(unit)?;
        let units = mul_div(before.checked_sub(after)?, value, divisor, Rounding::HalfEven)?;
        M::narrowed(units.checked_mul(unit)?)
    }

    #[inline]
    fn to_float(money: M, ledger_scale: u8) -> f64 {
        scaled_to_float(money.widened(), ledger_scale)
    }

    fn within_leverage(gross: M, equity: M, numerator: i64, denominator: i64) -> bool {
        let limit = mul_div(
            equity.widened(),
            i128::from(numerator),
            i128::from(denominator),
            Rounding::Floor,
        );
        limit.is_some_and(|limit| gross.widened() <= limit)
    }
}

/// One, in the parts of a share of volume.
const PARTS: i128 = 1_000_000_000;

/// What turns a volume into a quantity: `(numerator, denominator)`.
fn scales(volume: Volume) -> Option<(i128, i128)> {
    Some((pow10(u32::from(volume.quantity_scale))?, pow10(u32::from(volume.scale))?))
}

#[cold]
fn lots_for_wide(money: i128, price: i64, factor: i64, lot: i64) -> Option<i64> {
    let cost = i128::from(price) * i128::from(factor);
    // A negative price buys in the other direction; at zero no quantity is defined.
    let units = divide(money.checked_mul(cost.signum())?, cost.abs(), Rounding::TowardZero)?;
    i64::try_from(units / i128::from(lot)).ok()
}

#[inline]
fn to_multiple(
    value: i64,
    numerator: i64,
    denominator: i64,
    multiple: i64,
    rounding: Rounding,
) -> Option<i64> {
    let product = i128::from(value) * i128::from(numerator);
    let count = divide(product, i128::from(denominator) * i128::from(multiple), rounding)?;
    i64::try_from(count.checked_mul(i128::from(multiple))?).ok()
}
