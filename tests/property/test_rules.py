"""Rules run the same in both drivers, alone and among many sets, on one thread and on several."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import polars as pl
from generated import SEED, few, where_numbers_fit
from hypothesis import given, seed
from hypothesis import strategies as st
from market_strategies import Scene, scenes

import farthing
from farthing import rules
from farthing.backtest.config import run_config
from farthing.backtest.simulate import Prepared
from farthing.rules import Rules, param
from farthing.rules.expression import FIELDS, Condition, Number

SETS = [{"n": n, "k": k} for n in (1, 2, 3) for k in (0.5, 1.5)]
"""Every generated program has some of these parameters: a window and a number."""

lengths = st.one_of(st.integers(1, 4), st.just(param("n")))
fields = st.sampled_from(FIELDS)
plain_numbers = st.one_of(st.sampled_from((0, 1, 2, -1, 0.5, 100, 30)), st.just(param("k")))


@st.composite
def leaves(draw) -> Number:
    """A field, an indicator or a plain number."""
    heard, length = draw(fields), draw(lengths)
    return draw(
        st.sampled_from(
            (
                rules.close,
                rules.open,
                rules.volume,
                rules.sma("close", length),
                rules.sma(heard, length),
                rules.ema("close", length),
                rules.rolling_max(heard, length),
                rules.returns("close", length),
                rules.rsi("close", length),
                rules.atr(length),
                rules.zscore("close", 3),
                rules.bollinger("close", 3, param("k"))[0],
                rules.vwap(length),
                rules.obv(),
                rules.bars_in_position,
            )
        )
    )


@st.composite
def numbers(draw, depth: int = 2) -> Number:
    """A number of a few parts."""
    kind = draw(st.sampled_from(("leaf", "leaf", "+", "*", "ago", "since")))
    if depth == 0 or kind == "leaf":
        return draw(leaves())
    one = draw(numbers(depth - 1))
    if kind == "ago":
        return rules.ago(one, draw(lengths))
    if kind == "since":
        return rules.bars_since(draw(conditions(depth - 1)))
    other = draw(st.one_of(plain_numbers, numbers(depth - 1)))
    return one + other if kind == "+" else one * other


@st.composite
def comparisons(draw, depth: int) -> Condition:
    """Prices and averages beside each other, or any two numbers."""
    prices = st.sampled_from((rules.close, rules.open, rules.high, rules.low))
    averages = st.one_of(prices, lengths.map(lambda length: rules.sma("close", length)))
    one = draw(st.one_of(averages, averages, numbers(depth)))
    other = draw(st.one_of(averages, averages, plain_numbers, numbers(depth)))
    sign = draw(st.sampled_from((">", "<", ">=", "<=", "above", "below")))
    if sign == "above":
        return rules.crosses_above(one, other)
    if sign == "below":
        return rules.crosses_below(one, other)
    return {">": one > other, "<": one < other, ">=": one >= other, "<=": one <= other}[sign]


@st.composite
def conditions(draw, depth: int = 2) -> Condition:
    """A condition of a few parts."""
    kind = draw(st.sampled_from(("compare", "compare", "&", "|", "~", "before", "held")))
    if kind == "held":
        return rules.in_position
    if depth == 0 or kind == "compare":
        return draw(comparisons(max(depth - 1, 0)))
    one = draw(conditions(depth - 1))
    if kind == "~":
        return ~one
    if kind == "before":
        return rules.before(one)
    other = draw(conditions(depth - 1))
    return one & other if kind == "&" else one | other


sizes = st.one_of(
    st.sampled_from((rules.percent(0.5), rules.percent(param("k")), rules.value(5000))),
    st.sampled_from((rules.shares(100), rules.shares(param("n") * 100), rules.shares(rules.close))),
)
distances = st.one_of(
    st.none(), st.sampled_from((rules.close * 0.01, rules.atr(2), rules.close * param("k") / 50))
)


many_units = st.sampled_from(
    (rules.shares(2e9), rules.shares(param("k") * 1e9), rules.percent(param("k")))
)


@st.composite
def programs(draw, sizes: st.SearchStrategy[rules.Size] = sizes) -> Rules:
    """Rules with some of everything."""
    sides = draw(st.sampled_from(("long", "short", "both")))
    entry = draw(conditions()) if sides != "short" else None
    short = draw(conditions()) if sides != "long" else None
    return Rules(
        entry=entry,
        exit=draw(st.one_of(st.none(), conditions())) if entry is not None else None,
        short=short,
        cover=draw(st.one_of(st.none(), conditions())) if short is not None else None,
        size=draw(sizes),
        stop_loss=draw(distances),
        take_profit=draw(distances),
    )


@st.composite
def fine_frames(draw) -> pl.DataFrame:
    """Bars whose volumes have 17 digits and more: what fills of many units has as many."""
    prices = draw(st.lists(st.integers(980, 1020), min_size=6, max_size=16))
    units = draw(
        st.lists(
            st.integers(10**16, 4 * 10**18), min_size=len(prices) - 1, max_size=len(prices) - 1
        )
    )
    days = [date(2024, 1, 1) + timedelta(days=place) for place in range(len(units))]
    pairs = pairwise(Decimal(price).scaleb(-2) for price in prices)
    rows = [
        (day, first, last, Decimal(volume).scaleb(-8))
        for day, (first, last), volume in zip(days, pairs, units, strict=True)
    ]
    return pl.DataFrame(rows, ["date", "open", "close", "volume"], orient="row")


def named(program: Rules, each: dict[str, float]) -> dict[str, float]:
    return {name: each[name] for name in program.parameters}


@seed(SEED)
@few(300)
@given(programs())
def test_what_rules_print_makes_equal_rules(program: Rules):
    made = eval(repr(program), {name: getattr(rules, name) for name in rules.__all__})
    assert made == program
    assert hash(made) == hash(program)
    assert repr(made) == repr(program)


@seed(SEED)
@few(300)
@given(scenes(), programs(), st.sampled_from(SETS))
def test_both_drivers_make_the_same_of_rules(scene: Scene, program: Rules, each: dict[str, float]):
    prepared = Prepared(scene.market.bars, run_config(**scene.market.settings))
    with where_numbers_fit():
        alone = rules.simulate(program, prepared, named(program, each))
        event = farthing.run(
            program,
            bars=scene.market.bars,
            parameters=named(program, each),
            **scene.market.settings,
        )
        assert event.digest == alone.digest


@seed(SEED)
@few(200)
@given(
    fine_frames(),
    programs(many_units),
    st.sampled_from(SETS),
    st.sampled_from(("0.1", "0.012345679", "1")),
)
def test_both_drivers_make_the_same_of_quantities_that_floats_do_not_hold(
    frame: pl.DataFrame, program: Rules, each: dict[str, float], limit: str
):
    coin = farthing.Instrument("C", quantity_scale=8, lot=Decimal("0.00000001"))
    bars = farthing.bars_from_frame(frame, symbol="C", instruments=[coin])
    settings = {"capital": 10**11, "volume_limit": limit}
    with where_numbers_fit():
        alone = rules.simulate(program, bars, named(program, each), **settings)
        event = farthing.run(program, bars=bars, parameters=named(program, each), **settings)
        assert event.digest == alone.digest


@seed(SEED)
@few(150)
@given(scenes(), programs(), st.integers(1, 3))
def test_a_set_is_the_same_alone_and_among_many(scene: Scene, program: Rules, workers: int):
    prepared = Prepared(scene.market.bars, run_config(**scene.market.settings))
    sets = [named(program, each) for each in SETS]
    if not program.parameters:
        return
    with where_numbers_fit():
        alone = [rules.simulate(program, prepared, each) for each in sets]
        found = rules.sweep(program, prepared, sets, workers=workers, digests=True)
        quickly = rules.sweep(program, prepared, sets, workers=workers)
        assert quickly.equals(found.drop("digest"))
        assert found["digest"].to_list() == [each.digest for each in alone]
        assert found["end_equity"].to_list() == [each.end_equity for each in alone]
        for place, each in enumerate(alone):
            statistics = each.statistics
            for name in found.columns:
                if hasattr(statistics, name):
                    assert found[name][place] == getattr(statistics, name), name


@seed(SEED)
@few(300)
@given(scenes(), programs(), st.sampled_from(SETS))
def test_no_position_is_on_a_side_that_the_rules_do_not_name(
    scene: Scene, program: Rules, each: dict[str, float]
):
    """With latency, limits of volume, splits, margin calls and prices below nothing."""
    prepared = Prepared(scene.market.bars, run_config(**scene.market.settings))
    with where_numbers_fit():
        found = rules.simulate(program, prepared, named(program, each))
        events = found.events.filter(pl.col("quantity").is_not_null())
        held: dict[str, Decimal] = {}
        for symbol, quantity in events.select("symbol", "quantity").iter_rows():
            held[symbol] = held.get(symbol, Decimal(0)) + quantity
            assert program.short is not None or held[symbol] >= 0
            assert program.entry is not None or held[symbol] <= 0
