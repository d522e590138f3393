//! The conditions of a run, from the Python values that describe them.

use farthing_core::kernel::RunConditions;
use farthing_core::models::carry::CarryModel;
use farthing_core::models::controls::{Control, SizeLimit};
use farthing_core::money::Decimal;
use numpy::PyReadonlyArray1;
use pyo3::Borrowed;
use pyo3::prelude::*;

use crate::errors;
use crate::exact::Exact;

/// A control: its name, the instrument it is of, its numbers.
type ControlParts = (String, Option<u32>, Vec<Exact>);

/// A `farthing.backtest.prepare.RunConditions` as the core has it.
pub(crate) struct ConditionsView(pub(crate) RunConditions);

impl<'py> FromPyObject<'_, 'py> for ConditionsView {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let py = value.py();
        let days: PyReadonlyArray1<'_, i32> = value.getattr("days")?.extract()?;
        let borrow: Option<Exact> = value.getattr("borrow")?.extract()?;
        let interest: Option<(Exact, Exact)> = value.getattr("interest")?.extract()?;
        let controls: Vec<ControlParts> = value.getattr("controls")?.extract()?;
        let unknown = |name: &str| {
            errors::configuration(py, format!("there is no control {name:?} of these numbers"))
        };
        let controls = controls
            .iter()
            .map(|parts| control(parts).ok_or_else(|| unknown(&parts.0)))
            .collect::<PyResult<_>>()?;
        Ok(ConditionsView(RunConditions {
            days: days.as_slice()?.to_vec(),
            grace: value.getattr("grace")?.extract()?,
            carry: CarryModel {
                borrow: borrow.map(|rate| rate.0),
                interest: interest.map(|(credit, debit)| (credit.0, debit.0)),
            },
            controls,
        }))
    }
}

fn control((name, asset, numbers): &ControlParts) -> Option<Control> {
    let numbers: Vec<Decimal> = numbers.iter().map(|exact| exact.0).collect();
    let whole = |number: Decimal| u32::try_from(number.at_scale(0)?).ok();
    let word = |number: Decimal| i64::try_from(number.at_scale(0)?).ok();
    let units = |limit| SizeLimit { asset: *asset, units: Some(limit), value: None };
    let value = |limit| SizeLimit { asset: *asset, units: None, value: Some(limit) };
    match (name.as_str(), numbers.as_slice()) {
        ("order_count", &[count]) => Some(Control::OrderCount(whole(count)?)),
        ("restricted", &[first, last]) => {
            let (first, last) = (whole(first)?, whole(last)?);
            Some(Control::Restricted { asset: (*asset)?, first, last })
        }
        ("order_units", &[limit]) => Some(Control::OrderSize(units(limit))),
        ("order_value", &[limit]) => Some(Control::OrderSize(value(limit))),
        ("position_units", &[limit]) => Some(Control::PositionSize(units(limit))),
        ("position_value", &[limit]) => Some(Control::PositionSize(value(limit))),
        ("long_only", []) => Some(Control::LongOnly),
        ("leverage", &[numerator, denominator]) => {
            Some(Control::Leverage(word(numerator)?, word(denominator)?))
        }
        ("drawdown", &[share]) => Some(Control::Drawdown(share)),
        ("daily_loss", &[share]) => Some(Control::DailyLoss(share)),
        _ => None,
    }
}
