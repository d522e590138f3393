"""What has to be left out of the sessions that are chosen in, so that tests stay clean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from farthing import given
from farthing.data.arrays import days_of
from farthing.errors import ConfigurationError
from farthing.optimise.validation.held import opened_and_held

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from numpy.typing import NDArray


def reaches_of(holding: int | Sequence[int], count: int) -> NDArray[np.int64]:
    """The last session that each session's trades reach, by its place.

    Args:
        holding: how many sessions after the one in which it is opened a trade is closed: one number
            for all, or one for each session, as ``holding_of`` has them.
        count: how many sessions there are.

    Raises:
        ConfigurationError: a number is below 0, or there is not one for each session.

    >>> reaches_of(2, 4).tolist(), reaches_of([0, 3, 0, 0], 4).tolist()
    ([2, 3, 3, 3], [0, 3, 2, 3])
    """
    numbers = np.asarray(holding, dtype=np.int64)
    if numbers.ndim == 0:
        numbers = np.full(count, numbers)
    if numbers.shape != (count,):
        raise ConfigurationError(
            f"holding has {len(numbers):,} numbers for {count:,} sessions: give one for each"
        )
    if (numbers < 0).any():
        raise ConfigurationError(
            f"holding {int(numbers.min())} is below 0: it is how many sessions a trade lasts"
        )
    return np.asarray(np.minimum(np.arange(count) + numbers, count - 1))


def holding_of(result: Any, sessions: Sequence[Any]) -> list[int]:
    """How many sessions the longest trade lasts that is opened in each session of a run.

    What is still held at the end lasts until the last session.

    Args:
        result: of ``farthing.run``.
        sessions: those that a fold divides, as dates.

    >>> import polars as pl
    >>> import farthing as ft
    >>> days = ["2024-01-02", "2024-01-03", "2024-01-04"]
    >>> frame = pl.DataFrame({"date": days, "symbol": "A", "open": [9.0, 9.5, 10.0], "close": 9.8})
    >>> result = ft.simulate(frame, targets=[[1], [0], [0]], unit="shares")
    >>> holding_of(result, days)
    [0, 1, 0]
    """
    days = np.array([np.datetime64(given.date_of(each, "session"), "D") for each in sessions])
    ends = result.equity.select("time", "session").unique("time", maintain_order=True)
    lookup = dict(zip(ends["time"].to_list(), days_of(ends["session"]).tolist(), strict=True))
    numbers = days.astype(np.int64)

    def place(time: datetime) -> int:
        return int(np.searchsorted(numbers, lookup[time]))

    trades = result.trades.select("opened", "closed").iter_rows()
    spans = [(place(opened), place(closed)) for opened, closed in trades]
    spans += [(place(opened), len(days) - 1) for opened in opened_and_held(result)]
    longest = [0] * len(days)
    for first, last in spans:
        if first < len(days):
            longest[first] = max(longest[first], last - first)
    return longest


def purged(is_test: NDArray[np.bool_], reaches: NDArray[np.int64]) -> NDArray[np.bool_]:
    """The sessions outside a test whose trades reach into it, or that trades of it reach.

    Source: Lopez de Prado, Advances in financial machine learning, 2018, section 7.4.1.

    Args:
        is_test: by session.
        reaches: the last session that each session's trades reach.

    >>> is_test = np.array([False, False, True, False, False])
    >>> purged(is_test, np.array([1, 2, 3, 4, 4])).tolist()
    [False, True, False, True, False]
    """
    places = np.arange(len(is_test))
    tests = np.concatenate(([0], np.cumsum(is_test)))
    reaches_a_test = tests[reaches + 1] > tests[places]
    return (reaches_a_test | (_furthest(is_test, reaches) >= places)) & ~is_test


def embargoed(
    is_test: NDArray[np.bool_], reaches: NDArray[np.int64], embargo: int
) -> NDArray[np.bool_]:
    """The sessions within an embargo behind the last session that trades of a test reach.

    Source: Lopez de Prado, Advances in financial machine learning, 2018, section 7.4.2: there the
    end of a test's label is moved on by the embargo, not the test.

    Args:
        is_test: by session.
        reaches: the last session that each session's trades reach.
        embargo: how many sessions.

    >>> is_test = np.array([True, False, False, False, False])
    >>> embargoed(is_test, np.array([1, 2, 3, 4, 4]), 2).tolist()
    [False, False, True, True, False]
    """
    if not given.is_whole(embargo) or embargo < 0:
        raise ConfigurationError(f"embargo {embargo!r} is no number of sessions from 0 on")
    behind = np.arange(len(is_test)) - _furthest(is_test, reaches)
    return (behind > 0) & (behind <= embargo) & ~is_test


def _furthest(is_test: NDArray[np.bool_], reaches: NDArray[np.int64]) -> NDArray[np.int64]:
    """The last session that trades of tests until then reach; before them, one long ago."""
    never = np.iinfo(np.int64).min // 2
    return np.asarray(np.maximum.accumulate(np.where(is_test, reaches, never)))
