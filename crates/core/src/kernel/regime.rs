//! The conditions of a run in the numbers of one kernel, and what they remember.

use super::charges::Charges;
use super::controls::Halts;
use super::liquidation::Calls;
use super::margin::Margins;
use super::setup::{Setup, SetupError};
use crate::market::{Currency, HoldingCost, Instrument};
use crate::models::carry::{HoldingRates, InterestRates};
use crate::models::controls::{Control, Controls};
use crate::models::fee::Fee;
use crate::models::slippage::{Past, Slippage};
use crate::money::{Amount, Number};

/// Everything that only some runs have: one value, so that the others carry one.
#[derive(Clone, Debug)]
pub(super) struct Regime<N: Number> {
    /// The bars that slippage looks back to.
    pub past: Past,
    /// What commission looks back to.
    pub charges: Charges<N>,
    /// Margins per contract.
    pub margins: Margins<N>,
    /// Margin calls.
    pub calls: Calls<N>,
    /// What holding costs, by instrument; empty where nothing does.
    pub rates: Vec<HoldingRates<N>>,
    /// What cash earns and what owed cash costs, by currency; empty where nothing does.
    pub interest: Vec<InterestRates<N>>,
    /// Units that can be borrowed, by instrument; empty where there is no limit at all.
    pub borrowable: Vec<Option<N::Quantity>>,
    /// What a strategy may not do.
    pub controls: Controls<N>,
    /// Orders given in this session.
    pub given: u32,
    /// How far equity has fallen.
    pub halts: Halts<N>,
    /// Whether any of this looks at marks: one question a bar for runs without.
    pub at_marks: bool,
    /// Whether any of this looks at the beginnings of sessions.
    pub at_sessions: bool,
}

impl<N: Number> Regime<N> {
    /// The conditions of a setup.
    ///
    /// # Errors
    /// When a number does not fit the ledger, or days are counted and not told.
    pub fn new(setup: &Setup, fee: &Fee<N>, slippage: Slippage) -> Result<Self, SetupError> {
        let conditions = &setup.conditions;
        let charges = Charges::new(fee.looks_back());
        let rates = holding_rates(setup)?;
        let interest = interest(setup)?;
        let counts_days = charges.is_kept || !rates.is_empty() || !interest.is_empty();
        if counts_days && conditions.days.is_empty() {
            return Err(SetupError::NoDays);
        }
        let controls = controls::<N>(setup)?;
        let past = Past::new(slippage.bars(), setup.instruments.len());
        let (calls, halts) = (Calls::new(setup)?, Halts::new(&controls));
        let regime = Regime {
            at_marks: false,
            at_sessions: false,
            past,
            charges,
            margins: Margins::new(setup)?,
            calls,
            rates,
            interest,
            borrowable: borrowable::<N>(&setup.instruments),
            halts,
            controls,
            given: 0,
        };
        Ok(regime.at_places())
    }

    /// Notes where in a run any of it is asked.
    fn at_places(self) -> Self {
        let at_marks = self.past.is_kept() || self.calls.are_made() || self.halts.are_made();
        let at_sessions = self.carries() || self.charges.is_kept || !self.controls.is_empty();
        Regime { at_marks, at_sessions, ..self }
    }

    /// Whether anything is charged by the day.
    #[inline]
    pub fn carries(&self) -> bool {
        !self.rates.is_empty() || !self.interest.is_empty()
    }
}

fn controls<N: Number>(setup: &Setup) -> Result<Controls<N>, SetupError> {
    let list = &setup.conditions.controls;
    let of = |list: &[Control]| Controls::new(list, setup.ledger_scale);
    of(list).ok_or_else(|| {
        let misfit = list.iter().find(|&&one| of(&[one]).is_none());
        let value = misfit.map_or_else(String::new, ToString::to_string);
        let limit =
            "what is computed with: a share has 18 digits behind the point at most, a size \
                     no more than the ledger"
                .to_owned();
        SetupError::DoesNotFit { what: "control", value, limit }
    })
}

fn holding_rates<N: Number>(setup: &Setup) -> Result<Vec<HoldingRates<N>>, SetupError> {
    let is_free = |one: &Instrument| one.holding_cost == HoldingCost::default();
    if setup.conditions.carry.borrow.is_none() && setup.instruments.iter().all(is_free) {
        return Ok(Vec::new());
    }
    let of = |instrument: &Instrument| {
        let rates = HoldingRates::new(&setup.conditions.carry, instrument, setup.ledger_scale);
        rates.ok_or_else(|| setup.does_not_fit("a rate a year of", instrument.symbol.clone()))
    };
    let rates: Vec<HoldingRates<N>> = setup.instruments.iter().map(of).collect::<Result<_, _>>()?;
    Ok(if rates.iter().any(HoldingRates::is_some) { rates } else { Vec::new() })
}

/// One a currency, because each has a unit of its own.
fn interest<N: Number>(setup: &Setup) -> Result<Vec<InterestRates<N>>, SetupError> {
    let Some(both) = setup.conditions.carry.interest else { return Ok(Vec::new()) };
    let of = |currency: &Currency| {
        InterestRates::new(both, setup.ledger_scale, currency.unit_scale)
            .ok_or_else(|| setup.does_not_fit("interest", format!("{} and {}", both.0, both.1)))
    };
    setup.currencies.iter().map(of).collect()
}

fn borrowable<N: Number>(instruments: &[Instrument]) -> Vec<Option<N::Quantity>> {
    if instruments.iter().all(|one| one.holding_cost.borrowable.is_none()) {
        return Vec::new();
    }
    let of = |instrument: &Instrument| {
        let units = instrument.holding_cost.borrowable?;
        Some(N::quantity(units, instrument.quantity_scale))
    };
    instruments.iter().map(of).collect()
}

impl<N: Number> Regime<N> {
    /// Whether a position is short of more units than can be borrowed.
    #[inline]
    pub fn lacks_borrow(&self, asset: u32, position: N::Quantity) -> bool {
        match self.borrowable.get(asset as usize) {
            Some(Some(most)) => position < N::Quantity::ZERO && position.magnitude() > *most,
            _ => false,
        }
    }
}
