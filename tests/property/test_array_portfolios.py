"""Arrays of several strategies in one account: the numbers of strategies that Python calls."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

import farthing as ft
from farthing.portfolio.allocators.fixed import Fixed

FIRST = date(2024, 1, 29)
"""A Monday, and the fourth bar is in another month."""

TABLES = ("equity", "fills", "journal", "positions", "allocations", "risk")

PRICE = st.integers(200, 20_000)
WEIGHT = st.one_of(st.none(), st.sampled_from([0, 0, 50, -50]), st.integers(-150, 150))
SHARES = st.one_of(st.none(), st.sampled_from([0, 0, 40, -40]), st.integers(-300, 300))

ACTIONS = st.one_of(
    st.builds(
        lambda asset, day, amount: ft.Dividend(
            "ABC"[asset], FIRST + timedelta(days=day), Decimal(amount) / 1000
        ),
        st.integers(0, 2), st.integers(1, 6), st.integers(1, 900),
    ),
    st.builds(
        lambda asset, day, ratio: ft.Split("ABC"[asset], FIRST + timedelta(days=day), *ratio),
        st.integers(0, 2), st.integers(1, 6), st.sampled_from([(2, 1), (1, 2), (3, 2), (1, 7)]),
    ),
    st.builds(
        lambda asset, day: ft.End("ABC"[asset], FIRST + timedelta(days=day)),
        st.integers(0, 2), st.integers(1, 6),
    ),
)  # fmt: skip

SETTINGS = st.fixed_dictionaries({
    "commission": st.sampled_from(["none", "per-trade:1.01", "bps:12.5", "per-share:0.013:1"]),
    "slippage": st.sampled_from(["none", "bps:30"]),
    "account": st.sampled_from(["unlimited", "unlimited", "cash", "margin:1.5", "reg-t"]),
    "fill": st.sampled_from(["next-open", "next-open", "next-close"]),
    "volume_limit": st.sampled_from([None, None, "0.1"]),
    "borrow": st.sampled_from([None, "0.2"]),
    "interest": st.sampled_from([None, "0.03:0.3"]),
    "controls": st.sampled_from(["", "", "order-units:120", "drawdown:0.1"]),
})  # fmt: skip


INSTRUMENTS = (
    ft.Instrument("A", lot=Decimal(10)),
    ft.Instrument("B", quantity_scale=2, lot=Decimal("0.05")),
    ft.Instrument("C", multiplier=Decimal("2.5")),
)
"""Of other grids than whole shares, where lots and last digits differ."""


@st.composite
def markets(draw):
    """Bars of three assets, some without volume, of two some missing, and what acts on them."""
    rows = draw(st.integers(3, 9))
    bars = []
    for row in range(rows):
        for symbol in "ABC":
            if row and symbol != "A" and draw(st.integers(0, 7)) == 0:
                continue
            opens, closes = Decimal(draw(PRICE)) / 100, Decimal(draw(PRICE)) / 100
            volume = draw(st.sampled_from([0, 900, 5000, 5000]))
            bars.append({
                "date": FIRST + timedelta(days=row), "symbol": symbol, "open": opens,
                "high": max(opens, closes), "low": min(opens, closes), "close": closes,
                "volume": volume,
            })  # fmt: skip
    prices = {name: pl.Decimal(38, 2) for name in ("open", "high", "low", "close")}
    frame = pl.DataFrame(bars, schema_overrides=prices)
    actions = draw(st.lists(ACTIONS, max_size=3, unique_by=lambda a: (type(a), a.symbol)))
    instruments = draw(st.sampled_from([None, INSTRUMENTS]))
    return rows, bars_of(frame, actions, instruments)


@st.composite
def portfolios(draw):
    """A market, several arrays, and the rules of their portfolio."""
    rows, bars = draw(markets())
    conditions = dict(draw(SETTINGS))
    late = draw(st.sampled_from([0, 0, 1]))
    if late:
        rows, conditions["start"] = rows - late, FIRST + timedelta(days=late)
    arrays = {}
    for place in range(draw(st.integers(1, 4))):
        unit = draw(st.sampled_from(["weight", "shares"]))
        cell = WEIGHT if unit == "weight" else SHARES
        table = draw(st.lists(st.lists(cell, min_size=3, max_size=3), min_size=rows, max_size=rows))
        scale = 100 if unit == "weight" else 1
        values = [[float("nan") if w is None else w / scale for w in row] for row in table]
        arrays[f"s{place}"] = ft.Targets(values, unit=unit, rebalance=draw(st.booleans()))
    shares = draw(st.lists(st.integers(1, 99), min_size=len(arrays), max_size=len(arrays)))
    spare = draw(st.integers(0, 9))
    shares = [
        (Decimal(share) / (sum(shares) + spare)).quantize(Decimal("1e-9"), "ROUND_DOWN")
        for share in shares
    ]
    rules = {
        "allocate": draw(st.sampled_from([Fixed(*shares), "equal"])),
        "rebalance": draw(st.sampled_from(["never", "daily", "weekly", "monthly"])),
    }
    return bars, arrays, rules, conditions


def called(array):
    """The strategy that states the targets of an array, bar by bar."""

    def on_bar(ctx):
        state = ctx.target_percent if array.unit == "weight" else ctx.target_shares
        state(list(array.targets[ctx.row]), rebalance=array.rebalance)

    return on_bar


def bars_of(frame, actions, instruments):
    """The frame as bars, with what acts on them."""
    kinds = {"dividends": ft.Dividend, "splits": ft.Split, "ends": ft.End}
    acting = {
        name: [action for action in actions if isinstance(action, kind)]
        for name, kind in kinds.items()
    }
    return ft.bars_from_frame(frame, instruments=instruments, **acting)


def both(bars, arrays, rules, conditions):
    """The result of the arrays, and that of strategies that Python calls."""
    batch = ft.StrategyPortfolio(arrays, **rules).simulate(bars, capital=20_000, **conditions)
    strategies = {name: called(array) for name, array in arrays.items()}
    portfolio = ft.StrategyPortfolio(strategies, **rules)
    return batch, ft.run(portfolio, bars=bars, capital=20_000, **conditions)


@settings(max_examples=150, deadline=None)
@given(portfolios())
def test_arrays_come_to_what_strategies_of_python_come_to(portfolio):
    batch, run = both(*portfolio)
    assert batch.digest == run.digest
    assert batch.orders.equals(run.orders)
    for name in TABLES:
        assert getattr(batch.strategies, name).equals(getattr(run.strategies, name)), name
    assert batch.strategies.describe() == run.strategies.describe()
    assert repr(batch.statistics) == repr(run.statistics)
