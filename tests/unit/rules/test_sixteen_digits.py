"""Prices of sixteen digits, of which several are one float, are told apart by both drivers."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest

import farthing as ft
from farthing import rules
from farthing.rules import (
    Rules,
    ago,
    close,
    high,
    low,
    param,
    rolling_max,
    rolling_min,
    shares,
    sma,
)

BASE = 8_500_000_000_000_000
STEPS = (0, 1, 0, 0, 1, 2, 1, 2, 2, 3, 2, 1, 0, 0, 1, 0)


def frame() -> pl.DataFrame:
    days = [date(2024, 1, 1) + timedelta(days=place) for place in range(len(STEPS))]
    price = [Decimal(BASE + step).scaleb(-8) for step in STEPS]
    tops = [Decimal(BASE + step + place % 2).scaleb(-8) for place, step in enumerate(STEPS)]
    lows = [Decimal(BASE + step - place % 3).scaleb(-8) for place, step in enumerate(STEPS)]
    columns = {"open": price, "high": tops, "low": lows, "close": price}
    return pl.DataFrame({"date": days, "symbol": ["A"] * len(days), **columns})


def mean(row: int, length: int) -> Decimal:
    return Decimal(sum(STEPS[row + 1 - length : row + 1])) / length


def test_these_prices_are_one_float():
    assert len({float(Decimal(BASE + step).scaleb(-8)) for step in STEPS}) < len(set(STEPS))


@pytest.mark.parametrize(
    ("condition", "holds", "first"),
    [
        (close > ago(close, 1), lambda r: STEPS[r] > STEPS[r - 1], 1),
        (close < ago(close, 2), lambda r: STEPS[r] < STEPS[r - 2], 2),
        (close >= rolling_max("close", 3), lambda r: STEPS[r] == max(STEPS[r - 2 : r + 1]), 2),
        (close > rolling_min("close", 3), lambda r: STEPS[r] > min(STEPS[r - 2 : r + 1]), 2),
        (close > ago(rolling_max("close", 2), 1), lambda r: STEPS[r] > max(STEPS[r - 2 : r]), 2),
        (sma("close", 2) > sma("close", 3), lambda r: mean(r, 2) > mean(r, 3), 2),
        (sma("close", 2) > ago(sma("close", 3), 1), lambda r: mean(r, 2) > mean(r - 1, 3), 3),
        (high > close, lambda r: r % 2 == 1, 0),
        (low <= ago(low, 1), lambda r: STEPS[r] - r % 3 <= STEPS[r - 1] - (r - 1) % 3, 1),
        (rules.crosses_above(close, ago(close, 1)), None, 2),
    ],
)
def test_prices_are_compared_by_their_digits(condition, holds, first: int):
    if holds is None:
        rises = [place > 0 and STEPS[place] > STEPS[place - 1] for place in range(len(STEPS))]
        holds = lambda r: rises[r] and not rises[r - 1]  # noqa: E731
    made = Rules(entry=condition, size=shares(1))
    bars = ft.bars_from_frame(frame())
    found = rules.simulate(made, bars, capital=10**10)
    expected = [place >= first and holds(place) for place in range(len(STEPS))]
    turns = [place for place in range(len(STEPS)) if expected[place] != ([False, *expected])[place]]
    times = found.equity["time"]
    assert found.orders["created"].to_list() == [times[place] for place in turns]
    assert len(turns) > 1
    assert ft.run(made, bars=bars, capital=10**10).digest == found.digest
    among = rules.sweep(
        Rules(entry=condition & (close > param("least")), size=shares(1)),
        bars,
        {"least": [0, 1]},
        digests=True,
        capital=10**10,
    )
    assert set(among["digest"]) == {found.digest}


def test_what_was_some_bars_ago_is_in_the_shares_of_then():
    """A split since then makes the adjusted bar smaller, and the float that is kept does not."""
    prices = [Decimal(10), Decimal(10), Decimal(5), Decimal(5), Decimal(5), Decimal(5)]
    days = [date(2024, 1, 1) + timedelta(days=place) for place in range(len(prices))]
    columns = dict.fromkeys(("open", "high", "low", "close"), prices)
    table = pl.DataFrame({"date": days, "symbol": ["A"] * len(days), **columns})
    bars = ft.bars_from_frame(table, splits=[ft.Split("A", days[2], 2, 1)])
    for condition, rows in (
        (ago(close, 2) >= 10, [2, 3]),
        (ago(rolling_max("close", 2), 1) >= 10, [2]),
        (ago(close, 1) <= close, [1, 3, 4, 5]),
    ):
        made = Rules(entry=condition, exit=~condition, size=shares(10))
        found = rules.simulate(made, bars)
        assert ft.run(made, bars=bars).digest == found.digest
        assert found.orders["created"][0] == found.equity["time"][rows[0]], condition
