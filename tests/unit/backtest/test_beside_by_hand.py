"""What a run was beside its benchmark, and its trades beside their bars, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import polars as pl
import pytest
import three_months
from three_months import CLOSES, EQUITY

import farthing as ft

BESIDE = (
    "alpha", "beta", "information_ratio", "tracking_error", "up_capture", "down_capture",
)  # fmt: skip


def changes(values):
    """What each value grew by."""
    return [Fraction(after) / Fraction(before) - 1 for before, after in pairwise(values)]


def test_without_a_benchmark_there_is_nothing_beside_it():
    statistics = three_months.run().statistics
    assert statistics.benchmark_sessions == 0
    assert [getattr(statistics, name) for name in BESIDE] == [None] * 6
    assert "alpha" not in str(three_months.run())


def test_a_run_is_compared_from_the_first_two_closes_of_its_benchmark():
    result = three_months.run(benchmark="A")
    statistics = result.statistics
    own, market = changes(EQUITY), changes(CLOSES)
    count = len(own)
    own_mean, market_mean = sum(own) / count, sum(market) / count
    products = sum((a - own_mean) * (b - market_mean) for a, b in zip(own, market, strict=True))
    beta = products / sum((b - market_mean) ** 2 for b in market)
    above = [a - b for a, b in zip(own, market, strict=True)]
    mean = sum(above) / count
    error = (float(sum((each - mean) ** 2 for each in above) / (count - 1)) * 252) ** 0.5

    def annual(returns):
        wealth = Fraction(1)
        for value in returns:
            wealth *= 1 + value
        return float(wealth) ** (252 / len(returns)) - 1

    def captured(sign):
        kept = [(a, b) for a, b in zip(own, market, strict=True) if b * sign > 0]
        return annual([a for a, _ in kept]) / annual([b for _, b in kept])

    assert statistics.benchmark_sessions == count == 5
    expected = {
        "beta": float(beta),
        "alpha": float(1 + own_mean - beta * market_mean) ** 252 - 1,
        "tracking_error": error,
        "information_ratio": float(mean) * 252 / error,
        "up_capture": captured(1),
        "down_capture": captured(-1),
    }
    for name, value in expected.items():
        assert getattr(statistics, name) == pytest.approx(value, rel=1e-11, abs=0), name
    assert "against A" in str(result)


def test_a_close_before_the_run_is_where_the_first_return_begins():
    late = three_months.run(ft.Strategy, benchmark="A", start=date(2023, 12, 29))
    assert late.statistics.benchmark_sessions == late.statistics.sessions == 5


def test_excursions_are_of_the_bars_in_which_trades_were_open():
    # Bought at the close of 50, so that the bar of the entry is past; sold at 47.50 and at 55.
    result = three_months.run()
    assert result.trades.select("adverse", "favourable").rows() == [
        (Decimal(4) * Decimal("-2.50"), Decimal(4) * 2),
        (Decimal(6) * Decimal("-2.50"), Decimal(6) * 6),
    ]
    statistics = result.statistics
    assert statistics.worst_adverse_excursion == -15
    assert statistics.best_favourable_excursion == 36
    assert (statistics.average_adverse_excursion, statistics.average_favourable_excursion) == (
        -12.5, 22.0,
    )  # fmt: skip


BARS = {
    "date": [date(2024, 1, day) for day in (2, 3, 4, 5, 8)],
    "open": [100, 100, 104, 52, 51],
    "high": [101, 107, 105, 54, 90],
    "low": [99, 98, 91, 50, 10],
    "close": [100, 104, 104, 51, 51],
}


def turned(sign: int, splits=()) -> ft.Result:
    """Ten shares at the open of the second bar, and out at that of the last."""

    def on_bar(ctx: ft.Context) -> None:
        if ctx.row == 0:
            ctx.order("A", 10 * sign)
        if ctx.row == 3:
            ctx.order_target("A", 0)

    bars = ft.bars_from_frame(pl.DataFrame(BARS), symbol="A", splits=splits)
    return ft.run(on_bar, bars=bars, commission="none")


def test_orders_at_the_open_are_open_in_the_bar_of_their_entry_and_not_in_that_of_their_end():
    assert turned(1).trades.select("adverse", "favourable").rows() == [
        (Decimal(-500), Decimal(70)),
    ]
    assert turned(-1).trades.select("adverse", "favourable").rows() == [
        (Decimal(-70), Decimal(500)),
    ]


AT_MOMENTS = {
    "a limit within a bar counts all of it, where orders fill at the close": (
        "close", [100, (100, 101, 85, 95), 95],
        [(0, 10, {"limit": 90}), (2, -10, {})], (-50, 110),
    ),
    "a stop within a bar is the end, where orders fill at the close": (
        "close", [100, (100, 100, 80, 85), 85],
        [(0, 10, {}), (0, -10, {"stop": 95})], (-50, 0),
    ),
    "an entry at the close of its session has nothing of that bar": (
        "next-open", [100, (100, 130, 70, 100), 100],
        [(0, 10, {"at": "close"}), (1, -10, {})], (0, 0),
    ),
    "an end at the close of its session has all of that bar": (
        "next-open", [100, 100, (100, 105, 60, 100)],
        [(0, 10, {}), (1, -10, {"at": "close"})], (-400, 50),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", AT_MOMENTS)
def test_a_trade_is_open_from_the_moment_of_its_entry_to_that_of_its_end(name):
    fill, prices, orders, expected = AT_MOMENTS[name]

    def on_bar(ctx: ft.Context) -> None:
        for row, size, more in orders:
            if row == ctx.row:
                ctx.order("A", size, **more)

    rows = [each if isinstance(each, tuple) else (each,) * 4 for each in prices]
    columns = dict(zip(("open", "high", "low", "close"), zip(*rows, strict=True), strict=True))
    frame = pl.DataFrame({"date": BARS["date"][: len(rows)], **columns})
    trades = ft.run(on_bar, bars=ft.bars_from_frame(frame, symbol="A"), fill=fill).trades
    assert trades.select("adverse", "favourable").rows() == [expected]


def test_prices_of_before_a_split_count_in_the_shares_of_then():
    split = ft.Split("A", date(2024, 1, 5), 2, 1)
    trade = turned(1, (split,)).trades
    # 20 shares of 50 at the least are as much as the 10 of 100; before, 10 of 91 are the worst.
    assert trade.select("quantity", "adverse", "favourable").rows() == [
        (20, Decimal(-90), Decimal(80)),
    ]


def test_what_excursions_come_to_is_in_the_currency_of_the_account():
    def on_bar(ctx: ft.Context) -> None:
        for symbol in ("A", "J") if ctx.row in (0, 3) else ():
            ctx.order_target(symbol, 10 if ctx.row == 0 else 0)

    bars = ft.bars_from_frame(pl.DataFrame(BARS), symbol="A")
    yen = ft.Instrument("J", currency=ft.Currency("JPY", 0))
    tables = {**bars.tables, "J": bars.tables["A"]}
    both = replace(bars, instruments=(*bars.instruments, yen), tables=tables)
    rates = [
        ft.Rate("JPY", "USD", date(2024, 1, 1), Decimal("0.01")),
        ft.Rate("JPY", "USD", date(2024, 1, 5), Decimal("0.02")),
    ]
    result = ft.run(on_bar, bars=both, commission="none", currency="USD", rates=rates)
    assert result.trades.select("currency", "adverse", "favourable").rows() == [
        ("USD", Decimal(-500), Decimal(70)),
        ("JPY", Decimal(-500), Decimal(70)),
    ]
    # The yen's are 10.00 and 1.40 at the rate of the last mark before the trade ended.
    found = result.statistics
    assert (found.worst_adverse_excursion, found.best_favourable_excursion) == (-500, 70)
    assert (found.average_adverse_excursion, found.average_favourable_excursion) == (-255.0, 35.7)
    # Shares for 1,000 yen, 10.00 then, were sold for 510, 10.20 by then; those for 1,000 lost 490.
    assert (found.best_trade, found.worst_trade) == (Decimal("0.20"), -490)
    assert (found.expectancy, found.return_on_cost) == (-244.9, -0.235)


@pytest.mark.parametrize("price", [None, Decimal("12.34")])
def test_the_price_at_which_an_instrument_ends_is_in_its_event(price):
    bars = ft.bars_from_frame(pl.DataFrame(BARS), symbol="A")
    ended = replace(bars, ends=(ft.End("A", date(2024, 1, 5), price),))
    result = ft.run(
        lambda ctx: ctx.order("A", 10) if ctx.row == 0 else None, bars=ended, commission="none"
    )
    rows = result.events.select("kind", "price").rows()
    assert rows[-1] == ("end", price or 51)
    assert rows[-2] == ("fill", 100)


def test_a_currency_has_the_rate_of_its_own_pair_among_several():
    def flat(price: int) -> pl.LazyFrame:
        prices = {name: [price] * 5 for name in ("open", "high", "low", "close")}
        frame = pl.DataFrame({"date": BARS["date"], **prices})
        return ft.bars_from_frame(frame, symbol="A").tables["A"]

    bars, yen = ft.bars_from_frame(pl.DataFrame(BARS), symbol="A"), ft.Currency("JPY", 0)
    pairs = replace(
        bars,
        instruments=(
            ft.Instrument("E", kind="pair", base="EUR"), ft.Instrument("J", currency=yen),
            ft.Instrument("U", kind="pair", base="USD", currency=yen),
        ),
        tables={"E": flat(2), "J": bars.tables["A"], "U": flat(100)},
    )  # fmt: skip
    result = ft.run(
        lambda ctx: ctx.order("J", 10) if ctx.row == 0 else None,
        bars=pairs, commission="none", currency="USD", capital=1000,
    )  # fmt: skip
    # A yen is a hundredth of a dollar: 10 for 1,000 are 10.00 then, and 510 are 5.10 in the end.
    assert result.events["account_value"].to_list() == [1000, 10]
    assert result.end_equity == Decimal("995.10")
