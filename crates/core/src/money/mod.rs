//! Exact values: decimals, rounding, and the number types the kernel is generic over.

mod amount;
mod apportion;
mod decimal;
mod door;
mod exact;
mod exchange;
mod number;
mod quotient;
mod rounding;
mod scaling;
mod twin;
mod wide;

pub use amount::Amount;
pub use apportion::{apportion, in_proportion};
pub use decimal::{Decimal, ParseDecimalError, is_vast, pow10, to_float};
pub use door::{Quantised, quantise, shortest_digits};
pub use exact::{Exact, Integer, Narrow, PRICE_MAX, QUANTITY_MAX, Wide};
pub use exchange::Exchange;
pub use number::{CashInLieu, Direction, Number, PriceStep, Volume};
pub(crate) use quotient::power_of_two;
pub use quotient::{quotient, scaled_to_float};
pub use rounding::{Rounding, divide, mul_div};
pub(crate) use scaling::greatest_common_divisor;
pub use scaling::{Ratio, Weight};
pub use twin::Twin;
