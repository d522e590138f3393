//! An exact decimal at the boundary: a mantissa and the number of digits behind the point.

use std::fmt;
use std::str::FromStr;

use super::rounding::{Rounding, divide};

/// The largest scale a [`Decimal`] carries; 10^38 is the last power of ten in 127 bits.
const SCALE_MAX: u8 = 38;

/// `10^exponent`, or `None` above 10^38.
///
/// ```
/// use farthing_core::money::pow10;
/// assert_eq!(pow10(3), Some(1_000));
/// assert_eq!(pow10(39), None);
/// ```
#[inline]
pub const fn pow10(exponent: u32) -> Option<i128> {
    10_i128.checked_pow(exponent)
}

/// The nearest float to a mantissa; a machine word is converted by the machine.
#[inline]
#[expect(clippy::cast_precision_loss, reason = "to be shown, or the birth of a statistic")]
pub fn to_float(mantissa: i128) -> f64 {
    i64::try_from(mantissa).map_or_else(|_| mantissa as f64, |word| word as f64)
}

/// `mantissa / 10^scale`, exactly. Equal values are equal whatever their scale.
///
/// ```
/// use farthing_core::money::Decimal;
/// let price: Decimal = "101.250".parse()?;
/// assert_eq!(price.at_scale(2), Some(10_125));
/// assert_eq!(price.to_string(), "101.250");
/// assert_eq!(price, "101.25".parse()?);
/// # Ok::<(), farthing_core::money::ParseDecimalError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    mantissa: i128,
    scale: u8,
}

impl Decimal {
    /// Zero, at scale 0.
    pub const ZERO: Decimal = Decimal { mantissa: 0, scale: 0 };

    /// The decimal `mantissa / 10^scale`; `None` above scale 38.
    pub const fn new(mantissa: i128, scale: u8) -> Option<Decimal> {
        if scale > SCALE_MAX { None } else { Some(Decimal { mantissa, scale }) }
    }

    /// The digits, without the point.
    pub const fn mantissa(self) -> i128 {
        self.mantissa
    }

    /// The number of digits behind the point.
    pub const fn scale(self) -> u8 {
        self.scale
    }

    /// The mantissa at another scale, if the value lies on that grid and fits.
    #[inline]
    pub fn at_scale(self, scale: u8) -> Option<i128> {
        if scale == self.scale {
            return Some(self.mantissa);
        }
        match scale.checked_sub(self.scale) {
            Some(up) => self.mantissa.checked_mul(pow10(u32::from(up))?),
            None => {
                let power = pow10(u32::from(self.scale - scale))?;
                (self.mantissa % power == 0).then(|| self.mantissa / power)
            }
        }
    }

    /// Whether the value is a whole number of steps of `10^-scale`, also where it does not fit.
    pub fn is_multiple(self, step: i64, scale: u8) -> bool {
        let Decimal { mantissa, scale: own } = self.canonical();
        let Some(up) = scale.checked_sub(own) else { return false };
        let step = i128::from(step);
        // Two remainders of a machine word have a product of two words.
        pow10(u32::from(up)).is_some_and(|power| (mantissa % step) * (power % step) % step == 0)
    }

    /// The mantissa at another scale, rounded once where digits are lost.
    pub fn rounded_to_scale(self, scale: u8, rounding: Rounding) -> Option<i128> {
        match scale.checked_sub(self.scale) {
            Some(_) => self.at_scale(scale),
            None => divide(self.mantissa, pow10(u32::from(self.scale - scale))?, rounding),
        }
    }

    /// The same value without trailing zeros behind the point.
    pub fn canonical(self) -> Decimal {
        let Decimal { mut mantissa, mut scale } = self;
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Decimal { mantissa, scale }
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (self.canonical(), other.canonical());
        (a.mantissa, a.scale) == (b.mantissa, b.scale)
    }
}

impl Eq for Decimal {}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = usize::from(self.scale);
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.mantissa.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        let point = if scale == 0 { "" } else { "." };
        write!(f, "{sign}{whole}{point}{fraction}")
    }
}

/// The text is not a plain decimal number, or has more digits than 38.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseDecimalError {
    text: String,
}

impl ParseDecimalError {
    /// So many characters of the text are told.
    const SHOWN: usize = 60;
}

impl fmt::Display for ParseDecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, rest) = match self.text.char_indices().nth(Self::SHOWN) {
            Some((at, _)) => (&self.text[..at], "..."),
            None => (self.text.as_str(), ""),
        };
        write!(f, "'{start}{rest}' is not a decimal number of at most 38 digits")
    }
}

impl std::error::Error for ParseDecimalError {}

impl FromStr for Decimal {
    type Err = ParseDecimalError;

    /// Reads `-12.50`, `+3`, `1e-8` or `.5`; nothing else.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or_else(|| ParseDecimalError { text: text.to_owned() })
    }
}

/// Whether a text is a decimal number of `10^38` and more, which is more than a [`Decimal`] has to
/// hold.
///
/// ```
/// use farthing_core::money::is_vast;
/// assert!(is_vast("-1e40") && is_vast(&"9".repeat(39)));
/// assert!(!is_vast("1e37") && !is_vast("0e40") && !is_vast("1e40x"));
/// ```
pub fn is_vast(text: &str) -> bool {
    digits_before_the_point(text).is_some_and(|digits| digits > i64::from(SCALE_MAX))
}

/// The digits before the point from the first that is not zero on, if the text is a number.
fn digits_before_the_point(text: &str) -> Option<i64> {
    let (number, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], text[at + 1..].parse::<i64>().ok()?),
        None => (text, 0),
    };
    let unsigned = number.strip_prefix(['-', '+']).unwrap_or(number);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let mut digits = whole.bytes().chain(fraction.bytes());
    if !digits.clone().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let zeros = i64::try_from(digits.position(|byte| byte != b'0')?).ok()?;
    i64::try_from(whole.len()).ok()?.checked_sub(zeros)?.checked_add(exponent)
}

fn parse(text: &str) -> Option<Decimal> {
    let (number, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (negative, unsigned) = match number.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut mantissa = 0_i128;
    for byte in whole.bytes().chain(fraction.bytes()) {
        let digit = byte.is_ascii_digit().then(|| i128::from(byte - b'0'))?;
        mantissa = mantissa.checked_mul(10)?.checked_add(digit)?;
    }
    let signed = if negative { -mantissa } else { mantissa };
    let scale = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
    match u32::try_from(-scale) {
        Ok(up) => Decimal::new(signed.checked_mul(pow10(up)?)?, 0),
        Err(_) => Decimal::new(signed, u8::try_from(scale).ok()?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().expect(text)
    }

    #[test]
    fn text_goes_in_and_comes_out_unchanged() {
        for text in ["0", "-1", "0.05", "-0.00000012", "101.25", "1000000000"] {
            assert_eq!(decimal(text).to_string(), text);
        }
    }

    #[test]
    fn exponents_plus_signs_and_bare_points_are_read() {
        assert_eq!(decimal("1e-8").to_string(), "0.00000001");
        assert_eq!(decimal("1.5E3").to_string(), "1500");
        assert_eq!(decimal("+.5").to_string(), "0.5");
        assert_eq!(decimal("7.").to_string(), "7");
    }

    #[test]
    fn what_is_not_a_number_is_refused_by_name() {
        for text in ["", ".", "-", "1.2.3", "1,5", "nan", "inf", "1e", "0x1", "1e40", "1e-39"] {
            let error = text.parse::<Decimal>().expect_err(text);
            assert!(error.to_string().contains(&format!("'{text}'")));
        }
        assert!("170141183460469231731687303715884105728".parse::<Decimal>().is_err());
    }

    #[test]
    fn a_scale_that_would_lose_a_digit_is_no_exact_scale() {
        assert_eq!(decimal("1.25").at_scale(1), None);
        assert_eq!(decimal("1.50").at_scale(1), Some(15));
        assert_eq!(decimal("1.5").at_scale(38), decimal("1.5").at_scale(37).map(|m| m * 10));
        assert_eq!(decimal("100").at_scale(38), None);
        assert_eq!(decimal("1.25").rounded_to_scale(1, Rounding::HalfEven), Some(12));
        assert_eq!(decimal("1.25").rounded_to_scale(3, Rounding::HalfEven), Some(1_250));
        assert_eq!(decimal("-1.25").rounded_to_scale(0, Rounding::Floor), Some(-2));
    }

    #[test]
    fn a_multiple_is_one_beyond_what_fits() {
        let large = decimal("1e37");
        assert_eq!(large.at_scale(2), None);
        assert!(large.is_multiple(1, 2) && large.is_multiple(5, 2) && !large.is_multiple(3, 2));
        assert!(decimal("3e36").is_multiple(3, 8) && decimal("-3e36").is_multiple(3, 8));
        assert!(decimal("0.50").is_multiple(5, 1) && !decimal("0.55").is_multiple(5, 1));
        assert!(
            decimal("0.5").is_multiple(i64::MAX, 38)
                == ((5 * 10_i128.pow(37)) % i128::from(i64::MAX) == 0)
        );
    }

    #[test]
    fn numbers_of_39_digits_before_the_point_are_vast() {
        for text in ["1e38", "-1E+40", "+0.1e39", "100000000000000000000000000000000000000.5"] {
            assert!(is_vast(text), "{text}");
        }
        for text in ["9e37", "0.1e38", "0e99", "1e", "x", "", "-", "1e40 ", "--1e40", "1e-40"] {
            assert!(!is_vast(text), "{text}");
        }
    }

    #[test]
    fn equality_is_of_values() {
        assert_eq!(decimal("1.50"), decimal("1.5"));
        assert_ne!(decimal("1.5"), decimal("15"));
        assert_eq!(decimal("0.000"), Decimal::ZERO);
        assert_eq!(Decimal::new(1, 39).map(Decimal::scale), None);
        assert_eq!(decimal("1200").canonical().mantissa(), 1_200);
    }
}
