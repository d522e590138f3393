"""The words of a screen: what strategies and scripts write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing import given
from farthing.data.arrays import PRICES
from farthing.errors import ConfigurationError
from farthing.universe import leaves
from farthing.universe.expression import factor_of
from farthing.universe.heard import Indicator
from farthing.universe.membership import read_members

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Any

    from farthing.data.bundle import Bundle
    from farthing.universe.expression import Factor, Filter
    from farthing.universe.membership import Members

BARS = ("atr", "adx", "aroon", "donchian", "ichimoku", "keltner", "obv", "stochastic", "vwap")
"""Indicators that hear whole bars, and no field of them."""

OUTPUTS = {
    "macd": 3, "stochastic": 3, "adx": 3, "aroon": 3, "ichimoku": 4, "bollinger": 3, "keltner": 3,
    "donchian": 3,
}  # fmt: skip
"""Indicators that say several values."""


def price() -> Factor:
    """The last close, in shares of the session before; also of an asset that does not trade now.

    >>> type(price() > 5).__name__
    'Compared'
    """
    return leaves.Price()


def latest(field: str = "close") -> Factor:
    """A field of the bar of the session before; NaN of an asset that had none.

    Args:
        field: open, high, low, close or volume.

    >>> rose = latest("close") > latest("open")
    """
    if field not in (*PRICES, "volume"):
        raise ConfigurationError(
            f"latest: field {field!r} is none of {', '.join(PRICES)} and volume"
        )
    return leaves.Field(field)


def dollar_volume(length: int = 20) -> Factor:
    """The mean of close times volume over so many sessions: exact, then rounded once.

    A session without a bar counts with nothing. Splits leave it alone. NaN before there were so
    many sessions, and where the data has no volumes.

    >>> liquid = dollar_volume(20) > 1_000_000
    """
    given.count(length, "dollar_volume: sessions")
    return leaves.DollarVolume(length)


def traded(length: int = 20) -> Factor:
    """In how many of so many sessions an asset had a bar with volume.

    >>> screen = traded(20) >= 15
    """
    given.count(length, "traded: sessions")
    return leaves.Traded(length)


def indicator(
    name: str,
    *lengths: int,
    parameter: float = 0.0,
    field: str = "close",
    output: int = 0,
) -> Factor:
    """What an indicator of the engine said at the close of the session before, over days.

    Args:
        name: as ``ctx`` has it, such as ``ema``; see ``docs/guide/indicators.md``.
        lengths: bars of its windows.
        parameter: degrees of freedom of ``std`` and ``zscore``, width of ``bollinger`` and
            ``keltner``.
        field: open, high, low or close, where it hears one price.
        output: of several values, which, from 0.

    Raises:
        ConfigurationError: there is no such indicator, field or output.

    >>> uptrend = indicator("sma", 10) > indicator("sma", 30)
    >>> upper = indicator("bollinger", 20, parameter=2.0, output=2)
    """
    for length in lengths:
        given.count(length, f"{name}: length")
    if field not in PRICES or (field != "close" and name in BARS):
        raise ConfigurationError(
            f"{name}: field {field!r} is none of {', '.join(PRICES)}, or {name} hears whole bars: "
            "leave it out"
        )
    outputs = OUTPUTS.get(name, 1)
    if not given.is_whole(output) or not 0 <= output < outputs:
        raise ConfigurationError(f"{name}: output {output!r} is none of its {outputs}, from 0")
    found = Indicator(_CORE.get(name, name), lengths, float(parameter), field)
    _check(found)
    return leaves.Said(found, output)


_CORE = {"rolling_min": "min", "rolling_max": "max"}
"""What the core calls those that ``ctx`` calls otherwise."""


def _check(indicator: Indicator) -> None:
    """Refuses what the engine has no indicator of, where it is written and not where it is run."""
    from farthing import _core

    _core.Indicator(indicator.name, indicator.lengths, indicator.parameter, 0)


def sma(length: int, field: str = "close") -> Factor:
    """Simple moving average.

    >>> uptrend = sma(10) > sma(30)
    """
    return indicator("sma", length, field=field)


def ema(length: int, field: str = "close") -> Factor:
    """Exponential moving average.

    >>> uptrend = ema(10) > ema(30)
    """
    return indicator("ema", length, field=field)


def std(length: int, ddof: int = 1, field: str = "close") -> Factor:
    """Standard deviation.

    >>> calm = std(20) / sma(20) < 0.02
    """
    return indicator("std", length, parameter=ddof, field=field)


def returns(length: int = 1, field: str = "close") -> Factor:
    """Change over so many bars, as a share of the older price.

    >>> winners = returns(250).top(10)
    """
    return indicator("returns", length, field=field)


def rsi(length: int = 14, field: str = "close") -> Factor:
    """Wilder's relative strength index.

    >>> weak = rsi(14) < 30
    """
    return indicator("rsi", length, field=field)


def vwap(length: int) -> Factor:
    """Mean of the typical prices, weighted with volume.

    >>> below = price() < vwap(10)
    """
    return indicator("vwap", length)


def atr(length: int = 14) -> Factor:
    """Wilder's average true range.

    >>> wide = atr(14) / price() > 0.03
    """
    return indicator("atr", length)


def listed() -> Filter:
    """The assets that have had a bar, and have not ended; no other is in any universe.

    >>> everything = listed()
    """
    return leaves.Listed()


def members(table: str | Path | Iterable[Any], bundle: Bundle | None = None) -> Members:
    """The assets that are in an index, by a table of who was in it from when to when.

    Args:
        table: a CSV file with the columns ``symbol``, ``from`` and ``to``, or rows of these. Both
            days are included; no ``to`` means still.
        bundle: turns tickers of their day into the securities that had them.

    >>> members([("AAPL", "2015-03-19", None), ("T", "1928-10-01", "2015-03-18")]).symbols
    ('AAPL', 'T')
    """
    return read_members(table, bundle)


def top(factor: Factor, count: int, within: Filter | None = None) -> Filter:
    """The assets with the largest values; of the same value, those that come first in the run.

    Args:
        factor: what is compared.
        count: how many.
        within: the assets among which they are chosen.

    >>> screen = top(dollar_volume(20), 100, within=price() > 5)
    """
    return factor_of(factor, "top").top(count, within)


def bottom(factor: Factor, count: int, within: Filter | None = None) -> Filter:
    """The assets with the smallest values; otherwise as ``top``.

    >>> losers = bottom(returns(20), 10, within=dollar_volume(20) > 1_000_000)
    """
    return factor_of(factor, "bottom").bottom(count, within)
