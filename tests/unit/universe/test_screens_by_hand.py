"""Factors and filters say what a plain reading of their rules says, to the bit."""

from __future__ import annotations

import math
import statistics

import numpy as np
import pytest
from universes import plain

from farthing import universe
from farthing.universe.expression import Factor

SEEDS = range(25)

FACTORS = {
    "price": (universe.price(), lambda market, at: plain.price(market, at)),
    "sma": (universe.sma(3), lambda market, at: plain.sma(market, at, 3)),
    "returns": (universe.returns(2), lambda market, at: plain.returns(market, at, 2)),
    "dollar_volume": (
        universe.dollar_volume(4),
        lambda market, at: plain.dollar_volume(market, at, 4),
    ),
    "traded": (universe.traded(5), lambda market, at: plain.traded(market, at, 5)),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", FACTORS)
def test_a_factor_is_what_is_known_before_the_session(name: str, seed: int):
    market = plain.made(seed)
    factor, expected = FACTORS[name]
    grid = factor.over(market.for_farthing())
    assert grid.symbols == tuple(market.symbols)
    assert grid.sessions == plain.DAYS
    for session in range(len(plain.DAYS)):
        assert_same(grid.values[session], expected(market, session), (session, market))


def assert_same(found, expected, where) -> None:
    """Equal floats, or NaN on both sides."""
    np.testing.assert_array_equal(found, np.array(expected), err_msg=str(where), strict=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_listed_has_had_a_bar_and_has_not_ended(seed: int):
    market = plain.made(seed)
    grid = universe.listed().over(market.for_farthing())
    assert grid.values.tolist() == [plain.listed(market, at) for at in range(len(plain.DAYS))]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_screen_is_the_truth_of_its_parts(seed: int):
    market = plain.made(seed)
    screen = universe.top(universe.dollar_volume(4), 2) & (universe.price() > 5)
    grid = screen.over(market.for_farthing())
    for session in range(len(plain.DAYS)):
        largest = plain.top(plain.dollar_volume(market, session, 4), 2)
        dear = [price > 5 for price in plain.price(market, session)]
        assert grid.values[session].tolist() == [
            a and b for a, b in zip(largest, dear, strict=True)
        ], session


@pytest.mark.parametrize("seed", SEEDS)
def test_the_largest_are_chosen_among_those_within(seed: int):
    market = plain.made(seed)
    screen = universe.top(universe.sma(2), 1, within=universe.traded(3) >= 2)
    grid = screen.over(market.for_farthing())
    for session in range(len(plain.DAYS)):
        trades = [count >= 2 for count in plain.traded(market, session, 3)]
        expected = plain.top(plain.sma(market, session, 2), 1, trades)
        assert grid.values[session].tolist() == expected, session


@pytest.mark.parametrize("seed", SEEDS)
def test_no_asset_that_is_not_listed_is_in_a_filter_or_its_opposite(seed: int):
    market = plain.made(seed)
    cheap = universe.price() <= 5
    bars = market.for_farthing()
    both = [each.over(bars).values for each in (cheap, ~cheap)]
    listed = np.array([plain.listed(market, at) for at in range(len(plain.DAYS))])
    assert ((both[0] ^ both[1]) == listed).all()


ACROSS = {
    "demean": (lambda factor: factor.demean(), lambda known, one: one - mean(known)),
    "zscore": (
        lambda factor: factor.zscore(),
        lambda known, one: (one - mean(known)) / statistics.pstdev(known),
    ),
    "rank": (lambda factor: factor.rank("min"), lambda known, one: sum(v < one for v in known) + 1),
    "descending": (
        lambda factor: factor.rank("max", ascending=False),
        lambda known, one: sum(v >= one for v in known),
    ),
}


def mean(values: list[float]) -> float:
    """Rounded once."""
    return math.fsum(values) / len(values)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ACROSS)
def test_a_value_is_compared_with_those_of_its_session(name: str, seed: int):
    make, expected = ACROSS[name]
    market = plain.made(seed)
    grid = make(universe.price()).over(market.for_farthing())
    for session in range(len(plain.DAYS)):
        row = plain.price(market, session)
        known = [value for value in row if value == value]
        if len(set(known)) < 2:
            continue
        wanted = [expected(known, value) if value == value else math.nan for value in row]
        np.testing.assert_allclose(grid.values[session], wanted, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("bounds", [(0, 10), (25, 75), (50, 100)])
def test_between_two_percentiles_are_those_between_their_values(seed: int, bounds):
    market = plain.made(seed)
    grid = universe.price().percentile_between(*bounds).over(market.for_farthing())
    for session in range(len(plain.DAYS)):
        row = np.array(plain.price(market, session))
        if np.isnan(row).all():
            assert not grid.values[session].any()
            continue
        low, high = (np.nanpercentile(row, each) for each in bounds)
        np.testing.assert_array_equal(grid.values[session], (low <= row) & (row <= high))


def test_arithmetic_is_of_floats_and_division_by_nothing_is_no_error():
    market = plain.made(3)
    bars = market.for_farthing()
    price, mean = universe.price(), universe.sma(2)
    made: list[tuple[Factor, object]] = [
        (price - mean, lambda p, m: p - m),
        (2 * price + 1, lambda p, m: 2 * p + 1),
        (-price / mean, lambda p, m: -p / m),
        (1 - price, lambda p, m: 1 - p),
        (1 / (price - price), lambda p, m: math.inf if p == p else math.nan),
    ]
    prices, means = price.over(bars).values, mean.over(bars).values
    for factor, expected in made:
        rows = zip(prices, means, strict=True)
        wanted = [[expected(p, m) for p, m in zip(*row, strict=True)] for row in rows]
        np.testing.assert_array_equal(factor.over(bars).values, np.array(wanted))


def test_a_grid_tells_who_is_in_it_by_day_and_as_a_table():
    market = plain.made(1)
    grid = (universe.price() > 5).over(market.for_farthing())
    day = plain.DAYS[12]
    expected = [
        symbol
        for symbol, price in zip(market.symbols, plain.price(market, 12), strict=True)
        if price > 5
    ]
    assert list(grid.on(day)) == expected
    frame = grid.frame()
    assert frame.columns == ["session", "symbol"]
    assert frame.filter(frame["session"] == day)["symbol"].to_list() == expected
    values = universe.price().over(market.for_farthing()).frame()
    assert len(values) == len(plain.DAYS) * len(market.symbols)
