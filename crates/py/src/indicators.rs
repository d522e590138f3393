//! Streaming indicators for Python.

use farthing_core::market::{Field, PriceField};
use farthing_core::money::{Decimal, Rounding, quantise};
use farthing_core::signal::{Quote, Rule, Sizes, Stream, VALUE_MAX};
use numpy::{PyArray1, PyReadonlyArray1};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

use crate::asked::{bar_counts, macd};
use crate::errors;

/// An indicator that is told one bar after the other.
///
/// Args:
///     name: sma, ema, wma, min, max, std, zscore, returns, rsi, atr, bollinger, vwap, macd,
///         stochastic, adx, aroon, ichimoku, obv, keltner or donchian.
///     lengths: bars in its windows, as many as it has; none is the session for vwap.
///     parameter: degrees of freedom of std and zscore, width of bollinger and keltner.
///     scale: digits behind the point of the values it is told.
#[pyclass(module = "farthing._core")]
pub(crate) struct Indicator {
    rule: Rule,
    scale: u8,
    stream: Box<dyn Stream>,
    session: u32,
    session_bars: usize,
}

#[pymethods]
impl Indicator {
    #[new]
    fn new(
        py: Python<'_>,
        name: &str,
        #[pyo3(from_py_with = bar_counts)] lengths: Vec<usize>,
        parameter: f64,
        scale: u8,
    ) -> PyResult<Indicator> {
        let rule = rule(py, name, &lengths, parameter)?;
        let stream = rule.stream(Field::Of(PriceField::Close), scale);
        Ok(Indicator { rule, scale, stream, session: 0, session_bars: 0 })
    }

    /// Takes bars as arrays of mantissas; gives what the indicator says of each: one float64 array
    /// per output. NaN until it is defined.
    ///
    /// Args:
    ///     close: int64.
    ///     high, low: int64; the closes where there are none.
    ///     volume: int64; 0 where there is none.
    ///     session: uint32; one session where there is none.
    #[pyo3(signature = (close, high=None, low=None, volume=None, session=None))]
    fn update<'py>(
        &mut self,
        py: Python<'py>,
        close: PyReadonlyArray1<'_, i64>,
        high: Option<PyReadonlyArray1<'_, i64>>,
        low: Option<PyReadonlyArray1<'_, i64>>,
        volume: Option<PyReadonlyArray1<'_, i64>>,
        session: Option<PyReadonlyArray1<'_, u32>>,
    ) -> PyResult<Vec<Bound<'py, PyArray1<f64>>>> {
        let close = close.as_slice()?;
        let column = |array: &'_ Option<PyReadonlyArray1<'_, i64>>| -> PyResult<Option<Vec<i64>>> {
            array.as_ref().map(|array| Ok(array.as_slice()?.to_vec())).transpose()
        };
        let (high, low, volume) = (column(&high)?, column(&low)?, column(&volume)?);
        let session = session.as_ref().map(|array| array.as_slice()).transpose()?;
        let lengths =
            [&high, &low, &volume].map(|column| column.as_ref().map_or(close.len(), Vec::len));
        let sessions = session.map_or(close.len(), <[u32]>::len);
        if lengths.iter().chain([&sessions]).any(|&length| length != close.len()) {
            return Err(errors::configuration(py, "the columns of the bars differ in length"));
        }
        let mut outputs = vec![Vec::with_capacity(close.len()); self.rule.outputs()];
        let mut said = vec![f64::NAN; self.rule.outputs()];
        for (row, &close) in close.iter().enumerate() {
            let of =
                |column: &Option<Vec<i64>>, missing| column.as_ref().map_or(missing, |c| c[row]);
            let (high, low, volume) = (of(&high, close), of(&low, close), of(&volume, 0));
            let session = session.map_or(0, |session| session[row]);
            let quote = Quote { open: close, high, low, close, volume, session };
            self.check(py, &quote)?;
            self.stream.update(&quote, &mut said);
            outputs.iter_mut().zip(&said).for_each(|(output, &value)| output.push(value));
        }
        Ok(outputs.into_iter().map(|values| PyArray1::from_vec(py, values)).collect())
    }

    /// Writes what it remembers in shares of after a split, `new` for `old`.
    fn rebase(&mut self, py: Python<'_>, new: i64, old: i64) -> PyResult<()> {
        if new <= 0 || old <= 0 {
            return Err(errors::configuration(py, format!("a split of {new} for {old}")));
        }
        self.stream.rebase(new, old);
        Ok(())
    }
}

impl Indicator {
    /// Refuses a bar that the exact sums may not fit.
    fn check(&mut self, py: Python<'_>, quote: &Quote) -> PyResult<()> {
        let prices = [quote.close, quote.high, quote.low];
        let largest = prices.iter().map(|price| price.unsigned_abs()).max().unwrap_or(0);
        self.session_bars = if quote.session == self.session { self.session_bars + 1 } else { 1 };
        self.session = quote.session;
        let sizes = |value_max| Sizes {
            value_max,
            volume_max: quote.volume,
            session_bars: self.session_bars,
            scale: self.scale,
        };
        if i64::try_from(largest).is_ok_and(|largest| self.rule.fits(sizes(largest))) {
            return Ok(());
        }
        Err(errors::overflow(py, format!("{largest} (mantissa) is too large for the window")))
    }
}

/// Floats in units of `10^-scale`, half-even, as int64.
///
/// A float means the shortest decimal that prints it. NaN, the infinities, and what does not fit
/// are refused.
#[pyfunction]
pub(crate) fn mantissas<'py>(
    py: Python<'py>,
    values: PyReadonlyArray1<'_, f64>,
    scale: u8,
) -> PyResult<Bound<'py, PyArray1<i64>>> {
    let read = |&value: &f64| {
        let mantissa = quantise(value, scale, Rounding::HalfEven).map(|found| found.mantissa);
        let mantissa = mantissa.and_then(|mantissa| i64::try_from(mantissa).ok());
        let refused = || format!("{value} with {scale} digits behind the point is no exact number");
        mantissa.ok_or_else(|| errors::configuration(py, refused()))
    };
    let mantissas: PyResult<Vec<i64>> = values.as_slice()?.iter().map(read).collect();
    Ok(PyArray1::from_vec(py, mantissas?))
}

/// Numbers of any kind in units of `10^-scale`, as int64: decimals by the digits they print.
///
/// What is no decimal, or has more digits, or is larger than sums can take, is told to
/// `otherwise(value, scale)`, which gives a whole number or raises.
#[pyfunction]
pub(crate) fn mantissas_of<'py>(
    py: Python<'py>,
    values: Vec<Bound<'py, PyAny>>,
    scale: u8,
    otherwise: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyArray1<i64>>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let class = CLASS.import(py, "decimal", "Decimal")?;
    let read = |value: &Bound<'py, PyAny>| match value.get_type().is(class) {
        true => match printed(value, scale)? {
            Some(mantissa) => Ok(mantissa),
            None => otherwise.call1((value, scale))?.extract(),
        },
        false => otherwise.call1((value, scale))?.extract(),
    };
    let mantissas: PyResult<Vec<i64>> = values.iter().map(read).collect();
    Ok(PyArray1::from_vec(py, mantissas?))
}

/// The mantissa of a decimal by its text; none where it is no number on the grid, or half of what
/// an int64 takes.
fn printed(value: &Bound<'_, PyAny>, scale: u8) -> PyResult<Option<i64>> {
    let text = value.str()?;
    let mantissa = text.to_str()?.parse::<Decimal>().ok().and_then(|read| read.at_scale(scale));
    let fits = |mantissa: &i64| mantissa.unsigned_abs() <= VALUE_MAX.unsigned_abs();
    Ok(mantissa.and_then(|mantissa| i64::try_from(mantissa).ok()).filter(fits))
}

fn rule(py: Python<'_>, name: &str, lengths: &[usize], parameter: f64) -> PyResult<Rule> {
    if let ("macd", &[fast, slow, signal]) = (name, lengths) {
        return macd(py, fast, slow, signal);
    }
    Rule::named(name, lengths, parameter).ok_or_else(|| {
        let message = format!("there is no indicator {name:?} with windows {lengths:?}");
        errors::configuration(py, message)
    })
}
