//! Calmar ratio.

use super::quotient::quotient;

/// The annual return by the largest drawdown.
///
/// Both are shares (0.1 is ten per cent), the drawdown without sign, as [`super::annual_return`]
/// and [`super::max_drawdown`] give them. `None` without a drawdown. Source: Young (1991), "Calmar
/// Ratio: A Smoother Tool", here over the whole run; `calmar_ratio` of empyrical.
///
/// ```
/// use farthing_core::metric::calmar_ratio;
/// assert_eq!(calmar_ratio(0.25, 0.125), Some(2.0));
/// assert_eq!(calmar_ratio(0.25, 0.0), None);
/// ```
pub fn calmar_ratio(annual_return: f64, max_drawdown: f64) -> Option<f64> {
    if max_drawdown > 0.0 { quotient(annual_return, max_drawdown) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loss_is_negative() {
        assert_eq!(calmar_ratio(-0.25, 0.5), Some(-0.5));
    }

    #[test]
    fn without_drawdown_it_is_none() {
        assert_eq!(calmar_ratio(0.25, 0.0), None);
        assert_eq!(calmar_ratio(0.0, 0.0), None);
        assert_eq!(calmar_ratio(f64::MAX, 1e-300), None);
    }
}
