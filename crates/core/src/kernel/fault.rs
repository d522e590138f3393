//! What ends a run: a number that does not fit, with the values that made it.

use std::fmt;

use crate::market::Currency;
use crate::order::Refusal;

const NO_RATE: &str = "no rate of";

/// A number that does not fit the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// What was computed.
    pub what: &'static str,
    /// Index of the instrument.
    pub asset: u32,
    /// Row of the bar.
    pub row: u32,
    /// The price, as the kernel writes it.
    pub price: String,
    /// The quantity, as the kernel writes it.
    pub quantity: String,
}

impl Fault {
    /// The fault of money in a currency that has no rate to the account's.
    pub(super) fn no_rate(currencies: &[Currency], currency: u16, row: u32) -> Fault {
        let code = |place: usize| currencies[place].code.as_str();
        let price = format!("{} in {}", code(usize::from(currency)), code(0));
        Fault { what: NO_RATE, asset: 0, row, price, quantity: String::new() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault { what, asset, row, price, quantity } = self;
        if *what == NO_RATE {
            return write!(
                f,
                "{what} {price} is known in row {row}: give rates from the first session on, or \
                 bars of a pair of both"
            );
        }
        write!(
            f,
            "{what} of instrument {asset} in row {row} does not fit the ledger \
             (price mantissa {price}, quantity mantissa {quantity})"
        )
    }
}

impl std::error::Error for Fault {}

/// Why a fill did not happen: the account refuses it, or it does not fit.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stop {
    /// A result.
    Refused(Refusal),
    /// The end of the run; apart, so that a refusal and what is none stay small.
    Fault(Box<Fault>),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop::Fault(Box::new(fault))
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Stop {
        Stop::Refused(refusal)
    }
}
