//! What a run earned, and at which risk.

use super::annual_return::annualised;
use super::ascending::Ascending;
use super::calmar_ratio::calmar_ratio;
use super::drawdown::{Drawdown, max_depth};
use super::growth::{growth, returns};
use super::moments::Moments;
use super::omega_ratio::omega_ratio;
use super::quotient::share;
use super::sortino_ratio::sortino_ratio;
use super::summary::SummaryInput;
use crate::money::{Amount, Number};

/// Degrees of freedom that the sample deviation gives up for its mean.
const DDOF: usize = 1;
/// The share of the returns that value at risk looks below.
const CUTOFF: f64 = 0.05;

/// Statistics of the equity at the end of sessions; each `None` where it is undefined.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Performance {
    /// See [`growth`]: from the capital to the end.
    pub total_return: Option<f64>,
    /// See [`super::annual_return`].
    pub annual_return: Option<f64>,
    /// See [`super::annual_volatility`]: of the sample, with a `ddof` of 1.
    pub annual_volatility: Option<f64>,
    /// See [`super::sharpe_ratio`]: of the sample, with a `ddof` of 1.
    pub sharpe_ratio: Option<f64>,
    /// See [`sortino_ratio`]: the return without risk is the required one.
    pub sortino_ratio: Option<f64>,
    /// See [`calmar_ratio`].
    pub calmar_ratio: Option<f64>,
    /// See [`omega_ratio`]: nothing is required above the return without risk.
    pub omega_ratio: Option<f64>,
    /// See [`super::tail_ratio`].
    pub tail_ratio: Option<f64>,
    /// See [`super::value_at_risk`]: with a cutoff of 0.05.
    pub value_at_risk: Option<f64>,
    /// See [`super::conditional_value_at_risk`]: with a cutoff of 0.05.
    pub conditional_value_at_risk: Option<f64>,
    /// See [`super::max_drawdown`].
    pub max_drawdown: Option<f64>,
}

/// The performance of a run with this equity at the end of its sessions, and these drawdowns.
pub(super) fn performance<N: Number>(
    input: &SummaryInput<N>,
    equity: &[N::Money],
    drawdowns: &[Drawdown<N>],
) -> Performance {
    let (capital, year, risk_free) = (input.capital, input.periods_per_year, input.risk_free);
    let last = equity.last().filter(|_| capital > N::Money::ZERO);
    let total_return = last.and_then(|&last| growth::<N>(capital, last));
    // What 1 has become is divided anew: after a great loss, 1 + total has lost its digits.
    let wealth = last.and_then(|&last| share::<N>(last, capital));
    let annual_return = wealth.and_then(|wealth| annualised(wealth, equity.len(), year));
    let max_drawdown = last.map(|_| max_depth(drawdowns));
    let of_curve = Performance {
        total_return,
        annual_return,
        max_drawdown,
        calmar_ratio: annual_return
            .zip(max_drawdown)
            .and_then(|(annual, depth)| calmar_ratio(annual, depth)),
        ..Performance::default()
    };
    let Some(returns) = returns::<N>(capital, equity) else {
        return of_curve;
    };
    let moments = Moments::of(&returns);
    let ascending = Ascending::of(&returns);
    Performance {
        annual_volatility: moments.and_then(|moments| moments.annual_volatility(year, DDOF)),
        sharpe_ratio: moments.and_then(|moments| moments.sharpe_ratio(risk_free, year, DDOF)),
        sortino_ratio: sortino_ratio(&returns, risk_free, year),
        omega_ratio: omega_ratio(&returns, risk_free, 0.0, year),
        tail_ratio: ascending.tail_ratio(),
        value_at_risk: ascending.value_at_risk(CUTOFF),
        conditional_value_at_risk: ascending.conditional_value_at_risk(CUTOFF),
        ..of_curve
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::drawdown::drawdowns;
    use crate::money::Narrow;

    fn performance_of(capital: i64, equity: &[i64]) -> Performance {
        let input = SummaryInput {
            capital,
            marks: &[],
            session_ends: &[],
            session_dates: &[],
            trades: &[],
            traded: Some(0),
            periods_per_year: 2.0,
            risk_free: 0.0,
            ledger_scale: 2,
        };
        performance::<Narrow>(&input, equity, &drawdowns::<Narrow>(capital, equity))
    }

    #[test]
    fn a_run_without_sessions_or_capital_has_no_performance() {
        assert_eq!(performance_of(100, &[]), Performance::default());
        assert_eq!(performance_of(0, &[50, 60]), Performance::default());
        assert_eq!(performance_of(-5, &[50, 40]), Performance::default());
    }

    #[test]
    fn a_debt_on_the_way_leaves_the_ends_and_the_peaks() {
        let expected = Performance {
            total_return: Some(3.0),
            annual_return: Some(3.0),
            max_drawdown: Some(1.5),
            calmar_ratio: Some(2.0),
            ..Performance::default()
        };
        assert_eq!(performance_of(100, &[-50, 400]), expected);
    }

    #[test]
    fn ruin_in_the_last_session_is_a_performance() {
        let found = performance_of(100, &[100, 0]);
        assert_eq!((found.total_return, found.annual_return), (Some(-1.0), Some(-1.0)));
        assert_eq!((found.max_drawdown, found.calmar_ratio), (Some(1.0), Some(-1.0)));
        assert_eq!(found.conditional_value_at_risk, Some(-1.0));
        let owing = performance_of(100, &[100, -100]);
        assert_eq!((owing.total_return, owing.annual_return), (Some(-2.0), None));
        assert_eq!((owing.max_drawdown, owing.calmar_ratio), (Some(2.0), None));
        assert_eq!(owing.sharpe_ratio, Some(-1.0));
    }

    #[test]
    fn a_run_that_holds_cash_has_no_ratios() {
        let expected = Performance {
            total_return: Some(0.0),
            annual_return: Some(0.0),
            annual_volatility: Some(0.0),
            value_at_risk: Some(0.0),
            conditional_value_at_risk: Some(0.0),
            max_drawdown: Some(0.0),
            ..Performance::default()
        };
        assert_eq!(performance_of(100, &[100, 100, 100]), expected);
    }

    #[test]
    fn a_great_loss_keeps_its_digits() {
        let capital = 1_000_000_000_000_000;
        let found = performance_of(capital, &[1, 9]).annual_return;
        assert_eq!(found, Some(9.0 / 1e15 - 1.0));
        let found = performance_of(capital, &[1, 1, 1, 9]).annual_return.unwrap();
        assert_eq!(found, libm::pow(9e-15, 0.5) - 1.0);
    }
}
