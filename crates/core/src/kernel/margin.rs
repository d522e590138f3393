//! Margins per contract: what a position takes of the account instead of its value.

use super::Kernel;
use super::setup::{Setup, SetupError};
use crate::ledger::Event;
use crate::money::{Amount, Decimal, Number};

/// What one unit of each instrument takes; empty where none has a margin of its own.
#[derive(Clone, Debug)]
pub(super) struct Margins<N: Number> {
    by_asset: Vec<Option<Margin<N>>>,
}

#[derive(Clone, Copy, Debug)]
struct Margin<N: Number> {
    initial: N::Factor,
    maintenance: N::Factor,
}

impl<N: Number> Margins<N> {
    /// The margins of a setup; none where its account asks for none.
    ///
    /// # Errors
    /// When a margin has more digits than the ledger.
    pub fn new(setup: &Setup) -> Result<Margins<N>, SetupError> {
        let mut by_asset = Vec::new();
        let counts = setup.rules.account.counts_margins();
        if !counts || setup.instruments.iter().all(|one| one.margin.is_none()) {
            return Ok(Margins { by_asset });
        }
        for instrument in &setup.instruments {
            let factor = |money: Decimal| {
                let factor = N::factor(money, instrument.quantity_scale, setup.ledger_scale);
                factor.ok_or_else(|| setup.does_not_fit("a margin of", money.to_string()))
            };
            by_asset.push(match instrument.margin {
                None => None,
                Some(margin) => Some(Margin {
                    initial: factor(margin.initial)?,
                    maintenance: factor(margin.maintenance)?,
                }),
            });
        }
        Ok(Margins { by_asset })
    }

    /// Whether any instrument has a margin of its own.
    #[inline]
    pub fn are_asked(&self) -> bool {
        !self.by_asset.is_empty()
    }

    /// Whether an instrument has one.
    #[inline]
    pub fn has(&self, asset: u32) -> bool {
        self.of(asset).is_some()
    }

    #[inline]
    fn of(&self, asset: u32) -> Option<&Margin<N>> {
        self.by_asset.get(asset as usize)?.as_ref()
    }

    /// What so many units take while they are held; the outer `None` where their value does.
    pub fn maintenance(&self, asset: u32, quantity: N::Quantity) -> Option<Option<N::Money>> {
        self.of(asset).map(|margin| N::units(quantity.magnitude(), margin.maintenance))
    }
}

impl<N: Number> Kernel<N> {
    /// Holdings without those of a margin, and the initial margin of these, after a fill.
    ///
    /// `gross` is of all of them. `None` when a number does not fit.
    #[cold]
    pub(super) fn margins_after(
        &self,
        event: &Event<N>,
        position: N::Quantity,
        gross: N::Money,
    ) -> Option<(N::Money, N::Money)> {
        let needs_gross = self.setup.rules.account.needs_equity();
        let (mut gross, mut required) = (gross, N::Money::ZERO);
        for (asset, &held) in (0_u32..).zip(self.balances.positions()) {
            let Some(margin) = self.regime.margins.of(asset) else { continue };
            let (quantity, price) = match asset == event.asset {
                true => (position, event.price),
                false => (held, self.last[asset as usize]),
            };
            required = required.plus(N::units(quantity.magnitude(), margin.initial)?)?;
            if needs_gross {
                let value = N::notional(price, quantity, self.terms[asset as usize].value)?;
                gross = gross.minus(value.magnitude())?;
            }
        }
        Some((gross, required))
    }
}
