"""An account that came to nothing on the way: a note, and no statistic made of its returns."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

import farthing as ft
from farthing.backtest.ruin import OF_RETURNS

DAYS = [date(2024, 1, 30), date(2024, 1, 31), date(2024, 2, 1), date(2024, 2, 2), date(2024, 3, 1)]


def run(*closes):
    """A run of 200 dollars that buys 10 shares at 100, and holds them."""
    prices = [100, *closes]
    frame = pl.DataFrame({
        "date": DAYS[: len(prices)], "symbol": ["A"] * len(prices),
        "open": [100.0] * 2 + [float(each) for each in prices[2:]],
        "close": [float(each) for each in prices],
    })  # fmt: skip
    return ft.run(lambda ctx: ctx.order("A", 10) if ctx.row == 0 else None, bars=frame, capital=200)


def noted(result):
    return [note for note in result.notes if note.startswith("equity was")]


def test_what_came_after_nothing_is_not_defined():
    result = run(100, 70, 80, 150)
    assert result.equity["equity"].to_list() == [200, 200, -100, 0, 700]
    assert noted(result) == [
        "equity was nothing or less on 2 bars, first on 2024-02-01: returns after that, and what "
        "is made of them, are undefined"
    ]
    found = result.statistics
    assert [getattr(found, name) for name in OF_RETURNS] == [None] * len(OF_RETURNS)
    assert [each.total_return for each in found.months] == [0.0, None, None]
    assert [each.total_return for each in found.years] == [None]
    assert (found.total_return, found.max_drawdown) == (2.5, 1.5)
    assert found.months[2].equity == Decimal(700)
    assert "–" in str(result).partition("annual return")[2].partition("\n")[0]
    assert noted(result)[0] in str(result)


def test_a_return_may_end_at_nothing():
    result = run(100, 80)
    assert noted(result) == ["equity was nothing or less on 1 bar, first on 2024-02-01"]
    assert result.statistics.annual_return == -1.0
    assert result.statistics.months[1].total_return == -1.0


def test_an_account_that_keeps_a_cent_has_all_its_statistics():
    result = run(100, 80.01, 90)
    assert noted(result) == []
    found = result.statistics
    assert found.annual_return is not None
    assert found.months[1].total_return == pytest.approx(-0.5)


def test_a_year_before_stays():
    frame = pl.DataFrame({
        "date": [date(2022, 12, 29), date(2022, 12, 30), date(2023, 1, 3), date(2024, 1, 3)],
        "symbol": ["A"] * 4, "open": [100.0, 100.0, 70.0, 100.0],
        "close": [100.0, 110.0, 70.0, 100.0],
    })  # fmt: skip
    result = ft.run(lambda ctx: ctx.target_shares(10), bars=frame, capital=200)
    years = result.statistics.years
    assert [each.total_return for each in years] == [0.5, None, None]
