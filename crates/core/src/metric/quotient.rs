//! Quotients that may be undefined, and the way from exact money to the float of a ratio.

use crate::money::{Amount, Number};

/// The value, or `None` where it is no finite number.
#[inline]
pub(super) fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// `numerator / denominator`, or `None` where that is no finite number.
#[inline]
pub(super) fn quotient(numerator: f64, denominator: f64) -> Option<f64> {
    finite(numerator / denominator)
}

/// The mean of values that sum up to `sum`; `None` of no values.
#[inline]
pub(super) fn mean(sum: f64, count: usize) -> Option<f64> {
    quotient(sum, count as f64)
}

/// Money as a float of its last digits. The ledger scale cancels in a ratio of two of them.
#[inline]
pub(super) fn digits<N: Number>(money: N::Money) -> f64 {
    N::to_float(money, 0)
}

/// `part / whole`: one division of two exact amounts. `None` unless the whole is positive.
#[inline]
pub(super) fn share<N: Number>(part: N::Money, whole: N::Money) -> Option<f64> {
    if whole > N::Money::ZERO { quotient(digits::<N>(part), digits::<N>(whole)) } else { None }
}

/// `(a - b) / whole`, the difference taken exactly. `None` unless the whole is positive.
///
/// Only a difference of opposite signs may not fit; nothing cancels then, and the difference of
/// the floats is as good.
#[inline]
pub(super) fn difference_share<N: Number>(
    a: N::Money,
    b: N::Money,
    whole: N::Money,
) -> Option<f64> {
    match a.minus(b) {
        Some(difference) => share::<N>(difference, whole),
        None if whole > N::Money::ZERO => {
            quotient(digits::<N>(a) - digits::<N>(b), digits::<N>(whole))
        }
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{Narrow, Twin};

    #[test]
    fn a_quotient_without_a_finite_value_is_none() {
        assert_eq!(quotient(1.0, 4.0), Some(0.25));
        assert_eq!(quotient(1.0, 0.0), None);
        assert_eq!(quotient(0.0, 0.0), None);
        assert_eq!(quotient(f64::INFINITY, 2.0), None);
        assert_eq!((mean(6.0, 4), mean(0.0, 0)), (Some(1.5), None));
    }

    #[test]
    fn a_share_is_of_something_positive() {
        assert_eq!(share::<Narrow>(25, 100), Some(0.25));
        assert_eq!(share::<Narrow>(25, 0), None);
        assert_eq!(share::<Narrow>(25, -100), None);
        assert_eq!(share::<Twin>(0.25, f64::NAN), None);
    }

    #[test]
    fn a_difference_is_exact_where_the_floats_are_not() {
        let large = 1_i64 << 60;
        let found = difference_share::<Narrow>(large + 1, large, 4);
        assert_eq!(found, Some(0.25));
        assert_eq!(digits::<Narrow>(large + 1) - digits::<Narrow>(large), 0.0);
    }

    #[test]
    fn a_difference_that_does_not_fit_is_still_a_share() {
        let (top, bottom) = (i64::MAX, -i64::MAX);
        assert_eq!(difference_share::<Narrow>(top, bottom, top), Some(2.0));
        assert_eq!(difference_share::<Narrow>(top, bottom, bottom), None);
    }
}
