//! Sortino ratio.

use super::quotient::quotient;

/// The mean return above the required one, by the deviation below it, scaled to a year.
///
/// `required_return` is what one period has to bring. The deviation below it is the root of the
/// mean square of the shortfalls, over all returns (`ddof` 0): a return without shortfall counts
/// as none. A year has `periods_per_year` periods (252 sessions of a US exchange). `None` below two
/// returns and where none falls short. Source: Sortino and Price (1994); `sortino_ratio` of
/// empyrical.
///
/// ```
/// use farthing_core::metric::sortino_ratio;
/// assert_eq!(sortino_ratio(&[0.5, 0.5, 0.5, -0.5], 0.0, 1.0), Some(1.0));
/// assert_eq!(sortino_ratio(&[0.1, 0.2], 0.0, 252.0), None);
/// ```
pub fn sortino_ratio(returns: &[f64], required_return: f64, periods_per_year: f64) -> Option<f64> {
    if returns.len() < 2 {
        return None;
    }
    let (mut excess, mut squares) = (0.0, 0.0);
    for value in returns {
        let over = value - required_return;
        let under = if over < 0.0 { over } else { 0.0 };
        excess += over;
        squares += under * under;
    }
    let count = returns.len() as f64;
    let deviation = (squares / count).sqrt();
    quotient(excess / count * periods_per_year.sqrt(), deviation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_shortfalls_deviate() {
        // Above 1: 2, 0, -2. The mean is nothing; above 0 it is 1, and only -1 falls short.
        assert_eq!(sortino_ratio(&[3.0, 1.0, -1.0], 1.0, 252.0), Some(0.0));
        let found = sortino_ratio(&[3.0, 1.0, -1.0], 0.0, 4.0).unwrap();
        assert!((found - 2.0 * 3.0_f64.sqrt()).abs() < 1e-15);
    }

    #[test]
    fn it_is_none_without_shortfall_and_below_two_returns() {
        assert_eq!(sortino_ratio(&[0.1, 0.0], 0.0, 252.0), None);
        assert_eq!(sortino_ratio(&[0.1; 4], 0.1, 252.0), None);
        assert_eq!(sortino_ratio(&[-0.1], 0.0, 252.0), None);
    }

    #[test]
    fn constant_losses_are_defined() {
        assert_eq!(sortino_ratio(&[-0.5; 4], 0.0, 4.0), Some(-2.0));
    }
}
