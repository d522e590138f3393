//! The event driver in wide money: what is shown are the digits themselves.

use std::sync::Arc;

use farthing_core::kernel;
use farthing_core::market::{Instrument, Panel};
use farthing_core::money::Wide;
use farthing_core::order::Asked;

use crate::outcome::{Outcome, Rows};

/// The number of the event driver.
pub(crate) type Driven = Wide;
/// What a run of the event driver leaves behind.
pub(crate) type Ended = Outcome;

impl Ended {
    /// What a run came to.
    pub(crate) fn ended(outcome: kernel::Outcome<Driven>, rows: Rows) -> Ended {
        Outcome::wide(outcome, rows)
    }
}

/// The bars as the kernel takes them.
pub(crate) fn prices(panel: &Arc<Panel<i64>>, _instruments: &[Instrument]) -> Arc<Panel<i64>> {
    Arc::clone(panel)
}

/// A price as the float that strategies think in.
pub(crate) fn price(price: i64, scale: u8) -> f64 {
    Asked::Exact { mantissa: price.into(), scale }.to_float()
}

/// A quantity as such a float.
pub(crate) fn quantity(quantity: i64, scale: u8) -> f64 {
    Asked::Exact { mantissa: quantity.into(), scale }.to_float()
}

/// The digits of a price.
pub(crate) fn price_digits(price: i64, _scale: u8) -> i64 {
    price
}

/// The digits of a quantity.
pub(crate) fn quantity_digits(quantity: i64, _scale: u8) -> i64 {
    quantity
}

/// The digits of money.
pub(crate) fn money_digits(money: i128, _scale: u8) -> i128 {
    money
}

/// Money of so many digits.
pub(crate) fn money(digits: i128, _scale: u8) -> i128 {
    digits
}
