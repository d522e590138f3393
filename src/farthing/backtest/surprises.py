"""What in a result may surprise, and why: bars that are not there, models that found no volume."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from farthing.backtest.costs import VolumeShare
from farthing.backtest.figures import count
from farthing.backtest.ruin import ruin
from farthing.data.arrays import days_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from farthing.backtest.result import Result

GAP_SESSIONS = 20
"""Sessions in a row without a bar, about a month, that are told: a halt is seldom longer."""

WEIGHT_UNTOLD = 2
"""The share of the equity that is ordered and not told: who lends against shares lends as much."""

SYMBOLS_TOLD = 6
"""Symbols that are told one by one; of more it says how many there are."""


def surprises(result: Result) -> Iterator[str]:
    """What an order met that nobody expects, in words."""
    yield from _ruined(result)
    yield from _without_volume(result)
    yield from _without_limit(result)
    yield from _called_at_once(result)
    yield from _whole_rates(result)
    yield from _whole_weights(result)
    yield from _money_of_each(result)
    yield from _gaps(result)


def _ruined(result: Result) -> Iterator[str]:
    """An account that came to nothing, which one that may owe without a limit can."""
    found = ruin(result.equity)
    if found is None:
        return
    since = "" if found.is_last else ": returns after that, and what is made of them, are undefined"
    yield f"equity was nothing or less on {count(found.bars, 'bar')}, first on {found.first}{since}"


def _without_volume(result: Result) -> Iterator[str]:
    """Models of the volume, where bars have none."""
    config, tables = result.config, result.bars.tables
    told = [] if config.volume_limit is None else [f"the volume limit {config.volume_limit:f}"]
    if isinstance(config.slippage, VolumeShare):
        told.append(f"slippage {config.slippage}")
    if not told:
        return
    found = [each for each in tables if "volume" not in tables[each].collect_schema().names()]
    if found:
        yield f"{' and '.join(told)} did nothing for {_named(found)}: their bars have no volume"


def _without_limit(result: Result) -> Iterator[str]:
    """A slippage that grows with the square of what is taken, where nothing bounds that."""
    config = result.config
    if isinstance(config.slippage, VolumeShare) and config.volume_limit is None:
        yield (
            f"slippage {config.slippage} without a volume limit: an order fills whole however "
            "small the bar, and its price moves by the square of the share that it takes; give "
            "volume_limit as well, such as 0.025"
        )


def _called_at_once(result: Result) -> Iterator[str]:
    """A portfolio account that opens what it has to close."""
    account = result.config.account
    most, kept = account.leverage, account.maintenance
    if most is not None and kept is not None and kept < most:
        yield (
            f"account {account} opens up to {most} times its equity and is called above {kept}: "
            f"what lies between is sold again; portfolio:{kept}:{most} would keep it"
        )


def _whole_rates(result: Result) -> Iterator[str]:
    """Rates a year of a whole and more, which were meant as percent as a rule."""
    config = result.config
    told = {
        "interest": (config.interest.credit, config.interest.debit),
        "borrow": (config.borrow.rate or Decimal(0), *config.borrow.rates.values()),
    }
    for name, rates in told.items():
        rate = max(rates, key=abs)
        if abs(rate) >= 1:
            yield f"{name} {rate:f} is {rate * 100:.0f} % a year: rates are shares, 2 % is 0.02"


def _whole_weights(result: Result) -> Iterator[str]:
    """Weights of many times the equity, which were meant as percent as a rule."""
    of_equity = result.orders.filter(pl.col("intent").str.ends_with("percent"))
    most = of_equity.get_column("asked").abs().max()
    if isinstance(most, float) and most > WEIGHT_UNTOLD:
        yield (
            f"an order is for {most * 100:,.0f} % of the equity: weights are shares of it, "
            f"{most:g} % is {most / 100:g}"
        )


def _money_of_each(result: Result) -> Iterator[str]:
    """A commission of so much money, where that is of several currencies."""
    commission = result.config.commission
    ordered = set(result.orders.get_column("symbol"))
    traded = [each for each in result.bars.instruments if each.symbol in ordered]
    codes = sorted({each.currency.code for each in traded})
    if commission.has_money and len(codes) > 1:
        yield (
            f"commission {commission} charges the same numbers in {' and in '.join(codes)}: money "
            "is of each instrument's own currency; bps, without a minimum, is of none"
        )


def _gaps(result: Result) -> Iterator[str]:
    """Instruments that were ordered and have no bars for long, each with its longest gap."""
    ordered = set(result.orders.get_column("symbol"))
    symbols = [symbol for symbol in result.bars.symbols if symbol in ordered]
    found = [(symbol, gap) for symbol in symbols if (gap := _gap(result, symbol))]
    for symbol, (sessions, first, last) in found[:SYMBOLS_TOLD]:
        said = f"{symbol} has no bars in {sessions:,} sessions from {first} to {last}"
        if waited := _waiting(result, symbol, last):
            said += f"; {count(waited, 'order')} waited through it"
        if held := _held(result, symbol, first, last):
            said += f"; it was held through {held:,} sessions without bars, at its last price"
        yield said
    if len(found) > SYMBOLS_TOLD:
        more = count(len(found) - SYMBOLS_TOLD, "symbol")
        yield f"{more} more, of those ordered, without bars in more than {GAP_SESSIONS} sessions"


def _gap(result: Result, symbol: str) -> tuple[int, date, date] | None:
    """The longest gap between the bars of a run: how many sessions, the first and the last.

    What is held at the end has a gap to there too: its bars have ended, and it did not.
    """
    sessions = result.bars.sessions.get_column("session")
    ran = result.equity.get_column("session")
    table = result.bars.tables[symbol]
    inside = pl.col("session").is_between(ran[0], ran[-1])
    if not result.config.extended and "extended" in table.collect_schema().names():
        inside &= ~pl.col("extended")
    days = table.filter(inside).select(pl.col("session").unique()).collect().get_column("session")
    places = np.searchsorted(days_of(sessions), days_of(days.sort()))
    end = np.searchsorted(days_of(sessions), days_of(ran[-1:]))
    ended = bool(np.any(end - places[-1:] > GAP_SESSIONS))
    if ended and _held(result, symbol, ran[-1], ran[-1]):
        places = np.append(places, end + 1)
    missing = np.diff(places) - 1
    if not len(missing) or missing.max() <= GAP_SESSIONS:
        return None
    before = int(places[missing.argmax()])
    many = int(missing.max())
    return many, sessions[before + 1], sessions[before + many]


def _held(result: Result, symbol: str, first: date, last: date) -> int:
    """In how many sessions from one to another something was held."""
    inside = pl.col("session").is_between(first, last)
    return len(result.positions.filter(inside, pl.col("symbol") == symbol))


def _waiting(result: Result, symbol: str, last: date) -> int:
    """How many orders were given before a gap was over, and had not ended by then."""
    over = result.equity.filter(pl.col("session") <= last).get_column("time").max()
    ended = pl.col("closed").is_not_null() & (pl.col("closed") <= over)
    mine = pl.col("symbol") == symbol, pl.col("created") <= over, pl.col("state") != "refused"
    return len(result.orders.filter(*mine, ~ended))


def _named(symbols: list[str]) -> str:
    shown = ", ".join(symbols[:SYMBOLS_TOLD])
    more = len(symbols) - SYMBOLS_TOLD
    return f"{shown} and {count(more, 'symbol')} more" if more > 0 else shown
