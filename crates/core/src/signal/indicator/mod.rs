//! Built-in indicators, one a file.
//!
//! Each takes prices as whole numbers of `10^-scale` and says a float: NaN until it is defined. A
//! length of 0 is taken as 1. `fl(x)` in a formula is the float next to `x`, ties to even; all
//! other operations are those of 64-bit floats, in the order written, so that any implementation
//! can give the same bits.

mod adx;
mod aroon;
mod atr;
mod bollinger;
mod donchian;
mod ema;
mod ichimoku;
mod keltner;
mod macd;
mod obv;
mod returns;
mod rolling_max;
mod rolling_min;
mod rsi;
mod sma;
mod standard_deviation;
mod stochastic;
#[cfg(test)]
mod tests;
mod vwap;
mod wma;
mod z_score;

pub use adx::Adx;
pub use aroon::Aroon;
pub use atr::Atr;
pub use bollinger::Bollinger;
pub use donchian::Donchian;
pub use ema::Ema;
pub use ichimoku::Ichimoku;
pub use keltner::Keltner;
pub use macd::Macd;
pub use obv::Obv;
pub use returns::Returns;
pub use rolling_max::RollingMax;
pub use rolling_min::RollingMin;
pub use rsi::Rsi;
pub use sma::Sma;
pub use standard_deviation::Std;
pub use stochastic::Stochastic;
pub use vwap::Vwap;
pub use wma::Wma;
pub use z_score::ZScore;
