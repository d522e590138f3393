"""Statistics of a run that was worked out by hand: dates, exact money, and fractions."""

from __future__ import annotations

import dataclasses
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl
import pytest
import three_months
from three_months import CAPITAL, DAYS, EQUITY

import farthing as ft
from farthing.backtest.statistics import Drawdown, Period, Statistics

if TYPE_CHECKING:
    from farthing.backtest.result import Result

TRADED = 10 * 50 + Decimal("47.50") * 4 + 55 * 6


@pytest.fixture(scope="module")
def result() -> Result:
    return three_months.run()


@pytest.fixture(scope="module")
def statistics(result) -> Statistics:
    return result.statistics


def test_the_account_is_that_of_the_table(result):
    assert tuple(result.equity.get_column("equity")) == EQUITY
    assert tuple(result.equity.get_column("session")) == DAYS
    assert result.end_equity == EQUITY[-1]


def test_drawdowns_have_their_dates_and_exact_values(statistics):
    assert statistics.drawdowns == (
        Drawdown(
            peak=None,
            trough=DAYS[0],
            recovery=DAYS[1],
            peak_value=CAPITAL,
            trough_value=Decimal(999),
            depth=0.001,
            sessions=2,
            days=1,
        ),
        Drawdown(
            peak=DAYS[1],
            trough=DAYS[2],
            recovery=DAYS[4],
            peak_value=Decimal(1019),
            trough_value=Decimal(973),
            depth=46 / 1019,
            sessions=3,
            days=34,
        ),
        Drawdown(
            peak=DAYS[4],
            trough=DAYS[5],
            recovery=None,
            peak_value=Decimal(1024),
            trough_value=Decimal(1017),
            depth=7 / 1024,
            sessions=1,
            days=28,
        ),
    )
    assert statistics.max_drawdown == 46 / 1019


def test_months_go_from_the_last_value_of_the_one_before(statistics):
    assert statistics.months == (
        Period(2023, 12, Decimal(1019), 19 / 1000, 0, 0),
        Period(2024, 1, Decimal(1012), -7 / 1019, 0, 1),
        Period(2024, 2, Decimal(1017), 5 / 1012, 1, 0),
    )


def test_years_are_made_of_their_months(statistics):
    assert statistics.years == (
        Period(2023, None, Decimal(1019), 19 / 1000, 0, 0),
        Period(2024, None, Decimal(1017), -2 / 1019, 1, 1),
    )


def test_trades_and_their_sums_are_exact(result, statistics):
    columns = ("quantity", "cost", "proceeds", "fees", "profit", "bars")
    assert result.trades.select(columns).rows() == [
        (4, Decimal(200), Decimal(190), Decimal("1.40"), Decimal("-11.40"), 2),
        (6, Decimal(300), Decimal(330), Decimal("1.60"), Decimal("28.40"), 5),
    ]
    assert (statistics.trades, statistics.trades_won, statistics.trades_lost) == (2, 1, 1)
    assert statistics.gross_profit == statistics.best_trade == Decimal("28.40")
    assert abs(statistics.gross_loss) == abs(statistics.worst_trade) == Decimal("11.40")
    assert statistics.worst_trade == Decimal("-11.40")


def test_averages_of_trades_are_their_fractions(statistics):
    expected = {
        "win_rate": Fraction(1, 2),
        "profit_factor": Fraction(2840, 1140),
        "expectancy": Fraction(1700, 200),
        "average_win": Fraction(2840, 100),
        "average_loss": Fraction(-1140, 100),
        "average_holding": Fraction(7, 2),
        # The mean over trades, as the core has it: a small trade counts as much as a large one.
        "return_on_cost": (Fraction(-1140, 20_000) + Fraction(2840, 30_000)) / 2,
    }
    for name, value in expected.items():
        assert getattr(statistics, name) == pytest.approx(float(value), rel=1e-14, abs=0), name


def test_holdings_are_those_at_closes(statistics):
    shares = (10, 10, 6, 6, 6, 0)
    closes = map(Fraction, three_months.CLOSES)
    leverage = [
        count * close / Fraction(equity)
        for count, close, equity in zip(shares, closes, EQUITY, strict=True)
    ]
    expected = {
        "exposure": Fraction(5, 6),
        "mean_leverage": sum(leverage) / 6,
        "largest_leverage": max(leverage),
        "mean_position": sum(leverage) / 5,
        "largest_position": max(leverage),
        "turnover": Fraction(TRADED) / (sum(map(Fraction, EQUITY)) / 6) * 252 / 6,
    }
    for name, value in expected.items():
        assert getattr(statistics, name) == pytest.approx(float(value), rel=1e-14, abs=0), name


def test_returns_are_of_sessions(statistics):
    assert statistics.sessions == 6
    assert statistics.periods_per_year == 252
    assert statistics.total_return == 0.017
    assert statistics.annual_return == pytest.approx(1.017**42 - 1, rel=1e-12)
    assert statistics.calmar_ratio == pytest.approx((1.017**42 - 1) / (46 / 1019), rel=1e-12)


def test_plain_values_keep_money_as_text(statistics):
    plain = statistics.describe()
    assert set(plain) == {field.name for field in dataclasses.fields(Statistics)}
    assert Decimal(plain["best_trade"]) == Decimal("28.40")
    assert isinstance(plain["best_trade"], str)
    assert plain["trades"] == 2
    assert plain["drawdowns"][0]["peak"] is None
    assert plain["drawdowns"][1]["recovery"] == "2024-02-01"
    assert Decimal(plain["drawdowns"][1]["trough_value"]) == 973
    assert [(month["year"], month["month"]) for month in plain["months"]] == [
        (2023, 12),
        (2024, 1),
        (2024, 2),
    ]
    assert plain["years"][1]["month"] is None


def test_the_lists_are_left_out_of_what_is_printed(statistics):
    assert "months" not in repr(statistics)
    assert "trades_won=1" in repr(statistics)


def test_statistics_cannot_be_changed(statistics):
    with pytest.raises(dataclasses.FrozenInstanceError):
        statistics.trades = 3


def test_a_run_without_trades_has_none_of_their_averages():
    statistics = three_months.run(ft.Strategy).statistics
    assert (statistics.trades, statistics.trades_won, statistics.exposure) == (0, 0, 0)
    undefined = (
        "win_rate", "profit_factor", "expectancy", "average_win", "average_loss",
        "average_holding", "return_on_cost", "best_trade", "worst_trade",
    )  # fmt: skip
    assert [getattr(statistics, name) for name in undefined] == [None] * len(undefined)
    assert statistics.gross_profit == statistics.gross_loss == 0
    assert statistics.drawdowns == ()
    assert [month.total_return for month in statistics.months] == [0, 0, 0]


def test_falls_within_a_session_are_no_drawdowns():
    """Five bars in two sessions: 40.00 is reached within the first, and only its end counts."""
    times = [f"2024-03-{day:02} {clock}" for day, clock in (
        (4, "10:00"), (4, "11:00"), (4, "12:00"), (5, "10:00"), (5, "11:00"),
    )]  # fmt: skip
    closes = [Decimal(price) for price in ("50.00", "40.00", "51.00", "49.00", "48.00")]
    frame = pl.DataFrame({"time": times, "open": closes, "close": closes})
    bars = ft.bars_from_frame(frame, symbol="A", tz="UTC", label="end")
    result = ft.simulate(
        bars, targets=[[10]] * 5, unit="shares", capital=1000, fill="close", start="2024-03-04"
    )
    assert min(result.equity.get_column("equity")) == 900
    (fall,) = result.statistics.drawdowns
    assert (fall.peak, fall.trough, fall.recovery) == (date(2024, 3, 4), date(2024, 3, 5), None)
    assert (fall.peak_value, fall.trough_value, fall.depth) == (1010, 980, 30 / 1010)
    assert result.statistics.sessions == 2


def test_weekends_make_a_year_of_365_sessions():
    days = [date(2024, 3, day) for day in (1, 2, 3, 4)]
    frame = pl.DataFrame({"date": days, "open": [10.0] * 4, "close": [10.0] * 4})
    result = ft.run(ft.Strategy, bars=ft.bars_from_frame(frame, symbol="A"))
    assert result.statistics.periods_per_year == 365
