//! Exact factors: the weight of a target, the rate of a fee.

use super::decimal::{Decimal, pow10};
use super::door::{quantise, shortest_digits};
use super::rounding::{Rounding, divide, divide_i64, mul_div};

/// A share of equity, `mantissa / 10^scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weight {
    /// The digits.
    pub mantissa: i128,
    /// `10^scale`, ready for the division; `10^38` where the scale is larger.
    pub divisor: i128,
    /// What is left of a larger scale: the digits are to be divided by it too.
    pub rest: i128,
}

impl Weight {
    /// Digits behind the point that a weight of the usual kind has at most.
    const USUAL_SCALE: u8 = 9;
    const USUAL_DIVISOR: i128 = 1_000_000_000;

    /// The weight `mantissa / divisor`, `divisor` being a power of ten.
    pub const fn new(mantissa: i128, divisor: i128) -> Weight {
        Weight { mantissa, divisor, rest: 1 }
    }

    /// The shortest decimal that prints `value`; `None` for NaN, the infinities, and weights of
    /// more digits before the point than a float has.
    ///
    /// ```
    /// use farthing_core::money::Weight;
    /// let weight = Weight::from_float(0.02).expect("finite");
    /// assert_eq!((weight.mantissa, weight.divisor), (20_000_000, 1_000_000_000));
    /// ```
    #[inline]
    pub fn from_float(value: f64) -> Option<Weight> {
        match quantise(value, Self::USUAL_SCALE, Rounding::TowardZero) {
            Some(found) if found.exact => Some(Weight::new(found.mantissa, Self::USUAL_DIVISOR)),
            _ => Self::from_digits(value),
        }
    }

    #[cold]
    fn from_digits(value: f64) -> Option<Weight> {
        let (digits, exponent) = shortest_digits(value)?;
        let scale = u32::try_from(-exponent).ok()?;
        Some(match (pow10(scale), pow10(scale.saturating_sub(38))) {
            (Some(divisor), _) => Weight::new(digits.into(), divisor),
            (None, Some(rest)) => Weight { mantissa: digits.into(), divisor: pow10(38)?, rest },
            // Seventeen digits behind 76 places are a share of nothing in any ledger.
            (None, None) => Weight::new(0, 1),
        })
    }

    /// The weight of an amount, towards zero; `None` when it does not fit.
    #[inline]
    pub fn of(self, amount: i128) -> Option<i128> {
        let share = mul_div(amount, self.mantissa, self.divisor, Rounding::TowardZero)?;
        // Two divisions towards zero are one: what the first has cut off is no whole of the second.
        if self.rest == 1 { Some(share) } else { Some(share / self.rest) }
    }

    /// The weight as a float, for the twin.
    #[expect(clippy::cast_precision_loss, reason = "the twin is float by intention")]
    pub fn to_float(self) -> f64 {
        self.mantissa as f64 / self.divisor as f64 / self.rest as f64
    }
}

/// `x * numerator / denominator`, rounded to a multiple of `unit`: one fee, one dividend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    /// Reduced numerator.
    pub numerator: i128,
    /// Reduced denominator, positive; the unit is part of it.
    pub denominator: i128,
    /// The posting unit, in the mantissa of the ledger.
    pub unit: i128,
    /// All three in one machine word each, where they fit.
    short: Option<(i64, i64, i64)>,
}

impl Ratio {
    /// `rate` of an amount in a ledger of `ledger_scale`, posted to `unit_scale`.
    ///
    /// `None` when the powers of ten do not fit.
    pub fn new(rate: Decimal, ledger_scale: u8, unit_scale: u8) -> Option<Ratio> {
        let rate = rate.canonical();
        let unit = pow10(u32::from(ledger_scale.checked_sub(unit_scale)?))?;
        let numerator = rate.mantissa();
        let denominator = pow10(u32::from(rate.scale()))?.checked_mul(unit)?;
        let divisor = greatest_common_divisor(numerator.unsigned_abs(), denominator.unsigned_abs());
        let divisor = i128::try_from(divisor).ok()?;
        let (numerator, denominator) = (numerator / divisor, denominator / divisor);
        let word = |value: i128| i64::try_from(value).ok();
        let short = word(numerator).zip(word(denominator)).zip(word(unit));
        let short = short.map(|((numerator, denominator), unit)| (numerator, denominator, unit));
        Some(Ratio { numerator, denominator, unit, short })
    }

    /// `x * ratio`, rounded once; the short way where one machine word holds everything.
    #[inline(always)]
    pub fn of(&self, x: i128, rounding: Rounding) -> Option<i128> {
        if let (Some((numerator, denominator, unit)), Ok(x)) = (self.short, i64::try_from(x))
            && let Some(product) = x.checked_mul(numerator)
        {
            let units = divide_i64(product, denominator, rounding);
            return Some(i128::from(units) * i128::from(unit)); // may need two words
        }
        mul_div(x, self.numerator, self.denominator, rounding)?.checked_mul(self.unit)
    }

    /// `x * self + y * other`, rounded once to the unit of `self`; `None` when it does not fit.
    pub fn of_both(&self, x: i128, other: &Ratio, y: i128, rounding: Rounding) -> Option<i128> {
        let divisor = greatest_common_divisor(
            self.denominator.unsigned_abs(),
            other.denominator.unsigned_abs(),
        );
        let divisor = i128::try_from(divisor).ok()?;
        let (mine, others) = (other.denominator / divisor, self.denominator / divisor);
        let first = x.checked_mul(self.numerator.checked_mul(mine)?)?;
        let second = y.checked_mul(other.numerator.checked_mul(others)?)?;
        let denominator = self.denominator.checked_mul(mine)?;
        divide(first.checked_add(second)?, denominator, rounding)?.checked_mul(self.unit)
    }
}

/// The largest number that divides both; where one is 0, the other.
pub(crate) fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::to_float;

    fn weight(value: f64) -> Option<(i128, i128)> {
        Weight::from_float(value).map(|w| (w.mantissa, w.divisor))
    }

    #[test]
    fn a_weight_is_its_shortest_decimal() {
        assert_eq!(weight(0.1), Some((100_000_000, 1_000_000_000)));
        assert_eq!(weight(1.0 / 3.0), Some((3_333_333_333_333_333, 10_i128.pow(16))));
        assert_eq!(weight(-0.25), Some((-250_000_000, 1_000_000_000)));
        assert_eq!(weight(1e-12), Some((1, 10_i128.pow(12))));
        assert_eq!(weight(f64::NAN), None);
        assert_eq!(weight(1e300), None);
        assert_eq!(weight(1e-300), Some((0, 1)));
        assert_eq!(weight(1e-38), Some((1, 10_i128.pow(38))));
    }

    #[test]
    fn a_weight_of_many_places_is_a_share_of_a_large_account() {
        let of = |weight: f64, amount| Weight::from_float(weight).expect("finite").of(amount);
        assert_eq!(of(1.234_567_890_123_456_7e-23, 10_i128.pow(28)), Some(123_456));
        assert_eq!(of(-1.234_567_890_123_456_7e-23, 10_i128.pow(28)), Some(-123_456));
        assert_eq!(of(1.234_567_890_123_456_7e-23, -(10_i128.pow(34))), Some(-123_456_789_012));
        assert_eq!(of(9.99e-35, 10_i128.pow(34)), Some(0));
        assert_eq!(of(1e-70, i128::MAX), Some(0));
    }

    #[test]
    fn what_a_weight_cuts_off_twice_is_cut_off_once() {
        let mut numbers = Numbers(11);
        for _ in 0..2_000 {
            let (digits, amount) = (numbers.signed(50), numbers.signed(70));
            let places = u32::try_from(numbers.below(38)).expect("small");
            let (divisor, rest) = (10_i128.pow(places / 2), 10_i128.pow(places - places / 2));
            let weight = Weight { mantissa: digits, divisor, rest };
            assert_eq!(weight.of(amount), Some(digits * amount / 10_i128.pow(places)));
        }
    }

    #[test]
    fn the_twin_sees_the_float_again() {
        for value in [0.02, 1.0 / 3.0, -1.5] {
            let found = Weight::from_float(value).expect("finite").to_float();
            assert_eq!(found.to_bits(), value.to_bits());
        }
    }

    #[test]
    fn a_ratio_is_reduced_and_knows_its_unit() {
        let rate: Decimal = "0.001".parse().expect("number");
        let ratio = Ratio::new(rate, 4, 2).expect("fits");
        assert_eq!((ratio.numerator, ratio.denominator, ratio.unit), (1, 100_000, 100));
        let per_share: Decimal = "0.005".parse().expect("number");
        let ratio = Ratio::new(per_share, 2, 2).expect("fits");
        assert_eq!((ratio.numerator, ratio.denominator, ratio.unit), (1, 200, 1));
        assert_eq!(Ratio::new(rate, 1, 2), None);
        assert_eq!(Ratio::new(rate, 38, 1), None);
    }

    #[test]
    fn the_short_way_and_the_long_way_agree() {
        let rate: Decimal = "0.0015".parse().expect("number");
        let ratio = Ratio::new(rate, 4, 2).expect("fits");
        let long = Ratio { short: None, ..ratio };
        let word = i128::from(i64::MAX);
        for x in [0, 1, 333_333, 1_000_000, -333_333, -1_000_000, 10_000_000_000, word / 3, word] {
            for rounding in [Rounding::HalfEven, Rounding::Floor, Rounding::Ceiling] {
                assert_eq!(ratio.of(x, rounding), long.of(x, rounding), "{x}");
            }
        }
        assert_eq!(ratio.of(1_000_000, Rounding::HalfEven), Some(1_500)); // 100.00 -> 0.15
    }

    #[test]
    fn two_shares_are_summed_before_they_are_rounded() {
        let ratio = |text: &str| Ratio::new(text.parse().expect("number"), 4, 2).expect("fits");
        let (maker, taker) = (ratio("-0.0001"), ratio("0.0025"));
        // 3.00 * -0.0001 + 5.00 * 0.0025 = -0.0003 + 0.0125 = 0.0122: 0.01; apart 0.00 and 0.01.
        assert_eq!(maker.of_both(30_000, &taker, 50_000, Rounding::HalfEven), Some(100));
        // 10.00 * 0.0005 + 10.00 * 0.0010 = 0.005 + 0.010 = 0.015, a tie: 0.02.
        let (one, other) = (ratio("0.0005"), ratio("0.0010"));
        assert_eq!(one.of_both(100_000, &other, 100_000, Rounding::HalfEven), Some(200));
        assert_eq!(one.of_both(i128::MAX, &other, i128::MAX, Rounding::HalfEven), None);
    }

    #[test]
    fn units_of_one_word_may_be_money_of_two() {
        let rate: Decimal = "2".parse().expect("number");
        let ratio = Ratio::new(rate, 16, 2).expect("fits");
        let units = 500 * 10_i128.pow(16);
        assert_eq!(ratio.of(units, Rounding::HalfEven), Some(1_000 * 10_i128.pow(16)));
        assert_eq!(ratio.of(-units, Rounding::HalfEven), Some(-1_000 * 10_i128.pow(16)));
    }

    #[test]
    fn zeros_behind_a_rate_cost_no_room() {
        let rate: Decimal = "2.0000000000000000000000000".parse().expect("number");
        assert_eq!(Ratio::new(rate, 16, 2), Ratio::new("2".parse().expect("number"), 16, 2));
    }

    /// The numbers of one property: the same on every machine (xorshift).
    struct Numbers(u64);

    impl Numbers {
        fn next(&mut self) -> u64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0
        }

        fn below(&mut self, bound: u64) -> u64 {
            self.next() % bound
        }

        /// A number of up to `bits` bits, of either sign, small ones as often as large ones.
        fn signed(&mut self, bits: u64) -> i128 {
            let word = (u128::from(self.next()) << 64) | u128::from(self.next());
            let magnitude = word >> (128 - 1 - self.below(bits));
            let value = i128::try_from(magnitude).expect("below 127 bits");
            if self.next() & 1 == 0 { value } else { -value }
        }
    }

    /// `x * rate / 10^scale` to the unit in plain 128 bits; `None` where these are too few.
    fn plainly(x: i128, rate: Decimal, unit: i128, rounding: Rounding) -> Option<i128> {
        let denominator = pow10(u32::from(rate.scale()))?.checked_mul(unit)?;
        let numerator = x.checked_mul(rate.mantissa())?;
        let (below, rest) = (numerator.div_euclid(denominator), numerator.rem_euclid(denominator));
        let up = match rounding {
            Rounding::Floor => false,
            Rounding::Ceiling => rest > 0,
            Rounding::TowardZero => numerator < 0 && rest > 0,
            Rounding::HalfEven => {
                rest > denominator - rest || (rest == denominator - rest && below & 1 != 0)
            }
        };
        (below + i128::from(up)).checked_mul(unit)
    }

    #[test]
    fn a_ratio_is_that_of_plain_integers_at_all_scales() {
        const ROUNDINGS: [Rounding; 4] =
            [Rounding::HalfEven, Rounding::TowardZero, Rounding::Floor, Rounding::Ceiling];
        let mut numbers = Numbers(20_260_102);
        let (mut of_two_words, mut refused) = (0, 0);
        for ledger_scale in 0..=16_u8 {
            for unit_scale in 0..=ledger_scale {
                for rate_scale in 0..=16_u8 {
                    for rounding in ROUNDINGS {
                        let unit = 10_i128.pow(u32::from(ledger_scale - unit_scale));
                        let (x, mantissa) = (numbers.signed(100), numbers.signed(40));
                        let rate = Decimal::new(mantissa, rate_scale).expect("a decimal");
                        let ratio = Ratio::new(rate, ledger_scale, unit_scale).expect("fits");
                        let Some(expected) = plainly(x, rate, unit, rounding) else {
                            refused += 1;
                            continue;
                        };
                        let found = ratio.of(x, rounding);
                        assert_eq!(found, Some(expected), "{x} * {rate} to {unit} {rounding:?}");
                        let long = Ratio { short: None, ..ratio };
                        assert_eq!(long.of(x, rounding), found, "{x} * {rate} to {unit}");
                        let is_word = |value: i128| i64::try_from(value).is_ok();
                        of_two_words += usize::from(is_word(x) && !is_word(expected));
                    }
                }
            }
        }
        assert!(of_two_words > 200 && refused < 4_000, "{of_two_words}, {refused}");
    }

    #[test]
    fn a_product_of_256_bits_is_rounded_to_the_nearest() {
        let mut numbers = Numbers(7);
        let mut wide = 0;
        for _ in 0..20_000 {
            let (x, mantissa) = (numbers.signed(115), numbers.signed(62));
            let rate_scale = u8::try_from(numbers.below(23)).expect("small");
            let unit_scale = u8::try_from(numbers.below(17)).expect("small");
            let rate = Decimal::new(mantissa, rate_scale).expect("a decimal");
            let ratio = Ratio::new(rate, 16, unit_scale).expect("fits");
            let Some(found) = ratio.of(x, Rounding::HalfEven) else { continue };
            wide += usize::from(x.checked_mul(ratio.numerator).is_none());
            // What is left over is small, and therefore right modulo 2^128.
            let units = found / ratio.unit;
            let product = x.wrapping_mul(ratio.numerator);
            let left = product.wrapping_sub(units.wrapping_mul(ratio.denominator));
            assert_eq!(found % ratio.unit, 0, "{x} * {rate}");
            assert!(left.unsigned_abs() <= ratio.denominator.unsigned_abs() / 2, "{x} * {rate}");
            let (near, exact) = (to_float(units), to_float(x) * to_float(ratio.numerator));
            let exact = exact / to_float(ratio.denominator);
            assert!((near - exact).abs() <= exact.abs() * 1e-14 + 1.0, "{x} * {rate}");
        }
        assert!(wide > 1_000, "{wide}");
    }

    #[test]
    fn a_rate_of_nothing_is_nothing() {
        let ratio = Ratio::new(Decimal::ZERO, 2, 2).expect("fits");
        assert_eq!((ratio.numerator, ratio.denominator), (0, 1));
    }
}
