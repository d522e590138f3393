//! Built-in indicators, one a file.
//!
//! Each takes prices as whole numbers of `10^-scale` and says a float: NaN until it is defined. A
//! length of 0 is taken as 1. `fl(x)` in a formula is the float next to `x`, ties to even; all
//! other operations are those of 64-bit floats, in the order written, so that any implementation
//! can give the same bits.

mod atr;
mod bollinger;
mod ema;
mod returns;
mod rolling_max;
mod rolling_min;
mod rsi;
mod sma;
mod standard_deviation;
#[cfg(test)]
mod tests;
mod vwap;
mod wma;
mod z_score;

pub use atr::Atr;
pub use bollinger::Bollinger;
pub use ema::Ema;
pub use returns::Returns;
pub use rolling_max::RollingMax;
pub use rolling_min::RollingMin;
pub use rsi::Rsi;
pub use sma::Sma;
pub use standard_deviation::Std;
pub use vwap::Vwap;
pub use wma::Wma;
pub use z_score::ZScore;
