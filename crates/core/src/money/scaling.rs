//! Exact factors: the weight of a target, the rate of a fee.

use super::decimal::{Decimal, pow10};
use super::door::{quantise, shortest_digits};
use super::rounding::{Rounding, divide, divide_i64, mul_div};

/// A share of equity, `mantissa / 10^scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weight {
    /// The digits.
    pub mantissa: i128,
    /// `10^scale`, ready for the division.
    pub divisor: i128,
}

impl Weight {
    /// Digits behind the point that a weight of the usual kind has at most.
    const USUAL_SCALE: u8 = 9;
    const USUAL_DIVISOR: i128 = 1_000_000_000;

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
            Some(found) if found.exact => {
                Some(Weight { mantissa: found.mantissa, divisor: Self::USUAL_DIVISOR })
            }
            _ => Self::from_digits(value),
        }
    }

    #[cold]
    fn from_digits(value: f64) -> Option<Weight> {
        let (digits, exponent) = shortest_digits(value)?;
        let scale = u32::try_from(-exponent).ok()?;
        // Seventeen digits behind 38 places are a share of nothing in any ledger.
        Some(match pow10(scale) {
            Some(divisor) => Weight { mantissa: digits.into(), divisor },
            None => Weight { mantissa: 0, divisor: 1 },
        })
    }

    /// The weight as a float, for the twin.
    #[expect(clippy::cast_precision_loss, reason = "the twin is float by intention")]
    pub fn to_float(self) -> f64 {
        self.mantissa as f64 / self.divisor as f64
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
            return units.checked_mul(unit).map(i128::from);
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

pub(super) fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_rate_of_nothing_is_nothing() {
        let ratio = Ratio::new(Decimal::ZERO, 2, 2).expect("fits");
        assert_eq!((ratio.numerator, ratio.denominator), (0, 1));
    }
}
