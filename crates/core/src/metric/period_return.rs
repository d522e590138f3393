//! Returns of calendar months and years.

use super::growth::growth;
use super::tally::TradeResult;
use crate::market::Month;
use crate::money::Number;

/// What a month or a year brought, and the trades that were closed in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PeriodReturn<N: Number> {
    /// Year of the calendar.
    pub year: i32,
    /// Month of the year, 1 to 12; `None` for a whole year.
    pub month: Option<u8>,
    /// Its first session, in days since 1970-01-01.
    pub first: i32,
    /// Its last session, in days since 1970-01-01.
    pub last: i32,
    /// The equity at the end of its last session.
    pub equity: N::Money,
    /// The growth of the equity since the end of the period before; `None` where that was not
    /// positive.
    pub total_return: Option<f64>,
    /// Trades closed with a profit above zero.
    pub won: usize,
    /// Trades closed with a profit below zero. One of zero is neither.
    pub lost: usize,
}

/// The end of one trade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing {
    /// The session in which it was closed, in days since 1970-01-01.
    pub date: i32,
    /// How it ended.
    pub result: TradeResult,
}

/// The return of every calendar month that has sessions, the first from the capital.
///
/// `dates` are the sessions in days since 1970-01-01, ascending; `equity` is the account at the
/// end of each; `closings` are the trades that were closed, in any order, fastest in that of time.
///
/// # Panics
/// When there are not as many dates as equities, when dates descend, and when a closing is in no
/// month of a session.
///
/// ```
/// use farthing_core::metric::{Closing, TradeResult, monthly_returns};
/// use farthing_core::money::Narrow;
/// // 1970-01-30, 1970-01-31 and 1970-02-01.
/// let closing = Closing { date: 31, result: TradeResult::Won };
/// let months = monthly_returns::<Narrow>(100, &[29, 30, 31], &[104, 125, 100], [closing]);
/// assert_eq!((months[0].month, months[0].total_return), (Some(1), Some(0.25)));
/// assert_eq!((months[1].month, months[1].total_return), (Some(2), Some(-0.2)));
/// assert_eq!((months[1].won, months[1].lost), (1, 0));
/// ```
pub fn monthly_returns<N: Number>(
    capital: N::Money,
    dates: &[i32],
    equity: &[N::Money],
    closings: impl IntoIterator<Item = Closing>,
) -> Vec<PeriodReturn<N>> {
    let (sessions, found) = (dates.len(), equity.len());
    assert!(
        sessions == found,
        "{found} equities for {sessions} dates: give one equity for each session"
    );
    let mut months = months_of::<N>(dates, equity);
    set_returns(capital, &mut months);
    count_closings(&mut months, closings);
    months
}

/// The return of every calendar year that has sessions, the first from the capital.
///
/// `months` are those of [`monthly_returns`], all of them, with the same capital.
///
/// ```
/// use farthing_core::metric::{monthly_returns, yearly_returns};
/// use farthing_core::money::Narrow;
/// // 1970-01-01, 1970-12-31 and 1971-01-01.
/// let months = monthly_returns::<Narrow>(100, &[0, 364, 365], &[50, 200, 250], []);
/// let years = yearly_returns(100, &months);
/// assert_eq!((years[0].year, years[0].total_return), (1970, Some(1.0)));
/// assert_eq!((years[1].year, years[1].total_return), (1971, Some(0.25)));
/// ```
pub fn yearly_returns<N: Number>(
    capital: N::Money,
    months: &[PeriodReturn<N>],
) -> Vec<PeriodReturn<N>> {
    let mut years: Vec<PeriodReturn<N>> = Vec::new();
    for month in months {
        match years.last_mut().filter(|year| year.year == month.year) {
            Some(year) => {
                (year.last, year.equity) = (month.last, month.equity);
                year.won += month.won;
                year.lost += month.lost;
            }
            None => years.push(PeriodReturn { month: None, ..*month }),
        }
    }
    set_returns(capital, &mut years);
    years
}

/// The months of the sessions, without returns and trades.
fn months_of<N: Number>(dates: &[i32], equity: &[N::Money]) -> Vec<PeriodReturn<N>> {
    let mut months: Vec<PeriodReturn<N>> = Vec::new();
    let mut current: Option<Month> = None;
    for (&date, &equity) in dates.iter().zip(equity) {
        if let Some(month) = months.last_mut() {
            let last = month.last;
            assert!(last <= date, "date {date} after {last}: give sessions in the order of time");
            if current.is_some_and(|current| current.contains(date)) {
                (month.last, month.equity) = (date, equity);
                continue;
            }
        }
        let month = Month::of(date);
        current = Some(month);
        months.push(PeriodReturn {
            year: month.year,
            month: Some(month.month),
            first: date,
            last: date,
            equity,
            total_return: None,
            won: 0,
            lost: 0,
        });
    }
    months
}

fn set_returns<N: Number>(capital: N::Money, periods: &mut [PeriodReturn<N>]) {
    let mut from = capital;
    for period in periods {
        period.total_return = growth::<N>(from, period.equity);
        from = period.equity;
    }
}

fn count_closings<N: Number>(
    months: &mut [PeriodReturn<N>],
    closings: impl IntoIterator<Item = Closing>,
) {
    // Closings come in the order of time: nearly always the month is that of the one before.
    let mut at = 0;
    for Closing { date, result } in closings {
        if !months.get(at).is_some_and(|month| month.has(date)) {
            at = months.partition_point(|month| month.last < date);
        }
        let month = months.get_mut(at).filter(|month| month.has(date));
        let month = month.unwrap_or_else(|| {
            panic!("a trade closed on day {date}, in no month of the sessions: give its session")
        });
        match result {
            TradeResult::Won => month.won += 1,
            TradeResult::Lost => month.lost += 1,
            TradeResult::Even => {}
        }
    }
}

impl<N: Number> PeriodReturn<N> {
    fn has(&self, date: i32) -> bool {
        self.first <= date && date <= self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Narrow;

    /// 2023-12-28, 2023-12-29, 2024-01-02, 2024-02-29 and 2025-02-03.
    const DATES: [i32; 5] = [19_719, 19_720, 19_724, 19_782, 20_122];
    const EQUITY: [i64; 5] = [110, 120, 150, 75, 100];

    fn closing(date: i32, result: TradeResult) -> Closing {
        Closing { date, result }
    }

    #[test]
    fn a_month_grows_from_the_end_of_the_one_before() {
        let months = monthly_returns::<Narrow>(100, &DATES, &EQUITY, []);
        let found: Vec<_> =
            months.iter().map(|month| (month.year, month.month, month.total_return)).collect();
        let expected = [
            (2023, Some(12), Some(0.2)),
            (2024, Some(1), Some(0.25)),
            (2024, Some(2), Some(-0.5)),
            (2025, Some(2), Some(1.0 / 3.0)),
        ];
        assert_eq!(found, expected);
        assert_eq!((months[0].first, months[0].last, months[0].equity), (19_719, 19_720, 120));
    }

    #[test]
    fn a_year_grows_from_the_end_of_the_one_before() {
        let months = monthly_returns::<Narrow>(100, &DATES, &EQUITY, []);
        let years = yearly_returns(100, &months);
        let found: Vec<_> = years
            .iter()
            .map(|year| (year.year, year.month, year.total_return, year.first, year.last))
            .collect();
        let expected = [
            (2023, None, Some(0.2), 19_719, 19_720),
            (2024, None, Some(-0.375), 19_724, 19_782),
            (2025, None, Some(1.0 / 3.0), 20_122, 20_122),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn trades_count_where_they_close_in_any_order() {
        use TradeResult::{Even, Lost, Won};
        let closings = [
            closing(20_122, Won),
            closing(19_719, Won),
            closing(19_720, Lost),
            closing(19_782, Lost),
            closing(19_724, Even),
            closing(19_724, Lost),
        ];
        let months = monthly_returns::<Narrow>(100, &DATES, &EQUITY, closings);
        let counts = |periods: &[PeriodReturn<Narrow>]| -> Vec<(usize, usize)> {
            periods.iter().map(|period| (period.won, period.lost)).collect()
        };
        assert_eq!(counts(&months), [(1, 1), (0, 1), (0, 1), (1, 0)]);
        assert_eq!(counts(&yearly_returns(100, &months)), [(1, 1), (0, 2), (1, 0)]);
    }

    #[test]
    fn the_same_month_of_another_year_is_another_month() {
        // 1970-01-01 and 1971-01-01.
        let months = monthly_returns::<Narrow>(100, &[0, 365], &[100, 100], []);
        assert_eq!(months.len(), 2);
    }

    #[test]
    fn a_period_after_a_debt_has_no_return() {
        let months = monthly_returns::<Narrow>(100, &[0, 31, 59], &[-50, 25, 50], []);
        let found: Vec<_> = months.iter().map(|month| month.total_return).collect();
        assert_eq!(found, [Some(-1.5), None, Some(1.0)]);
        assert_eq!(yearly_returns(100, &months)[0].total_return, Some(-0.5));
        assert_eq!(yearly_returns(0, &months)[0].total_return, None);
    }

    #[test]
    fn no_session_is_no_period() {
        let months = monthly_returns::<Narrow>(100, &[], &[], []);
        assert_eq!((months.len(), yearly_returns(100, &months).len()), (0, 0));
    }

    #[test]
    #[should_panic(expected = "1 equities for 2 dates")]
    fn every_date_needs_its_equity() {
        monthly_returns::<Narrow>(100, &[0, 1], &[100], []);
    }

    #[test]
    #[should_panic(expected = "date 0 after 1: give sessions in the order of time")]
    fn dates_must_not_descend() {
        monthly_returns::<Narrow>(100, &[1, 0], &[100, 100], []);
    }

    #[test]
    #[should_panic(expected = "a trade closed on day 60")]
    fn a_trade_closes_in_a_session() {
        monthly_returns::<Narrow>(100, &[0, 31], &[1, 1], [closing(60, TradeResult::Won)]);
    }

    #[test]
    #[should_panic(expected = "a trade closed on day 30")]
    fn a_trade_between_months_is_in_neither() {
        monthly_returns::<Narrow>(100, &[0, 31], &[1, 1], [closing(30, TradeResult::Won)]);
    }
}
