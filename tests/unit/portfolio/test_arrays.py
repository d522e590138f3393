"""The doors of portfolios of arrays: what is refused, and what to do instead."""

import numpy as np
import polars as pl
import pytest

import farthing as ft
from farthing.errors import ConfigurationError, FarthingError, LedgerOverflow

FRAME = pl.DataFrame({
    "date": ["2024-01-02", "2024-01-03", "2024-01-04"],
    "open": [10.0, 10.0, 10.0], "high": [10.0, 11.0, 10.0], "low": [10.0, 9.0, 10.0],
    "close": [10.0, 10.0, 10.0], "volume": [1000, 1000, 1000],
})  # fmt: skip
HOLD = ft.Targets([[5], [5], [5]], unit="shares")


def simulated(arrays, frame=FRAME, capital=1_000, settings=None, **rules):
    portfolio = ft.StrategyPortfolio(arrays, **rules)
    return portfolio.simulate(frame, capital=capital, **(settings or {}))


def test_books_of_arrays_are_entries_as_those_of_called_strategies():
    result = simulated({"a": HOLD, "b": ft.Targets([[-2], [-2], [-2]], unit="shares")})
    assert result.fills["quantity"].to_list() == [3]
    assert result.strategies.names == ("a", "b", "reserve")
    kinds = [entry.kind for entry in result.strategies.entries]
    assert kinds == ["deposit", "transfer", "transfer", "transfer", "fill", "fill"]
    assert len(result.strategies.entries) == 6
    assert result.strategies.entries[-1].quantity == -2


@pytest.mark.parametrize("value", ["0", "1", "1.5", "-0.1", "0.0000000001", "much"])
def test_a_distance_of_a_stop_is_a_share_below_one(value):
    with pytest.raises(ConfigurationError, match="stop_loss"):
        ft.Targets([[1]], stop_loss=value)


def test_a_distance_of_a_limit_may_be_more_than_the_price():
    assert ft.Targets([[1]], take_profit=2.5).limit == 2_500_000_000
    with pytest.raises(ConfigurationError, match="take_profit is 101: .* at most 100"):
        ft.Targets([[1]], take_profit=101)


def test_a_limit_that_is_no_price_is_refused_and_the_stop_stays():
    short = ft.Targets([[-1], [-1], [-1]], unit="shares", stop_loss="0.5", take_profit="1.2")
    result = simulated({"a": short})
    assert result.orders.select("type", "state", "reason").rows() == [
        ("market", "filled", None), ("stop", "open", None),
        ("limit", "refused", "price_out_of_range"),
    ]  # fmt: skip


def test_an_unknown_unit_is_refused_at_once():
    with pytest.raises(ConfigurationError, match="no unit 'share'; did you mean shares"):
        ft.Targets([[1]], unit="share")


@pytest.mark.parametrize(
    ("sectors", "words"),
    [
        ("tech", "sectors are 'tech'; give them by symbol"),
        ({"A": 5}, "the sector of A 5 is no text"),
    ],
)
def test_sectors_are_names_by_symbol(sectors, words):
    with pytest.raises(ConfigurationError, match=words):
        ft.StrategyPortfolio({"a": HOLD}, sectors=sectors)


def test_sectors_of_no_symbol_of_the_run_are_refused():
    with pytest.raises(ConfigurationError, match="sectors are of OTHER, and no symbol of the run"):
        simulated({"a": HOLD}, sectors={"OTHER": "tech"})
    assert simulated({"a": HOLD}, sectors={"OTHER": "tech", "ASSET": "tech"}).end_equity > 0


def test_strategies_that_python_calls_are_for_run():
    with pytest.raises(ConfigurationError, match=r"strategy b is a function: .*farthing\.run"):
        simulated({"a": HOLD, "b": lambda ctx: None})
    with pytest.raises(ConfigurationError, match=r"strategy a is an array: .*simulate\(bars\)"):
        ft.run(ft.StrategyPortfolio({"a": HOLD}), bars=FRAME)


@pytest.mark.parametrize(
    ("rules", "named"),
    [
        ({"allocate": "volatility:2", "rebalance": "monthly"}, "allocate volatility:2"),
        ({"rebalance": "drift:0.1"}, "rebalance drift:0.1"),
        ({"risk": "leverage:2:reduce"}, "risk leverage:2:reduce"),
    ],
)
def test_what_is_decided_during_the_run_is_refused(rules, named):
    with pytest.raises(ConfigurationError, match=f"{named} looks at"):
        simulated({"a": HOLD}, **rules)


@pytest.mark.parametrize(
    ("settings", "named"),
    [({"fill": "close"}, "not filled at the close"), ({"latency": "5ms"}, "without latency")],
)
def test_what_books_cannot_follow_is_refused(settings, named):
    with pytest.raises(ConfigurationError, match=named):
        simulated({"a": HOLD}, settings=settings)


def test_targets_have_the_shape_of_the_run():
    with pytest.raises(ConfigurationError, match=r"shape \(2, 1\)"):
        simulated({"a": ft.Targets([[1], [2]])})
    with pytest.raises(FarthingError, match="infinite"):
        simulated({"a": ft.Targets([[np.inf], [1], [2]])})


def test_a_position_of_books_that_does_not_fit_ends_the_run():
    vast = ft.Targets([[3e18], [np.nan], [np.nan]], unit="shares")
    far = ft.Targets([[-3e18], [np.nan], [np.nan]], unit="shares")
    with pytest.raises(LedgerOverflow, match="in row 1"):
        simulated({"a": vast, "b": far, "c": vast, "d": far}, settings={"width": "narrow"})


def test_the_width_changes_no_number():
    results = [
        ft.StrategyPortfolio({"a": HOLD}).simulate(FRAME, width=width)
        for width in ("narrow", "wide", "auto")
    ]
    assert [result.outcome.width for result in results] == ["narrow", "wide", "narrow"]
    assert len({result.digest for result in results}) == 1
    assert results[0].strategies.journal.equals(results[1].strategies.journal)
