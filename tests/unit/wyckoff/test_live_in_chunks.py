"""``ctx.wyckoff`` of a run whose bars come in chunks, whenever it is first asked for."""

from __future__ import annotations

from functools import cache
from typing import Any
from unittest import mock

import pytest
from made_market import bars

import farthing as ft
from farthing.backtest import feed as feeding
from farthing.backtest.config import run_config
from farthing.backtest.feed import CELL_BYTES, Feed
from farthing.backtest.program import program
from farthing.backtest.run import run_program
from farthing.wyckoff import Found, detect


class Late(ft.Strategy):
    """Asks for the first time at a row, and then at each."""

    first: int = 0

    def on_start(self, ctx: ft.Context) -> None:
        self.seen: list[Any] = []
        if self.first < 0:
            assert len(ctx.wyckoff.phase) == 1  # nothing of the run is known yet

    def on_bar(self, ctx: ft.Context) -> None:
        if ctx.row >= self.first:
            signals = [(each.event, each.entry) for each in ctx.wyckoff.signals]
            self.seen.append((ctx.session, ctx.wyckoff.phase.tolist(), signals))

    def on_end(self, ctx: ft.Context) -> None:
        self.found: Found = ctx.wyckoff["A"].found


COUNT = 2_000


@cache
def market() -> ft.Bars:
    return bars(seed=3, count=COUNT)


def start_of(session: int) -> Any:
    return market().sessions.get_column("session")[session]


def played(first: int, session: int, rows: int | None) -> Late:
    strategy, config = Late(first=first), run_config(start=start_of(session))
    size = {"whole_bytes": 0, "chunk_bytes": (rows or 0) * CELL_BYTES}
    with mock.patch.object(feeding, "OVERLAP_ROWS", 1):
        feed = Feed(market(), config.start, config.end, **(size if rows else {}))
    run_program(program(strategy, {}), market(), config, feed=feed)
    return strategy


@cache
def early(session: int) -> list[Any]:
    """What is seen by who asks from the first row on, with the bars in one piece."""
    seen: list[Any] = played(0, session, None).seen
    return seen


@pytest.mark.parametrize("first", [-1, 0, 150, 611])
@pytest.mark.parametrize("session", [0, 333])
def test_chunks_and_a_late_question_change_nothing(first: int, session: int) -> None:
    told = detect(market())
    assert len(told.events) > 20
    for rows in (None, 7, 100, 1_001):
        strategy = played(first, session, rows)
        assert strategy.seen == early(session)[max(0, first) :], rows
        for name in ("events", "phases", "ranges", "signals", "refusals"):
            mine = getattr(strategy.found, name)
            assert mine.equals(getattr(told, name).select(mine.columns)), rows
