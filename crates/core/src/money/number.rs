//! The number type the kernel is generic over, so that its float twin is the same kernel.

use std::fmt::Debug;

use super::amount::Amount;
use super::decimal::Decimal;
use super::exchange::Exchange;
use super::rounding::Rounding;
use super::scaling::Weight;

/// Which way a price goes to its tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the tick at or below.
    Down,
    /// To the tick at or above.
    Up,
}

impl From<Direction> for Rounding {
    fn from(direction: Direction) -> Rounding {
        match direction {
            Direction::Down => Rounding::Floor,
            Direction::Up => Rounding::Ceiling,
        }
    }
}

/// One way to represent prices, quantities and money, with every operation that may lose a digit.
///
/// An operation that does not fit returns `None`; the kernel turns that into a fault that names
/// the instrument. The exact implementations never lose a digit except where a [`Rounding`] or
/// the word "floor" stands in the description.
pub trait Number: Copy + Debug + PartialEq + Send + Sync + 'static {
    /// A price of one instrument.
    type Price: Amount;
    /// A quantity of one instrument.
    type Quantity: Amount;
    /// Money of the ledger.
    type Money: Amount;
    /// What turns price times quantity into money.
    type Factor: Copy + Debug + Send + Sync;
    /// What turns an amount into a fee or a dividend.
    type Ratio: Copy + Debug + Send + Sync;
    /// A share of equity.
    type Share: Copy + Debug + Send + Sync;
    /// What one unit of a currency costs in another.
    type Rate: Copy + Debug + PartialEq + Send + Sync;

    /// No balance or position may exceed this, so that a sum over a portfolio needs no check.
    const BOUND: Self::Money;
    /// Whether what does not fit here fits nowhere; a narrower kernel leaves it to a wider one.
    const IS_WIDEST: bool;

    /// A price from its mantissa.
    fn price(mantissa: i64, scale: u8) -> Self::Price;
    /// Whether a price is small enough for its float view to be exact.
    fn is_price(price: Self::Price) -> bool;
    /// A quantity from its mantissa.
    fn quantity(mantissa: i64, scale: u8) -> Self::Quantity;
    /// Whether a quantity is below 2^62 of its digits.
    fn is_quantity(quantity: Self::Quantity) -> bool;
    /// Money from an exact decimal.
    fn money(value: Decimal, ledger_scale: u8) -> Option<Self::Money>;
    /// `10^(ledger - from)` times the multiplier.
    fn factor(multiplier: Decimal, from_scale: u8, ledger_scale: u8) -> Option<Self::Factor>;
    /// The ratio of [`super::Ratio::new`].
    fn ratio(rate: Decimal, ledger_scale: u8, unit_scale: u8) -> Option<Self::Ratio>;
    /// A weight of a strategy.
    fn weight(weight: Weight) -> Self::Share;
    /// The rate of an exact fraction.
    fn rate(rate: Exchange) -> Self::Rate;
    /// The rate that the price of a pair is; `None` where it is not positive.
    fn rate_of(price: Self::Price, scale: u8) -> Option<Self::Rate>;
    /// The way back.
    fn inverse(rate: Self::Rate) -> Self::Rate;

    /// `price * quantity` in money.
    fn notional(
        price: Self::Price,
        quantity: Self::Quantity,
        factor: Self::Factor,
    ) -> Option<Self::Money>;
    /// The same for a holding that is within [`Number::BOUND`]: no check is needed.
    fn mark(price: Self::Price, quantity: Self::Quantity, factor: Self::Factor) -> Self::Money;
    /// The sum of two amounts that are within [`Number::BOUND`]: no check is needed.
    fn sum(a: Self::Money, b: Self::Money) -> Self::Money;
    /// The largest quantity of which `holdings` instruments may be held at prices up to `price`,
    /// so that together they stay within [`Number::BOUND`], in value and in units.
    fn holding_max(
        price: Self::Price,
        value: Self::Factor,
        units: Self::Factor,
        holdings: usize,
    ) -> Self::Quantity;
    /// A quantity written at the scale of the ledger.
    fn units(quantity: Self::Quantity, factor: Self::Factor) -> Option<Self::Money>;
    /// A ratio of money.
    fn times(money: Self::Money, ratio: Self::Ratio, rounding: Rounding) -> Option<Self::Money>;
    /// `a * x + b * y`, rounded once, to the unit of the first ratio.
    fn times_both(
        parts: [(Self::Money, Self::Ratio); 2],
        rounding: Rounding,
    ) -> Option<Self::Money>;
    /// `money * ratio * numerator / denominator`, rounded once.
    fn prorated(
        money: Self::Money,
        ratio: Self::Ratio,
        numerator: i64,
        denominator: i64,
        rounding: Rounding,
    ) -> Option<Self::Money>;
    /// `money * factor`.
    fn scaled(money: Self::Money, factor: i64) -> Option<Self::Money>;
    /// Money in another currency, to a multiple of `unit`.
    fn exchanged(
        money: Self::Money,
        rate: Self::Rate,
        unit: Self::Money,
        rounding: Rounding,
    ) -> Option<Self::Money>;
    /// `end * rate - begin * before`, half-even to `unit`: what both ends of a trade, each at its
    /// own rate, brought.
    fn gain(
        end: Self::Money,
        rate: Self::Rate,
        begin: Self::Money,
        before: Self::Rate,
        unit: Self::Money,
    ) -> Option<Self::Money>;
    /// `floor(money * part / whole)`: what a partial close takes of a lot's cost.
    fn part(money: Self::Money, part: Self::Quantity, whole: Self::Quantity)
    -> Option<Self::Money>;
    /// `money * weight`, towards zero.
    fn weighted(money: Self::Money, weight: Self::Share) -> Option<Self::Money>;
    /// `money * weight / rate`, towards zero.
    fn weighted_at(
        money: Self::Money,
        weight: Self::Share,
        rate: Self::Rate,
    ) -> Option<Self::Money>;
    /// The most whole lots that `money` buys at `price`, towards zero.
    fn lots_for(
        money: Self::Money,
        price: Self::Price,
        factor: Self::Factor,
        lot: Self::Quantity,
    ) -> Option<Self::Quantity>;
    /// `price * numerator / denominator`, to a multiple of `tick`.
    fn price_times(
        price: Self::Price,
        numerator: i64,
        denominator: i64,
        tick: Self::Price,
        rounding: Rounding,
    ) -> Option<Self::Price>;
    /// `price * numerator / denominator` of finer shares, to a multiple of `tick`.
    fn price_scaled(
        price: Self::Price,
        numerator: i128,
        denominator: i128,
        tick: Self::Price,
        rounding: Rounding,
    ) -> Option<Self::Price>;
    /// The most whole lots within a share of a bar's volume, in parts of 10^9.
    fn volume_part(volume: Volume, parts: i64, lot: Self::Quantity) -> Option<Self::Quantity>;
    /// The share of a bar's volume that so many units are, floored to parts of 10^9.
    fn volume_share(taken: Self::Quantity, volume: Volume) -> Option<i64>;
    /// `price + step`, to a multiple of `tick`.
    fn price_moved(
        price: Self::Price,
        step: PriceStep,
        tick: Self::Price,
        rounding: Rounding,
    ) -> Option<Self::Price>;
    /// The digits of a price; of the float twin those next to it.
    fn price_mantissa(price: Self::Price, scale: u8) -> i64;
    /// The digits of a quantity likewise.
    fn quantity_mantissa(quantity: Self::Quantity, scale: u8) -> i64;
    /// `quantity * numerator / denominator`, towards zero to a multiple of `lot`.
    fn quantity_times(
        quantity: Self::Quantity,
        numerator: i64,
        denominator: i64,
        lot: Self::Quantity,
    ) -> Option<Self::Quantity>;
    /// A quantity of one instrument in whole lots of another with other digits, up.
    fn quantity_at(
        quantity: Self::Quantity,
        from_scale: u8,
        scale: u8,
        lot: Self::Quantity,
    ) -> Option<Self::Quantity>;
    /// `(old * numerator - new * denominator) * price / numerator`, half-even to the unit: what
    /// the part of a split that is no whole lot is paid with.
    fn cash_in_lieu(split: CashInLieu<Self>) -> Option<Self::Money>;
    /// Money as a float of currency units, for statistics.
    fn to_float(money: Self::Money, ledger_scale: u8) -> f64;
    /// `gross * denominator <= equity * numerator`, exactly.
    fn within_leverage(
        gross: Self::Money,
        equity: Self::Money,
        numerator: i64,
        denominator: i64,
    ) -> bool;
}

/// The volume of a bar, and the digits that relate it to quantities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Volume {
    /// Its mantissa.
    pub mantissa: i64,
    /// Its digits behind the point.
    pub scale: u8,
    /// Those of quantities.
    pub quantity_scale: u8,
}

/// How far a price moves: `numerator / denominator` of a unit of money, whatever the tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceStep {
    /// Signed numerator.
    pub numerator: i128,
    /// Positive denominator.
    pub denominator: i128,
    /// Digits behind the point of the price that moves.
    pub price_scale: u8,
}

/// The values of one split for [`Number::cash_in_lieu`].
#[derive(Clone, Copy, Debug)]
pub struct CashInLieu<N: Number> {
    /// Quantity before.
    pub before: N::Quantity,
    /// Quantity after, in whole lots.
    pub after: N::Quantity,
    /// New shares for ...
    pub numerator: i64,
    /// ... so many old ones.
    pub denominator: i64,
    /// The last price before the split.
    pub price: N::Price,
    /// Price times quantity into money.
    pub factor: N::Factor,
    /// The posting unit.
    pub unit: N::Money,
}
