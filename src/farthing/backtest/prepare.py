"""The setup of a run for the core: instruments, models, and actions by session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from farthing import _core
from farthing.errors import ConfigurationError, UnknownSymbol

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from numpy.typing import NDArray

    from farthing.backtest.config import RunConfig
    from farthing.data.bars import Bars
    from farthing.types import Currency


def setup(bars: Bars, config: RunConfig, days: NDArray[np.int32]) -> _core.Setup:
    """The setup of a run.

    Actions act on the first session on or after their date; those after the last session are left
    out. ``days`` are the sessions' days since 1970-01-01.
    """
    if config.benchmark is not None and config.benchmark not in bars.symbols:
        raise UnknownSymbol(config.benchmark, bars.symbols)
    places = {symbol: place for place, symbol in enumerate(bars.symbols)}
    currency = _currency(bars)
    return _core.Setup(
        list(bars.instruments),
        (currency.code, currency.unit_scale),
        config.capital,
        config.commission.for_core,
        config.slippage.for_core,
        config.fill,
        config.account.for_core,
        _dividends(bars, places, days),
        _splits(bars, places, days),
    )


def _dividends(
    bars: Bars, places: dict[str, int], days: NDArray[np.int32]
) -> list[tuple[int, int, int, Decimal]]:
    found = []
    for dividend in bars.dividends:
        session = _session(days, dividend.ex_date)
        if dividend.symbol in places and session is not None:
            paid = dividend.pay_date or dividend.ex_date
            # One before the ex-date is kept as it is: what is due together is paid by pay date.
            pay_session = int(np.searchsorted(days, _number(paid)))
            found.append((places[dividend.symbol], session, pay_session, dividend.amount))
    return found


def _splits(
    bars: Bars, places: dict[str, int], days: NDArray[np.int32]
) -> list[tuple[int, int, int, int]]:
    found = []
    for split in bars.splits:
        session = _session(days, split.date)
        if split.symbol in places and session is not None:
            found.append((places[split.symbol], session, split.new, split.old))
    return found


def _currency(bars: Bars) -> Currency:
    currencies = {instrument.currency for instrument in bars.instruments}
    if len(currencies) != 1:
        codes = ", ".join(sorted(currency.code for currency in currencies))
        raise ConfigurationError(f"instruments in {codes}: a run is in one currency")
    return currencies.pop()


def _number(day: date) -> np.int32:
    return np.datetime64(day, "D").astype(np.int32)


def _session(days: NDArray[np.int32], day: date) -> int | None:
    session = int(np.searchsorted(days, _number(day)))
    return session if session < len(days) else None
