//! An instrument in the numbers of one kernel.

use crate::market::{Instrument, Settlement};
use crate::money::{Amount, Decimal, Number};

/// What the kernel needs to know of an instrument, ready to multiply.
#[derive(Clone, Copy, Debug)]
pub struct Terms<N: Number> {
    /// Price times quantity into money.
    pub value: N::Factor,
    /// Quantity into the scale of the ledger.
    pub units: N::Factor,
    /// The smallest quantity of an order.
    pub lot: N::Quantity,
    /// One posting unit of the currency.
    pub unit: N::Money,
    /// Digits behind the point of its quantities, and of the volumes of its bars.
    pub digits: (u8, u8),
    /// The smallest step of a price.
    pub step: N::Price,
    /// The grid of order prices.
    pub ticks: Grid<N::Price>,
    /// Digits behind the point of its prices.
    pub price_scale: u8,
    /// Whether nothing is paid at a fill, and the change of value at the end of each session.
    pub pays_variation: bool,
    /// Which currency of the run it is priced in; 0 is the account's.
    pub currency: u16,
}

/// The ticks of an instrument as prices; see [`crate::market::Ticks`].
#[derive(Clone, Copy, Debug)]
pub struct Grid<P> {
    step: P,
    below: Option<(P, P)>,
}

impl<P: Amount> Grid<P> {
    /// The step that holds at a price.
    #[inline]
    pub fn at(&self, price: P) -> P {
        match self.below {
            Some((threshold, finer)) if price.magnitude() < threshold => finer,
            _ => self.step,
        }
    }
}

impl<N: Number> Terms<N> {
    /// The terms of `instrument` in a ledger of `ledger_scale`, priced in the account's currency.
    ///
    /// `None` when a factor does not fit the number type.
    pub fn new(instrument: &Instrument, ledger_scale: u8) -> Option<Terms<N>> {
        let Instrument { price_scale, quantity_scale, multiplier, .. } = *instrument;
        let one = Decimal::new(1, 0)?;
        let unit = Decimal::new(1, instrument.currency.unit_scale)?;
        let price = |mantissa| N::price(mantissa, price_scale);
        let below = instrument.ticks.below;
        Some(Terms {
            value: N::factor(multiplier, price_scale + quantity_scale, ledger_scale)?,
            units: N::factor(one, quantity_scale, ledger_scale)?,
            lot: N::quantity(instrument.lot, quantity_scale),
            unit: N::money(unit, ledger_scale)?,
            digits: (quantity_scale, instrument.volume_scale),
            step: price(1),
            ticks: Grid {
                step: price(instrument.ticks.step),
                below: below.map(|(threshold, step)| (price(threshold), price(step))),
            },
            price_scale,
            pays_variation: instrument.kind.settlement() == Settlement::Variation,
            currency: 0,
        })
    }
}
