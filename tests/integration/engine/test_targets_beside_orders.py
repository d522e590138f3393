"""Targets of a strategy that orders in other ways as well: they lead what these have left."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

import farthing as ft

if TYPE_CHECKING:
    from collections.abc import Callable

BARS = pl.DataFrame(
    {
        "time": [date(2024, 1, 1) + timedelta(days=day) for day in range(8)],
        "open": [100.0] * 8,
        "high": [101.0, 101.0, 101.0, 106.0, 101.0, 101.0, 101.0, 101.0],
        "low": [99.0] * 8,
        "close": [100.0] * 8,
    }
)


def sizes(at: dict[int, Callable[[ft.Context], object]]) -> list[Decimal]:
    """What a strategy fills that does something after some of the bars."""

    def on_bar(ctx: ft.Context) -> None:
        at.get(ctx.row, lambda ctx: None)(ctx)

    return ft.run(on_bar, bars=BARS).fills["quantity"].to_list()


@pytest.mark.parametrize("target", ["target_shares", "target_percent"])
def test_a_target_of_nothing_closes_what_an_order_has_bought(target: str) -> None:
    at = {0: lambda ctx: ctx.order(0, 10), 4: lambda ctx: getattr(ctx, target)(0)}
    assert sizes(at) == [10, -10]


def test_a_target_of_nothing_closes_what_a_bracket_has_bought() -> None:
    at = {0: lambda ctx: ctx.bracket(0, 10, stop_loss=90), 1: lambda ctx: ctx.target_shares(0)}
    assert sizes(at) == [10, -10]


def test_a_target_that_was_said_before_leads_back_after_an_order() -> None:
    at = {0: lambda ctx: ctx.target_shares(10), 2: lambda ctx: ctx.order(0, -4)}
    again = at | dict.fromkeys((1, 3, 4, 5), at[0])
    assert sizes(at) == [10, -4]
    assert sizes(again) == [10, -4, 4]


def test_a_target_that_an_order_has_reached_orders_nothing() -> None:
    at = {0: lambda ctx: ctx.order(0, 10), 2: lambda ctx: ctx.target_shares(10)}
    assert sizes(at) == [10]
