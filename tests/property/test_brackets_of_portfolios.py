"""Brackets of several strategies in one account: those of the oracle, and of the kernel itself."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

import farthing as ft
from farthing.portfolio.allocators.fixed import Fixed
from tests.oracle.portfolio import play
from tests.property.test_array_portfolios import FIRST, portfolios

PRICE = st.integers(800, 1_250)
"""In cents: so near to each other that brackets are reached in some bars, not in others."""

WEIGHT = st.one_of(st.none(), st.integers(-100, 100))
DISTANCE = st.one_of(st.none(), st.sampled_from(["0.02", "0.05", "0.1234", "0.3"]))


@st.composite
def bars(draw, assets):
    """Opens, highs, lows and closes in cents: bars x assets."""
    rows = st.lists(st.lists(PRICE, min_size=4, max_size=4), min_size=assets, max_size=assets)
    market = draw(st.lists(rows, min_size=3, max_size=9))
    return [[(cell[0], max(cell), min(cell), cell[3]) for cell in row] for row in market]


def frame_of(market):
    """The market as a frame: a bar a day."""
    rows = [
        {
            "date": FIRST + timedelta(days=row),
            "symbol": "ABC"[asset],
            **dict(zip(("open", "high", "low", "close"), map(cents, cell), strict=True)),
        }
        for row, assets in enumerate(market)
        for asset, cell in enumerate(assets)
    ]
    names = ("open", "high", "low", "close")
    return pl.DataFrame(rows, schema_overrides={name: pl.Decimal(38, 2) for name in names})


def cents(price):
    return Decimal(price) / 100


@st.composite
def wanted(draw):
    """A market, what strategies want of it, their brackets, shares and commission."""
    assets, count = draw(st.integers(1, 2)), draw(st.integers(1, 3))
    market = draw(bars(assets))
    table = st.lists(
        st.lists(WEIGHT, min_size=assets, max_size=assets),
        min_size=len(market), max_size=len(market),
    )  # fmt: skip
    tables = [draw(table) for _ in range(count)]
    brackets = [(draw(DISTANCE), draw(DISTANCE)) for _ in range(count)]
    fee = draw(st.sampled_from([("per-trade", "1.01"), ("bps", "12.5"), ("per-trade", "0")]))
    share = (Decimal(1) / (count + draw(st.integers(0, 1)))).quantize(
        Decimal("0.0001"), "ROUND_DOWN"
    )
    return market, tables, brackets, fee, [share] * count


def arrays_of(tables, brackets):
    """The strategies, as arrays."""
    nan = float("nan")
    return {
        f"s{place}": ft.Targets(
            [[nan if want is None else want / 100 for want in row] for row in table],
            stop_loss=stop, take_profit=limit,
        )
        for place, (table, (stop, limit)) in enumerate(zip(tables, brackets, strict=True))
    }  # fmt: skip


def expectation(market, tables, brackets, fee, shares):
    """What the oracle makes of it."""

    def side(*places):
        return [
            [[Fraction(cell[place], 100) for place in places] for cell in row] for row in market
        ]

    def plain(place):
        return [[Fraction(cell[place], 100) for cell in row] for row in market]

    exact = [
        [[None if want is None else Fraction(want, 100) for want in row] for row in table]
        for table in tables
    ]
    distances = [
        tuple(None if distance is None else Fraction(distance) for distance in pair)
        for pair in brackets
    ]
    return play(
        plain(0), plain(3), exact, [Fraction(share) for share in shares], 10_000,
        (fee[0], Fraction(fee[1])), rebalance=(3,), ranges=side(1, 2), brackets=distances,
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(wanted())
def test_brackets_are_those_of_the_oracle(wish):
    market, tables, brackets, (kind, rate), shares = wish
    portfolio = ft.StrategyPortfolio(
        arrays_of(tables, brackets), allocate=Fixed(*shares), rebalance="monthly"
    )
    result = portfolio.simulate(frame_of(market), capital=10_000, commission=f"{kind}:{rate}")
    expected = expectation(market, tables, brackets, (kind, rate), shares)
    found = [Fraction(value) for value in result.strategies.equity["equity"]]
    assert found == [value for row in expected.equities for value in row]
    fills = result.fills.select("session", "symbol", "quantity", "fee").rows()
    told = [
        (FIRST + timedelta(days=row), "ABC"[asset], net, Decimal(int(fee * 100)) / 100)
        for row, asset, net, fee in expected.fills
    ]
    assert sorted(fills) == sorted(told)


@st.composite
def entries(draw):
    """A market that opens where it closed, and targets that go from nothing and back to it."""
    market = draw(bars(1))
    closes = [market[0][0][0], *(row[0][3] for row in market)]
    market = [
        [(before, max(before, high), min(before, low), close)]
        for before, [(_, high, low, close)] in zip(closes, market, strict=False)
    ]
    cells = draw(st.lists(st.integers(-80, 80), min_size=len(market), max_size=len(market)))
    wants = [want if row % 2 == 0 else 0 for row, want in enumerate(cells)]
    return market, wants, draw(DISTANCE), draw(DISTANCE)


@settings(max_examples=100, deadline=None)
@given(entries())
def test_a_strategy_alone_has_the_fills_of_brackets_of_the_kernel(wish):
    market, wants, stop, limit = wish
    frame = frame_of(market)
    array = ft.Targets([[want] for want in wants], unit="shares", stop_loss=stop, take_profit=limit)
    batch = ft.StrategyPortfolio({"alone": array}).simulate(frame, capital=10_000)

    def on_bar(ctx):
        held, want = int(ctx.positions[0]), wants[ctx.row]
        before = wants[ctx.row - 1] if ctx.row else 0
        if want == before:
            return
        if want == 0:
            ctx.cancel_all()
            ctx.order("A", -held)
            return
        price = Decimal(market[ctx.row][0][3]) / 100
        side = 1 if want > 0 else -1
        ctx.bracket(
            "A", want,
            stop_loss=None if stop is None else level(price, -side, stop, up=side < 0),
            take_profit=None if limit is None else level(price, side, limit, up=side > 0),
        )  # fmt: skip

    plain = ft.run(on_bar, bars=frame, capital=10_000)
    columns = ("time", "symbol", "quantity", "price", "value", "fee")
    assert batch.fills.select(columns).equals(plain.fills.select(columns))
    assert batch.equity.equals(plain.equity)
    assert batch.ambiguous_bars == plain.ambiguous_bars


def level(price, side, share, up):
    """So far above a price, or below it, on the cent."""
    price *= 1 + side * Decimal(share)
    return price.quantize(Decimal("0.01"), "ROUND_CEILING" if up else "ROUND_FLOOR")


@settings(max_examples=150, deadline=None)
@given(portfolios(), st.lists(st.tuples(DISTANCE, DISTANCE), min_size=4, max_size=4))
def test_books_with_brackets_add_up_to_the_account(portfolio, brackets):
    bars_of_run, arrays, rules, conditions = portfolio
    protected = {
        name: ft.Targets(each.targets, each.unit, each.rebalance, *pair)
        for (name, each), pair in zip(arrays.items(), brackets, strict=False)
    }
    result = ft.StrategyPortfolio(protected, **rules).simulate(
        bars_of_run, capital=20_000, **conditions
    )
    books = result.strategies
    sums = books.equity.group_by("time", maintain_order=True).agg(
        pl.col("equity").sum(), pl.col("cash").sum()
    )
    assert sums["equity"].to_list() == result.equity["equity"].to_list()
    assert sums["cash"].to_list() == result.equity["cash"].to_list()
    held = books.positions.group_by("session", "symbol").agg(pl.col("quantity").sum())
    held = held.filter(pl.col("quantity") != 0).sort("session", "symbol")
    account = result.positions.select("session", "symbol", "quantity").sort("session", "symbol")
    assert held.rows() == account.rows()
    assert books.fills["fee"].sum() == result.fills["fee"].sum()
    for by in ("strategy", "symbol", "cost"):
        assert books.attribution(by)["profit"].sum() == result.end_equity - 20_000
