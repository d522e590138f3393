//! The setup of a run, from the Python values that describe it.

use std::sync::Arc;

use farthing_core::kernel;
use farthing_core::market::{Actions, Currency, Dividend, Instrument, Settlement, Split, Ticks};
use farthing_core::models::account::AccountModel;
use farthing_core::models::fee::FeeModel;
use farthing_core::models::fill::FillTiming;
use farthing_core::models::slippage::SlippageModel;
use farthing_core::money::Decimal;
use pyo3::Borrowed;
use pyo3::prelude::*;

use crate::errors;
use crate::exact::Exact;

/// An instrument of `farthing.types` as the core has it.
pub(crate) struct InstrumentView(pub(crate) Instrument);

impl<'py> FromPyObject<'_, 'py> for InstrumentView {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let py = value.py();
        let symbol: String = value.getattr("symbol")?.extract()?;
        let price_scale = value.getattr("price_scale")?.extract()?;
        let quantity_scale = value.getattr("quantity_scale")?.extract()?;
        let on_grid = |exact: Exact, scale: u8, what: &str| {
            let mantissa =
                exact.0.at_scale(scale).and_then(|mantissa| i64::try_from(mantissa).ok());
            mantissa.ok_or_else(|| {
                let exact = exact.0;
                let message = format!("{what} {exact} of {symbol} has more than {scale} digits");
                errors::configuration(py, message)
            })
        };
        let step = on_grid(value.getattr("tick")?.extract()?, price_scale, "tick")?;
        let below: Option<(Exact, Exact)> = value.getattr("tick_below")?.extract()?;
        let below = below.map(|(threshold, finer)| {
            let threshold = on_grid(threshold, price_scale, "tick threshold")?;
            PyResult::Ok((threshold, on_grid(finer, price_scale, "tick")?))
        });
        let lot = on_grid(value.getattr("lot")?.extract()?, quantity_scale, "lot")?;
        let multiplier: Exact = value.getattr("multiplier")?.extract()?;
        let currency = value.getattr("currency")?;
        Ok(InstrumentView(Instrument {
            price_scale,
            quantity_scale,
            multiplier: multiplier.0.canonical(),
            ticks: Ticks { step, below: below.transpose()? },
            lot,
            currency: Currency {
                code: currency.getattr("code")?.extract()?,
                unit_scale: currency.getattr("unit_scale")?.extract()?,
            },
            settlement: Settlement::Cash,
            negative_price_allowed: value.getattr("negative_price_allowed")?.extract()?,
            symbol,
        }))
    }
}

/// The setup of a run: checked, and the same for every kernel.
///
/// Args:
///     instruments: ``farthing.types.Instrument`` values, in the order of the panel's columns.
///     currency: ``farthing.types.Currency`` of the account.
///     capital: the money at the start; anything that prints an exact number.
///     commission: ``("none",)``, ``("per_share", rate, minimum)``, ``("per_trade", amount)`` or
///         ``("bps", rate, minimum)``.
///     slippage: ``("none",)`` or ``("bps", rate)``.
///     fill: ``"next-open"`` or ``"close"``.
///     account: ``("unlimited",)``, ``("cash",)`` or ``("margin", numerator, denominator)``.
///     dividends: ``(asset, session, day, pay_session, pay_day, amount)``; days since 1970-01-01.
///     splits: ``(asset, session, day, new, old)``.
#[pyclass(frozen, module = "farthing._core")]
pub(crate) struct Setup {
    pub(crate) setup: Arc<kernel::Setup>,
}

#[pymethods]
impl Setup {
    #[new]
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
    ) -> PyResult<Self> {
        let unknown = |what: &str, name: &str| {
            errors::configuration(py, format!("there is no {what} model {name:?} of these numbers"))
        };
        let rules = kernel::Rules {
            fee: fee(&commission).ok_or_else(|| unknown("commission", &commission.0))?,
            slippage: slip(&slippage).ok_or_else(|| unknown("slippage", &slippage.0))?,
            timing: timing(fill).ok_or_else(|| unknown("fill", fill))?,
            account: buying_power(&account).ok_or_else(|| unknown("account", &account.0))?,
        };
        let (code, unit_scale) = currency;
        let setup = kernel::Setup::new(
            instruments.into_iter().map(|view| view.0).collect(),
            Currency { code, unit_scale },
            capital.0,
            rules,
            actions(dividends, splits),
        );
        let setup = setup.map_err(|error| errors::configuration(py, error))?;
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

fn fee((name, numbers): &(String, Vec<Exact>)) -> Option<FeeModel> {
    let numbers: Vec<Decimal> = numbers.iter().map(|exact| exact.0).collect();
    match (name.as_str(), numbers.as_slice()) {
        ("none", []) => Some(FeeModel::None),
        ("per_share", &[rate, minimum]) => Some(FeeModel::PerShare { rate, minimum }),
        ("per_trade", &[amount]) => Some(FeeModel::PerTrade { amount }),
        ("bps", &[rate, minimum]) => Some(FeeModel::Bps { rate, minimum }),
        _ => None,
    }
}

fn slip((name, numbers): &(String, Vec<Exact>)) -> Option<SlippageModel> {
    match (name.as_str(), numbers.as_slice()) {
        ("none", []) => Some(SlippageModel::None),
        ("bps", [rate]) => Some(SlippageModel::Bps { rate: rate.0 }),
        _ => None,
    }
}

fn timing(name: &str) -> Option<FillTiming> {
    match name {
        "next-open" => Some(FillTiming::NextOpen),
        "close" => Some(FillTiming::SameClose),
        _ => None,
    }
}

fn buying_power((name, numbers): &(String, Vec<i64>)) -> Option<AccountModel> {
    match (name.as_str(), numbers.as_slice()) {
        ("unlimited", []) => Some(AccountModel::Unlimited),
        ("cash", []) => Some(AccountModel::Cash),
        ("margin", &[numerator, denominator]) if numerator > 0 && denominator > 0 => {
            Some(AccountModel::Margin { numerator, denominator })
        }
        _ => None,
    }
}
