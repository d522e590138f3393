//! Returns: what an exact equity grew by, from one value to the next.

use super::quotient::difference_share;
use crate::money::Number;

/// The simple return from one equity to another: `(to - from) / from`.
///
/// The difference is exact; both it and `from` then become floats, and one division makes the
/// return. `None` where `from` is not positive: nothing can be said to have grown from it. Every
/// return of this folder is made by this function.
///
/// ```
/// use farthing_core::metric::growth;
/// use farthing_core::money::Narrow;
/// assert_eq!(growth::<Narrow>(10_000, 10_125), Some(0.0125));
/// assert_eq!(growth::<Narrow>(0, 10_125), None);
/// ```
#[inline]
pub fn growth<N: Number>(from: N::Money, to: N::Money) -> Option<f64> {
    difference_share::<N>(to, from, from)
}

/// The simple return of each session, the first from the capital.
///
/// `equity` is the account at the end of each session. `None` where the capital, or the equity
/// of any session but the last, is not positive: the series would have a hole, and no statistic of
/// returns is defined over a hole. A last session that ends at zero or below is a return of -1 or
/// less.
///
/// ```
/// use farthing_core::metric::returns;
/// use farthing_core::money::Narrow;
/// assert_eq!(returns::<Narrow>(100, &[110, 99]), Some(vec![0.1, -0.1]));
/// assert_eq!(returns::<Narrow>(100, &[0, 99]), None);
/// ```
pub fn returns<N: Number>(capital: N::Money, equity: &[N::Money]) -> Option<Vec<f64>> {
    let mut found = Vec::with_capacity(equity.len());
    let mut from = capital;
    for &to in equity {
        found.push(growth::<N>(from, to)?);
        from = to;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{Narrow, Twin, Wide};

    #[test]
    fn each_return_is_one_division_of_an_exact_difference() {
        let found = returns::<Wide>(1_000_000, &[1_000_001, 999_999]);
        assert_eq!(found, Some(vec![1e-6, -2.0 / 1_000_001.0]));
        assert_eq!(returns::<Twin>(100.0, &[150.0]), Some(vec![0.5]));
    }

    #[test]
    fn a_session_that_grows_from_nothing_leaves_no_series() {
        assert_eq!(returns::<Narrow>(0, &[10]), None);
        assert_eq!(returns::<Narrow>(10, &[5, -1, 8]), None);
    }

    #[test]
    fn ruin_in_the_last_session_is_a_return() {
        assert_eq!(returns::<Narrow>(10, &[5, 0]), Some(vec![-0.5, -1.0]));
        assert_eq!(returns::<Narrow>(10, &[-10]), Some(vec![-2.0]));
    }

    #[test]
    fn no_session_is_no_return() {
        assert_eq!(returns::<Narrow>(10, &[]), Some(vec![]));
    }
}
