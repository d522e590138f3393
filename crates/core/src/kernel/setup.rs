//! The setup of a run: everything that is decided before the first bar.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use super::Kernel;
use super::conditions::Conditions;
use super::desk::Desk;
use super::holdings::Holdings;
use super::mark::Mark;
use super::regime::Regime;
use crate::ledger::{Balances, Event, EventKind, Lots, Trade};
use crate::market::{Actions, Currency, Instrument, InstrumentError, Terms, ledger_scale};
use crate::models::account::AccountModel;
use crate::models::fee::{Fee, FeeModel};
use crate::models::fill::FillTiming;
use crate::models::latency::Latency;
use crate::models::slippage::{Slippage, SlippageModel};
use crate::money::{Amount, Decimal, Number};
use crate::order::Book;

/// The models of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Commission.
    pub fee: FeeModel,
    /// Slippage.
    pub slippage: SlippageModel,
    /// When market orders fill.
    pub timing: FillTiming,
    /// Buying power.
    pub account: AccountModel,
    /// The share of a bar's volume that all orders of an instrument may take together.
    pub volume_limit: Option<Decimal>,
    /// How long orders take.
    pub latency: Latency,
}

impl Default for Rules {
    /// Nothing costs anything, nothing is limited, and orders fill from the next bar on.
    fn default() -> Rules {
        Rules {
            fee: FeeModel::None,
            slippage: SlippageModel::None,
            timing: FillTiming::NextOpen,
            account: AccountModel::Unlimited,
            volume_limit: None,
            latency: Latency::NONE,
        }
    }
}

/// A run before its first bar.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The instruments, in the order of the panel's columns.
    pub instruments: Vec<Instrument>,
    /// The currency of the account, which is that of every instrument.
    pub currency: Currency,
    /// The money at the start.
    pub capital: Decimal,
    /// The models.
    pub rules: Rules,
    /// Dividends and splits.
    pub actions: Actions,
    /// Carry, controls, and how long a margin call may stand.
    pub conditions: Conditions,
    /// Digits behind the point of every amount of money.
    pub ledger_scale: u8,
}

/// A setup that no kernel can run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetupError {
    /// An instrument makes no sense.
    Instrument(InstrumentError),
    /// An instrument is priced in another currency than the account's.
    Currency {
        /// The instrument.
        symbol: String,
        /// Its currency.
        found: String,
        /// The account's.
        expected: String,
    },
    /// A number of the setup does not fit the ledger.
    DoesNotFit {
        /// Which number.
        what: &'static str,
        /// Its value.
        value: String,
        /// The digits of the ledger.
        ledger_scale: u8,
    },
    /// The capital is not positive.
    Capital(String),
    /// A volume limit is no share of nine digits.
    VolumeLimit(String),
    /// A latency is below nothing.
    Latency,
    /// Something is counted by days or months, and the days of sessions are not told.
    NoDays,
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SetupError::Instrument(error) => error.fmt(f),
            SetupError::Currency { symbol, found, expected } => {
                write!(f, "{symbol} is priced in {found}, the account is in {expected}")
            }
            SetupError::DoesNotFit { what, value, ledger_scale } => write!(
                f,
                "{what} {value} does not fit a ledger with {ledger_scale} digits behind the point"
            ),
            SetupError::VolumeLimit(value) => write!(
                f,
                "the volume limit is {value}; it must be a share from 0 to 1 of nine digits at most"
            ),
            SetupError::Latency => {
                write!(f, "a latency is below 0, or its upper end below its lower one")
            }
            SetupError::Capital(value) => {
                write!(f, "capital is {value}; it must be more than nothing")
            }
            SetupError::NoDays => f.write_str(
                "carry and tiers are counted by days; give the day of each session with them",
            ),
        }
    }
}

impl std::error::Error for SetupError {}

impl From<InstrumentError> for SetupError {
    fn from(error: InstrumentError) -> SetupError {
        SetupError::Instrument(error)
    }
}

impl Setup {
    /// Checks what can be checked without a bar.
    ///
    /// # Errors
    /// The first thing that makes no sense.
    pub fn new(
        instruments: Vec<Instrument>,
        currency: Currency,
        capital: Decimal,
        rules: Rules,
        actions: Actions,
    ) -> Result<Setup, SetupError> {
        let ledger_scale = ledger_scale(&instruments)?.max(currency.unit_scale);
        if let Some(other) = instruments.iter().find(|other| other.currency != currency) {
            let symbol = other.symbol.clone();
            let (found, expected) = (other.currency.code.clone(), currency.code);
            return Err(SetupError::Currency { symbol, found, expected });
        }
        if capital.mantissa() <= 0 {
            return Err(SetupError::Capital(capital.to_string()));
        }
        let conditions = Conditions::default();
        Ok(Setup { instruments, currency, capital, rules, actions, conditions, ledger_scale })
    }

    /// The same with conditions.
    pub fn with_conditions(self, conditions: Conditions) -> Setup {
        Setup { conditions, ..self }
    }

    /// Whether 64-bit money holds a thousand times the capital.
    pub fn fits_narrow(&self) -> bool {
        let capital = self.capital.at_scale(self.ledger_scale);
        capital.and_then(|capital| capital.checked_mul(1_000)).is_some_and(|most| most < 1 << 61)
    }

    /// The instruments in the numbers of one kernel.
    ///
    /// # Errors
    /// When a factor does not fit the ledger.
    pub fn terms<N: Number>(&self) -> Result<Vec<Terms<N>>, SetupError> {
        let of = |instrument: &Instrument| {
            let error = || self.does_not_fit("multiplier", instrument.multiplier.to_string());
            Terms::new(instrument, self.ledger_scale).ok_or_else(error)
        };
        self.instruments.iter().map(of).collect()
    }

    pub(super) fn does_not_fit(&self, what: &'static str, value: String) -> SetupError {
        SetupError::DoesNotFit { what, value, ledger_scale: self.ledger_scale }
    }
}

impl<N: Number> Kernel<N> {
    /// A kernel whose only event so far is the deposit of the capital, in row 0.
    ///
    /// # Errors
    /// When a number of the setup does not fit the ledger.
    pub fn new(setup: Arc<Setup>) -> Result<Kernel<N>, SetupError> {
        let scale = setup.ledger_scale;
        let terms = setup.terms()?;
        let rules = &setup.rules;
        let fee = Fee::new(&rules.fee, scale, setup.currency.unit_scale)
            .ok_or_else(|| setup.does_not_fit("commission", format!("{:?}", rules.fee)))?;
        let slippage = Slippage::new(rules.slippage)
            .ok_or_else(|| setup.does_not_fit("slippage", format!("{:?}", rules.slippage)))?;
        let desk = Desk::new(&setup, terms.len())?;
        let extended = desk.looks_at_volume() || slippage.needs_volume();
        let regime = Regime::new(&setup, &fee, slippage)?;
        let capital = || setup.does_not_fit("capital", setup.capital.to_string());
        let value = N::money(setup.capital, scale).ok_or_else(capital)?;
        let mut balances = Balances::new(terms.len());
        let deposit = deposit(value);
        balances.post(&deposit).ok_or_else(capital)?;
        let assets = terms.len();
        Ok(Kernel {
            setup,
            terms,
            fee,
            slippage,
            book: Book::new(assets),
            balances,
            lots: vec![Lots::default(); assets],
            holding_max: vec![N::Quantity::ZERO; assets],
            last: vec![N::Price::ZERO; assets],
            priced: vec![false; assets],
            all_priced: false,
            events: vec![deposit],
            trades: Vec::<Trade<N>>::new(),
            marks: Vec::<Mark<N>>::new(),
            session_marks: Vec::new(),
            receivables: VecDeque::new(),
            dividends_done: 0,
            splits_done: 0,
            asked_prices: Vec::new(),
            equity: value,
            holdings: Holdings::new(assets),
            regime,
            row: 0,
            session: 0,
            triggered: Vec::new(),
            opens: false,
            now: i64::MIN,
            extended,
            desk,
        })
    }
}

fn deposit<N: Number>(value: N::Money) -> Event<N> {
    Event {
        kind: EventKind::Deposit,
        row: 0,
        asset: 0,
        order: 0,
        quantity: N::Quantity::ZERO,
        price: N::Price::ZERO,
        value,
        fee: N::Money::ZERO,
    }
}
