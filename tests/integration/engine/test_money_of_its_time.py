"""Nothing is paid, earned or sold with what comes in later: each case by hand, beside RULES.md."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

import farthing as ft
from farthing.errors import StrategyError

FRIDAY = date(2024, 1, 5)
"""Days with bars are this one, Monday, and on to the next Friday."""

DAYS = [FRIDAY, *(FRIDAY + timedelta(days=number) for number in range(3, 8))]


def bars(
    volume: int = 1_000_000, actions: dict[str, Any] | None = None, **symbols: list[Any]
) -> Any:
    """Days of each symbol: one price, or open, high, low and close."""
    rows = [
        {"date": day, "symbol": symbol, "volume": volume}
        | dict(zip(("open", "high", "low", "close"), ohlc, strict=True))
        for symbol, each in symbols.items()
        for day, price in zip(DAYS, each, strict=False)
        for ohlc in [price if isinstance(price, tuple) else (price,) * 4]
    ]
    schema = dict.fromkeys(("open", "high", "low", "close"), pl.Float64)
    return ft.bars_from_frame(pl.DataFrame(rows, schema_overrides=schema), **(actions or {}))


def gives(*orders: tuple[int, str, float, dict[str, Any]]) -> Any:
    """A strategy that gives orders at rows: row, symbol, size, the rest."""

    def on_bar(ctx: ft.Context) -> None:
        for row, symbol, size, more in orders:
            if row == ctx.row:
                ctx.order(symbol, size, **more)

    return on_bar


def states(result: ft.Result) -> list[tuple[str, str | None]]:
    """How each order ended."""
    return result.orders.select("state", "reason").rows()


def test_what_is_sold_later_in_a_bar_pays_for_nothing_at_its_open():
    given = bars(A=[100, 100, (100, 110, 100, 110)], B=[50, 50, (50, 80, 50, 80)])
    orders = ((0, "A", 10, {}), (1, "B", 20, {}), (1, "A", -10, {"limit": 110}))
    result = ft.run(gives(*orders), bars=given, account="cash", capital=1000)
    assert states(result) == [
        ("filled", None), ("refused", "insufficient_cash"), ("filled", None),
    ]  # fmt: skip
    assert result.end_equity == 1100


def test_what_is_sold_at_the_open_pays_for_what_is_bought_there():
    given = bars(A=[100, 100, (110, 110, 100, 110)], B=[50, 50, 50])
    orders = ((0, "A", 10, {}), (1, "B", 20, {}), (1, "A", -10, {"limit": 105}))
    result = ft.run(gives(*orders), bars=given, account="cash", capital=1000)
    assert states(result) == [("filled", None)] * 3


def test_the_order_is_the_same_where_orders_have_conditions():
    given = bars(A=[100, 100, (100, 110, 100, 110)], B=[50, 50, (50, 80, 50, 80)])
    orders = ((0, "A", 10, {}), (1, "B", 20, {"tag": "x"}), (1, "A", -10, {"limit": 110}))
    result = ft.run(gives(*orders), bars=given, account="cash", capital=1000)
    assert result.end_equity == 1100


def test_a_liquidation_opens_nothing_where_the_strategy_has_closed_by_itself():
    given = bars(A=[100, 60, 60, 95, 95])
    orders = ((0, "A", 190, {}), (1, "A", -190, {"reduce_only": True}))
    result = ft.run(gives(*orders), bars=given, account="reg-t", capital=10_000, fill="close")
    assert result.margin_calls.height == 1
    assert states(result) == [
        ("filled", None), ("refused", "nothing_to_reduce"), ("filled", None),
    ]  # fmt: skip
    assert result.orders["origin"].to_list() == ["strategy", "liquidation", "strategy"]
    assert result.end_equity == 10_000 - 190 * 40


def test_a_target_counts_of_a_liquidation_what_is_held_against_it():
    given = bars(volume=100, A=[100, 100, 100, 55, 55, 60, 60])

    def on_bar(ctx: ft.Context) -> None:
        if ctx.row == 0:
            ctx.order("A", 180)
        if ctx.row == 3:
            ctx.order("A", -100, at="open")
        if ctx.row == 4:
            seen.append(ctx.portfolio.positions["A"].amount)
            ctx.close_position("A")

    seen: list[int] = []
    result = ft.run(
        on_bar, bars=given, account="reg-t", capital=10_000, fill="next-close", volume_limit=1
    )
    assert seen == [80], "the sale on open had the volume of its bar before the liquidation"
    ours = result.orders.filter(pl.col("origin") == "strategy")
    assert ours["quantity"].to_list() == [180, -100], "nothing is left to be closed"
    assert result.positions.filter(pl.col("session") == DAYS[5]).is_empty()


def test_what_a_liquidation_cannot_close_is_no_position_of_the_other_side():
    prices = {"A": [100, 50, 5.6], "B": [100, 100, 48], "C": [100, 100, 85.76]}
    rows = [
        {"date": DAYS[row], "symbol": symbol, "open": price, "close": price}
        | {"volume": 0 if (symbol, row) == ("A", 2) else 1000}
        for symbol, each in prices.items()
        for row, price in enumerate(each)
    ]
    schema = dict.fromkeys(("open", "close"), pl.Float64)
    given = ft.bars_from_frame(pl.DataFrame(rows, schema_overrides=schema))
    orders = ((0, "A", 150, {}), (0, "B", 25, {}), (0, "C", 25, {}), (1, "A", -140, {}))
    result = ft.run(gives(*orders), bars=given, account="reg-t", capital=10_000, fill="close")
    # A is sold in the first call, but for ten shares. Without C what is left needs a quarter of
    # 25 x 48 = 1,200, which is less than the equity of 400.
    assert result.equity["equity"].to_list()[-1] == 400
    sold = result.orders.filter(pl.col("origin") == "liquidation")
    assert sold["symbol"].to_list() == ["A", "C"]


def test_a_cash_account_exchanges_what_it_has():
    euros = ft.Instrument("E", currency=ft.Currency("EUR", 2))
    rates = [ft.Rate("EUR", "USD", FRIDAY, Decimal("1.10"))]
    said = []

    def on_bar(ctx: ft.Context) -> None:
        if ctx.row == 0:
            said.append(ctx.convert("EUR", -10_000))
            said.append(ctx.convert("EUR", "-909.09"))
            said.append(ctx.convert("EUR", "909.10"))
            said.append(ctx.portfolio.cash_in("EUR"))

    result = ft.run(
        on_bar, bars=bars(E=[100, 100], actions={"instruments": [euros]}),
        account="cash", currency="USD", rates=rates, capital=1000,
    )  # fmt: skip
    assert said == ["insufficient_cash", None, "insufficient_cash", 909.09]
    assert result.balances.filter(pl.col("account") == "cash").get_column("amount").min() >= 0


def test_a_child_that_is_given_behind_a_split_is_of_the_shares_of_now():
    for new, old, expected in ((1, 10, -10), (2, 1, -200)):
        price = 1000 * old // new
        given = bars(
            A=[1000, 1000, price, price],
            actions={"splits": [ft.Split("A", DAYS[2], new, old)]},
        )

        def on_bar(ctx: ft.Context, price: int = price) -> None:
            if ctx.row == 0:
                ctx.order("A", 100)
            if ctx.row == 2:
                ctx.order("A", -1, stop=price // 2, parent=0)

        result = ft.run(on_bar, bars=given, capital=1_000_000)
        assert result.orders["quantity"].to_list() == [100, expected]


def test_a_trailing_child_follows_from_the_bar_behind_its_parent_s_fill():
    given = bars(A=[100, (100, 100, 89, 90), (90, 91, 90, 91), 91])
    trail = (0, "A", -10, {"trail": 5, "parent": 0, "reduce_only": True})
    result = ft.run(gives((0, "A", 10, {"limit": 90}), trail), bars=given, capital=10_000)
    assert states(result) == [("filled", None), ("open", None)]  # its level is 85, then 86


def test_interest_is_of_the_cash_that_was_there():
    paid = ft.Dividend("A", DAYS[2], Decimal(1000), DAYS[3])
    given = bars(A=[100] * 4, actions={"dividends": [paid]})
    result = ft.run(gives((0, "A", 90, {})), bars=given, capital=10_000, interest="0.36")
    earned = result.journal.filter(pl.col("kind") == "interest", pl.col("account") == "cash")
    # A thousandth a day: of 10,000 over the weekend, then of what the shares have left. The 90,000
    # that the last day begins with have earned nothing by then.
    assert earned.get_column("amount").to_list() == [
        Decimal("30.00"),
        Decimal("1.03"),
        Decimal("1.03"),
    ]


def test_what_an_auction_leaves_is_over_with_it():
    given = bars(A=[100, 100, 120, 130], volume=40)
    orders = ((0, "A", 100, {"at": "close", "limit": 200}), (0, "A", 10, {"at": "open"}))
    result = ft.run(gives(*orders), bars=given, capital=100_000, volume_limit=1)
    assert result.orders.select("state", "filled").rows() == [("expired", 30), ("filled", 10)]


def test_a_split_does_not_ask_for_what_filled_long_ago():
    coin = ft.Instrument("A", quantity_scale=8)
    actions = {"instruments": [coin], "splits": [ft.Split("A", DAYS[3], 100, 1)]}
    given = bars(A=[1, 1, 1, 1, 1], actions=actions)
    orders = ((0, "A", 10**9, {}), (1, "A", -(10**9), {}))
    result = ft.run(gives(*orders), bars=given, capital=10**12)
    assert result.outcome.bars == 5
    late = (4, "A", 1, {"stop": 1, "parent": 0})
    with pytest.raises(StrategyError, match="what has filled of A"):
        ft.run(gives(*orders, late), bars=given, capital=10**12)
