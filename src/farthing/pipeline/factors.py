"""The factors that Zipline's programs know: the engine's indicators over windows.

Each hears the bars of its window alone. Where an indicator of the engine says the same, it is the
engine's; what it has none of is computed here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.errors import ConfigurationError
from farthing.pipeline.custom import CustomFactor
from farthing.pipeline.data import Column, USEquityPricing
from farthing.pipeline.window import Span, heard, said
from farthing.universe import across
from farthing.universe.heard import Indicator
from farthing.universe.leaves import mean_dollars, summed_products

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from farthing.universe.market import Market


class _Exact(CustomFactor):
    """A factor of columns, computed asset by asset of the exact numbers of its window."""

    def row(self, market: Market, session: int) -> NDArray[Any]:
        """What is known before a session opens."""
        if self.outputs or not all(isinstance(each, Column) for each in self.inputs):
            return super().row(market, session)
        found = np.full(len(market.symbols), np.nan)
        for asset in self.computed_for(market, session).tolist():
            found[asset] = self.of_asset(Span(market, session, self.window_length), asset)
        return found

    def rows(self, market: Market, session: int) -> NDArray[Any]:
        """What is known before a session opens, of several outputs."""
        found = np.full((len(self.outputs), len(market.symbols)), np.nan)
        for asset in self.computed_for(market, session).tolist():
            found[:, asset] = self.of_asset(Span(market, session, self.window_length), asset)
        return found

    def of_asset(self, span: Span, asset: int) -> Any:
        """The value of an asset, or its values."""
        raise NotImplementedError(f"{type(self).__name__} has no value of an asset")

    def compute(self, today: Any, assets: Any, out: Any, *inputs: Any, **params: Any) -> None:
        """Refuses what is no column."""
        raise ConfigurationError(
            f"{type(self).__name__} of another factor is not there: give it columns of "
            "USEquityPricing, or write a CustomFactor"
        )


class Returns(_Exact):
    """The change of the close from the first to the last session of the window.

    >>> month = Returns(window_length=22)
    """

    inputs = (USEquityPricing.close,)
    inputs_count = 1
    window_least = 2

    def of_asset(self, span: Span, asset: int) -> float:
        """NaN without a bar in both."""
        rows, closes, digits = span.exact(self.inputs[0].name, asset)
        if not len(rows) or (rows[0], rows[-1]) != (0, span.length - 1):
            return np.nan
        return said("returns", 1, digits, closes[[0, -1]])


class DailyReturns(Returns):
    """The change of the close in the last session.

    >>> best = DailyReturns().top(10)
    """

    window_length = 2


class SimpleMovingAverage(_Exact):
    """The mean over the sessions of the window with a bar; of volumes, the others count with 0.

    >>> mean = SimpleMovingAverage(inputs=[USEquityPricing.close], window_length=50)
    """

    inputs_count = 1

    def of_asset(self, span: Span, asset: int) -> float:
        """NaN without any bar."""
        field = self.inputs[0].name
        rows, values, digits = span.exact(field, asset)
        if field == "volume":
            rows, values = np.arange(span.length), _filled(rows, values, span.length)
        return said("sma", len(rows), digits, values) if len(rows) else np.nan

    def compute(self, today: Any, assets: Any, out: Any, *inputs: Any, **params: Any) -> None:
        """The mean of another factor's values, those that there are."""
        out[:] = _of_columns(across.mean, *inputs)


class AverageDollarVolume(_Exact):
    """The mean of close times volume; a session without a bar counts with 0: universes' own rule.

    >>> liquid = AverageDollarVolume(window_length=30).top(100)
    """

    inputs = (USEquityPricing.close, USEquityPricing.volume)
    inputs_count = 2

    def of_asset(self, span: Span, asset: int) -> float:
        """0 without any bar, NaN without any volumes."""
        _, closes, digits = span.exact(self.inputs[0].name, asset)
        _, volumes, more = span.exact(self.inputs[1].name, asset)
        (total,) = summed_products(closes[:, None], volumes[:, None])
        return mean_dollars(span.market, asset, total, digits + more, span.length)


class VWAP(_Exact):
    """The mean of the closes, weighted with volume.

    >>> below = USEquityPricing.close.latest < VWAP(window_length=10)
    """

    inputs = (USEquityPricing.close, USEquityPricing.volume)
    inputs_count = 2

    def of_asset(self, span: Span, asset: int) -> float:
        """NaN without any volume."""
        rows, closes, digits = span.exact(self.inputs[0].name, asset)
        _, volumes, _ = span.exact(self.inputs[1].name, asset)
        if not len(rows):
            return np.nan
        return said("vwap", len(rows), digits, closes, volumes)


class RSI(_Exact):
    """The share of gains in all changes of the window, by plain means: Wilder's first value.

    >>> weak = RSI(window_length=15) < 30
    """

    inputs = (USEquityPricing.close,)
    inputs_count = 1
    window_least = 2
    window_length = 15

    def of_asset(self, span: Span, asset: int) -> float:
        """NaN where nothing has changed."""
        rows, closes, digits = span.exact(self.inputs[0].name, asset)
        return said("rsi", len(rows) - 1, digits, closes) if len(rows) > 1 else np.nan


class BollingerBands(_Exact):
    """The mean of the closes, and ``k`` population standard deviations below and above it.

    >>> lower, middle, upper = BollingerBands(window_length=20, k=2)
    """

    inputs = (USEquityPricing.close,)
    inputs_count = 1
    params = ("k",)
    outputs = ("lower", "middle", "upper")

    def of_asset(self, span: Span, asset: int) -> list[float]:
        """Over the bars that there are; NaN without any."""
        rows, closes, digits = span.exact(self.inputs[0].name, asset)
        if not len(rows):
            return [np.nan] * 3
        bands = Indicator("bollinger", (len(rows),), float(self.values["k"]))
        return heard(bands, digits, closes)


class MaxDrawdown(CustomFactor):
    """The largest fall from a high of the window, as a share of where it ended, as Zipline has it.

    Where Zipline's documentation says a share of the peak, its code divides by the low.
    """

    inputs_count = 1

    def compute(self, today: Any, assets: Any, out: Any, *inputs: Any, **params: Any) -> None:
        """NaN without any bar."""
        (values,) = inputs
        falls = np.fmax.accumulate(values, axis=0) - values
        falls[np.isnan(falls)] = -np.inf
        for place, end in enumerate(falls.argmax(axis=0).tolist()):
            known = values[: end + 1, place]
            if not np.isnan(values[end, place]):
                low = values[end, place]
                out[place] = (np.nanmax(known) - low) / low


class AnnualizedVolatility(CustomFactor):
    """The population standard deviation of daily returns, times the root of the days of a year."""

    inputs = (Returns(window_length=2),)
    window_length = 252
    params = {"annualization_factor": 252.0}  # noqa: RUF012 - as Zipline writes it

    def compute(self, today: Any, assets: Any, out: Any, *inputs: Any, **params: Any) -> None:
        """Over the returns that there are."""
        out[:] = _of_columns(across.deviation, *inputs) * params["annualization_factor"] ** 0.5


def _of_columns(
    function: Callable[[NDArray[np.float64]], float], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What is said of the numbers of each column; NaN without any."""
    known = (column[~np.isnan(column)] for column in values.T)
    with np.errstate(invalid="ignore"):
        return np.array([function(column) if len(column) else np.nan for column in known])


def _filled(rows: NDArray[np.int64], values: NDArray[np.int64], length: int) -> NDArray[np.int64]:
    """Values of every session: 0 where there is none."""
    whole = np.zeros(length, dtype=np.int64)
    whole[rows] = values
    return whole
