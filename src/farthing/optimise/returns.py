"""The session returns of a trial, as a study keeps them: bytes, so that equal ones are equal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from farthing.backtest.config import within
from farthing.backtest.costs import Account
from farthing.backtest.program import program
from farthing.backtest.ruin import ruin
from farthing.backtest.run import run_program
from farthing.backtest.strategy import Strategy
from farthing.data.arrays import day_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from farthing._core import Context
    from farthing.backtest.result import Result
    from farthing.optimise.market import Market

    Kept = Mapping[int, bytes]
    """Packed returns by the number of a trial; ``BENCHMARK`` has those of the benchmark."""

BENCHMARK = -1

DAY, RETURN = np.dtype("<i4"), np.dtype("<f8")


def packed(result: Result) -> bytes:
    """The sessions of a run and its return in each, in twelve bytes a session.

    First all sessions, as days since 1970-01-01 in 4 bytes, then all returns, in 8; the least
    significant byte comes first.
    """
    days, returns = day_returns(result)
    return days.astype(DAY).tobytes() + returns.astype(RETURN).tobytes()


def unpacked(content: bytes) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """What ``packed`` packed: days since 1970-01-01, and returns.

    Raises:
        ValueError: it is none of that.

    >>> unpacked((19723).to_bytes(4, "little") + bytes(8))
    (array([19723], dtype=int32), array([0.]))
    """
    count, left = divmod(len(content), DAY.itemsize + RETURN.itemsize)
    if left:
        raise ValueError(f"{len(content)} bytes are no whole number of sessions")
    edge = count * DAY.itemsize
    return np.frombuffer(content[:edge], DAY), np.frombuffer(content[edge:], RETURN)


def day_returns(result: Result) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """The sessions of a run, as days since 1970-01-01, and what it returned in each.

    The first return begins with the capital. What follows a session at which the account was
    nothing is NaN; see ``farthing.optimise.validation.session_returns``.
    """
    days = result.equity.get_column("session").to_physical().to_numpy()
    values = result.equity.get_column("equity").cast(pl.Float64).to_numpy()
    last = np.flatnonzero(np.diff(days, append=np.iinfo(np.int32).max))
    sessions, equity = days[last], values[last]
    before = np.concatenate(([float(result.config.capital)], equity[:-1]))
    defined = len(last)
    if values.min(initial=1.0) <= 0.0:  # most accounts never were: to ask takes as long as all else
        lost = ruin(result.equity)
        assert lost is not None, "a float has the sign of its decimal"
        defined = int(np.searchsorted(sessions, day_number(lost.first))) + 1
    returns = np.full(len(equity), np.nan)
    np.divide(equity[:defined], before[:defined], out=returns[:defined])
    return sessions, returns - 1.0


class Holding(Strategy):
    """Buys one asset with all the money, and holds it."""

    symbol: str = ""

    def on_bar(self, ctx: Context) -> None:
        """Buys at the first bar that it has a price at."""
        is_it = np.array([asset.symbol == self.symbol for asset in ctx.assets])
        ctx.target_percent(is_it.astype(float), where=np.isfinite(ctx.current()))


def held(market: Market) -> bytes:
    """The packed returns of one exact run that buys the benchmark of a market, and holds it.

    It pays what trials pay, on an account that lends: an order at a close is not refused because
    the next open is higher.
    """
    config = within(market.config, market.bars)
    assert config.benchmark is not None, "only a market with a benchmark is held to it"
    made = program(Holding(symbol=config.benchmark), {})
    lent = replace(config, account=Account(), controls=())
    return packed(run_program(made, market.bars, lent))
