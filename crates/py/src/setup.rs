//! The setup of a run, from the Python values that describe it.

use std::sync::Arc;

use farthing_core::kernel;
use farthing_core::market::{
    Actions, ContractMargin, Currency, Dividend, End, Funding, HoldingCost, Instrument, Kind,
    Split, TableRate, Ticks,
};
use farthing_core::models::account::AccountModel;
use farthing_core::models::fee::{FeeModel, Maximum};
use farthing_core::models::fill::FillTiming;
use farthing_core::models::latency::{Delay, Latency};
use farthing_core::models::slippage::SlippageModel;
use farthing_core::money::Decimal;
use pyo3::prelude::*;
use pyo3::types::PyString;
use pyo3::{Borrowed, intern};

use crate::errors;
use crate::exact::Exact;
use crate::run_conditions::ConditionsView;

/// An instrument of `farthing.types` as the core has it.
pub(crate) struct InstrumentView(pub(crate) Instrument);

impl<'py> FromPyObject<'_, 'py> for InstrumentView {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let py = value.py();
        let symbol: String = value.getattr(intern!(py, "symbol"))?.extract()?;
        let price_scale = value.getattr(intern!(py, "price_scale"))?.extract()?;
        let quantity_scale = value.getattr(intern!(py, "quantity_scale"))?.extract()?;
        let volume_scale = value.getattr(intern!(py, "volume_scale"))?.extract()?;
        let on_grid = |exact: Exact, scale: u8, what: &str| {
            let mantissa =
                exact.0.at_scale(scale).and_then(|mantissa| i64::try_from(mantissa).ok());
            mantissa.ok_or_else(|| {
                let exact = exact.0;
                let message = format!("{what} {exact} of {symbol} has more than {scale} digits");
                errors::configuration(py, message)
            })
        };
        let lot = on_grid(value.getattr(intern!(py, "lot"))?.extract()?, quantity_scale, "lot")?;
        let borrowable: Option<Exact> = value.getattr(intern!(py, "borrowable"))?.extract()?;
        let multiplier: Exact = value.getattr(intern!(py, "multiplier"))?.extract()?;
        let currency = value.getattr(intern!(py, "currency"))?;
        let kind: String = value.getattr(intern!(py, "kind"))?.extract()?;
        let initial: Option<Exact> = value.getattr(intern!(py, "initial_margin"))?.extract()?;
        let maintenance: Option<Exact> =
            value.getattr(intern!(py, "maintenance_margin"))?.extract()?;
        let margin = initial.zip(maintenance);
        Ok(InstrumentView(Instrument {
            price_scale,
            quantity_scale,
            volume_scale,
            multiplier: multiplier.0.canonical(),
            ticks: ticks(&value, |exact, what| on_grid(exact, price_scale, what))?,
            lot,
            currency: Currency {
                code: currency.getattr(intern!(py, "code"))?.extract()?,
                unit_scale: currency.getattr(intern!(py, "unit_scale"))?.extract()?,
            },
            kind: Kind::named(&kind).ok_or_else(|| {
                errors::configuration(py, format!("{symbol}: there is no kind {kind:?}"))
            })?,
            base: value.getattr(intern!(py, "base"))?.extract()?,
            margin: margin.map(|(initial, maintenance)| ContractMargin {
                initial: initial.0,
                maintenance: maintenance.0,
            }),
            holding_cost: HoldingCost {
                borrow_rate: rate(&value, intern!(py, "borrow_rate"))?,
                borrowable: borrowable
                    .map(|units| on_grid(units, quantity_scale, "borrowable"))
                    .transpose()?,
                financing_long: rate(&value, intern!(py, "financing_long"))?,
                financing_short: rate(&value, intern!(py, "financing_short"))?,
            },
            negative_price_allowed: value
                .getattr(intern!(py, "negative_price_allowed"))?
                .extract()?,
            symbol,
        }))
    }
}

/// The grid of an instrument's prices.
fn ticks(
    value: &Bound<'_, PyAny>,
    on_grid: impl Fn(Exact, &str) -> PyResult<i64>,
) -> PyResult<Ticks> {
    let py = value.py();
    let step = on_grid(value.getattr(intern!(py, "tick"))?.extract()?, "tick")?;
    let below: Option<(Exact, Exact)> = value.getattr(intern!(py, "tick_below"))?.extract()?;
    let below = below.map(|(threshold, finer)| {
        PyResult::Ok((on_grid(threshold, "tick threshold")?, on_grid(finer, "tick")?))
    });
    Ok(Ticks { step, below: below.transpose()? })
}

/// A rate that an instrument may have.
fn rate(value: &Bound<'_, PyAny>, name: &Bound<'_, PyString>) -> PyResult<Option<Decimal>> {
    let rate: Option<Exact> = value.getattr(name)?.extract()?;
    Ok(rate.map(|rate| rate.0.canonical()))
}

/// The setup of a run: checked, and the same for every kernel.
///
/// Args:
///     instruments: ``farthing.types.Instrument`` values, in the order of the panel's columns.
///     currency: ``farthing.types.Currency`` of the account.
///     capital: the money at the start; anything that prints an exact number.
///     commission: ``("none", [])``, ``("per_share", [rate, minimum])``, ``("per_trade", [amount])``,
///         ``("bps", [rate, minimum])``, ``("maker_taker", [maker, taker])`` or ``("tiered", [minimum,
///         threshold, rate, threshold, rate, ...])``; with ``+amount`` or ``+percent`` behind the
///         name, the last number is the maximum per order.
///     slippage: ``("none", [])``, ``("bps", [rate])``, ``("fixed", [amount])``, ``("spread",
///         [spread])``, ``("volatility", [factor, bars])``, ``("spread_estimate", [pairs])`` or
///         ``("volume_share", [impact])``.
///     fill: ``"next-open"``, ``"next-close"`` or ``"close"``.
///     account: ``("unlimited", [])``, ``("cash", [])``, ``("margin", [numerator, denominator])``,
///         ``("reg-t", [])`` or ``("portfolio", [numerator, denominator, numerator, denominator])``
///         with the leverage at a fill and that at a mark.
///     dividends: ``(asset, session, day, pay_session, pay_day, amount)``; days since 1970-01-01.
///     splits: ``(asset, session, day, new, old)``.
///     volume_limit: the share of a bar's volume that orders may take; None is no limit.
///     latency: ``(submit, modify, cancel, seed)`` in nanoseconds, each stage as ``("fixed", [n])``,
///         ``("uniform", [least, most])`` or ``("exponential", [mean])``; None is none.
///     conditions: ``farthing.backtest.prepare.RunConditions``, or None.
///     convert: ``"none"`` or ``"each"``.
///     funding: ``(asset, time in nanoseconds, rate)``.
///     ends: ``(asset, session, price or None)``.
///     rates: ``(from, to, session, rate)``.
#[pyclass(frozen, module = "farthing._core")]
pub(crate) struct Setup {
    pub(crate) setup: Arc<kernel::Setup>,
}

#[pymethods]
impl Setup {
    #[new]
    #[pyo3(signature = (instruments, currency, capital, commission, slippage, fill, account, dividends, splits, convert="none", funding=vec![], ends=vec![], rates=vec![], volume_limit=None, latency=None, conditions=None))]
    #[expect(clippy::too_many_arguments, reason = "one value per decision about a run")]
    fn new(
        py: Python<'_>,
        instruments: Vec<InstrumentView>,
        currency: (String, u8),
        capital: Exact,
        commission: (String, Vec<Exact>),
        slippage: (String, Vec<Exact>),
        fill: &str,
        account: (String, Vec<i64>),
        dividends: Vec<GivenDividend>,
        splits: Vec<GivenSplit>,
        convert: &str,
        funding: Vec<(u32, i64, Exact)>,
        ends: Vec<(u32, u32, Option<Exact>)>,
        rates: Vec<(String, String, u32, Exact)>,
        volume_limit: Option<Exact>,
        latency: Option<(Stage, Stage, Stage, u64)>,
        conditions: Option<ConditionsView>,
    ) -> PyResult<Self> {
        let unknown = |what: &str, name: &str| {
            errors::configuration(py, format!("there is no {what} model {name:?} of these numbers"))
        };
        let rules = kernel::Rules {
            fee: fee(&commission).ok_or_else(|| unknown("commission", &commission.0))?,
            slippage: slip(&slippage).ok_or_else(|| unknown("slippage", &slippage.0))?,
            timing: timing(fill).ok_or_else(|| unknown("fill", fill))?,
            account: buying_power(&account).ok_or_else(|| unknown("account", &account.0))?,
            volume_limit: volume_limit.map(|limit| limit.0),
            latency: match &latency {
                None => Latency::NONE,
                Some(latency) => delays(latency).ok_or_else(|| unknown("latency", "stage"))?,
            },
            convert: conversion(convert).ok_or_else(|| unknown("convert", convert))?,
        };
        let (code, unit_scale) = currency;
        let setup = kernel::Setup::new(
            instruments.into_iter().map(|view| view.0).collect(),
            Currency { code, unit_scale },
            capital.0,
            rules,
            actions(dividends, splits)
                .with_funding(funding.into_iter().map(payment).collect())
                .with_ends(ends.into_iter().map(end).collect())
                .with_rates(rates.into_iter().map(table_rate).collect()),
        );
        let setup = setup.map_err(|error| errors::configuration(py, error))?;
        let setup = setup.with_conditions(conditions.map(|view| view.0).unwrap_or_default());
        Ok(Setup { setup: Arc::new(setup) })
    }

    /// Digits behind the point of every amount of money.
    #[getter]
    fn ledger_scale(&self) -> u8 {
        self.setup.ledger_scale
    }
}

type GivenDividend = (u32, u32, i32, u32, i32, Exact);
type GivenSplit = (u32, u32, i32, i64, i64);

fn actions(dividends: Vec<GivenDividend>, splits: Vec<GivenSplit>) -> Actions {
    let dividend = |(asset, session, day, pay_session, pay_day, amount): GivenDividend| Dividend {
        asset,
        session,
        day,
        pay_session,
        pay_day,
        amount: amount.0,
    };
    let split = |(asset, session, day, new, old)| Split { asset, session, day, new, old };
    Actions::new(
        dividends.into_iter().map(dividend).collect(),
        splits.into_iter().map(split).collect(),
    )
}

fn payment((asset, time, rate): (u32, i64, Exact)) -> Funding {
    Funding { asset, time, rate: rate.0 }
}

fn end((asset, session, price): (u32, u32, Option<Exact>)) -> End {
    End { asset, session, price: price.map(|price| price.0) }
}

fn table_rate((from, to, session, rate): (String, String, u32, Exact)) -> TableRate {
    TableRate { from, to, session, rate: rate.0 }
}

fn conversion(name: &str) -> Option<kernel::Convert> {
    match name {
        "none" => Some(kernel::Convert::None),
        "each" => Some(kernel::Convert::Each),
        _ => None,
    }
}

fn fee((name, numbers): &(String, Vec<Exact>)) -> Option<FeeModel> {
    let numbers: Vec<Decimal> = numbers.iter().map(|exact| exact.0).collect();
    let Some((name, measure)) = name.split_once('+') else { return plain_fee(name, &numbers) };
    let (&maximum, numbers) = numbers.split_last()?;
    let maximum = match measure {
        "amount" => Maximum::Amount(maximum),
        "percent" => Maximum::Percent(maximum),
        _ => return None,
    };
    Some(FeeModel::Capped { model: Box::new(plain_fee(name, numbers)?), maximum })
}

fn plain_fee(name: &str, numbers: &[Decimal]) -> Option<FeeModel> {
    match (name, numbers) {
        ("none", []) => Some(FeeModel::None),
        ("per_share", &[rate, minimum]) => Some(FeeModel::PerShare { rate, minimum }),
        ("per_trade", &[amount]) => Some(FeeModel::PerTrade { amount }),
        ("bps", &[rate, minimum]) => Some(FeeModel::Bps { rate, minimum }),
        ("maker_taker", &[maker, taker]) => Some(FeeModel::MakerTaker { maker, taker }),
        ("tiered", &[minimum, ref tiers @ ..]) => {
            let (pairs, rest) = tiers.as_chunks::<2>();
            let tiers = pairs.iter().map(|&[threshold, rate]| (threshold, rate)).collect();
            rest.is_empty().then_some(FeeModel::Tiered { tiers, minimum })
        }
        _ => None,
    }
}

fn slip((name, numbers): &(String, Vec<Exact>)) -> Option<SlippageModel> {
    let numbers: Vec<Decimal> = numbers.iter().map(|exact| exact.0).collect();
    let count = |number: Decimal| usize::try_from(number.at_scale(0)?).ok();
    match (name.as_str(), numbers.as_slice()) {
        ("none", []) => Some(SlippageModel::None),
        ("bps", &[rate]) => Some(SlippageModel::Bps { rate }),
        ("fixed", &[amount]) => Some(SlippageModel::Fixed { amount }),
        ("spread", &[spread]) => Some(SlippageModel::Spread { spread }),
        ("volatility", &[factor, bars]) => {
            Some(SlippageModel::Volatility { factor, bars: count(bars)? })
        }
        ("spread_estimate", &[pairs]) => {
            Some(SlippageModel::SpreadEstimate { pairs: count(pairs)? })
        }
        ("volume_share", &[impact]) => Some(SlippageModel::VolumeShare { impact }),
        _ => None,
    }
}

/// A latency of one stage: a name and its numbers.
type Stage = (String, Vec<i64>);

fn delays((submit, modify, cancel, seed): &(Stage, Stage, Stage, u64)) -> Option<Latency> {
    let delay = |(name, numbers): &Stage| match (name.as_str(), numbers.as_slice()) {
        ("fixed", &[delay]) => Some(Delay::Fixed(delay)),
        ("uniform", &[least, most]) => Some(Delay::Uniform { least, most }),
        ("exponential", &[mean]) => Some(Delay::Exponential { mean }),
        _ => None,
    };
    let (submit, modify, cancel) = (delay(submit)?, delay(modify)?, delay(cancel)?);
    Some(Latency { submit, modify, cancel, seed: *seed })
}

fn timing(name: &str) -> Option<FillTiming> {
    match name {
        "next-open" => Some(FillTiming::NextOpen),
        "close" => Some(FillTiming::SameClose),
        "next-close" => Some(FillTiming::NextClose),
        _ => None,
    }
}

fn buying_power((name, numbers): &(String, Vec<i64>)) -> Option<AccountModel> {
    if numbers.iter().any(|&number| number <= 0) {
        return None;
    }
    match (name.as_str(), numbers.as_slice()) {
        ("unlimited", []) => Some(AccountModel::Unlimited),
        ("cash", []) => Some(AccountModel::Cash),
        ("margin", &[numerator, denominator]) => {
            Some(AccountModel::Margin { numerator, denominator })
        }
        ("reg-t", []) => Some(AccountModel::RegT),
        ("portfolio", &[numerator, denominator, most, least]) => {
            let (leverage, maintenance) = ((numerator, denominator), (most, least));
            Some(AccountModel::Portfolio { leverage, maintenance })
        }
        _ => None,
    }
}
