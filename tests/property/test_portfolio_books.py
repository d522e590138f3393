"""Books of strategies, for any market and any wants: those of the oracle, and their sums."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

import farthing as ft
from farthing._core import after_split, in_proportion, parts_of_fee, parts_of_fill
from farthing.portfolio.allocators.fixed import Fixed
from tests.oracle.portfolio import allot, largest_remainder, play

WANTS = st.lists(st.integers(-500, 500), min_size=2, max_size=6)
FIRST = date(2024, 1, 29)


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=8))
def test_apportioned_parts_are_those_of_the_oracle_and_add_up(whole, weights):
    if not sum(weights):
        return
    exact = [Fraction(whole * weight, sum(weights)) for weight in weights]
    found = in_proportion(whole, weights)
    assert sum(found) == whole
    assert found == largest_remainder(whole, exact, Fraction(1))
    assert all(abs(part - share) < 1 for part, share in zip(found, exact, strict=True))


@given(WANTS, st.integers(1, 3), st.data())
def test_parts_of_a_fill_add_up_and_none_has_more_than_it_wants(wants, lot, data):
    wants = [want * lot for want in wants]
    net = sum(wants)
    filled = lot * data.draw(st.integers(0, abs(net) // lot)) * (1 if net > 0 else -1)
    if net and not filled:
        return
    parts = parts_of_fill(wants, filled, lot)
    assert sum(parts) == filled
    assert all(part % lot == 0 for part in parts)
    assert all(
        part * want >= 0 and abs(part) <= abs(want) for part, want in zip(parts, wants, strict=True)
    )
    if lot == 1:
        assert parts == allot(wants, filled)


@given(WANTS, st.lists(st.integers(1, 400), min_size=1, max_size=8))
def test_an_order_that_fills_in_parts_gives_each_what_it_wants_in_the_end(wants, sizes):
    left, net = list(wants), sum(wants)
    if not net:
        return
    for size in [*sizes, abs(net)]:
        fill = min(size, abs(sum(left))) * (1 if net > 0 else -1)
        if fill:
            parts = parts_of_fill(left, fill, 1)
            left = [want - part for want, part in zip(left, parts, strict=True)]
    assert left == [0] * len(wants)


@given(st.integers(-10_000, 10_000), WANTS, st.sampled_from([1, 100]))
def test_parts_of_a_fee_add_up(fee, parts, unit):
    if any(parts):
        fees = parts_of_fee(fee * unit, parts, unit)
        assert sum(fees) == fee * unit
        assert all(not mine for mine, part in zip(fees, parts, strict=True) if not part)


@given(WANTS, st.integers(1, 20), st.integers(1, 20), st.integers(1, 3))
def test_orders_behind_one_add_up_to_it_after_a_split(wants, new, old, lot):
    wants = [want * lot for want in wants]
    net = sum(wants)
    whole = abs(net) * new // (old * lot) * lot * (1 if net > 0 else -1)
    if net and not whole:
        return
    left = after_split(wants, whole, new, old, lot)
    assert sum(left) == whole
    assert all(units % lot == 0 for units in left)
    assert all(units * want >= 0 for units, want in zip(left, wants, strict=True))


PRICE = st.integers(500, 20_000)
WEIGHT = st.one_of(st.none(), st.integers(-100, 100))


@st.composite
def wishes(draw):
    """A market, what some strategies want of it, and how they share it."""
    bars, assets, count = draw(st.integers(3, 8)), draw(st.integers(1, 3)), draw(st.integers(1, 4))
    prices = st.lists(
        st.lists(PRICE, min_size=assets, max_size=assets), min_size=bars, max_size=bars
    )
    table = st.lists(
        st.lists(WEIGHT, min_size=assets, max_size=assets), min_size=bars, max_size=bars
    )
    shares = draw(st.lists(st.integers(1, 100), min_size=count, max_size=count))
    shares = [Decimal(share) / (sum(shares) + draw(st.integers(0, 5))) for share in shares]
    shares = [share.quantize(Decimal("0.0001"), "ROUND_DOWN") for share in shares]
    fee = draw(st.sampled_from([("per-trade", "1.01"), ("bps", "12.5"), ("per-trade", "0")]))
    return draw(prices), draw(prices), [draw(table) for _ in range(count)], shares, fee


def frame_of(opens, closes):
    """The market as a frame: a bar a day, the fourth one the first of a month."""
    return pl.DataFrame(
        [
            {
                "date": FIRST + timedelta(days=row),
                "symbol": "ABC"[asset],
                "open": Decimal(opens[row][asset]) / 100,
                "close": Decimal(closes[row][asset]) / 100,
            }
            for row in range(len(opens))
            for asset in range(len(opens[0]))
        ],
        schema_overrides={"open": pl.Decimal(38, 2), "close": pl.Decimal(38, 2)},
    )


def wanting(table):
    """A strategy that wants what a table says, in per cent."""

    def on_bar(ctx):
        row = [float("nan") if want is None else want / 100 for want in table[ctx.row]]
        ctx.target_percent(row)

    return on_bar


def expectation(opens, closes, tables, shares, fee):
    """What the oracle makes of it, in dollars and fractions."""
    dollars = [
        [[Fraction(price, 100) for price in row] for row in side] for side in (opens, closes)
    ]
    wanted = [
        [[None if want is None else Fraction(want, 100) for want in row] for row in table]
        for table in tables
    ]
    return play(
        *dollars, wanted, [Fraction(share) for share in shares], 10_000, fee, rebalance=(3,)
    )


def rows_of(fills):
    """The fills of the oracle as rows of a table."""
    return [
        (FIRST + timedelta(days=row), "ABC"[asset], net, Decimal(int(fee * 100)) / 100)
        for row, asset, net, fee in sorted(fills)
    ]


@settings(max_examples=60, deadline=None)
@given(wishes())
def test_books_are_those_of_the_oracle(wished):
    opens, closes, tables, shares, (kind, rate) = wished
    portfolio = ft.StrategyPortfolio(
        {f"s{place}": wanting(table) for place, table in enumerate(tables)},
        allocate=Fixed(*shares),
        rebalance="monthly",
    )
    result = ft.run(
        portfolio, bars=frame_of(opens, closes), capital=10_000, commission=f"{kind}:{rate}"
    )
    expected = expectation(opens, closes, tables, shares, (kind, Fraction(rate)))
    found = [Fraction(value) for value in result.strategies.equity["equity"]]
    assert found == [value for row in expected.equities for value in row]
    netted = result.fills.select("session", "symbol", "quantity", "fee").sort("session", "symbol")
    assert netted.rows() == rows_of(expected.fills)
    books = len(shares) + 1
    sums = [sum(found[place : place + books]) for place in range(0, len(found), books)]
    assert sums == [Fraction(value) for value in result.equity["equity"]]
    for by in ("strategy", "symbol", "sector", "cost"):
        profit = sum(map(Fraction, result.strategies.attribution(by)["profit"]))
        assert profit == Fraction(result.end_equity) - 10_000
