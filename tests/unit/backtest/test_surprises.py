"""What a result says by itself where something would surprise: gaps, and volumes that lack."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
import three_months

import farthing as ft
from farthing import rules
from farthing.backtest import figures, summary
from farthing.strategies import rotation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from farthing.backtest.result import Result
    from farthing.data.bars import Bars

FIRST = date(2024, 1, 1)


def frame(rows: dict[str, Iterable[int]], **more: Any) -> pl.DataFrame:
    """Bars of symbols on some days from the first one on, each a cent above the one before."""
    every = [
        {"symbol": symbol, "date": FIRST + timedelta(days=day), "open": price, "close": price}
        for symbol, days in rows.items()
        for day in days
        for price in [Decimal(10_000 + day) / 100]
    ]
    return pl.DataFrame(every).with_columns(**more)


def halted(days: int, *, from_day: int = 5) -> Bars:
    """A market of forty days in which B pauses."""
    traded = [day for day in range(60) if not from_day <= day < from_day + days]
    return ft.bars_from_frame(frame({"A": range(60), "B": traded}))


def buys(symbol: str, row: int) -> Any:
    def on_bar(ctx: ft.Context) -> None:
        if ctx.row == row:
            ctx.order(symbol, 1)

    return on_bar


def notes(result: Result) -> list[str]:
    return [value for name, value in summary.rows(result) if name == "note"]


def test_an_instrument_without_bars_for_long_is_noted_with_the_orders_that_waited():
    result = ft.run(buys("B", 7), bars=halted(21))
    words = "B has no bars in 21 sessions from 2024-01-06 to 2024-01-26; 1 order waited through it"
    assert result.notes == (words,)
    assert words in notes(result)
    assert result.manifest()["notes"] == [words]


def test_an_order_of_the_last_day_of_a_gap_waited():
    (note,) = ft.run(buys("B", 25), bars=halted(21)).notes
    assert note.endswith("; 1 order waited through it")


def test_an_order_before_or_after_the_gap_did_not_wait():
    for row in (2, 26):
        (note,) = ft.run(buys("B", row), bars=halted(21)).notes
        assert "waited" not in note


def test_what_was_held_through_a_gap_is_said_with_its_sessions():
    gap = "B has no bars in 21 sessions from 2024-01-06 to 2024-01-26"
    held = "it was held through 21 sessions without bars, at its last price"
    assert ft.run(buys("B", 2), bars=halted(21)).notes == (f"{gap}; {held}",)
    assert ft.run(buys("B", 26), bars=halted(21)).notes == (gap,)


def test_what_is_held_when_its_bars_end_long_before_the_run_is_said():
    """Thirty sessions to the end are a gap of what is held, and none of what was sold."""

    def bought(ctx: ft.Context) -> None:
        if ctx.row in (2, 5):
            ctx.order("B", 1 if ctx.row == 2 else change)

    bars = ft.bars_from_frame(frame({"A": range(60), "B": range(30)}))
    change = 1
    assert ft.run(bought, bars=bars).notes == (
        "B has no bars in 30 sessions from 2024-01-31 to 2024-02-29; "
        "it was held through 30 sessions without bars, at its last price",
    )
    change = -1
    assert ft.run(bought, bars=bars).notes == ()


def test_what_is_held_to_the_end_without_a_gap_is_no_surprise():
    bars = ft.bars_from_frame(frame({"A": range(60), "B": range(40)}))
    assert ft.run(buys("B", 2), bars=bars).notes == ()


def test_a_shorter_gap_and_one_of_what_was_not_ordered_are_no_surprise():
    assert ft.run(buys("B", 7), bars=halted(20)).notes == ()
    assert ft.run(buys("A", 7), bars=halted(21)).notes == ()


def test_a_gap_outside_the_run_is_none():
    bars = halted(21)
    assert ft.run(buys("B", 1), bars=bars, start=FIRST + timedelta(days=30)).notes == ()


def test_of_many_gaps_six_are_told_and_the_others_counted():
    traded = [0, 1, *range(30, 33)]
    bars = frame({"A": range(33), **{f"B{number}": traded for number in range(8)}})

    def all_of_them(ctx: ft.Context) -> None:
        if ctx.row == 0:
            for asset in ctx.assets:
                ctx.order(asset, 1)

    result = ft.run(all_of_them, bars=bars)
    assert len(result.notes) == 7
    assert result.notes[-1] == (
        "2 symbols more, of those ordered, without bars in more than 20 sessions"
    )


def test_rotation_neither_ranks_nor_orders_what_has_no_bar_now():
    """What pauses keeps a price, and would be bought on its first bar after months."""
    days = range(200)
    paused = [day for day in days if not 80 <= day < 160]
    bars = ft.bars_from_frame(frame({"A": days, "B": paused, "C": days, "D": days}))
    result = ft.run(rotation, bars=bars)
    ordered = result.orders.filter(pl.col("symbol") == "B").get_column("created").dt.date()
    begin, end = FIRST + timedelta(days=81), FIRST + timedelta(days=160)
    assert len(ordered) > 0
    assert not [day for day in ordered if begin < day <= end]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"volume_limit": 0.1}, "the volume limit 0.1 did nothing for A, B"),
        (
            {"volume_limit": 0.1, "slippage": "volume-share:0.1"},
            "the volume limit 0.1 and slippage volume-share:0.1 did nothing for A, B",
        ),
    ],
)
def test_models_of_the_volume_say_where_bars_have_none(settings, words):
    bars = frame({"A": range(3), "B": range(3)})
    result = ft.run(buys("A", 0), bars=bars, **settings)
    assert result.notes == (f"{words}: their bars have no volume",)


def test_volume_share_without_a_volume_limit_says_what_bounds_nothing():
    bars = frame({"A": range(3)}, volume=pl.lit(100))
    (note,) = ft.run(buys("A", 0), bars=bars, slippage="volume-share:0.1").notes
    assert note.startswith("slippage volume-share:0.1 without a volume limit: an order fills whole")
    assert "give volume_limit as well, such as 0.025" in note
    both = ft.run(buys("A", 0), bars=bars, slippage="volume-share:0.1", volume_limit=0.1)
    assert both.notes == ()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"interest": "0.5:0.99"}, ()),
        ({"interest": "2"}, ("interest 2 is 200 % a year: rates are shares, 2 % is 0.02",)),
        (
            {"interest": "0.02:-1.5"},
            ("interest -1.5 is -150 % a year: rates are shares, 2 % is 0.02",),
        ),
        ({"borrow": "0.02,A=1"}, ("borrow 1 is 100 % a year: rates are shares, 2 % is 0.02",)),
    ],
)
def test_a_rate_that_was_meant_in_percent_is_told(settings, words):
    assert ft.run(buys("A", 0), bars=frame({"A": range(3)}), **settings).notes == words


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        (2, ()),
        (10, ("an order is for 1,000 % of the equity: weights are shares of it, 10 % is 0.1",)),
    ],
)
def test_a_weight_that_was_meant_in_percent_is_told(weight, words):
    bars = frame({"A": range(3)})
    assert ft.simulate(bars, targets=[weight] * 3).notes == words
    made = rules.Rules(entry=rules.close > 0, size=rules.percent(weight))
    assert rules.simulate(made, bars).notes == words


def test_arrays_say_it_too():
    bars = frame({"A": range(3)})
    result = ft.simulate(bars, targets=[1, 1, 1], unit="shares", volume_limit=0.5)
    assert result.notes == ("the volume limit 0.5 did nothing for A: their bars have no volume",)


def test_money_of_the_summary_is_of_the_account():
    """The first instrument may be in another currency."""
    instruments = [ft.Instrument("A", currency=ft.Currency("EUR"))]
    bars = ft.bars_from_frame(frame({"A": range(3)}), instruments=instruments)
    rates = [ft.Rate("EUR", "USD", FIRST, Decimal("1.1"))]
    result = ft.run(buys("A", 0), bars=bars, currency="USD", rates=rates, capital=1000)
    shown = dict(summary.rows(result))
    assert shown["capital"] == "1,000 USD"
    assert shown["end equity"].endswith(" USD")


def test_a_yearly_figure_of_a_few_sessions_says_so():
    shown = dict(summary.rows(three_months.run()))
    assert shown["annual return"].endswith(" % (from 6 sessions: too few to lean on)")
    bars = frame({"A": range(300)})
    assert "lean on" not in str(ft.run(buys("A", 0), bars=bars))


def test_a_share_that_nobody_reads_is_shown_by_its_size():
    assert figures.percent(2.076018283724180815872e19) == "2.08e+21 %"
    assert figures.percent(-2.5e8, signed=True) == "-2.50e+10 %"
    assert figures.percent(99_999_999.0) == "9,999,999,900.00 %"


def test_a_maintenance_below_the_leverage_says_what_becomes_of_it():
    bars = frame({"A": range(3)})
    (note,) = ft.run(buys("A", 0), bars=bars, account="portfolio:5:4").notes
    assert note == (
        "account portfolio:5:4 opens up to 5 times its equity and is called above 4: "
        "what lies between is sold again; portfolio:4:5 would keep it"
    )
    assert ft.run(buys("A", 0), bars=bars, account="portfolio:4:4").notes == ()


class Idle(ft.Strategy):
    """Has nothing that is called at a bar."""


class Begins(ft.Strategy):
    """Does all it does before the first bar."""

    def on_start(self, ctx: ft.Context) -> None:
        """Does nothing."""


def test_a_strategy_without_on_bar_is_noted():
    assert ft.run(Idle, bars=frame({"A": range(3)})).notes == (
        "Idle has no on_bar: nothing was done at any bar",
    )
    assert ft.run(Begins, bars=frame({"A": range(3)})).notes == ()
