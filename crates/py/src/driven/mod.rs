//! The numbers of the event driver: wide ones. Who builds with the feature `twin` gets floats
//! instead, to measure what exactness costs a whole run; no build of the package has the feature.

#[cfg(feature = "twin")]
mod twin;
#[cfg(not(feature = "twin"))]
mod wide;

#[cfg(feature = "twin")]
pub(crate) use twin::{
    Driven, Ended, money, money_digits, price, price_digits, prices, quantity, quantity_digits,
};
#[cfg(not(feature = "twin"))]
pub(crate) use wide::{
    Driven, Ended, money, money_digits, price, price_digits, prices, quantity, quantity_digits,
};

use farthing_core::money::Number;

/// A price of the driver.
pub(crate) type Price = <Driven as Number>::Price;
/// A quantity of the driver.
pub(crate) type Quantity = <Driven as Number>::Quantity;
/// Money of the driver.
pub(crate) type Money = <Driven as Number>::Money;
