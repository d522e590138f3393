"""Numbers of NumPy, pandas and polars as sizes, prices and targets: each is a number or refused."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pytest
import three_months

import farthing as ft
from farthing.errors import ConfigurationError, OrderError, StrategyError

ROWS = 6


def orders(size, **more):
    """The orders that come of one in the first row."""
    order = {"row": 0, "asset": "A", "size": size, **more}
    return ft.simulate(three_months.bars(), orders=[order]).orders


@pytest.mark.parametrize("size", [np.int64(5), np.uint8(5), np.float64(5.0), np.array(5), 5])
def test_a_whole_number_of_any_library_is_a_size(size):
    assert orders(size)["quantity"].to_list() == [5]


NO_NUMBERS = [
    True,
    np.True_,
    np.array(True),
    np.array([5]),
    np.array([]),
    pd.Series([5]),
    pl.Series([5]),
    np.datetime64("2024-01-02"),
    np.timedelta64(5, "D"),
    np.complex128(5),
    5 + 0j,
    np.str_("x"),
    pd.NA,
    None,
    [5],
    object(),
]


def name_of(value: object) -> str:
    """A name that is the same in every process."""
    return "an object" if type(value) is object else repr(value)


@pytest.mark.parametrize("size", NO_NUMBERS, ids=name_of)
def test_what_is_no_number_is_no_size_and_no_price(size):
    with pytest.raises(OrderError, match="size .* is "):
        orders(size)
    if size is not None:
        with pytest.raises(OrderError, match="limit .* is "):
            orders(1, limit=size)


@pytest.mark.parametrize(("price", "limit"), [("10.1", "10.10"), ("50.005", "50.00")])
def test_a_short_float_means_the_shortest_decimal_of_its_kind(price, limit):
    found = orders(1, limit=np.float32(price))
    assert found["limit"].to_list() == [Decimal(limit)]
    assert orders(1, limit=np.float16("10.1"))["limit"].to_list() == [Decimal("10.10")]
    given = orders(-1, limit=np.float32(price))["limit"].to_list()
    assert given == [Decimal(limit) if limit == "10.10" else Decimal("50.01")]


VAST = [10**40, -(10**40), 10**5000, -(10**5000), Decimal("1e5000")]


@pytest.mark.parametrize("size", VAST, ids=["40", "-40", "5000", "-5000", "decimal"])
def test_an_exact_number_of_any_length_is_too_large_and_no_error(size):
    (order,) = orders(size).select("state", "reason", "asked").rows()
    assert order[:2] == ("refused", "quantity_too_large")
    assert np.isfinite(order[2])
    assert (order[2] > 0) == (size > 0)
    assert orders(1, limit=size)["reason"].to_list() == ["price_out_of_range"]


def test_more_digits_than_an_exact_number_has_are_told_in_short():
    with pytest.raises(OrderError, match=r"size '0\.3{58}\.\.\.' is not a decimal number of at mo"):
        orders(Decimal("0." + 5000 * "3"))


FLOAT32 = np.full((ROWS, 1), 0.1, dtype=np.float32)


@pytest.mark.parametrize(
    "targets",
    [
        FLOAT32,
        pl.DataFrame({"A": FLOAT32[:, 0]}),
        pd.DataFrame({"A": FLOAT32[:, 0]}),
        [[each] for each in FLOAT32[:, 0]],
        np.ma.masked_array(FLOAT32, mask=False),
    ],
    ids=["array", "polars", "pandas", "list", "masked"],
)
def test_targets_of_short_floats_are_their_shortest_decimals(targets):
    found = ft.simulate(three_months.bars(), targets=targets, capital=10**10).orders
    assert found["asked"].to_list()[0] == 0.1
    assert found["quantity"].to_list()[0] == 20_000_000


NO_TARGETS = [
    np.full((ROWS, 1), True),
    [[True]] * ROWS,
    [[True], *[[0.5]] * (ROWS - 1)],
    np.full((ROWS, 1), np.datetime64("2024-01-02")),
    np.full((ROWS, 1), np.timedelta64(1, "D")),
    np.full((ROWS, 1), 1j),
    pl.DataFrame({"A": [True] * ROWS}),
    pl.DataFrame({"A": list(three_months.DAYS)}),
    pd.DataFrame({"A": [True] * ROWS}),
    pd.DataFrame({"A": pd.array([True] * ROWS, dtype="boolean")}),
    pd.DataFrame({"A": pd.to_datetime(list(three_months.DAYS))}),
    np.full((ROWS, 1), True, dtype=object),
    "abcd",
]


@pytest.mark.parametrize("targets", NO_TARGETS)
@pytest.mark.parametrize("unit", ["weight", "shares"])
def test_truths_and_dates_are_no_targets(targets, unit):
    with pytest.raises(ConfigurationError, match="targets are no array of numbers"):
        ft.simulate(three_months.bars(), targets=targets, unit=unit)


@pytest.mark.parametrize("door", ["target_percent", "target_shares"])
@pytest.mark.parametrize(
    "value", [True, np.True_, [True], np.array([True]), np.array(["2024"], "M8[D]"), None, "ab"]
)
def test_truths_and_dates_are_no_targets_of_a_strategy(door, value):
    with pytest.raises(StrategyError, match="targets are no numbers") as caught:
        ft.run(lambda ctx: getattr(ctx, door)(value), bars=three_months.bars())
    assert isinstance(caught.value.__cause__, OrderError)


@pytest.mark.parametrize("value", [1, np.int64(1), np.float32(1), np.array(1), np.array([1]), [1]])
def test_a_number_alone_is_the_target_of_every_asset(value):
    found = ft.run(lambda ctx: ctx.target_shares(value), bars=three_months.bars()).orders
    assert found["quantity"].to_list() == [1]


def test_a_short_float_of_a_strategy_is_its_shortest_decimal():
    for value in (np.float32(0.1), np.array([0.1], dtype=np.float32)):
        bars = three_months.bars()
        found = ft.run(lambda ctx, v=value: ctx.target_percent(v), bars=bars, capital=10**10)
        assert found.orders["quantity"].to_list()[0] == 20_000_000
