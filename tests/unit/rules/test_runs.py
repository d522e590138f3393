"""Rules, run: beside classes and arrays that order the same, and beside plain Python."""

from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from random import Random

import numpy as np
import polars as pl
import pytest

import farthing as ft
from farthing import rules, signals
from farthing.errors import ConfigurationError, LedgerOverflow
from farthing.rules import Rules, close, param, percent, runs, shares, sma

CROSS = Rules(entry=sma("close", param("fast")) > sma("close", param("slow")), size=percent(1))
COSTS = {"capital": 1_000_000, "commission": "bps:10"}


def walk(bars: int, seed: int = 7, base: int = 10_000) -> list[tuple[int, int]]:
    """Opens and closes in cents."""
    random, price, found = Random(seed), base, []
    for _ in range(bars):
        first = price + random.randint(-40, 40)
        price = max(first + random.randint(-60, 60), 100)
        found.append((first, price))
    return found


def frame(bars: list[tuple[int, int]], digits: int = 2, symbol: str = "A") -> pl.DataFrame:
    unit = Decimal(1).scaleb(-digits)
    rows = [(first * unit, last * unit) for first, last in bars]
    days = [date(2020, 1, 1) + timedelta(days=place) for place in range(len(rows))]
    return pl.DataFrame(
        {
            "date": days,
            "symbol": [symbol] * len(rows),
            "open": [row[0] for row in rows],
            "high": [max(row) for row in rows],
            "low": [min(row) for row in rows],
            "close": [row[1] for row in rows],
        }
    )


class Cross(ft.Strategy):
    """The same as a class."""

    fast: int = 3
    slow: int = 10

    def on_bar(self, ctx):
        """Holds all or nothing."""
        ctx.target_percent((ctx.sma(self.fast) > ctx.sma(self.slow)) * 1.0)


def test_a_cross_is_that_of_a_class_and_of_arrays():
    bars = ft.bars_from_frame(frame(walk(300)))
    sets = {"fast": 3, "slow": 10}
    found = rules.simulate(CROSS, bars, sets, **COSTS)
    by_class = ft.run(Cross, bars=bars, **COSTS)
    closes = [last for _, last in walk(300)]
    targets = np.array([[float(above(closes, row, 3, 10))] for row in range(300)])
    by_array = ft.simulate(bars, targets=targets, **COSTS)
    assert found.outcome.fills > 20
    assert found.digest == by_class.digest == by_array.digest
    assert ft.run(CROSS, bars=bars, parameters=sets, **COSTS).digest == found.digest
    assert found.parameters == sets


def above(closes: list[int], row: int, fast: int, slow: int) -> bool:
    """Whether the mean of some last closes is above that of others, in whole numbers."""
    if row + 1 < max(fast, slow):
        return False
    one, other = sum(closes[row + 1 - fast : row + 1]), sum(closes[row + 1 - slow : row + 1])
    return one * slow > other * fast


def plainly(bars: list[tuple[int, int]], fast: int, slow: int) -> tuple[Decimal, int]:
    """The account at the end, and fills: all or nothing, at the next open, fees to the cent."""
    cash, held, fills, wanted = 100_000_000, 0, 0, None
    closes = [last for _, last in bars]
    for row, (first, last) in enumerate(bars):
        if wanted is not None and wanted != held:
            value = (wanted - held) * first
            fee = (Decimal(abs(value)) / 1000).quantize(Decimal(1), ROUND_HALF_EVEN)
            cash -= value + int(fee)
            held, fills = wanted, fills + 1
        wanted = None
        if above(closes, row, fast, slow):
            wanted = (cash + held * last) // last if held == 0 else None
        elif held:
            wanted = 0
    return Decimal(cash + held * closes[-1]) / 100, fills


def test_a_sweep_is_what_plain_python_comes_to():
    bars = walk(700, seed=3)
    found = rules.sweep(
        CROSS, frame(bars), {"fast": range(3, 9), "slow": range(10, 40, 6)}, workers=2, **COSTS
    )
    assert len(found) == 30
    for row in found.iter_rows(named=True):
        expected = plainly(bars, row["fast"], row["slow"])
        assert (row["end_equity"], row["fills"]) == expected
    assert found["fills"].min() > 10


def test_averages_are_compared_exactly_where_floats_are_wrong():
    """Means of 0.5 and 0.4 units above a price of sixteen digits round to one float."""
    base = 4_000_000_000_000_000
    closes = [base + more for more in (0, 0, 1, 0, 0, 0, 1, 1, 1)]
    averages = [signals.sma([Decimal(c).scaleb(-8) for c in closes], n, scale=8) for n in (2, 5)]
    assert averages[0][6] == averages[1][6]
    assert sum(closes[5:7]) * 5 > sum(closes[2:7]) * 2
    bars = frame([(each, each) for each in closes], digits=8)
    made = Rules(entry=CROSS.entry, exit=close < 0, size=shares(1))
    found = rules.simulate(made, bars, {"fast": 2, "slow": 5}, capital=10**9)
    event = ft.run(made, bars=bars, parameters={"fast": 2, "slow": 5}, capital=10**9)
    first = found.orders["created"][0]
    assert first == found.equity["time"][6]
    assert found.digest == event.digest


def test_the_number_of_workers_changes_nothing():
    bars = ft.prepare(frame(walk(200)), **COSTS)
    grid = {"fast": range(2, 12), "slow": range(12, 40, 2)}
    one, several = (
        rules.sweep(CROSS, bars, grid, workers=workers, digests=True) for workers in (1, 3)
    )
    assert one.equals(several)
    assert one["digest"].n_unique() > 50


def test_the_best_are_kept_exactly_and_equal_ones_in_their_order(monkeypatch):
    monkeypatch.setattr(runs, "SETS_AT_ONCE", 7)
    bars = ft.prepare(frame(walk(120)), **COSTS)
    grid = {"fast": [5, 3, 5, 4, 3], "slow": range(10, 22, 2)}
    every = rules.sweep(CROSS, bars, grid)
    best = rules.sweep(CROSS, bars, grid, top=11, by="total_return")
    ranked = sorted(every.iter_rows(named=True), key=lambda row: (-row["total_return"], row["set"]))
    assert every["set"].to_list() == list(range(30))
    assert best["set"].to_list() == [row["set"] for row in ranked[:11]]
    assert best["total_return"].n_unique() < 11


def test_a_bracket_gives_a_position_up_at_its_levels():
    bars = [(1000, 1000), (1000, 1010), (1010, 985), (985, 985), (985, 985)]
    made = Rules(entry=close >= 10, size=shares(10), stop_loss=close * 0 + 0.12, exit=close < 0)
    found = rules.simulate(made, frame(bars), capital=1000)
    event = ft.run(made, bars=frame(bars), capital=1000)
    assert found.digest == event.digest
    fills = found.fills.select("quantity", "price").rows()
    assert fills[:2] == [(Decimal(10), Decimal("10.00")), (Decimal(-10), Decimal("9.88"))]


def test_a_volume_that_the_data_does_not_have_is_nothing_in_both_drivers():
    made = Rules(entry=(rules.volume <= 0) & (close > 7), size=shares(10))
    found = rules.simulate(made, frame(walk(30, base=1000)), capital=1000)
    event = ft.run(made, bars=frame(walk(30, base=1000)), capital=1000)
    assert found.outcome.fills > 0
    assert found.digest == event.digest


def test_an_account_that_came_to_nothing_has_no_statistics_of_returns():
    bars = [(1000, 1000), (1000, 1000), (1000, 100), (100, 100), (500, 500), (500, 600)]
    made = Rules(entry=close > param("k"), exit=close < 0, size=shares(200))
    found = rules.sweep(made, frame(bars), {"k": [0, 99]}, capital=1000)
    alone = rules.simulate(made, frame(bars), {"k": 0}, capital=1000)
    assert found["sharpe_ratio"].to_list()[0] is None
    assert alone.statistics.sharpe_ratio is None
    assert found["total_return"].to_list() == [alone.statistics.total_return, 0.0]


def test_numbers_of_the_command_line_come_as_text():
    above = Rules(entry=close > sma("close", param("n")) * param("k"), size=shares(1))
    bars = frame(walk(60))
    one, other = (
        ft.run(above, bars=bars, parameters={"n": n, "k": k})
        for n, k in ((3, 1.001), ("3", "1.001"))
    )
    assert one.digest == other.digest
    assert len(one.fills) > 0
    with pytest.raises(ConfigurationError, match="'fast' is no number"):
        ft.run(above, bars=bars, parameters={"n": "fast", "k": 1})


def test_what_is_expected_is_exact_where_a_float_is_not():
    """An entry that filled in part closes at once: what is held and what still comes add up."""
    rows = frame(walk(40, base=1000)).with_columns(volume=pl.lit(Decimal("12345678901.2345678")))
    coin = ft.Instrument("A", quantity_scale=8, lot=Decimal("0.00000001"))
    bars = ft.bars_from_frame(rows, instruments=[coin])
    made = Rules(entry=close > 0, exit=rules.in_position, size=shares(2e9))
    costs = {"capital": 10**11, "volume_limit": "0.1"}
    found = rules.simulate(made, bars, **costs)
    event = ft.run(made, bars=bars, **costs)
    assert found.fills["quantity"].abs().max() > 2**53 * Decimal("1e-8")
    assert found.digest == event.digest


def test_the_best_are_those_of_the_better_direction():
    bars = ft.prepare(frame(walk(200)), **COSTS)
    grid = {"fast": range(2, 8), "slow": range(9, 30, 4)}
    every = rules.sweep(CROSS, bars, grid)
    for name, by, kept in (
        ("max_drawdown", "max_drawdown", min),
        ("max_drawdown", "max_drawdown:max", max),
        ("sharpe_ratio", "sharpe_ratio", max),
        ("fills", "fills:min", min),
        ("slow", "slow:max", max),
    ):
        best = rules.sweep(CROSS, bars, grid, top=1, by=by)
        assert best[name][0] == kept(every[name].to_list()), by


@pytest.mark.parametrize("top", [None, 3])
@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("sharp_ratio", "by 'sharp_ratio': no such statistic; did you mean sharpe_ratio"),
        ("fills", "by fills: more of it may be better or worse; write fills:max or fills:min"),
        ("fills:most", "by fills: direction 'most' is none; write fills:max or fills:min"),
        (None, "by None: no such statistic"),
    ],
)
def test_what_ranks_sets_is_refused_before_the_first_runs(monkeypatch, top, by, words: str):
    monkeypatch.setattr(runs, "check_windows", lambda *_: pytest.fail("a set was to be run"))
    with pytest.raises(ConfigurationError) as refused:
        rules.sweep(CROSS, frame(walk(20)), {"fast": [2], "slow": [3]}, top=top, by=by)
    assert words in str(refused.value)


@pytest.mark.parametrize("name", ["set", "end_equity", "fills", "max_drawdown", "digest"])
def test_a_parameter_named_like_a_column_is_refused_by_name(name: str):
    made = Rules(entry=close > param(name), size=shares(1))
    with pytest.raises(ConfigurationError) as refused:
        rules.sweep(made, frame(walk(20)), {name: [5]})
    assert str(refused.value) == (
        f"parameter {name!r} is named like a column of a sweep; give it another name"
    )


@pytest.mark.parametrize("given", [{}, [], [{}]])
def test_rules_without_parameters_are_no_sweep(given):
    made = Rules(entry=close > 5, size=shares(1))
    with pytest.raises(ConfigurationError, match=r"no parameters: run them with rules\.simulate"):
        rules.sweep(made, frame(walk(20)), given)


def test_a_window_has_one_bound_in_every_door():
    most = 1 << 31
    made = Rules(entry=sma("close", param("n")) > 5, size=shares(1))
    bars = frame(walk(20))
    for ran in (
        lambda n: rules.simulate(made, bars, {"n": n}),
        lambda n: rules.sweep(made, bars, {"n": [n]}),
        lambda n: ft.run(made, bars=bars, parameters={"n": n}),
        lambda n: sma("close", n),
    ):
        ran(most)
        with pytest.raises(ConfigurationError, match="from 1 to 2,147,483,648"):
            ran(most + 1)


def test_what_is_no_sweep_is_refused_with_its_remedy():
    bars = ft.prepare(frame(walk(20)))
    with pytest.raises(ConfigurationError, match="prepared: give capital to farthing.prepare"):
        rules.sweep(CROSS, bars, {"fast": [2], "slow": [3]}, capital=5)
    with pytest.raises(ConfigurationError, match="are no rules: give farthing.rules.Rules"):
        rules.sweep(Cross, bars, {"fast": [2], "slow": [3]})
    with pytest.raises(ConfigurationError, match="workers is 0; give how many threads"):
        rules.sweep(CROSS, bars, {"fast": [2], "slow": [3]}, workers=0)
    with pytest.raises(ConfigurationError, match="by 'sharp_ratio': no such statistic; did you"):
        rules.sweep(CROSS, bars, {"fast": [2], "slow": [3]}, top=1, by="sharp_ratio")
    with pytest.raises(ConfigurationError, match="top is 0; give how many sets"):
        rules.sweep(CROSS, bars, {"fast": [2], "slow": [3]}, top=0)


@pytest.mark.parametrize("digests", [True, False])
def test_sets_of_a_sweep_are_run_again_with_orders_and_journal(digests):
    bars = ft.prepare(frame(walk(120)), **COSTS)
    swept = rules.sweep(CROSS, bars, {"fast": [2, 3, 4], "slow": [5, 9]}, digests=digests)
    found = rules.results(CROSS, bars, swept, [4, 1])
    assert list(found) == [4, 1]
    for number, result in found.items():
        row = swept.row(number, named=True)
        own = rules.simulate(CROSS, bars, {name: row[name] for name in CROSS.parameters})
        assert (result.digest, result.end_equity) == (own.digest, row["end_equity"])
        assert result.journal.equals(own.journal)
        assert result.fills.height == row["fills"] > 0
    assert list(rules.results(CROSS, bars, swept.head(2))) == [0, 1]
    assert rules.results(CROSS, bars, swept.head(0)) == {}


def test_a_set_that_comes_to_something_else_when_it_is_run_again_is_refused():
    bars = frame(walk(120))
    swept = rules.sweep(CROSS, bars, {"fast": [2, 3], "slow": [9]}, digests=True, **COSTS)
    with pytest.raises(ConfigurationError, match="set 0 has the end_equity .* give the rules"):
        rules.results(CROSS, bars, swept, [0], capital=1_000_000)
    other = swept.with_columns(digest=pl.lit("0" * 64))
    with pytest.raises(ConfigurationError, match="set 1 has the digest 0000"):
        rules.results(CROSS, bars, other, [1], **COSTS)
    with pytest.raises(ConfigurationError, match="the sweep has no set 7"):
        rules.results(CROSS, bars, swept, [7], **COSTS)


def test_a_set_that_does_not_fit_is_named_by_its_number(monkeypatch):
    monkeypatch.setattr(runs, "SETS_AT_ONCE", 2)
    dear = frame([(10**15, 10**15)] * 4, digits=8)
    rule = Rules(entry=close > param("level"), size=shares(param("units")))
    with pytest.raises(LedgerOverflow, match=r"^set 3: "):
        runs.sweep(rule, dear, {"level": [1], "units": [1, 2, 3, 2**53]}, capital="1e30")
