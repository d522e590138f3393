//! Statistics of a finished run, one a file. Floats are born here; undefined is `None`.
//!
//! Every function is pure and gives the same bits on every machine: it uses `+ - * /`, the square
//! root and the powers of `libm`, in an order that is written down. Money stays exact until the
//! one division that makes it a statistic.
//!
//! One rule decides where returns exist: what is grown from must be positive. A run whose equity
//! was zero or less at the end of a session, and went on, has no series of returns, and so no
//! statistic of their distribution. What needs the ends of the run only (total and annual return),
//! or its peaks (drawdowns, Calmar ratio), is still defined where the capital is positive.
//!
//! The statistics of returns are those of empyrical-reloaded 0.7; where it answers NaN or
//! infinity, the answer here is `None`.

mod alpha;
mod annual_return;
mod ascending;
mod average_holding;
mod average_outcome;
mod beta;
mod calmar_ratio;
mod capture_ratio;
mod comoments;
mod comparison;
mod conditional_value_at_risk;
mod curve;
mod drawdown;
mod excursion;
mod excursion_record;
mod expectancy;
mod exposure;
mod extreme_trade;
mod growth;
mod holding_record;
mod holdings;
mod information_ratio;
mod leverage;
mod moments;
mod omega_ratio;
mod performance;
mod period_return;
mod position_share;
mod price_return;
mod profit_factor;
mod quotient;
mod return_on_cost;
mod sharpe_ratio;
mod sortino_ratio;
mod split_level;
mod summary;
mod tail_ratio;
mod tally;
mod total_return;
mod tracking_error;
mod trade_record;
mod turnover;
mod value_at_risk;
mod volatility;
mod win_rate;

#[cfg(test)]
mod examples;

pub use alpha::alpha;
pub use annual_return::annual_return;
pub use average_holding::average_holding;
pub use average_outcome::{average_loss, average_win};
pub use beta::beta;
pub use calmar_ratio::calmar_ratio;
pub use capture_ratio::{down_capture, up_capture};
pub use comparison::{Comparison, comparison};
pub use conditional_value_at_risk::conditional_value_at_risk;
pub use curve::Curve;
pub use drawdown::{Drawdown, deepest, drawdowns, max_drawdown};
pub use excursion::{Excursion, Ranges, excursions, excursions_at_home};
pub use excursion_record::{ExcursionRecord, excursion_record};
pub use expectancy::expectancy;
pub use exposure::exposure;
pub use extreme_trade::{best_trade, worst_trade};
pub use growth::{growth, returns};
pub use holding_record::HoldingRecord;
pub use information_ratio::information_ratio;
pub use leverage::{largest_leverage, mean_leverage};
pub use omega_ratio::omega_ratio;
pub use performance::Performance;
pub use period_return::{Closing, PeriodReturn, monthly_returns, yearly_returns};
pub use position_share::{largest_position, mean_position};
pub use price_return::price_returns;
pub use profit_factor::profit_factor;
pub use return_on_cost::return_on_cost;
pub use sharpe_ratio::sharpe_ratio;
pub use sortino_ratio::sortino_ratio;
pub use summary::{Summary, SummaryInput, summary, summary_of};
pub use tail_ratio::tail_ratio;
pub use tally::TradeResult;
pub use total_return::total_return;
pub use tracking_error::tracking_error;
pub use trade_record::TradeRecord;
pub use turnover::turnover;
pub use value_at_risk::value_at_risk;
pub use volatility::annual_volatility;
pub use win_rate::win_rate;
