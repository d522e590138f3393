//! Statistics of a series of returns, for Python. Undefined is None.

use farthing_core::metric;
use numpy::PyReadonlyArray1;
use pyo3::prelude::*;

use crate::errors;

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

#[pyfunction]
pub(crate) fn alpha(
    py: Python<'_>,
    returns: Returns<'_>,
    benchmark: Returns<'_>,
    risk_free: f64,
    periods_per_year: f64,
) -> PyResult<Option<f64>> {
    let (returns, benchmark) = both(py, &returns, &benchmark)?;
    Ok(metric::alpha(returns, benchmark, risk_free, periods_per_year))
}

#[pyfunction]
pub(crate) fn beta(
    py: Python<'_>,
    returns: Returns<'_>,
    benchmark: Returns<'_>,
) -> PyResult<Option<f64>> {
    let (returns, benchmark) = both(py, &returns, &benchmark)?;
    Ok(metric::beta(returns, benchmark))
}

#[pyfunction]
pub(crate) fn information_ratio(
    py: Python<'_>,
    returns: Returns<'_>,
    benchmark: Returns<'_>,
    periods_per_year: f64,
    ddof: usize,
) -> PyResult<Option<f64>> {
    let (returns, benchmark) = both(py, &returns, &benchmark)?;
    Ok(metric::information_ratio(returns, benchmark, periods_per_year, ddof))
}

#[pyfunction]
pub(crate) fn tracking_error(
    py: Python<'_>,
    returns: Returns<'_>,
    benchmark: Returns<'_>,
    periods_per_year: f64,
    ddof: usize,
) -> PyResult<Option<f64>> {
    let (returns, benchmark) = both(py, &returns, &benchmark)?;
    Ok(metric::tracking_error(returns, benchmark, periods_per_year, ddof))
}

#[pyfunction]
pub(crate) fn up_capture(
    py: Python<'_>,
    returns: Returns<'_>,
    benchmark: Returns<'_>,
    periods_per_year: f64,
) -> PyResult<Option<f64>> {
    let (returns, benchmark) = both(py, &returns, &benchmark)?;
    Ok(metric::up_capture(returns, benchmark, periods_per_year))
}

#[pyfunction]
pub(crate) fn down_capture(
    py: Python<'_>,
    returns: Returns<'_>,
    benchmark: Returns<'_>,
    periods_per_year: f64,
) -> PyResult<Option<f64>> {
    let (returns, benchmark) = both(py, &returns, &benchmark)?;
    Ok(metric::down_capture(returns, benchmark, periods_per_year))
}

/// Both series, which have the same periods.
fn both<'a>(
    py: Python<'_>,
    returns: &'a Returns<'_>,
    benchmark: &'a Returns<'_>,
) -> PyResult<(&'a [f64], &'a [f64])> {
    let (returns, benchmark) = (returns.as_slice()?, benchmark.as_slice()?);
    if returns.len() == benchmark.len() {
        return Ok((returns, benchmark));
    }
    let (count, others) = (returns.len(), benchmark.len());
    let message =
        format!("{count} returns and {others} of the benchmark: give both for each period");
    Err(errors::configuration(py, message))
}
