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
) -> list[tuple[int, int, int, int, int, Decimal]]:
    mine = [each for each in bars.dividends if each.symbol in places]
    when = _when(days, [each.ex_date for each in mine])
    # One paid before the ex-date is kept as it is: what is due together is paid by pay date.
    paid = _when(days, [each.pay_date or each.ex_date for each in mine])
    return [
        (places[each.symbol], *acts, *pays, each.amount)
        for each, acts, pays in zip(mine, when, paid, strict=True)
        if acts[0] < len(days)
    ]


def _splits(
    bars: Bars, places: dict[str, int], days: NDArray[np.int32]
) -> list[tuple[int, int, int, int, int]]:
    mine = [each for each in bars.splits if each.symbol in places]
    when = _when(days, [each.date for each in mine])
    return [
        (places[each.symbol], *acts, each.new, each.old)
        for each, acts in zip(mine, when, strict=True)
        if acts[0] < len(days)
    ]


def _currency(bars: Bars) -> Currency:
    currencies = {instrument.currency for instrument in bars.instruments}
    if len(currencies) != 1:
        codes = ", ".join(sorted(currency.code for currency in currencies))
        raise ConfigurationError(f"instruments in {codes}: a run is in one currency")
    return currencies.pop()


def _when(days: NDArray[np.int32], dates: list[date]) -> list[tuple[int, int]]:
    """The first session on or after each date, and the day of the date.

    Where there is no such session, it is how many there are. Dates between two sessions act in one
    session, and there in the order of their days.
    """
    numbers = np.array(dates, dtype="datetime64[D]").astype(np.int32)
    return list(zip(np.searchsorted(days, numbers).tolist(), numbers.tolist(), strict=True))
