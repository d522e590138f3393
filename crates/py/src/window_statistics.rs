//! Statistics of a window's values: exact sums of their decimals, one rounding.

use farthing_core::money::quotient;

/// Values at equal distances in a grid, each of so many digits behind the point.
pub(crate) struct Values<'a> {
    pub(crate) values: &'a [f64],
    pub(crate) start: usize,
    pub(crate) stride: usize,
    pub(crate) count: usize,
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

    /// Number, sum and sum of squares of the mantissas.
    fn sums(&self) -> (i128, i128, i128) {
        let power = self.power();
        let (mut count, mut sum, mut squares) = (0, 0_i128, 0_i128);
        for value in self.iter() {
            // A view of a decimal is the float next to it: times its power, the mantissa is next.
            #[expect(clippy::cast_possible_truncation, reason = "whole, and below 2^63")]
            let mantissa = i128::from((value * power).round_ties_even() as i64);
            count += 1;
            sum += mantissa;
            squares += mantissa * mantissa;
        }
        (count, sum, squares)
    }

    fn power(&self) -> f64 {
        10_f64.powi(i32::from(self.digits))
    }

    fn integer_power(&self) -> i128 {
        10_i128.pow(u32::from(self.digits))
    }
}

impl Statistic {
    /// The statistic; NaN where it is not defined.
    #[expect(clippy::cast_precision_loss, reason = "the rounding of a standard deviation")]
    pub(crate) fn of(self, values: &Values<'_>) -> f64 {
        match self {
            Statistic::Min => values.iter().fold(f64::NAN, f64::min),
            Statistic::Max => values.iter().fold(f64::NAN, f64::max),
            Statistic::Sum => quotient(values.sums().1, values.integer_power()),
            Statistic::Mean => {
                let (count, sum, _) = values.sums();
                quotient(sum, count * values.integer_power())
            }
            Statistic::Std(ddof) => {
                let (count, sum, squares) = values.sums();
                let freedom = count - ddof as i128;
                if freedom <= 0 {
                    return f64::NAN;
                }
                let variance = quotient(count * squares - sum * sum, count * freedom);
                variance.sqrt() / values.integer_power() as f64
            }
        }
    }
}
