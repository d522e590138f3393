//! Mean and standard deviation of returns, shared by the statistics that are made of them.

/// How many returns there are, their mean, and the sum of the squares around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Moments {
    count: usize,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// The moments of two returns or more, in two passes: around a mean that is known, the squares
    /// lose no digits.
    ///
    /// Returns that differ by no more than the rounding of their last digits are constant, and
    /// then the squares are nothing: what is left of them would be noise, and a ratio to noise a
    /// huge number without meaning.
    pub(super) fn of(returns: &[f64]) -> Option<Moments> {
        let count = returns.len();
        if count < 2 {
            return None;
        }
        let (mut sum, mut least, mut most) = (0.0, f64::INFINITY, f64::NEG_INFINITY);
        for &value in returns {
            sum += value;
            least = if value < least { value } else { least };
            most = if value > most { value } else { most };
        }
        let mean = sum / count as f64;
        let noise = 4.0 * f64::EPSILON * most.abs().max(least.abs());
        let squares = if most - least <= noise { 0.0 } else { squares_around(mean, returns) };
        Some(Moments { count, mean, squares })
    }

    /// The mean.
    pub(super) fn mean(&self) -> f64 {
        self.mean
    }

    /// The sum of the squares around the mean.
    pub(super) fn squares(&self) -> f64 {
        self.squares
    }

    /// The standard deviation, by the count less `ddof`; `None` where that is nothing.
    pub(super) fn deviation(&self, ddof: usize) -> Option<f64> {
        let freedom = self.count.checked_sub(ddof)?;
        (freedom > 0).then(|| (self.squares / freedom as f64).sqrt())
    }
}

fn squares_around(mean: f64, returns: &[f64]) -> f64 {
    returns.iter().fold(0.0, |sum, value| sum + (value - mean) * (value - mean))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deviation_is_by_the_degrees_of_freedom() {
        let moments = Moments::of(&[1.0, 2.0, 3.0, 6.0]).unwrap();
        assert_eq!((moments.mean(), moments.squares), (3.0, 14.0));
        assert_eq!(moments.deviation(0), Some(3.5_f64.sqrt()));
        assert_eq!(moments.deviation(1), Some((14.0_f64 / 3.0).sqrt()));
        assert_eq!((moments.deviation(4), moments.deviation(5)), (None, None));
    }

    #[test]
    fn one_return_has_no_moments() {
        assert_eq!(Moments::of(&[0.1]), None);
        assert_eq!(Moments::of(&[]), None);
    }

    #[test]
    fn returns_that_differ_by_rounding_are_constant() {
        let value = 0.1_f64;
        let next = f64::from_bits(value.to_bits() + 1);
        for constant in [[value; 3], [value, next, value], [0.0; 3], [-value; 3]] {
            assert_eq!(Moments::of(&constant).unwrap().deviation(1), Some(0.0));
        }
        let apart = [value, value * (1.0 + 1e-14)];
        assert!(Moments::of(&apart).unwrap().deviation(1) > Some(0.0));
    }
}
