//! Statistics of a window's values: exact sums of their decimals, one rounding.

#[cfg(not(feature = "twin"))]
use farthing_core::money::quotient;
#[cfg(not(feature = "twin"))]
use farthing_core::signal::Deviation;

/// Values at equal distances in a grid, each of so many digits behind the point.
pub(crate) struct Values<'a> {
    pub(crate) values: &'a [f64],
    pub(crate) start: usize,
    pub(crate) stride: usize,
    pub(crate) count: usize,
    #[cfg_attr(feature = "twin", expect(dead_code, reason = "floats have none"))]
    pub(crate) digits: u8,
}

/// What is asked of a window.
#[derive(Clone, Copy)]
pub(crate) enum Statistic {
    Mean,
    /// With so many degrees of freedom less than values.
    Std(usize),
    Sum,
    Min,
    Max,
}

impl Values<'_> {
    fn iter(&self) -> impl Iterator<Item = f64> + '_ {
        let places = (0..self.count).map(|row| self.start + row * self.stride);
        places.map(|place| self.values[place]).filter(|value| !value.is_nan())
    }

    /// The mantissas: a view of a decimal is the float next to it, so that the whole number next to
    /// the view times its power is the mantissa.
    #[cfg(not(feature = "twin"))]
    fn mantissas(&self) -> impl Iterator<Item = i64> + '_ {
        let power = self.power();
        self.iter().map(move |value| whole(value * power))
    }

    /// Number and sum of the mantissas.
    #[cfg(not(feature = "twin"))]
    fn sums(&self) -> (i128, i128) {
        self.mantissas().fold((0, 0), |(count, sum), each| (count + 1, sum + i128::from(each)))
    }

    /// Number, sum and sum of squares of the mantissas.
    #[cfg(not(feature = "twin"))]
    fn squares(&self) -> (i128, i128, i128) {
        self.mantissas().fold((0, 0, 0), |(count, sum, squares), each| {
            let each = i128::from(each);
            (count + 1, sum + each, squares + each * each)
        })
    }

    #[cfg(not(feature = "twin"))]
    fn power(&self) -> f64 {
        10_f64.powi(i32::from(self.digits))
    }

    #[cfg(not(feature = "twin"))]
    fn integer_power(&self) -> i128 {
        10_i128.pow(u32::from(self.digits))
    }
}

/// The whole number next to a float below `2^63`.
///
/// Where a float has digits behind the point left, below `2^51`, adding `1.5 * 2^52` leaves the whole
/// number in its last bits: the processor rounds, without a call for each value.
#[cfg(not(feature = "twin"))]
#[inline]
fn whole(value: f64) -> i64 {
    const LAST_BITS: f64 = 6_755_399_441_055_744.0;
    const FRACTIONS_END: f64 = 2_251_799_813_685_248.0;
    if value.abs() < FRACTIONS_END {
        return (value + LAST_BITS).to_bits().cast_signed() - LAST_BITS.to_bits().cast_signed();
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole, and below 2^63")]
    let mantissa = value.round_ties_even() as i64;
    mantissa
}

impl Statistic {
    /// The statistic in floats, where a measurement asks for it.
    #[cfg(feature = "twin")]
    #[expect(clippy::cast_precision_loss, reason = "float by intention")]
    pub(crate) fn of(self, values: &Values<'_>) -> f64 {
        let sums = || {
            let add = |(count, sum): (f64, f64), value| (count + 1.0, sum + value);
            values.iter().fold((0.0, 0.0), add)
        };
        match self {
            Statistic::Min => values.iter().fold(f64::NAN, f64::min),
            Statistic::Max => values.iter().fold(f64::NAN, f64::max),
            Statistic::Sum => sums().1,
            Statistic::Mean => {
                let (count, sum) = sums();
                sum / count
            }
            Statistic::Std(ddof) => {
                let (count, sum) = sums();
                let mean = sum / count;
                let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
                (squares / (count - ddof as f64)).sqrt()
            }
        }
    }

    /// The statistic; NaN where it is not defined.
    #[cfg(not(feature = "twin"))]
    pub(crate) fn of(self, values: &Values<'_>) -> f64 {
        match self {
            Statistic::Min => values.iter().fold(f64::NAN, f64::min),
            Statistic::Max => values.iter().fold(f64::NAN, f64::max),
            Statistic::Sum => quotient(values.sums().1, values.integer_power()),
            Statistic::Mean => {
                let (count, sum) = values.sums();
                quotient(sum, count * values.integer_power())
            }
            Statistic::Std(ddof) => {
                let (count, sum, squares) = values.squares();
                let spread = count * squares - sum * sum;
                Deviation::new(count, ddof, values.digits).of(spread)
            }
        }
    }
}

#[cfg(all(test, not(feature = "twin")))]
mod tests {
    use super::whole;

    #[test]
    fn a_float_next_to_a_whole_number_becomes_it() {
        let ends = [0, 1, 2, 99, 1 << 31, (1 << 51) - 1, 1 << 51, (1 << 51) + 1, 1 << 53];
        for number in ends.into_iter().flat_map(|number: i64| [number, -number]) {
            let float = number as f64;
            for near in [float.next_down(), float, float.next_up()] {
                let rounded = (whole(near) as f64).to_bits();
                assert_eq!(rounded, (near.round_ties_even() + 0.0).to_bits(), "{near:e}");
            }
        }
        assert_eq!(whole(20_230.000_000_000_4), 20_230);
        assert_eq!(whole(-0.4), 0);
    }
}
