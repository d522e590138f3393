//! Statistics of a series of returns, for Python. Undefined is None.

use farthing_core::metric;
use numpy::PyReadonlyArray1;
use pyo3::prelude::*;

type Returns<'py> = PyReadonlyArray1<'py, f64>;

#[pyfunction]
pub(crate) fn total_return(returns: Returns<'_>) -> PyResult<Option<f64>> {
    Ok(metric::total_return(returns.as_slice()?))
}

#[pyfunction]
pub(crate) fn annual_return(returns: Returns<'_>, periods_per_year: f64) -> PyResult<Option<f64>> {
    Ok(metric::annual_return(returns.as_slice()?, periods_per_year))
}

#[pyfunction]
pub(crate) fn annual_volatility(
    returns: Returns<'_>,
    periods_per_year: f64,
    ddof: usize,
) -> PyResult<Option<f64>> {
    Ok(metric::annual_volatility(returns.as_slice()?, periods_per_year, ddof))
}

#[pyfunction]
pub(crate) fn sharpe_ratio(
    returns: Returns<'_>,
    risk_free: f64,
    periods_per_year: f64,
    ddof: usize,
) -> PyResult<Option<f64>> {
    Ok(metric::sharpe_ratio(returns.as_slice()?, risk_free, periods_per_year, ddof))
}

#[pyfunction]
pub(crate) fn sortino_ratio(
    returns: Returns<'_>,
    required_return: f64,
    periods_per_year: f64,
) -> PyResult<Option<f64>> {
    Ok(metric::sortino_ratio(returns.as_slice()?, required_return, periods_per_year))
}

#[pyfunction]
pub(crate) fn omega_ratio(
    returns: Returns<'_>,
    risk_free: f64,
    required_return: f64,
    periods_per_year: f64,
) -> PyResult<Option<f64>> {
    let returns = returns.as_slice()?;
    Ok(metric::omega_ratio(returns, risk_free, required_return, periods_per_year))
}

#[pyfunction]
pub(crate) fn tail_ratio(returns: Returns<'_>) -> PyResult<Option<f64>> {
    Ok(metric::tail_ratio(returns.as_slice()?))
}

#[pyfunction]
pub(crate) fn value_at_risk(returns: Returns<'_>, cutoff: f64) -> PyResult<Option<f64>> {
    Ok(metric::value_at_risk(returns.as_slice()?, cutoff))
}

#[pyfunction]
pub(crate) fn conditional_value_at_risk(
    returns: Returns<'_>,
    cutoff: f64,
) -> PyResult<Option<f64>> {
    Ok(metric::conditional_value_at_risk(returns.as_slice()?, cutoff))
}
