//! The event driver in floats: what is shown are the digits next to them.

use std::sync::Arc;

use farthing_core::kernel;
use farthing_core::market::{Instrument, Panel};
use farthing_core::money::Twin;

use crate::outcome::Rows;
use crate::simulate::TwinOutcome;

/// The number of the event driver.
pub(crate) type Driven = Twin;
/// What a run of the event driver leaves behind.
pub(crate) type Ended = TwinOutcome;

impl Ended {
    /// What a run came to.
    pub(crate) fn ended(outcome: kernel::Outcome<Driven>, rows: Rows) -> Ended {
        TwinOutcome { outcome, rows }
    }
}

/// The bars as the kernel takes them.
pub(crate) fn prices(panel: &Arc<Panel<i64>>, instruments: &[Instrument]) -> Arc<Panel<f64>> {
    Arc::new(panel.converted::<Twin>(instruments))
}

/// A price as strategies think of it.
pub(crate) fn price(price: f64, _scale: u8) -> f64 {
    price
}

/// A quantity likewise.
pub(crate) fn quantity(quantity: f64, _scale: u8) -> f64 {
    quantity
}

/// The digits next to a price.
pub(crate) fn price_digits(price: f64, scale: u8) -> i64 {
    digits(price, scale)
}

/// The digits next to a quantity.
pub(crate) fn quantity_digits(quantity: f64, scale: u8) -> i64 {
    digits(quantity, scale)
}

/// The digits next to money.
pub(crate) fn money_digits(money: f64, scale: u8) -> i128 {
    i128::from(digits(money, scale))
}

/// The money that digits show.
#[expect(clippy::cast_precision_loss, reason = "the float next to it is what is asked for")]
pub(crate) fn money(digits: i128, scale: u8) -> f64 {
    digits as f64 / 10_f64.powi(i32::from(scale))
}

#[expect(clippy::cast_possible_truncation, reason = "a float has no more digits than this")]
fn digits(value: f64, scale: u8) -> i64 {
    (value * 10_f64.powi(i32::from(scale))).round_ties_even() as i64
}
