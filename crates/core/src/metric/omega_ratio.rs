//! Omega ratio.

use super::quotient::quotient;

/// What the returns are above a threshold, in sum, by what they are below it.
///
/// The threshold is `risk_free`, of one period, plus `required_return`, of a year, which is
/// brought to one period by the root of `periods_per_year` (252 sessions of a US exchange; 1 takes
/// it as of one period). `None` below two returns, where none is below the threshold, and where
/// the year has to bring -1 or less. Source: Keating and Shadwick (2002); `omega_ratio` of
/// empyrical.
///
/// ```
/// use farthing_core::metric::omega_ratio;
/// assert_eq!(omega_ratio(&[0.5, 0.25, -0.25], 0.0, 0.0, 252.0), Some(3.0));
/// assert_eq!(omega_ratio(&[0.5, 0.25], 0.0, 0.0, 252.0), None);
/// ```
pub fn omega_ratio(
    returns: &[f64],
    risk_free: f64,
    required_return: f64,
    periods_per_year: f64,
) -> Option<f64> {
    if returns.len() < 2 {
        return None;
    }
    let required = of_one_period(required_return, periods_per_year)?;
    let (mut above, mut below) = (0.0, 0.0);
    for value in returns {
        let excess = value - risk_free - required;
        if excess > 0.0 {
            above += excess;
        } else {
            below -= excess;
        }
    }
    if below > 0.0 { quotient(above, below) } else { None }
}

/// The return of one period that compounds to that of a year.
fn of_one_period(annual: f64, periods_per_year: f64) -> Option<f64> {
    if (periods_per_year - 1.0).abs() < f64::EPSILON {
        Some(annual)
    } else if annual <= -1.0 {
        None
    } else {
        Some(libm::pow(1.0 + annual, 1.0 / periods_per_year) - 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_is_taken_off_every_return() {
        let returns = [0.75, 0.25, 0.0];
        assert_eq!(omega_ratio(&returns, 0.25, 0.0, 252.0), Some(2.0));
        assert_eq!(omega_ratio(&returns, 0.0, 0.25, 1.0), Some(2.0));
        // Half a year of 56.25 per cent is 25 per cent.
        assert_eq!(omega_ratio(&returns, 0.0, 0.5625, 2.0), Some(2.0));
    }

    #[test]
    fn it_is_none_without_a_shortfall() {
        assert_eq!(omega_ratio(&[0.1, 0.0], 0.0, 0.0, 252.0), None);
        assert_eq!(omega_ratio(&[0.0, 0.0], 0.0, 0.0, 252.0), None);
        assert_eq!(omega_ratio(&[-0.1], 0.0, 0.0, 252.0), None);
    }

    #[test]
    fn a_year_cannot_be_asked_to_lose_everything() {
        assert_eq!(omega_ratio(&[0.1, -0.1], 0.0, -1.0, 252.0), None);
        assert_eq!(omega_ratio(&[-1.5, -0.5], 0.0, -1.0, 1.0), Some(1.0));
    }
}
