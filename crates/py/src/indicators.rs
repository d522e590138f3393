//! Streaming indicators for Python.

use farthing_core::market::{Field, PriceField};
use farthing_core::signal::{Quote, Rule, Sizes, Stream};
use pyo3::prelude::*;

use crate::errors;

/// An indicator that is told one bar after the other.
///
/// Args:
///     name: sma, ema, wma, min, max, std, zscore, returns, rsi, atr, bollinger or vwap.
///     length: bars in its window; 0 is the session, for vwap alone.
///     parameter: degrees of freedom of std and zscore, width of bollinger.
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
        length: usize,
        parameter: f64,
        scale: u8,
    ) -> PyResult<Indicator> {
        let rule = rule(py, name, length, parameter)?;
        let stream = rule.stream(Field::Of(PriceField::Close), scale);
        Ok(Indicator { rule, scale, stream, session: 0, session_bars: 0 })
    }

    /// Takes a value, or the four prices and the volume of a bar, in mantissas; gives what the
    /// indicator says of it: one float, or three. NaN until it is defined.
    #[pyo3(signature = (close, high=None, low=None, volume=0, session=0))]
    fn update(
        &mut self,
        py: Python<'_>,
        close: i64,
        high: Option<i64>,
        low: Option<i64>,
        volume: i64,
        session: u32,
    ) -> PyResult<Vec<f64>> {
        let (high, low) = (high.unwrap_or(close), low.unwrap_or(close));
        let largest = close.unsigned_abs().max(high.unsigned_abs()).max(low.unsigned_abs());
        self.session_bars = if session == self.session { self.session_bars + 1 } else { 1 };
        self.session = session;
        let sizes = |value_max| Sizes {
            value_max,
            volume_max: volume,
            session_bars: self.session_bars,
            scale: self.scale,
        };
        if !i64::try_from(largest).is_ok_and(|largest| self.rule.fits(sizes(largest))) {
            let message = format!("{largest} (mantissa) is too large for the window");
            return Err(errors::overflow(py, message));
        }
        let quote = Quote { open: close, high, low, close, volume, session };
        let mut said = vec![f64::NAN; self.rule.outputs()];
        self.stream.update(&quote, &mut said);
        Ok(said)
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

fn rule(py: Python<'_>, name: &str, length: usize, parameter: f64) -> PyResult<Rule> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 or 1")]
    let ddof = parameter as usize;
    Ok(match name {
        "sma" => Rule::Sma(length),
        "ema" => Rule::Ema(length),
        "wma" => Rule::Wma(length),
        "min" => Rule::Min(length),
        "max" => Rule::Max(length),
        "std" => Rule::Std(length, ddof),
        "zscore" => Rule::ZScore(length, ddof),
        "returns" => Rule::Returns(length),
        "rsi" => Rule::Rsi(length),
        "atr" => Rule::Atr(length),
        "bollinger" => Rule::Bollinger(length, parameter),
        "vwap" if length == 0 => Rule::SessionVwap,
        "vwap" => Rule::Vwap(length),
        _ => return Err(errors::configuration(py, format!("there is no indicator {name:?}"))),
    })
}
