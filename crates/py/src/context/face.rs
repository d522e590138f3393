//! The face of the context: what Python calls.

use farthing_core::drive::TargetUnit;
use farthing_core::signal::Rule;
use numpy::{PyArray1, PyReadonlyArray1};
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyDict, PyList, PyTuple};

use super::orders::{Exits, Prices};
use super::{Adjust, Asked, Chosen, Context, Found};
use crate::asked::{self, Frequency, bar_count, some_bar_count};
use crate::conditions;
use crate::driven;
use crate::errors;
use crate::exact::Exact;
use crate::grid::{Place, view};
use crate::orders::OrderView;
use crate::portfolio::Portfolio;
use crate::setup::Setup;

/// What an indicator says of a bar.
type Said<'py> = PyResult<Bound<'py, PyAny>>;

#[pymethods]
impl Context {
    /// A context without bars; see `load`.
    ///
    /// Args:
    ///     setup: the setup of the run.
    ///     assets: of `make_assets`, in the order of the setup's instruments.
    ///     volume_scales: digits behind the point of each instrument's volumes.
    ///     feed: brings further bars; None when one panel has them all.
    #[new]
    #[pyo3(signature = (setup, assets, volume_scales, feed=None))]
    fn new(
        py: Python<'_>,
        setup: &Setup,
        assets: Bound<'_, PyTuple>,
        volume_scales: Vec<u8>,
        feed: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        Context::build(py, setup, assets, volume_scales, feed)
    }
    /// The assets of the run: a tuple in the order of every array.
    #[getter]
    fn assets(&self, py: Python<'_>) -> Py<PyTuple> {
        self.assets.clone_ref(py)
    }

    /// The asset of a symbol.
    fn asset(&self, py: Python<'_>, symbol: &str) -> PyResult<Py<PyAny>> {
        let place = self.place_of(py, symbol)?;
        Ok(self.assets.bind(py).get_item(place as usize)?.unbind())
    }

    /// When the present bar ended, in nanoseconds since 1970-01-01 UTC.
    #[getter]
    fn time_ns(&self) -> i64 {
        self.walk.panel().times().get(self.walk.local()).copied().unwrap_or(0)
    }

    /// When the present bar ended: a `datetime` in UTC.
    #[getter]
    fn time<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        const MICROSECOND: i64 = 1_000;
        let datetime = py.import("datetime")?;
        let epoch = datetime.getattr("datetime")?.call1((1970, 1, 1, 0, 0, 0, 0))?;
        let utc = [("tzinfo", datetime.getattr("timezone")?.getattr("utc")?)].into_py_dict(py)?;
        let epoch = epoch.call_method("replace", (), Some(&utc))?;
        let since = (0, 0, self.time_ns() / MICROSECOND);
        epoch.add(datetime.getattr("timedelta")?.call1(since)?)
    }

    /// The day of the present session: a `date`.
    #[getter]
    fn session<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        const EPOCH: i64 = 719_163; // 1970-01-01, counted as `date.toordinal` does
        let Some(feed) = &self.feed else {
            return Err(errors::order(py, "these bars have no sessions by date"));
        };
        let day = feed.bind(py).getattr("days")?.get_item(self.session_index())?;
        let ordinal = day.extract::<i64>()? + EPOCH;
        py.import("datetime")?.getattr("date")?.call_method1("fromordinal", (ordinal,))
    }

    /// Index of the present session in the table of sessions.
    #[getter]
    fn session_index(&self) -> u32 {
        self.walk.panel().sessions().get(self.walk.local()).copied().unwrap_or(0)
    }

    /// Which assets are in the strategy's universe in the present session, as it was known before
    /// that session opened: a read-only array of truths, one per asset.
    ///
    /// Raises:
    ///     ConfigurationError: the strategy has no universe.
    #[getter]
    fn universe<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let Some(masks) = &self.universe else {
            let message = "ctx.universe: the strategy has none; give its class an attribute \
                           universe, such as farthing.universe.top(dollar_volume(20), 100)";
            return Err(errors::configuration(py, message));
        };
        masks.bind(py).get_item(self.session_index())
    }

    /// What Wyckoff's method finds in the bars so far: `farthing.wyckoff.live.Live`.
    #[getter]
    fn wyckoff(&mut self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.wyckoff_face(py)
    }

    /// The number of the present bar in the run, from 0.
    #[getter]
    fn row(&self) -> u32 {
        self.walk.rows().saturating_sub(1)
    }

    /// How many bars have happened, those before the run included.
    #[getter]
    fn bars_known(&self) -> usize {
        self.known
    }

    /// The account as the strategy sees it.
    #[getter]
    fn portfolio(slf: Bound<'_, Self>) -> PyResult<Py<Portfolio>> {
        Portfolio::of(slf)
    }

    /// The last bars of a field: a read-only float64 array, bars x assets, newest last.
    ///
    /// Args:
    ///     field: open, high, low, close, volume (NaN where an asset has no bar), or price (the
    ///         last close).
    ///     bars: how many.
    ///     adjust: "splits" (as known now), "all" (dividends too), or "none".
    ///     frequency: length of coarser bars, such as "5m", "2h", "1d", "1w" or "1mo", of which
    ///         those are shown that are complete; by default the bars of the run.
    ///     unfinished: whether the last coarser bar is the one that is not complete, as far as it
    ///         went, where one has begun.
    ///
    /// Raises:
    ///     NotEnoughHistory: when fewer bars have happened.
    #[pyo3(signature = (field, bars, adjust="splits", *, frequency=None, unfinished=false))]
    fn history<'py>(
        &mut self,
        py: Python<'py>,
        field: &str,
        #[pyo3(from_py_with = bar_count)] bars: usize,
        adjust: &str,
        frequency: Option<Frequency<'_>>,
        unfinished: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (field, adjust) = (super::field(py, field)?, super::adjust(py, adjust)?);
        let assets = self.digits.len();
        if let Some(place) = self.coarse_place(py, frequency)? {
            let asked = Asked { field, length: bars, adjust, unfinished, short: false };
            let Found { grid, start, rows, .. } = self.coarse_window(py, place, asked)?;
            return view(py, &grid, Place { start, lengths: [rows, assets], strides: [assets, 1] });
        }
        let (grid, start, length) = self.window(py, field, bars, adjust, false)?;
        view(py, &grid, Place { start, lengths: [length, assets], strides: [assets, 1] })
    }

    /// A field of the present bar: a read-only float64 array, one value per asset.
    #[pyo3(signature = (field="close"))]
    fn current<'py>(&mut self, py: Python<'py>, field: &str) -> PyResult<Bound<'py, PyAny>> {
        let (grid, start, _) = self.window(py, super::field(py, field)?, 1, Adjust::None, false)?;
        view(py, &grid, Place { start, lengths: [self.digits.len()], strides: [1] })
    }

    /// Simple moving average of the last `length` bars. Read-only float64, one value per asset,
    /// NaN until there are so many; with a `frequency`, of the coarser bars of that length that are
    /// complete (see `history`). Likewise the indicators below.
    #[pyo3(signature = (length, field="close", *, frequency=None))]
    fn sma<'py>(
        &mut self,
        py: Python<'py>,
        #[pyo3(from_py_with = bar_count)] length: usize,
        field: &str,
        frequency: Option<Frequency<'_>>,
    ) -> Said<'py> {
        self.say(py, Rule::Sma(length), field, frequency)
    }

    /// Exponential moving average with weight 2 / (length + 1), seeded with the simple one.
    #[pyo3(signature = (length, field="close", *, frequency=None))]
    fn ema<'py>(
        &mut self,
        py: Python<'py>,
        #[pyo3(from_py_with = bar_count)] length: usize,
        field: &str,
        frequency: Option<Frequency<'_>>,
    ) -> Said<'py> {
        self.say(py, Rule::Ema(length), field, frequency)
    }

    /// Linearly weighted moving average: the newest bar weighs `length` times the oldest.
    #[pyo3(signature = (length, field="close", *, frequency=None))]
    fn wma<'py>(
        &mut self,
        py: Python<'py>,
        #[pyo3(from_py_with = bar_count)] length: usize,
        field: &str,
        frequency: Option<Frequency<'_>>,
    ) -> Said<'py> {
        self.say(py, Rule::Wma(length), field, frequency)
    }

    /// The smallest value of the last `length` bars.
    #[pyo3(signature = (length, field="low", *, frequency=None))]
    fn rolling_min<'py>(
        &mut self,
        py: Python<'py>,
        #[pyo3(from_py_with = bar_count)] length: usize,
        field: &str,
        frequency: Option<Frequency<'_>>,
    ) -> Said<'py> {
        self.say(py, Rule::Min(length), field, frequency)
    }

    /// The largest value of the last `length` bars.
    #[pyo3(signature = (length, field="high", *, frequency=None))]
    fn rolling_max<'py>(
        &mut self,
        py: Python<'py>,
        #[pyo3(from_py_with = bar_count)] length: usize,
        field: &str,
        frequency: Option<Frequency<'_>>,
    ) -> Said<'py> {
        self.say(py, Rule::Max(length), field, frequency)
    }

    /// Standard deviation of the last `length` bars, with `ddof` degrees of freedom less.
    #[pyo3(signature = (length, ddof=1, field="close", *, frequency=None))]
    fn std<'py>(
        &mut self,
        py: Python<'py>,
        #[pyo3(from_py_with = bar_count)] length: usize,
        ddof: usize,
        field: &str,
        frequency: Option<Frequency<'_>>,
    ) -> Said<'py> {
        self.say(py, Rule::Std(length, ddof), field, frequency)
    }

    /// How many standard deviations the newest value is from the mean of the last `length` bars.
    #[pyo3(signature = (length, ddof=1, field="close", *, frequency=None))]
    fn zscore<'py>(
        &mut self,
        py: Python<'py>,
        #[pyo3(from_py_with = bar_count)] length: usize,
        ddof: usize,
        field: &str,
        frequency: Option<Frequency<'_>>,
    ) -> Said<'py> {
        self.say(py, Rule::ZScore(length, ddof), field, frequency)
    }

    /// Change over `length` bars, as a share of the older value.
    #[pyo3(signature = (length=1, field="close", *, frequency=None))]
    fn returns<'py>(
        &mut self,
        py: Python<'py>,
        #[pyo3(from_py_with = bar_count)] length: usize,
        field: &str,
        frequency: Option<Frequency<'_>>,
    ) -> Said<'py> {
        self.say(py, Rule::Returns(length), field, frequency)
    }

    /// Wilder's relative strength index, 0 to 100.
    #[pyo3(signature = (length=14, field="close", *, frequency=None))]
    fn rsi<'py>(
        &mut self,
        py: Python<'py>,
        #[pyo3(from_py_with = bar_count)] length: usize,
        field: &str,
        frequency: Option<Frequency<'_>>,
    ) -> Said<'py> {
        self.say(py, Rule::Rsi(length), field, frequency)
    }

    /// Wilder's average true range.
    #[pyo3(signature = (length=14, *, frequency=None))]
    fn atr<'py>(
        &mut self,
        py: Python<'py>,
        #[pyo3(from_py_with = bar_count)] length: usize,
        frequency: Option<Frequency<'_>>,
    ) -> Said<'py> {
        self.say(py, Rule::Atr(length), "close", frequency)
    }

    /// Lower band, middle and upper band at `width` standard deviations: a tuple of arrays.
    #[pyo3(signature = (length=20, width=2.0, field="close", *, frequency=None))]
    fn bollinger<'py>(
        &mut self,
        py: Python<'py>,
        #[pyo3(from_py_with = bar_count)] length: usize,
        width: f64,
        field: &str,
        frequency: Option<Frequency<'_>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        self.say_all(py, Rule::Bollinger(length, width), field, frequency)
    }

    /// Volume-weighted average price: of the last `length` bars, or since the session began.
    #[pyo3(signature = (length=None, *, frequency=None))]
    fn vwap<'py>(
        &mut self,
        py: Python<'py>,
        #[pyo3(from_py_with = some_bar_count)] length: Option<usize>,
        frequency: Option<Frequency<'_>>,
    ) -> Said<'py> {
        self.say(py, length.map_or(Rule::SessionVwap, Rule::Vwap), "close", frequency)
    }

    /// Distance of a fast and a slow exponential average, its own average over `signal` bars, and
    /// the distance of these two: a tuple of arrays (line, signal, histogram).
    #[pyo3(signature = (fast=12, slow=26, signal=9, field="close", *, frequency=None))]
    fn macd<'py>(
        &mut self,
        py: Python<'py>,
        #[pyo3(from_py_with = bar_count)] fast: usize,
        #[pyo3(from_py_with = bar_count)] slow: usize,
        #[pyo3(from_py_with = bar_count)] signal: usize,
        field: &str,
        frequency: Option<Frequency<'_>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let rule = asked::macd(py, fast, slow, signal)?;
        self.say_all(py, rule, field, frequency)
    }

    /// Place of the close between the extremes of `length` bars, 0 to 100: a tuple of arrays
    /// (fast %K, slow %K, slow %D); the slow %K is the mean of `smoothing` fast ones, the slow %D
    /// that of `signal` slow ones.
    #[pyo3(signature = (length=14, smoothing=3, signal=3, *, frequency=None))]
    fn stochastic<'py>(
        &mut self,
        py: Python<'py>,
        #[pyo3(from_py_with = bar_count)] length: usize,
        #[pyo3(from_py_with = bar_count)] smoothing: usize,
        #[pyo3(from_py_with = bar_count)] signal: usize,
        frequency: Option<Frequency<'_>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        self.say_all(py, Rule::Stochastic(length, smoothing, signal), "close", frequency)
    }

    /// Wilder's average directional index and the indices of both directions, 0 to 100: a tuple of
    /// arrays (ADX, +DI, -DI).
    #[pyo3(signature = (length=14, *, frequency=None))]
    fn adx<'py>(
        &mut self,
        py: Python<'py>,
        #[pyo3(from_py_with = bar_count)] length: usize,
        frequency: Option<Frequency<'_>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        self.say_all(py, Rule::Adx(length), "close", frequency)
    }

    /// How fresh the extremes of the last `length` + 1 bars are, 0 to 100: a tuple of arrays
    /// (up, down, oscillator = up - down).
    #[pyo3(signature = (length=25, *, frequency=None))]
    fn aroon<'py>(
        &mut self,
        py: Python<'py>,
        #[pyo3(from_py_with = bar_count)] length: usize,
        frequency: Option<Frequency<'_>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        self.say_all(py, Rule::Aroon(length), "close", frequency)
    }

    /// Middles of the extremes of three windows: a tuple of arrays (tenkan, kijun, senkou A,
    /// senkou B); the spans are those computed `shift` bars ago, as a chart shows them now.
    #[pyo3(signature = (tenkan=9, kijun=26, senkou=52, shift=26, *, frequency=None))]
    fn ichimoku<'py>(
        &mut self,
        py: Python<'py>,
        #[pyo3(from_py_with = bar_count)] tenkan: usize,
        #[pyo3(from_py_with = bar_count)] kijun: usize,
        #[pyo3(from_py_with = bar_count)] senkou: usize,
        #[pyo3(from_py_with = bar_count)] shift: usize,
        frequency: Option<Frequency<'_>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        self.say_all(py, Rule::Ichimoku([tenkan, kijun, senkou], shift), "close", frequency)
    }

    /// On-balance volume: the volume of bars that closed higher less that of those that closed
    /// lower, since the first bar.
    #[pyo3(signature = (*, frequency=None))]
    fn obv<'py>(&mut self, py: Python<'py>, frequency: Option<Frequency<'_>>) -> Said<'py> {
        self.say(py, Rule::Obv, "volume", frequency)
    }

    /// Exponential average of `length` closes and `width` average true ranges around it: a tuple of
    /// arrays (lower, middle, upper).
    #[pyo3(signature = (length=20, width=2.0, range_length=10, *, frequency=None))]
    fn keltner<'py>(
        &mut self,
        py: Python<'py>,
        #[pyo3(from_py_with = bar_count)] length: usize,
        width: f64,
        #[pyo3(from_py_with = bar_count)] range_length: usize,
        frequency: Option<Frequency<'_>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        self.say_all(py, Rule::Keltner(length, width, range_length), "close", frequency)
    }

    /// Lowest low, middle and highest high of the last `length` bars, this one among them: a tuple
    /// of arrays (lower, middle, upper).
    #[pyo3(signature = (length=20, *, frequency=None))]
    fn donchian<'py>(
        &mut self,
        py: Python<'py>,
        #[pyo3(from_py_with = bar_count)] length: usize,
        frequency: Option<Frequency<'_>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        self.say_all(py, Rule::Donchian(length), "close", frequency)
    }

    /// Units held of each asset: a new float64 array.
    #[getter]
    fn positions<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        let kernel = self.walk.kernel();
        let instruments = &kernel.setup().instruments;
        let held = kernel.balances().positions().iter().zip(instruments);
        let floats =
            held.map(|(&held, instrument)| driven::quantity(held, instrument.quantity_scale));
        PyArray1::from_iter(py, floats)
    }

    /// The side of what is held of each asset and of what open market orders will still make of it,
    /// exactly: 1 long, -1 short, else 0; a new int8 array.
    #[getter]
    fn expected_sides<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<i8>> {
        let kernel = self.walk.kernel();
        let sides = (0_u32..).take(self.digits.len()).map(|asset| kernel.expected_side(asset));
        PyArray1::from_iter(py, sides)
    }

    /// Orders so many units of an asset: positive buys, negative sells.
    ///
    /// Args:
    ///     asset: an asset of the run, or its symbol.
    ///     amount: how many; a float is floored to the lot, an exact number must lie on it.
    ///     limit: fill at this price or better.
    ///     stop: fill at the market once this price is reached; with a limit, be a limit order then.
    ///     duration: "gtc", "day" (until the end of the session), "gtd" (see `until`), "ioc" (on
    ///         the first bar on which it could fill), or "fok" (so, and whole or not at all).
    ///     conditions: `trail` (an amount) or `trail_percent` (0.05 is 5 %), with `offset` for a
    ///         limit; `at` ("open" or "close"); `until` (the last session, a date); `reduce_only`;
    ///         `group` (a name: one cancels the others); `parent` (an order on whose fill it
    ///         waits; the amount is not read then); `tag` (a text); `schedule` ("twap:5" or
    ///         "vwap:0.2,0.8").
    ///
    /// Returns:
    ///     The order's id; None where nothing is to be done.
    #[pyo3(signature = (asset, amount, limit=None, stop=None, duration="gtc", **conditions))]
    #[expect(clippy::too_many_arguments, reason = "the parts of an order")]
    fn order(
        &mut self,
        py: Python<'_>,
        asset: &Bound<'_, PyAny>,
        amount: &Bound<'_, PyAny>,
        limit: Option<&Bound<'_, PyAny>>,
        stop: Option<&Bound<'_, PyAny>>,
        duration: &str,
        conditions: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Option<u32>> {
        self.give(py, asset, amount, Prices { limit, stop, duration }, "quantity", conditions)
    }

    /// Orders units for so much money, at the last price.
    /// See `order`.
    #[pyo3(signature = (asset, value, limit=None, stop=None, duration="gtc", **conditions))]
    #[expect(clippy::too_many_arguments, reason = "the parts of an order")]
    fn order_value(
        &mut self,
        py: Python<'_>,
        asset: &Bound<'_, PyAny>,
        value: &Bound<'_, PyAny>,
        limit: Option<&Bound<'_, PyAny>>,
        stop: Option<&Bound<'_, PyAny>>,
        duration: &str,
        conditions: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Option<u32>> {
        self.give(py, asset, value, Prices { limit, stop, duration }, "value", conditions)
    }

    /// Orders units for such a share of the account's value.
    /// See `order`.
    #[pyo3(signature = (asset, percent, limit=None, stop=None, duration="gtc", **conditions))]
    #[expect(clippy::too_many_arguments, reason = "the parts of an order")]
    fn order_percent(
        &mut self,
        py: Python<'_>,
        asset: &Bound<'_, PyAny>,
        percent: &Bound<'_, PyAny>,
        limit: Option<&Bound<'_, PyAny>>,
        stop: Option<&Bound<'_, PyAny>>,
        duration: &str,
        conditions: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Option<u32>> {
        self.give(py, asset, percent, Prices { limit, stop, duration }, "percent", conditions)
    }

    /// Orders what leads to so many units.
    /// See `order`.
    #[pyo3(signature = (asset, target, limit=None, stop=None, duration="gtc", **conditions))]
    #[expect(clippy::too_many_arguments, reason = "the parts of an order")]
    fn order_target(
        &mut self,
        py: Python<'_>,
        asset: &Bound<'_, PyAny>,
        target: &Bound<'_, PyAny>,
        limit: Option<&Bound<'_, PyAny>>,
        stop: Option<&Bound<'_, PyAny>>,
        duration: &str,
        conditions: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Option<u32>> {
        self.give(
            py,
            asset,
            target,
            Prices { limit, stop, duration },
            "target_quantity",
            conditions,
        )
    }

    /// Orders what leads to holding so much money's worth.
    /// See `order`.
    #[pyo3(signature = (asset, target, limit=None, stop=None, duration="gtc", **conditions))]
    #[expect(clippy::too_many_arguments, reason = "the parts of an order")]
    fn order_target_value(
        &mut self,
        py: Python<'_>,
        asset: &Bound<'_, PyAny>,
        target: &Bound<'_, PyAny>,
        limit: Option<&Bound<'_, PyAny>>,
        stop: Option<&Bound<'_, PyAny>>,
        duration: &str,
        conditions: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Option<u32>> {
        self.give(py, asset, target, Prices { limit, stop, duration }, "target_value", conditions)
    }

    /// Orders what leads to holding such a share of the account's value.
    /// See `order`.
    #[pyo3(signature = (asset, target, limit=None, stop=None, duration="gtc", **conditions))]
    #[expect(clippy::too_many_arguments, reason = "the parts of an order")]
    fn order_target_percent(
        &mut self,
        py: Python<'_>,
        asset: &Bound<'_, PyAny>,
        target: &Bound<'_, PyAny>,
        limit: Option<&Bound<'_, PyAny>>,
        stop: Option<&Bound<'_, PyAny>>,
        duration: &str,
        conditions: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Option<u32>> {
        self.give(py, asset, target, Prices { limit, stop, duration }, "target_percent", conditions)
    }

    /// Orders `size` units, money or share of equity of one asset, as `intent` says.
    #[pyo3(signature = (
        asset, size, limit=None, stop=None, duration="gtc", intent="quantity", **conditions
    ))]
    #[expect(clippy::too_many_arguments, reason = "the parts of an order")]
    fn place_order(
        &mut self,
        py: Python<'_>,
        asset: &Bound<'_, PyAny>,
        size: &Bound<'_, PyAny>,
        limit: Option<&Bound<'_, PyAny>>,
        stop: Option<&Bound<'_, PyAny>>,
        duration: &str,
        intent: &str,
        conditions: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Option<u32>> {
        self.give(py, asset, size, Prices { limit, stop, duration }, intent, conditions)
    }

    /// Orders with a way out: an entry and, for what it fills, a stop and a limit of which one
    /// cancels the other. Both may only reduce the position.
    ///
    /// Args:
    ///     asset: an asset of the run, or its symbol.
    ///     amount: how many units the entry is for.
    ///     limit: of the entry.
    ///     stop: of the entry.
    ///     stop_loss: the price at which a loss ends; None for none.
    ///     take_profit: the price at which a gain is taken; None for none.
    ///     trail: instead of `stop_loss`, how far a trailing stop follows: an amount.
    ///     trail_percent: likewise, a share: 0.05 is 5 %.
    ///     duration: of the entry; the others work until they fill.
    ///     conditions: of the entry, see `order`; a `tag` is for all three.
    ///
    /// Returns:
    ///     The ids of entry, stop and limit; None for what there is not.
    #[pyo3(signature = (
        asset, amount, limit=None, stop=None, stop_loss=None, take_profit=None, trail=None,
        trail_percent=None, duration="gtc", **conditions
    ))]
    #[expect(clippy::too_many_arguments, reason = "the parts of three orders")]
    fn bracket(
        &mut self,
        py: Python<'_>,
        asset: &Bound<'_, PyAny>,
        amount: &Bound<'_, PyAny>,
        limit: Option<&Bound<'_, PyAny>>,
        stop: Option<&Bound<'_, PyAny>>,
        stop_loss: Option<&Bound<'_, PyAny>>,
        take_profit: Option<&Bound<'_, PyAny>>,
        trail: Option<&Bound<'_, PyAny>>,
        trail_percent: Option<&Bound<'_, PyAny>>,
        duration: &str,
        conditions: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<(Option<u32>, Option<u32>, Option<u32>)> {
        let entry = Prices { limit, stop, duration };
        let exits = Exits { stop_loss, take_profit, trail, trail_percent };
        self.give_bracket(py, asset, amount, entry, &exits, conditions)
    }

    /// Changes an order, given as such or by its id.
    ///
    /// Args:
    ///     order: an order that is open or waits.
    ///     amount: the whole new quantity, signed; it has to be beyond what has filled.
    ///     limit: the new limit.
    ///     stop: the new stop.
    ///     trail: how far a trailing stop is to follow now: an amount.
    ///     trail_percent: likewise, a share.
    ///
    /// Returns:
    ///     None where it is changed; else the reason why nothing is, such as "off_tick", or
    ///     "not_open" for an order that has ended.
    #[pyo3(signature = (
        order, amount=None, limit=None, stop=None, trail=None, trail_percent=None
    ))]
    #[expect(clippy::too_many_arguments, reason = "what an order may change")]
    fn modify(
        &mut self,
        py: Python<'_>,
        order: &Bound<'_, PyAny>,
        amount: Option<&Bound<'_, PyAny>>,
        limit: Option<&Bound<'_, PyAny>>,
        stop: Option<&Bound<'_, PyAny>>,
        trail: Option<&Bound<'_, PyAny>>,
        trail_percent: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Option<&'static str>> {
        self.check_running(py)?;
        let id = self.order_id(order)?;
        let change = conditions::change(py, amount, limit, stop, trail, trail_percent)?;
        let refused = self.walk.modify(id, &change).map_err(|fault| errors::overflow(py, fault))?;
        Ok(refused.map(farthing_core::order::Refusal::name))
    }

    /// Takes an order back, given as such or by its id; False when it does not work any more.
    fn cancel(&mut self, py: Python<'_>, order: &Bound<'_, PyAny>) -> PyResult<bool> {
        self.check_running(py)?;
        let id = self.order_id(order)?;
        self.walk.cancel(id).map_err(|fault| errors::overflow(py, fault))
    }

    /// Takes every order back that is open or waits, of one asset or of all, and ends schedules.
    ///
    /// Returns:
    ///     How many orders that were.
    #[pyo3(signature = (asset=None))]
    fn cancel_all(&mut self, py: Python<'_>, asset: Option<&Bound<'_, PyAny>>) -> PyResult<usize> {
        self.check_running(py)?;
        let place = asset.map(|asset| self.place(asset)).transpose()?;
        self.walk.cancel_all(place).map_err(|fault| errors::overflow(py, fault))
    }

    /// Takes back what works or waits for an asset, before a target of it is ordered.
    ///
    /// Where cancellations take time, market orders stay: a target counts them, and they may fill
    /// before they could be taken back.
    fn make_way(&mut self, py: Python<'_>, asset: &Bound<'_, PyAny>) -> PyResult<()> {
        self.check_running(py)?;
        let place = self.place(asset)?;
        self.walk.make_way(place).map_err(|fault| errors::overflow(py, fault))
    }

    /// Gives a position up: takes back what works or waits for an asset, and orders at the market
    /// what closes what is held of it. That order never turns the position round.
    ///
    /// Returns:
    ///     The order's id; None where nothing is held.
    fn close_position(
        &mut self,
        py: Python<'_>,
        asset: &Bound<'_, PyAny>,
    ) -> PyResult<Option<u32>> {
        self.check_running(py)?;
        let place = self.place(asset)?;
        self.targets.ordered_otherwise(place as usize);
        self.walk.leave(place).map_err(|fault| errors::overflow(py, fault))
    }

    /// Leads positions to shares of equity; orders only where this is not what was said last.
    ///
    /// Targets are stated: what was said last of an asset counts, whatever became of its order, and
    /// the order is given when the bar's call ends, in the order of the assets.
    ///
    /// Args:
    ///     weights: one number, or one per asset; NaN leaves an asset as it is.
    ///     where: one boolean per asset: the weights are for these.
    ///     rebalance: order every weight again, also those that did not change: this follows moves
    ///         of prices, and makes up for what was refused, expired or sold by a stop.
    ///     otherwise: the weight of the others; without one they are left as they are.
    #[pyo3(signature = (weights, r#where=None, rebalance=false, otherwise=None))]
    fn target_percent(
        &mut self,
        py: Python<'_>,
        weights: &Bound<'_, PyAny>,
        r#where: Option<PyReadonlyArray1<'_, bool>>,
        rebalance: bool,
        otherwise: Option<f64>,
    ) -> PyResult<()> {
        let chosen = Chosen { mask: r#where, otherwise: otherwise.unwrap_or(f64::NAN) };
        self.state_targets(py, weights, &chosen, rebalance, TargetUnit::Weight)
    }

    /// Leads positions to so many units, as `target_percent` does to shares of equity.
    #[pyo3(signature = (shares, r#where=None, rebalance=false, otherwise=None))]
    fn target_shares(
        &mut self,
        py: Python<'_>,
        shares: &Bound<'_, PyAny>,
        r#where: Option<PyReadonlyArray1<'_, bool>>,
        rebalance: bool,
        otherwise: Option<f64>,
    ) -> PyResult<()> {
        let chosen = Chosen { mask: r#where, otherwise: otherwise.unwrap_or(f64::NAN) };
        self.state_targets(py, shares, &chosen, rebalance, TargetUnit::Shares)
    }

    /// Exchanges money of a currency for the account's at the rate of the last mark. Gives the
    /// reason where a cash account has not what it would give, else None.
    ///
    /// Args:
    ///     currency: its code.
    ///     amount: what is given of it; a negative one is to be had. Anything that prints an
    ///         exact number.
    fn convert(
        &mut self,
        py: Python<'_>,
        currency: &str,
        amount: Exact,
    ) -> PyResult<Option<&'static str>> {
        self.check_running(py)?;
        let place = self.walk.kernel().currency(currency).ok_or_else(|| {
            errors::configuration(py, format!("no instrument of the run is in {currency}"))
        })?;
        let refused =
            self.walk.convert(place, amount.0).map_err(|fault| errors::overflow(py, fault))?;
        Ok(refused.map(farthing_core::order::Refusal::name))
    }

    /// An order by its id.
    fn get_order(&self, py: Python<'_>, order: &Bound<'_, PyAny>) -> PyResult<OrderView> {
        OrderView::of(py, self, order.extract().map_err(|_| self.no_order(order))?)
    }

    /// The orders that work, oldest first, of one asset or of all.
    #[pyo3(signature = (asset=None))]
    fn open_orders<'py>(
        &self,
        py: Python<'py>,
        asset: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyList>> {
        let place = asset.map(|asset| self.place(asset)).transpose()?;
        let list = PyList::empty(py);
        for &id in self.walk.kernel().open_orders() {
            let order = &self.walk.kernel().orders()[id as usize];
            if place.is_none_or(|place| place == order.asset) {
                list.append(OrderView::of(py, self, id)?)?;
            }
        }
        Ok(list)
    }

    /// Keeps values under names, to be found in the result's `records`.
    #[pyo3(signature = (**values))]
    fn record(&mut self, values: Option<&Bound<'_, PyDict>>) -> PyResult<()> {
        let row = self.row();
        for (name, value) in values.into_iter().flatten() {
            asked::recordable(&name, &value)?;
            self.records.push((row, name.unbind(), value.unbind()));
        }
        Ok(())
    }

    /// What was recorded: a list of (row, name, value).
    #[getter]
    fn records(&self, py: Python<'_>) -> Vec<(u32, Py<PyAny>, Py<PyAny>)> {
        let rows = self.records.iter();
        rows.map(|(row, name, value)| (*row, name.clone_ref(py), value.clone_ref(py))).collect()
    }
}
