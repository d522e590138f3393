//! Margins per contract: what a position takes of the account instead of its value.

use super::Kernel;
use super::setup::{Setup, SetupError};
use crate::ledger::Event;
use crate::market::{Instrument, Settlement};
use crate::models::account::{AccountContext, AccountModel};
use crate::money::{Amount, Decimal, Number};

/// What one unit of each instrument takes; empty where none has a margin of its own.
#[derive(Clone, Debug)]
pub(super) struct Margins<N: Number> {
    by_asset: Vec<Option<Margin<N>>>,
}

/// What an instrument takes of the account instead of being paid for.
#[derive(Clone, Copy, Debug)]
enum Margin<N: Number> {
    /// So much per unit.
    PerUnit {
        /// To open it.
        initial: N::Factor,
        /// To keep it.
        maintenance: N::Factor,
    },
    /// Its value: a contract without a margin of its own, where the account buys nothing on credit.
    Value,
}

impl<N: Number> Margins<N> {
    /// The margins of a setup; none where its account asks for none.
    ///
    /// # Errors
    /// When a margin has more digits than the ledger.
    pub fn new(setup: &Setup) -> Result<Margins<N>, SetupError> {
        let mut by_asset = Vec::new();
        let account = setup.rules.account;
        let counts_value = |one: &Instrument| {
            account == AccountModel::Cash && one.kind.settlement() == Settlement::Variation
        };
        let is_asked = |one: &Instrument| one.margin.is_some() || counts_value(one);
        if !account.counts_margins() || !setup.instruments.iter().any(is_asked) {
            return Ok(Margins { by_asset });
        }
        for instrument in &setup.instruments {
            let factor = |money: Decimal| {
                let factor = N::factor(money, instrument.quantity_scale, setup.ledger_scale);
                factor.ok_or_else(|| setup.does_not_fit("a margin of", money.to_string()))
            };
            by_asset.push(match instrument.margin {
                None if counts_value(instrument) => Some(Margin::Value),
                None => None,
                Some(margin) => Some(Margin::PerUnit {
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

    /// Whether an instrument has one of its own.
    #[inline]
    pub fn has(&self, asset: u32) -> bool {
        matches!(self.of(asset), Some(Margin::PerUnit { .. }))
    }

    #[inline]
    fn of(&self, asset: u32) -> Option<&Margin<N>> {
        self.by_asset.get(asset as usize)?.as_ref()
    }

    /// What so many units take while they are held; the outer `None` where their value does.
    pub fn maintenance(&self, asset: u32, quantity: N::Quantity) -> Option<Option<N::Money>> {
        match self.of(asset)? {
            Margin::PerUnit { maintenance, .. } => {
                Some(N::units(quantity.magnitude(), *maintenance))
            }
            Margin::Value => None,
        }
    }
}

impl<N: Number> Kernel<N> {
    /// Cash of all currencies in the account's own after a fill, without `cash`, which counts as it
    /// is.
    fn cash_besides(&self, event: &Event<N>, cash: N::Money) -> Option<N::Money> {
        if self.abroad.is_none() { Some(N::Money::ZERO) } else { self.cash_abroad(event, cash) }
    }

    /// The same account with what instruments of a margin take of it: their requirement instead of
    /// their value, and what they have gained since it was last paid.
    #[inline]
    pub(super) fn with_margins(
        &self,
        event: &Event<N>,
        after: AccountContext<N>,
    ) -> Option<AccountContext<N>> {
        if self.regime.margins.are_asked() { self.margins_after(event, after) } else { Some(after) }
    }

    #[cold]
    fn margins_after(
        &self,
        event: &Event<N>,
        after: AccountContext<N>,
    ) -> Option<AccountContext<N>> {
        let needs_gross = self.setup.rules.account.needs_equity();
        let AccountContext { mut gross, .. } = after;
        let (mut required, mut unsettled) = (N::Money::ZERO, N::Money::ZERO);
        for (asset, &held) in (0_u32..).zip(self.balances.positions()) {
            let (quantity, price) = match asset == event.asset {
                true => (after.position, event.price),
                false => (held, self.last[asset as usize]),
            };
            let terms = &self.terms[asset as usize];
            let value = N::notional(price, quantity, terms.value)?;
            if terms.pays_variation {
                let mut gained = value.minus(self.carried.of(asset))?;
                if asset == event.asset {
                    gained = gained.minus(event.value)?;
                }
                unsettled = unsettled.plus(self.at_home(gained, asset)?)?;
            }
            let Some(margin) = self.regime.margins.of(asset) else { continue };
            let initial = match margin {
                Margin::PerUnit { initial, .. } => N::units(quantity.magnitude(), *initial)?,
                Margin::Value => value.magnitude(),
            };
            required = required.plus(self.at_home(initial, asset)?)?;
            if needs_gross {
                gross = gross.minus(self.at_home(value.magnitude(), asset)?)?;
            }
        }
        // Cash is that of one currency; all of it carries the contracts.
        unsettled = unsettled.plus(self.cash_besides(event, after.cash)?)?;
        let has_margin = self.regime.margins.has(event.asset);
        Some(AccountContext { gross, required, unsettled, has_margin, ..after })
    }
}
