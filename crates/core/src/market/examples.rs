//! Instruments for the tests of the crate.

use super::{Currency, Instrument, Settlement, Ticks};
use crate::money::Decimal;

/// A US equity with prices in cents.
pub(crate) fn share(symbol: &str) -> Instrument {
    Instrument {
        symbol: symbol.to_owned(),
        price_scale: 2,
        quantity_scale: 0,
        multiplier: Decimal::new(1, 0).expect("small"),
        ticks: Ticks::fixed(1),
        lot: 1,
        currency: Currency {
            code: "USD".to_owned(),
            unit_scale: 2,
        },
        settlement: Settlement::Cash,
        negative_price_allowed: false,
    }
}
