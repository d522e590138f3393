"""``run_algorithm`` with Zipline's arguments, and its frame of days as the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing.backtest.run import as_bars, run_program
from farthing.data.bundle import Bundle
from farthing.errors import ConfigurationError
from farthing.zipline.defaults import zipline_config
from farthing.zipline.performance import performance
from farthing.zipline.program import program_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import pandas as pd

    from farthing.data.bars import Bars

FREQUENCIES = {"daily": "1d", "minute": "1m"}
IGNORED = {
    "metrics_set": "default",
    "blotter": "default",
    "default_extension": True,
    "extensions": (),
    "strict_extensions": True,
    "environ": None,
    "custom_loader": None,
    "bundle_timestamp": None,
    "trading_calendar": None,
}
"""Zipline's other arguments, with the values that change nothing here."""


def run_algorithm(
    start: date | str | None,
    end: date | str | None,
    initialize: Callable[[Any], Any],
    capital_base: float,
    handle_data: Callable[[Any, Any], Any] | None = None,
    before_trading_start: Callable[[Any, Any], Any] | None = None,
    analyze: Callable[[Any, pd.DataFrame], Any] | None = None,
    data_frequency: str = "daily",
    bundle: Any = "quantopian-quandl",
    bundle_timestamp: Any = None,
    trading_calendar: Any = None,
    metrics_set: Any = "default",
    benchmark_returns: pd.Series | None = None,
    **others: Any,
) -> pd.DataFrame:
    """Runs a program of Zipline's functions over a bundle, with Zipline's defaults.

    Args:
        start: first session.
        end: last session.
        initialize: called once, before the run.
        capital_base: money at the start.
        handle_data: called at each bar.
        before_trading_start: called before each session.
        analyze: called once, with the answer.
        data_frequency: ``daily`` or ``minute``.
        bundle: the name of a bundle of farthing's catalog, such a bundle, bars, or a frame.
        bundle_timestamp: None; a bundle has one state.
        trading_calendar: None; a bundle has its calendar.
        metrics_set: ``default``; columns are always those.
        benchmark_returns: shown in the answer's columns of the benchmark, and nowhere else.
        others: the rest of Zipline's arguments, which may be what Zipline has by default.

    Returns:
        A row for each session, with Zipline's columns.

    Raises:
        ConfigurationError: an argument asks for something that is not there.
        FarthingError: what ``farthing.run`` raises.

    >>> import polars as pl
    >>> from farthing.api import order, symbol
    >>> frame = pl.DataFrame({"date": ["2024-01-02", "2024-01-03"], "symbol": ["A", "A"],
    ...                       "open": [10.0, 10.5], "high": [11.0, 11.0], "low": [9.5, 10.0],
    ...                       "close": [10.0, 11.0], "volume": [1000, 1200]})
    >>> days = run_algorithm("2024-01-02", "2024-01-03", lambda context: None, 1000,
    ...                      lambda context, data: order(symbol("A"), 10), bundle=frame)
    >>> float(days["ending_value"].iloc[-1])
    110.0
    """
    told = {
        "bundle_timestamp": bundle_timestamp,
        "trading_calendar": trading_calendar,
        "metrics_set": metrics_set,
        **others,
    }
    _refuse(told)
    functions = {
        "initialize": initialize,
        "handle_data": handle_data,
        "before_trading_start": before_trading_start,
        "analyze": analyze,
    }
    first, last = _day(start), _day(end)
    bars = _bars(bundle, data_frequency, first, last)
    config = zipline_config(start=first, end=last, capital=capital_base)
    made = program_of(functions, getattr(initialize, "__module__", "") or "algorithm")
    made.benchmark_returns = benchmark_returns
    return performance(run_program(made, bars, config), benchmark_returns)


def _refuse(told: dict[str, Any]) -> None:
    for name, value in told.items():
        if name not in IGNORED:
            raise ConfigurationError(f"run_algorithm has no argument {name!r}")
        if name != "environ" and value != IGNORED[name]:
            raise ConfigurationError(
                f"run_algorithm: {name}={value!r} is not there; leave it out, it is "
                f"{IGNORED[name]!r}"
            )


def _bars(bundle: Any, data_frequency: str, start: Any, end: Any) -> Bars:
    if data_frequency not in FREQUENCIES:
        raise ConfigurationError(f"data_frequency is {data_frequency!r}; it is daily or minute")
    if isinstance(bundle, str):
        from farthing.data.catalog import Catalog

        bundle = Catalog(None).bundle(bundle)
    frequency = FREQUENCIES[data_frequency]
    if isinstance(bundle, Bundle):
        return bundle.bars(None, frequency, start, end)  # type: ignore[arg-type]
    bars = as_bars(bundle)
    if bars.frequency != frequency:
        raise ConfigurationError(
            f"data_frequency {data_frequency} needs bars of {frequency}; these are {bars.frequency}"
        )
    return bars


def _day(given: Any) -> Any:
    """A day of pandas' or Python's types, or its text."""
    return given.date() if hasattr(given, "date") else given
