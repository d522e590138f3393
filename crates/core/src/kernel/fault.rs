//! What ends a run: a number that does not fit, with the values that made it.

use std::fmt;

use super::Kernel;
use crate::market::Currency;
use crate::money::{Decimal, Number};
use crate::order::{Order, Refusal};

const NO_RATE: &str = "no rate of";

/// A number that does not fit the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// What was computed.
    pub what: &'static str,
    /// The symbol of its instrument or the code of its currency; none where it is of the account.
    pub of: Option<String>,
    /// Row of the bar.
    pub row: u32,
    /// What it was computed from, as people write it; empty where that is not one number or two.
    pub values: String,
}

impl Fault {
    /// The fault of money in a currency that has no rate to the account's.
    pub(super) fn no_rate(currencies: &[Currency], currency: u16, row: u32) -> Fault {
        let code = |place: usize| currencies[place].code.clone();
        Fault { what: NO_RATE, of: Some(code(usize::from(currency))), row, values: code(0) }
    }
}

impl<N: Number> Kernel<N> {
    /// The fault of an order; where its currency has no rate, that is the reason.
    #[cold]
    pub(super) fn fault(&self, what: &'static str, order: &Order<N>, price: N::Price) -> Fault {
        self.fault_at(what, order.asset, price, order.quantity)
    }

    /// The same of an instrument at its last price.
    #[cold]
    pub(super) fn fault_of(&self, what: &'static str, asset: u32, quantity: N::Quantity) -> Fault {
        self.fault_at(what, asset, self.last[asset as usize], quantity)
    }

    fn fault_at(
        &self,
        what: &'static str,
        asset: u32,
        price: N::Price,
        quantity: N::Quantity,
    ) -> Fault {
        let currency = self.terms[asset as usize].currency;
        if let Some(fault) = self.missing_rate(currency) {
            return fault;
        }
        let one = &self.setup.instruments[asset as usize];
        let written = |mantissa: i64, scale: u8| {
            Decimal::new(mantissa.into(), scale).map_or_else(String::new, |value| value.to_string())
        };
        let price = written(N::price_mantissa(price, one.price_scale), one.price_scale);
        let quantity = N::quantity_mantissa(quantity, one.quantity_scale);
        let quantity = written(quantity, one.quantity_scale);
        let values = format!("price {price}, quantity {quantity}");
        Fault { what, of: Some(one.symbol.clone()), row: self.row, values }
    }

    /// The fault of money of a currency.
    #[cold]
    pub(super) fn fault_in(&self, what: &'static str, currency: u16, values: String) -> Fault {
        let code = || self.setup.currencies.get(usize::from(currency)).map(|one| one.code.clone());
        self.missing_rate(currency).unwrap_or_else(|| Fault {
            what,
            of: code(),
            row: self.row,
            values,
        })
    }

    /// The fault of what is of no instrument: where money of a currency cannot be told in the
    /// account's, that is the reason.
    #[cold]
    pub(super) fn fault_of_account(&self, what: &'static str) -> Fault {
        let missing = self.untold_currency().and_then(|currency| self.missing_rate(currency));
        missing.unwrap_or_else(|| Fault { what, of: None, row: self.row, values: String::new() })
    }

    /// The fault of a currency that has no rate.
    fn missing_rate(&self, currency: u16) -> Option<Fault> {
        let is_missing = !self.has_rate(currency);
        is_missing.then(|| Fault::no_rate(&self.setup.currencies, currency, self.row))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault { what, of, row, values } = self;
        let of = of.as_deref();
        if *what == NO_RATE {
            return write!(
                f,
                "{what} {} in {values} is known in row {row}: give rates from the first session \
                 on, or bars of a pair of both",
                of.unwrap_or("a currency")
            );
        }
        write!(f, "{what}")?;
        of.map_or(Ok(()), |of| write!(f, " of {of}"))?;
        write!(f, " in row {row} does not fit the ledger")?;
        if values.is_empty() { Ok(()) } else { write!(f, " ({values})") }
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
