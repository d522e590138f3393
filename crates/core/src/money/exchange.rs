//! Rates between currencies: exact fractions, rounded only where money is exchanged.

use super::decimal::{Decimal, pow10};
use super::rounding::{Rounding, mul_div};
use super::scaling::greatest_common_divisor;

/// What one unit of a currency costs in another: a positive fraction in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exchange {
    numerator: i128,
    denominator: i128,
}

impl Exchange {
    /// As much for as much.
    pub const ONE: Exchange = Exchange { numerator: 1, denominator: 1 };

    /// The rate of a price; `None` where it is not positive.
    ///
    /// ```
    /// use farthing_core::money::{Exchange, Rounding};
    /// let rate = Exchange::of("1.25".parse()?).expect("positive");
    /// assert_eq!(rate.times(1_000, 1, Rounding::HalfEven), Some(1_250));
    /// assert_eq!(rate.inverse().times(1_000, 1, Rounding::HalfEven), Some(800));
    /// # Ok::<(), farthing_core::money::ParseDecimalError>(())
    /// ```
    pub fn of(price: Decimal) -> Option<Exchange> {
        Exchange::new(price.mantissa(), pow10(u32::from(price.scale()))?)
    }

    fn new(numerator: i128, denominator: i128) -> Option<Exchange> {
        if numerator <= 0 || denominator <= 0 {
            return None;
        }
        let divisor = greatest_common_divisor(numerator.unsigned_abs(), denominator.unsigned_abs());
        let divisor = i128::try_from(divisor).ok()?;
        Some(Exchange { numerator: numerator / divisor, denominator: denominator / divisor })
    }

    /// Numerator and denominator.
    pub const fn parts(self) -> (i128, i128) {
        (self.numerator, self.denominator)
    }

    /// The way back.
    #[must_use]
    pub const fn inverse(self) -> Exchange {
        Exchange { numerator: self.denominator, denominator: self.numerator }
    }

    /// The rate as a float, for the twin.
    #[expect(clippy::cast_precision_loss, reason = "the twin is float by intention")]
    pub fn to_float(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// `amount * rate`, rounded once to a multiple of `unit`; `None` where it does not fit.
    pub fn times(self, amount: i128, unit: i128, rounding: Rounding) -> Option<i128> {
        let divisor = self.denominator.checked_mul(unit)?;
        mul_div(amount, self.numerator, divisor, rounding)?.checked_mul(unit)
    }

    /// `end * self - begin * before`, half-even to a multiple of `unit`; `None` where it does not
    /// fit.
    pub fn gain(self, end: i128, before: Exchange, begin: i128, unit: i128) -> Option<i128> {
        let (whole, rest) = self.floored(end, unit)?;
        let (whole_before, rest_before) = before.floored(begin, unit)?;
        // Both rests over one denominator: a fraction between -1 and 1 of a unit.
        let ours = rest.checked_mul(before.denominator)?;
        let difference = ours.checked_sub(rest_before.checked_mul(self.denominator)?)?;
        let denominator = self.denominator.checked_mul(before.denominator)?.checked_mul(unit)?;
        let below = difference.div_euclid(denominator);
        let above = difference.rem_euclid(denominator);
        let floor = whole.checked_sub(whole_before)?.checked_add(below)?;
        let rounds_up = match above.cmp(&(denominator - above)) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Equal => floor & 1 != 0,
            std::cmp::Ordering::Greater => true,
        };
        floor.checked_add(i128::from(rounds_up))?.checked_mul(unit)
    }

    /// Whole units of `amount * rate`, and what is left over, in `1 / denominator`.
    fn floored(self, amount: i128, unit: i128) -> Option<(i128, i128)> {
        let divisor = self.denominator.checked_mul(unit)?;
        let whole = mul_div(amount, self.numerator, divisor, Rounding::Floor)?;
        // What is left over is below the divisor: it is right though both products may wrap.
        let rest = amount.wrapping_mul(self.numerator).wrapping_sub(whole.wrapping_mul(divisor));
        Some((whole, rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(text: &str) -> Exchange {
        Exchange::of(text.parse().expect(text)).expect("positive")
    }

    #[test]
    fn a_rate_is_positive() {
        for text in ["0", "-1.1"] {
            assert_eq!(Exchange::of(text.parse().expect(text)), None);
        }
        assert_eq!(rate("1.0"), Exchange::ONE);
    }

    #[test]
    fn an_exchange_rounds_once_half_even_to_the_unit() {
        let half = rate("0.5");
        // Tenths of cents: 0.5 of 0.010, 0.030 and 0.050.
        let found = [10, 30, 50].map(|amount| half.times(amount, 10, Rounding::HalfEven));
        assert_eq!(found, [Some(0), Some(20), Some(20)]);
        assert_eq!(rate("3").inverse().times(-10, 1, Rounding::HalfEven), Some(-3));
        assert_eq!(rate("3").inverse().times(-10, 1, Rounding::TowardZero), Some(-3));
        assert_eq!(rate("2").times(i128::MAX, 1, Rounding::HalfEven), None);
    }

    #[test]
    fn a_gain_is_of_both_ends_at_their_own_rates() {
        // 100 at 1.10 became 120 at 1.20: 144 less 110.
        assert_eq!(rate("1.20").gain(120, rate("1.10"), 100, 1), Some(34));
        assert_eq!(rate("1.20").gain(125, rate("1.10"), 105, 1), Some(34)); // 34.5
        assert_eq!(rate("3").inverse().gain(10, rate("3").inverse(), 0, 1), Some(3));
        assert_eq!(Exchange::ONE.gain(i128::MAX, Exchange::ONE, -1, 1), None);
        // 37.5 and 36.5: to the even one of the sum, whatever the parts are.
        assert_eq!(rate("0.5").gain(105, rate("1"), 15, 1), Some(38));
        assert_eq!(rate("0.5").gain(105, rate("1"), 16, 1), Some(36));
        assert_eq!(rate("0.5").gain(-105, rate("1"), -16, 1), Some(-36));
    }

    #[test]
    fn a_gain_of_long_rates_and_large_sums_is_exact() {
        let (long, longer) = (rate("1.0000000001"), rate("1.0000000003"));
        let sum = 10_i128.pow(28);
        assert_eq!(longer.gain(sum, long, sum, 1), Some(2 * 10_i128.pow(18)));
    }
}
