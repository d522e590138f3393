//! Built-in indicators, one a file.

mod sma;

pub use sma::Sma;
