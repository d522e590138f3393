//! What a run held.

use super::holdings::Holdings;
use super::summary::SummaryInput;
use super::turnover::turnover;
use crate::money::Number;

/// Statistics of what was held; each `None` where it is undefined.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HoldingRecord {
    /// See [`super::exposure`].
    pub exposure: Option<f64>,
    /// See [`super::mean_leverage`].
    pub mean_leverage: Option<f64>,
    /// See [`super::largest_leverage`].
    pub largest_leverage: Option<f64>,
    /// See [`super::largest_position`].
    pub largest_position: Option<f64>,
    /// See [`super::mean_position`].
    pub mean_position: Option<f64>,
    /// See [`turnover`].
    pub turnover: Option<f64>,
}

/// The holdings of a run with this equity at the end of its sessions.
pub(super) fn holding_record<N: Number>(
    input: &SummaryInput<N>,
    equity: &[N::Money],
    holdings: &Holdings,
) -> HoldingRecord {
    HoldingRecord {
        exposure: holdings.exposure(),
        mean_leverage: holdings.mean_leverage(),
        largest_leverage: holdings.largest_leverage(),
        largest_position: holdings.largest_position(),
        mean_position: holdings.mean_position(),
        turnover: input
            .traded
            .and_then(|traded| turnover::<N>(traded, equity, input.periods_per_year)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::examples::mark;
    use crate::money::Narrow;

    #[test]
    fn a_share_is_of_the_equity_of_its_bar_and_turnover_of_that_of_sessions() {
        let marks = [mark(100, 150, 100, 2), mark(400, 100, 100, 1), mark(200, 0, 0, 0)];
        let input = SummaryInput::<Narrow> {
            capital: 100,
            marks: &marks,
            session_ends: &[],
            session_dates: &[],
            trades: &[],
            traded: Some(400),
            periods_per_year: 2.0,
            risk_free: 0.0,
            ledger_scale: 2,
        };
        let expected = HoldingRecord {
            exposure: Some(2.0 / 3.0),
            mean_leverage: Some(1.75 / 3.0),
            largest_leverage: Some(1.5),
            largest_position: Some(1.0),
            mean_position: Some(1.75 / 3.0),
            turnover: Some(4.0),
        };
        assert_eq!(holding_record(&input, &[200], &Holdings::of(&marks)), expected);
    }
}
