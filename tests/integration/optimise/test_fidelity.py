"""Smaller markets: which bars they have, and that the best is of the whole one."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from study_runs import SPACE, Cross, market

import farthing as ft
from farthing.backtest.config import run_config
from farthing.data import resample
from farthing.errors import ConfigurationError
from farthing.optimise import optimise
from farthing.optimise.fidelity import fidelity, markets
from farthing.optimise.market import Market
from farthing.optimise.objective import objectives
from farthing.optimise.rungs import Rungs


@pytest.fixture(scope="module")
def bars():
    return ft.bars_from_frame(market(symbols="ABCDEFGHI", days=81))


def of(bars, told, **settings):
    return markets(Market(bars, run_config(**settings)), fidelity(told), seed=1)


def test_history_is_the_first_part_of_the_run(bars):
    days = bars.sessions["session"]
    found = of(bars, "history:3")
    assert [each.config.end for each in found] == [days[8], days[26], None]
    later = of(bars, "history:2", start=days[21], end=days[50])
    assert [(each.config.start, each.config.end) for each in later] == [
        (days[21], days[30]), (days[21], days[50]),
    ]  # fmt: skip
    with pytest.raises(ConfigurationError, match="the run has 5 sessions, too few for one in 9"):
        of(bars, "history:3", end=days[4])


def test_universes_lie_in_each_other(bars):
    small, middle, whole = of(bars, "universe:3", benchmark="E")
    assert len(set(small.bars.symbols) - {"E"}) in {0, 1}
    assert set(small.bars.symbols) <= set(middle.bars.symbols) <= set(whole.bars.symbols)
    assert "E" in small.bars.symbols
    assert len(whole.bars.symbols) == 9
    assert list(small.bars.tables) == list(small.bars.symbols)
    assert of(bars, "universe:3")[0].bars.symbols == of(bars, "universe:3")[0].bars.symbols


def hourly():
    """A frame of hours, around the clock."""
    rows = []
    for number in range(24 * 20):
        price = 50 + number % 7
        when = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=number + 1)
        rows.append([when, "A", price, price + 1, price - 1, price, 100])
    names = ["time", "symbol", "open", "high", "low", "close", "volume"]
    return pl.DataFrame(rows, schema=names, orient="row")


def test_frequencies_are_longer_bars():
    fine = ft.bars_from_frame(hourly(), calendar="24/7", tz="UTC", label="end")
    assert fine.frequency == "1h"
    day, middle, hour = of(fine, "frequency:1d,4h")
    assert [each.bars.frequency for each in (day, middle, hour)] == ["1d", "4h", "1h"]
    assert day.bars.tables["A"].collect().equals(resample(fine, "1d").tables["A"].collect())
    assert len(of(fine, "frequency:1d,1h")) == 2, "the last one is that of the run"


def test_hyperband_runs_one_in_three_on_more(bars):
    study = optimise(Cross, bars=bars, space=SPACE, search="hyperband", fidelity="history:3",
                     trials=27, generation=9, seed=2)  # fmt: skip
    counts = study.frame.group_by("generation", "rung").len().sort("generation", "rung")
    assert counts.rows() == [(0, 0, 9), (0, 1, 3), (0, 2, 1), (1, 1, 9), (1, 2, 3), (2, 2, 9)]
    rungs = Rungs(3, objectives("sharpe_ratio")[0])
    for generation, rung in ((0, 0), (0, 1), (1, 1)):
        here = [each for each in study.trials if (each.generation, each.rung) == (generation, rung)]
        beyond = {
            each.number for each in study.trials
            if (each.generation, each.rung) == (generation, rung + 1)
        }  # fmt: skip
        assert rungs.promoted(here) == beyond
    assert study.best.rung == 2
    assert {each.rung for each in study.ranked} == {2}
    whole = study.frame.filter(pl.col("rung") == 2)["sharpe_ratio"]
    assert study.best.values[0] == whole.max()
