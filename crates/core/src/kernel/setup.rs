//! The setup of a run: everything that is decided before the first bar.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use super::Kernel;
use super::abroad::{Abroad, Pair};
use super::carried::Carried;
use super::conditions::RunConditions;
use super::desk::Desk;
use super::holdings::Holdings;
use super::mark::Mark;
use super::regime::Regime;
use crate::ledger::{Balances, Event, EventKind, Lots, Trade};
use crate::market::{
    Actions, Currency, Instrument, InstrumentError, Settlement, Terms, ledger_scale,
};
use crate::models::account::AccountModel;
use crate::models::fee::{Fee, FeeModel};
use crate::models::fill::FillTiming;
use crate::models::latency::Latency;
use crate::models::slippage::{Slippage, SlippageModel};
use crate::money::{Amount, Decimal, Exchange, Number};
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
    /// What becomes of cash in other currencies than the account's.
    pub convert: Convert,
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
            convert: Convert::None,
        }
    }
}

/// What becomes of cash in other currencies than the account's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Convert {
    /// It stays where it is.
    #[default]
    None,
    /// It is converted after each event that leaves some.
    Each,
}

/// A run before its first bar.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The instruments, in the order of the panel's columns.
    pub instruments: Vec<Instrument>,
    /// The currency of the account.
    pub currency: Currency,
    /// All currencies: the account's, then those of instruments as they come.
    pub currencies: Vec<Currency>,
    /// Which of them each instrument is priced in; empty where all are in the account's.
    pub asset_currencies: Vec<u16>,
    /// The money at the start.
    pub capital: Decimal,
    /// The models.
    pub rules: Rules,
    /// Dividends and splits.
    pub actions: Actions,
    /// Carry, controls, and how long a margin call may stand.
    pub conditions: RunConditions,
    /// Digits behind the point of every amount of money.
    pub ledger_scale: u8,
}

/// A setup that no kernel can run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetupError {
    /// An instrument makes no sense.
    Instrument(InstrumentError),
    /// A currency comes with two units.
    Unit {
        /// An instrument in it.
        symbol: String,
        /// The currency.
        code: String,
    },
    /// Nothing tells what a currency is worth.
    NoRate {
        /// An instrument in it.
        symbol: String,
        /// The currency.
        found: String,
        /// The account's.
        expected: String,
    },
    /// A contract has a dividend or a split.
    Action {
        /// The instrument.
        symbol: String,
        /// What it is.
        kind: &'static str,
    },
    /// A price or a rate that something happens at is none.
    Price {
        /// What it is of.
        of: String,
        /// Its value.
        value: String,
    },
    /// A number of the setup does not fit the ledger, or what is computed with.
    DoesNotFit {
        /// Which number.
        what: &'static str,
        /// Its value.
        value: String,
        /// What it does not fit, and what does.
        limit: String,
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
            SetupError::Unit { symbol, code } => {
                write!(f, "{code} of {symbol} has another unit than elsewhere in the run")
            }
            SetupError::NoRate { symbol, found, expected } => write!(
                f,
                "{symbol} is priced in {found}, the account is in {expected}: give rates, or bars \
                 of a pair such as {found}/{expected}"
            ),
            SetupError::Action { symbol, kind } => {
                write!(f, "{symbol} is a {kind}, which has no dividends and no splits")
            }
            SetupError::Price { of, value } => write!(f, "{value} is no price of {of}"),
            SetupError::DoesNotFit { what, value, limit } => {
                write!(f, "{what} {value} does not fit {limit}")
            }
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
        if capital.mantissa() <= 0 {
            return Err(SetupError::Capital(capital.to_string()));
        }
        let (currencies, asset_currencies) = numbered(&instruments, &currency)?;
        let setup = Setup {
            instruments,
            currency,
            currencies,
            asset_currencies,
            capital,
            rules,
            actions,
            conditions: RunConditions::default(),
            ledger_scale,
        };
        setup.check_actions()?;
        setup.check_rates()?;
        setup.check_ends()?;
        Ok(setup)
    }

    /// The same with conditions.
    pub fn with_conditions(self, conditions: RunConditions) -> Setup {
        Setup { conditions, ..self }
    }

    /// Whether dividends and splits are of instruments that can have some.
    fn check_actions(&self) -> Result<(), SetupError> {
        let dividends = self.actions.dividends().iter().map(|dividend| dividend.asset);
        let splits = self.actions.splits().iter().map(|split| split.asset);
        let of = |asset: u32| &self.instruments[asset as usize];
        match dividends.chain(splits).map(of).find(|one| one.kind.settlement() != Settlement::Cash)
        {
            Some(instrument) => Err(SetupError::Action {
                symbol: instrument.symbol.clone(),
                kind: instrument.kind.name(),
            }),
            None => Ok(()),
        }
    }

    /// Whether every currency has something that tells its rate.
    fn check_rates(&self) -> Result<(), SetupError> {
        for rate in self.actions.rates() {
            if Exchange::of(rate.rate).is_none() {
                let (of, value) = (format!("{} in {}", rate.from, rate.to), rate.rate.to_string());
                return Err(SetupError::Price { of, value });
            }
        }
        for (instrument, &currency) in self.instruments.iter().zip(&self.asset_currencies) {
            let code = &instrument.currency.code;
            if currency > 0 && self.pair_of(code).is_none() && self.table_of(code).next().is_none()
            {
                let symbol = instrument.symbol.clone();
                let (found, expected) = (code.clone(), self.currency.code.clone());
                return Err(SetupError::NoRate { symbol, found, expected });
            }
        }
        Ok(())
    }

    /// Whether settlement prices are prices of their instruments; a share may end at nothing.
    fn check_ends(&self) -> Result<(), SetupError> {
        for end in self.actions.ends() {
            let instrument = &self.instruments[end.asset as usize];
            let Some(price) = end.price else { continue };
            let mantissa = price.at_scale(instrument.price_scale);
            let mantissa = mantissa.and_then(|mantissa| i64::try_from(mantissa).ok());
            if !mantissa.is_some_and(|mantissa| mantissa == 0 || instrument.accepts_price(mantissa))
            {
                let (of, value) = (instrument.symbol.clone(), price.to_string());
                return Err(SetupError::Price { of, value });
            }
        }
        Ok(())
    }

    /// The first pair of a currency and the account's, either way round.
    pub(super) fn pair_of(&self, code: &str) -> Option<Pair> {
        let home = self.currency.code.as_str();
        (0_u32..).zip(&self.instruments).find_map(|(asset, instrument)| {
            match (instrument.base()?, instrument.currency.code.as_str()) {
                (base, quote) if base == code && quote == home => Some(false),
                (base, quote) if base == home && quote == code => Some(true),
                _ => None,
            }
            .map(|inverse| Pair { asset, inverse })
        })
    }

    /// The rates of a currency that a table has, by session.
    pub(super) fn table_of<'a>(
        &'a self,
        code: &'a str,
    ) -> impl Iterator<Item = (u32, Exchange)> + 'a {
        let home = self.currency.code.as_str();
        self.actions.rates().iter().filter_map(move |row| {
            let rate = Exchange::of(row.rate)?;
            match (row.from.as_str(), row.to.as_str()) {
                (from, to) if from == code && to == home => Some((row.session, rate)),
                (from, to) if from == home && to == code => Some((row.session, rate.inverse())),
                _ => None,
            }
        })
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
        let mut terms: Vec<Terms<N>> = self.instruments.iter().map(of).collect::<Result<_, _>>()?;
        for (terms, &currency) in terms.iter_mut().zip(&self.asset_currencies) {
            terms.currency = currency;
        }
        Ok(terms)
    }

    /// Whether anything happens at the end of a session.
    fn settles(&self) -> bool {
        let carries = |one: &Instrument| one.kind.settlement() == Settlement::Variation;
        self.instruments.iter().any(carries) || !self.actions.ends().is_empty()
    }

    pub(super) fn does_not_fit(&self, what: &'static str, value: String) -> SetupError {
        let limit = format!(
            "a ledger with {} digits behind the point: give a smaller number, or one of fewer digits",
            self.ledger_scale
        );
        SetupError::DoesNotFit { what, value, limit }
    }
}

impl<N: Number> Kernel<N> {
    /// A kernel whose only event so far is the deposit of the capital, in row 0.
    ///
    /// # Errors
    /// When a number of the setup does not fit the ledger.
    pub fn new(setup: Arc<Setup>) -> Result<Kernel<N>, SetupError> {
        let terms = setup.terms()?;
        let rules = &setup.rules;
        let (fee, fees_abroad) = fees(&setup)?;
        let slippage = Slippage::new(rules.slippage).ok_or_else(|| no_slippage(rules.slippage))?;
        let desk = Desk::new(&setup, terms.len())?;
        let extended = desk.looks_at_volume() || slippage.needs_volume();
        let regime = Regime::new(&setup, &fee, slippage)?;
        let capital = || setup.does_not_fit("capital", setup.capital.to_string());
        let value = N::money(setup.capital, setup.ledger_scale).ok_or_else(capital)?;
        let mut balances = Balances::in_currencies(terms.len(), setup.asset_currencies.clone());
        let deposit = deposit(value);
        balances.post(&deposit).ok_or_else(capital)?;
        let assets = terms.len();
        let abroad = Abroad::<N>::new(&setup, unit::<N>(&setup)?);
        Ok(Kernel {
            carried: Carried::new(assets, abroad.as_ref().map_or(0, |abroad| abroad.count())),
            abroad,
            settles: setup.settles(),
            funding_done: 0,
            funding_due: Vec::new(),
            funds: !setup.actions.funding().is_empty(),
            ends_done: 0,
            ended: vec![false; if setup.actions.ends().is_empty() { 0 } else { assets }],
            setup,
            terms,
            fee,
            fees_abroad,
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
            later: Vec::new(),
            opens: false,
            now: i64::MIN,
            extended,
            desk,
        })
    }
}

fn no_slippage(model: SlippageModel) -> SetupError {
    let limit = "what is computed with: basis points have 5 digits behind the point at most, shares \
                 of volume 9, and windows are of 100000 bars at most";
    SetupError::DoesNotFit { what: "slippage", value: model.to_string(), limit: limit.to_owned() }
}

/// The commission in the account's currency, and in each of the others.
fn fees<N: Number>(setup: &Setup) -> Result<(Fee<N>, Vec<Fee<N>>), SetupError> {
    let model = &setup.rules.fee;
    let of = |currency: &Currency| {
        Fee::new(model, setup.ledger_scale, currency.unit_scale)
            .ok_or_else(|| setup.does_not_fit("commission", model.to_string()))
    };
    let abroad = setup.currencies[1..].iter().map(of).collect::<Result<Vec<_>, _>>()?;
    Ok((of(&setup.currency)?, abroad))
}

/// One unit of the account's currency.
fn unit<N: Number>(setup: &Setup) -> Result<N::Money, SetupError> {
    let Currency { code, unit_scale } = &setup.currency;
    let one = Decimal::new(1, *unit_scale).and_then(|one| N::money(one, setup.ledger_scale));
    one.ok_or_else(|| setup.does_not_fit("unit of", code.clone()))
}

/// The currencies of a run, and which of them each instrument is in; no list where that is one.
fn numbered(
    instruments: &[Instrument],
    home: &Currency,
) -> Result<(Vec<Currency>, Vec<u16>), SetupError> {
    let mut currencies = vec![home.clone()];
    let mut of_assets = Vec::with_capacity(instruments.len());
    for instrument in instruments {
        let currency = &instrument.currency;
        let known = currencies.iter().position(|known| known.code == currency.code);
        let place = known.unwrap_or(currencies.len());
        if known.is_none() {
            currencies.push(currency.clone());
        }
        if currencies[place].unit_scale != currency.unit_scale {
            let (symbol, code) = (instrument.symbol.clone(), currency.code.clone());
            return Err(SetupError::Unit { symbol, code });
        }
        let place = u16::try_from(place).map_err(|_| SetupError::DoesNotFit {
            what: "number of currencies",
            value: currencies.len().to_string(),
            limit: format!("a run, which has {} at most", u16::MAX),
        })?;
        of_assets.push(place);
    }
    if currencies.len() == 1 {
        of_assets.clear();
    }
    Ok((currencies, of_assets))
}

fn deposit<N: Number>(value: N::Money) -> Event<N> {
    Event {
        kind: EventKind::Deposit,
        row: 0,
        at_close: false,
        asset: 0,
        order: 0,
        quantity: N::Quantity::ZERO,
        price: N::Price::ZERO,
        value,
        fee: N::Money::ZERO,
    }
}
