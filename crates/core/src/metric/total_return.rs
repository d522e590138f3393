//! Total return.

use super::quotient::finite;

/// The return over all periods, `product(1 + r) - 1`; `None` of no returns.
///
/// For returns that come without their equities. Where the equities are at hand,
/// [`super::growth`] from the first to the last is the same with one rounding.
/// Source: `cum_returns_final` of empyrical.
///
/// ```
/// use farthing_core::metric::total_return;
/// assert_eq!(total_return(&[0.5, -0.5]), Some(-0.25));
/// assert_eq!(total_return(&[]), None);
/// ```
pub fn total_return(returns: &[f64]) -> Option<f64> {
    finite(wealth(returns)? - 1.0)
}

/// What 1 has become after all periods; `None` of no returns.
pub(super) fn wealth(returns: &[f64]) -> Option<f64> {
    let factors = returns.iter().map(|value| 1.0 + value);
    factors.reduce(|wealth, factor| wealth * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn returns_compound() {
        assert_eq!(total_return(&[0.25]), Some(0.25));
        assert_eq!(total_return(&[1.0, 1.0, -0.75]), Some(0.0));
    }

    #[test]
    fn what_is_no_number_is_none() {
        assert_eq!(total_return(&[]), None);
        assert_eq!(total_return(&[f64::MAX, f64::MAX]), None);
    }
}
