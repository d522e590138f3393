//! All statistics of a run, with the work they share done once.

use super::curve::Curve;
use super::drawdown::{Drawdown, drawdowns};
use super::holding_record::{HoldingRecord, holding_record};
use super::holdings::Holdings;
use super::performance::{Performance, performance};
use super::period_return::{Closing, PeriodReturn, monthly_returns, yearly_returns};
use super::tally::TradeResult;
use super::trade_record::{TradeRecord, trade_record};
use crate::kernel::Mark;
use crate::ledger::Trade;
use crate::money::Number;

/// What a summary is made of: the marks and trades of a run, and its sessions.
#[derive(Clone, Copy, Debug)]
pub struct SummaryInput<'a, N: Number> {
    /// The account before the first bar.
    pub capital: N::Money,
    /// The account at the close of each bar.
    pub marks: &'a [Mark<N>],
    /// The row of the last bar of each session, ascending: where its equity is taken.
    pub session_ends: &'a [u32],
    /// Each session in days since 1970-01-01, ascending.
    pub session_dates: &'a [i32],
    /// Every trade, fastest in the order in which they were closed.
    pub trades: &'a [Trade<N>],
    /// The sum of the values of all fills, without their signs; `None` where it does not fit.
    pub traded: Option<N::Money>,
    /// Sessions of a year: 252 of a US exchange.
    pub periods_per_year: f64,
    /// The return of one session without risk: what Sharpe, Sortino and Omega measure against.
    pub risk_free: f64,
    /// Digits of money behind the point.
    pub ledger_scale: u8,
}

/// All statistics of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary<N: Number> {
    /// Sessions.
    pub sessions: usize,
    /// The equity at the end: that of the last session, or the capital where there is none.
    pub equity: N::Money,
    /// What was earned, and at which risk.
    pub performance: Performance,
    /// Every drawdown of the equity at the end of sessions, in the order of time.
    pub drawdowns: Vec<Drawdown<N>>,
    /// Months, in the order of time.
    pub months: Vec<PeriodReturn<N>>,
    /// Years, in the order of time.
    pub years: Vec<PeriodReturn<N>>,
    /// Trades; `None` where a profit or a sum of profits does not fit the ledger.
    pub trades: Option<TradeRecord<N>>,
    /// What was held.
    pub holdings: HoldingRecord,
}

/// Every statistic of a run.
///
/// Each number is that of the function of its name; passes and sorts are shared.
///
/// # Panics
/// When there are not as many dates as sessions, when dates descend, and when a session ends behind
/// the last mark.
///
/// ```
/// use farthing_core::kernel::Mark;
/// use farthing_core::metric::{SummaryInput, summary};
/// use farthing_core::money::Narrow;
/// let mark = |equity| Mark::<Narrow> { equity, cash: equity, gross: 0, largest: 0, held: 0 };
/// let found = summary(&SummaryInput {
///     capital: 100_00,
///     marks: &[mark(101_00), mark(102_00), mark(91_80)],
///     session_ends: &[1, 2],
///     session_dates: &[19_782, 19_783],
///     trades: &[],
///     traded: Some(0),
///     periods_per_year: 252.0,
///     risk_free: 0.0,
///     ledger_scale: 2,
/// });
/// assert_eq!(found.performance.total_return, Some(-0.082));
/// assert_eq!(found.performance.max_drawdown, Some(0.1));
/// assert_eq!(found.trades.and_then(|trades| trades.profit_factor), None);
/// ```
pub fn summary<N: Number>(input: &SummaryInput<N>) -> Summary<N> {
    let equity = session_equity(input.marks, input.session_ends);
    summarised(input, &equity, &Holdings::of(input.marks))
}

/// Every statistic of a run whose marks were heard and not kept; those of the input are not read.
///
/// # Panics
/// As [`summary`].
pub fn summary_of<N: Number>(input: &SummaryInput<N>, curve: &Curve<N>) -> Summary<N> {
    summarised(input, curve.equity(), &curve.sums.holdings())
}

fn summarised<N: Number>(
    input: &SummaryInput<N>,
    equity: &[N::Money],
    holdings: &Holdings,
) -> Summary<N> {
    let drawdowns = drawdowns::<N>(input.capital, equity);
    let months = monthly_returns::<N>(
        input.capital,
        input.session_dates,
        equity,
        closings(input.trades, input.session_ends, input.session_dates),
    );
    Summary {
        sessions: equity.len(),
        equity: equity.last().copied().unwrap_or(input.capital),
        performance: performance(input, equity, &drawdowns),
        drawdowns,
        years: yearly_returns(input.capital, &months),
        months,
        trades: trade_record(input.trades, input.ledger_scale),
        holdings: holding_record(input, equity, holdings),
    }
}

fn session_equity<N: Number>(marks: &[Mark<N>], ends: &[u32]) -> Vec<N::Money> {
    let equity_at = |&end: &u32| {
        let mark = marks.get(end as usize);
        let bars = marks.len();
        mark.unwrap_or_else(|| {
            panic!("a session ends at row {end} of {bars} marks: give all marks")
        })
        .equity
    };
    ends.iter().map(equity_at).collect()
}

/// The ends of trades, by the session of the bar in which they were closed. A run that stopped
/// within a bar has no mark of it: what closed there is in no month.
fn closings<'a, N: Number>(
    trades: &'a [Trade<N>],
    ends: &'a [u32],
    dates: &'a [i32],
) -> impl Iterator<Item = Closing> + 'a {
    // Trades come in the order of their closing: the session is that of the one before or later.
    let mut session = 0;
    trades.iter().filter_map(move |trade| {
        let row = trade.closed;
        if session > 0 && row <= ends[session - 1] {
            session = 0;
        }
        while ends.get(session).is_some_and(|&end| end < row) {
            session += 1;
        }
        let date = dates.get(session).copied()?;
        // A profit that does not fit is in no statistic, and the record of the trades says so.
        let result = trade.profit().map_or(TradeResult::Even, TradeResult::of::<N>);
        Some(Closing { date, result })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::MarkList;
    use crate::metric as one;
    use crate::metric::examples::{Dice, mark, trade};
    use crate::money::Narrow;

    const YEAR: f64 = 252.0;
    const RISK_FREE: f64 = 0.0001;

    /// A run of random bars, sessions and trades.
    struct Run {
        capital: i64,
        marks: Vec<Mark<Narrow>>,
        ends: Vec<u32>,
        dates: Vec<i32>,
        trades: Vec<Trade<Narrow>>,
    }

    impl Run {
        fn random(seed: u64) -> Run {
            let mut dice = Dice::new(seed);
            let capital = dice.roll(5_000, 2_000_000);
            let (mut equity, mut date) = (capital, 19_000);
            let (mut marks, mut ends, mut dates) = (vec![], vec![], vec![]);
            for _ in 0..dice.roll(2, 300) {
                for _ in 0..dice.roll(1, 4) {
                    equity += dice.roll(-capital / 50, capital / 40);
                    equity = equity.max(capital / 9);
                    marks.push(random_mark(&mut dice, equity));
                }
                ends.push(u32::try_from(marks.len() - 1).unwrap());
                date += i32::try_from(dice.roll(1, 5)).unwrap();
                dates.push(date);
            }
            let trades = random_trades(&mut dice, marks.len());
            Run { capital, marks, ends, dates, trades }
        }

        fn input(&self) -> SummaryInput<'_, Narrow> {
            SummaryInput {
                capital: self.capital,
                marks: &self.marks,
                session_ends: &self.ends,
                session_dates: &self.dates,
                trades: &self.trades,
                traded: Some(self.capital * 7),
                periods_per_year: YEAR,
                risk_free: RISK_FREE,
                ledger_scale: 2,
            }
        }

        fn equity(&self) -> Vec<i64> {
            let at = |&end: &u32| self.marks[end as usize].equity;
            self.ends.iter().map(at).collect()
        }

        fn profits(&self) -> Vec<i64> {
            let profit = |trade: &Trade<Narrow>| trade.proceeds - trade.cost - trade.fees;
            self.trades.iter().map(profit).collect()
        }
    }

    fn random_mark(dice: &mut Dice, equity: i64) -> Mark<Narrow> {
        let held = u32::try_from(dice.roll(0, 3)).unwrap();
        if held == 0 {
            return mark(equity, 0, 0, 0);
        }
        let gross = equity * dice.roll(1, 200) / 100;
        mark(equity, gross, gross * dice.roll(50, 100) / 100, held)
    }

    fn random_trades(dice: &mut Dice, bars: usize) -> Vec<Trade<Narrow>> {
        let last = i64::try_from(bars - 1).unwrap();
        let mut rows: Vec<i64> = (0..dice.roll(0, 200)).map(|_| dice.roll(0, last)).collect();
        rows.sort_unstable();
        let mut trade_of = |closed| {
            let rows = [dice.roll(0, closed), closed].map(|row| u32::try_from(row).unwrap());
            let cost = dice.roll(-3, 3) * 100;
            trade((rows[0], rows[1]), cost, cost + dice.roll(-8, 8), dice.roll(0, 2))
        };
        rows.into_iter().map(&mut trade_of).collect()
    }

    #[test]
    fn it_is_what_the_single_functions_say() {
        for seed in 0..60 {
            let run = Run::random(seed);
            let found = summary(&run.input());
            let equity = run.equity();
            check_performance(&run, &equity, &found.performance);
            check_trades(&run, &found.trades.unwrap());
            check_holdings(&run, &equity, &found.holdings);
            assert_eq!(found.drawdowns, one::drawdowns::<Narrow>(run.capital, &equity));
            assert_eq!((found.sessions, found.equity), (equity.len(), equity[equity.len() - 1]));
        }
    }

    fn check_performance(run: &Run, equity: &[i64], found: &Performance) {
        let returns = one::returns::<Narrow>(run.capital, equity).unwrap();
        let near = |found: Option<f64>, expected: Option<f64>| {
            let (found, expected) = (found.unwrap(), expected.unwrap());
            assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0));
        };
        near(found.total_return, one::total_return(&returns));
        near(found.annual_return, one::annual_return(&returns, YEAR));
        let depth = one::max_drawdown::<Narrow>(run.capital, equity);
        let calmar = found.annual_return.zip(depth);
        let expected = Performance {
            total_return: found.total_return,
            annual_return: found.annual_return,
            annual_volatility: one::annual_volatility(&returns, YEAR, 1),
            sharpe_ratio: one::sharpe_ratio(&returns, RISK_FREE, YEAR, 1),
            sortino_ratio: one::sortino_ratio(&returns, RISK_FREE, YEAR),
            calmar_ratio: calmar.and_then(|(annual, depth)| one::calmar_ratio(annual, depth)),
            omega_ratio: one::omega_ratio(&returns, RISK_FREE, 0.0, YEAR),
            tail_ratio: one::tail_ratio(&returns),
            value_at_risk: one::value_at_risk(&returns, 0.05),
            conditional_value_at_risk: one::conditional_value_at_risk(&returns, 0.05),
            max_drawdown: depth,
        };
        assert_eq!(found, &expected);
    }

    fn check_trades(run: &Run, found: &TradeRecord<Narrow>) {
        let profits = run.profits();
        let of_sign = |sign: i64| profits.iter().filter(move |profit| profit.signum() == sign);
        let costs: Vec<i64> = run.trades.iter().map(|trade| trade.cost).collect();
        let bars: Vec<u32> = run.trades.iter().map(|trade| trade.closed - trade.opened).collect();
        let expected = TradeRecord {
            count: profits.len(),
            won: of_sign(1).count(),
            lost: of_sign(-1).count(),
            gross_profit: of_sign(1).sum(),
            gross_loss: of_sign(-1).sum(),
            best: one::best_trade::<Narrow>(&profits),
            worst: one::worst_trade::<Narrow>(&profits),
            win_rate: one::win_rate::<Narrow>(&profits),
            profit_factor: one::profit_factor::<Narrow>(&profits),
            expectancy: one::expectancy::<Narrow>(&profits, 2),
            average_win: one::average_win::<Narrow>(&profits, 2),
            average_loss: one::average_loss::<Narrow>(&profits, 2),
            average_holding: one::average_holding(&bars),
            return_on_cost: one::return_on_cost::<Narrow>(&profits, &costs),
        };
        assert_eq!(found, &expected);
    }

    fn check_holdings(run: &Run, equity: &[i64], found: &HoldingRecord) {
        let expected = HoldingRecord {
            exposure: one::exposure(&run.marks),
            mean_leverage: one::mean_leverage(&run.marks),
            largest_leverage: one::largest_leverage(&run.marks),
            largest_position: one::largest_position(&run.marks),
            mean_position: one::mean_position(&run.marks),
            turnover: one::turnover::<Narrow>(run.capital * 7, equity, YEAR),
        };
        assert_eq!(found, &expected);
        let leverage = |mark: &Mark<Narrow>| mark.gross as f64 / mark.equity as f64;
        let most = run.marks.iter().map(leverage).fold(0.0, f64::max);
        assert_eq!(found.largest_leverage, Some(most));
    }

    #[test]
    fn marks_that_were_heard_give_what_marks_that_are_kept_give() {
        for seed in 200..230 {
            let run = Run::random(seed);
            let mut curve = Curve::default();
            for (row, mark) in (0_u32..).zip(&run.marks) {
                curve.repeat(*mark, 1);
                if run.ends.contains(&row) {
                    curve.end_session();
                }
            }
            let input = SummaryInput { marks: &[], ..run.input() };
            assert_eq!(summary_of(&input, &curve), summary(&run.input()));
        }
    }

    #[test]
    fn months_and_years_hold_every_trade_once() {
        for seed in 100..130 {
            let run = Run::random(seed);
            let found = summary(&run.input());
            let record = found.trades.unwrap();
            for periods in [&found.months, &found.years] {
                let won: usize = periods.iter().map(|period| period.won).sum();
                let lost: usize = periods.iter().map(|period| period.lost).sum();
                assert_eq!((won, lost), (record.won, record.lost));
                let growth: f64 = periods.iter().map(|p| 1.0 + p.total_return.unwrap()).product();
                let total = 1.0 + found.performance.total_return.unwrap();
                assert!((growth - total).abs() < 1e-12 * total);
            }
            for (trade, profit) in run.trades.iter().zip(run.profits()) {
                let session = run.ends.iter().position(|&end| trade.closed <= end).unwrap();
                let date = run.dates[session];
                let mut of_date = found.months.iter().filter(|m| m.first <= date && date <= m.last);
                let month = of_date.next().unwrap();
                assert!(profit <= 0 || month.won > 0);
                assert!(profit >= 0 || month.lost > 0);
            }
        }
    }

    #[test]
    fn the_order_of_the_trades_does_not_matter_to_the_months() {
        let mut run = Run::random(7);
        let months = summary(&run.input()).months;
        run.trades.reverse();
        assert_eq!(summary(&run.input()).months, months);
        assert!(run.trades.len() > 1);
    }

    #[test]
    fn a_run_without_bars_is_its_capital() {
        let run = Run { capital: 500, marks: vec![], ends: vec![], dates: vec![], trades: vec![] };
        let found = summary(&run.input());
        assert_eq!((found.sessions, found.equity), (0, 500));
        assert_eq!(found.performance, Performance::default());
        assert_eq!((found.months.len(), found.years.len(), found.drawdowns.len()), (0, 0, 0));
        assert_eq!(found.trades.map(|trades| trades.count), Some(0));
        assert_eq!((found.holdings.exposure, found.holdings.turnover), (None, None));
    }

    #[test]
    fn a_profit_that_does_not_fit_leaves_the_rest_of_the_summary() {
        let mut run = Run::random(3);
        run.trades = vec![trade((0, 0), -2, i64::MAX, 0)];
        let found = summary(&run.input());
        assert_eq!(found.trades, None);
        assert_eq!((found.months[0].won, found.months[0].lost), (0, 0));
        assert!(found.performance.sharpe_ratio.is_some());
    }

    #[test]
    #[should_panic(expected = "a session ends at row 9000 of")]
    fn a_session_ends_at_a_mark() {
        let mut run = Run::random(4);
        run.ends[1] = 9_000;
        summary(&run.input());
    }

    #[test]
    fn a_trade_that_closed_after_the_last_mark_is_in_no_month() {
        let mut run = Run::random(5);
        let before = summary(&run.input());
        run.trades.push(trade((0, 9_000), 1, 9, 0));
        let found = summary(&run.input());
        assert_eq!(found.months, before.months);
        let count = |summary: &Summary<Narrow>| summary.trades.as_ref().unwrap().count;
        assert_eq!(count(&found), count(&before) + 1);
    }
}
