"""A study is profiled with its workers: what they run is in the same tables and flame graph."""

import os
from datetime import date, timedelta

import polars as pl
import pytest

import farthing as ft
from farthing.errors import ConfigurationError
from farthing.lab.flame import read_folded
from farthing.lab.profile import counts, in_workers, profile
from farthing.lab.profile.counts import Counts
from farthing.optimise import optimise
from farthing.optimise.execute.watch import WATCH, end, watched

pytestmark = pytest.mark.measures

STRATEGY = """
import farthing as ft

class Slow(ft.Strategy):
    size: int = 1

    def on_bar(self, ctx):
        sum(number * number for number in range(4_000))
        ctx.order("A", self.size)
"""

CASES = """
import hashlib
from datetime import date, timedelta

import polars as pl

import farthing as ft
from farthing.optimise import optimise
from slow import Slow

DAYS = 60

def study(workers):
    days = [date(2024, 1, 1) + timedelta(number) for number in range(DAYS)]
    frame = pl.DataFrame({"date": days, "symbol": "A", "open": 1.0, "high": 2.0, "low": 1.0,
                          "close": 1.5, "volume": 1000})
    bars = ft.bars_from_frame(frame)

    def run():
        return optimise(Slow, bars=bars, space=["size=1:12"], search="grid",
                        objective="end_equity", workers=workers)

    return run

def answer(found):
    words = repr([each.outcome for each in found.trials])
    return {"digest": hashlib.sha256(words.encode()).hexdigest(), "facts": {}}

CASES = {"alone": lambda: study(1), "pool": lambda: study(2)}
"""

CALLS = 12 * 60
"""Of ``on_bar`` in a study: a call at each bar of each trial."""


@pytest.fixture
def cases(tmp_path, monkeypatch):
    for name in [name for name in os.environ if "COVERAGE" in name]:
        monkeypatch.delenv(name)
    (tmp_path / "slow.py").write_text(STRATEGY)  # workers import it
    (tmp_path / "cases.py").write_text(CASES)
    return tmp_path


def on_bar(table):
    (found,) = [each for each in table.functions if each.name == "Slow.on_bar"]
    return found


def test_calls_in_workers_are_counted_with_those_of_the_study(cases, tmp_path):
    by_name = {
        name: profile(name, ["cprofile", "sampling"], tmp_path / name, folder=cases, seconds=1)
        for name in ("alone", "pool")
    }
    alone, pool = by_name["alone"], by_name["pool"]
    assert alone.digest == pool.digest
    assert on_bar(alone.cprofile).calls == on_bar(pool.cprofile).calls == CALLS
    assert "workers" in pool.cprofile.note
    assert "workers" not in alone.cprofile.note
    for found in (alone, pool):
        assert on_bar(found.sampling).cumulative > 0
    stacks = read_folded((tmp_path / "pool" / "sampling.folded").read_text())
    assert any("Slow.on_bar" in frame for stack in stacks for frame in stack)


def test_actors_write_what_they_have_counted_before_they_are_ended(cases, monkeypatch):
    pytest.importorskip("ray")
    monkeypatch.syspath_prepend(cases)
    from slow import Slow

    days = [date(2024, 1, 1) + timedelta(number) for number in range(60)]
    prices = {"open": 1.0, "high": 2.0, "low": 1.0, "close": 1.5, "volume": 1000}
    bars = ft.bars_from_frame(pl.DataFrame({"date": days, "symbol": "A", **prices}))
    with in_workers.watching(in_workers.by_wall_clock) as folder:
        optimise(Slow, bars=bars, space=["size=1:12"], search="grid", workers=2, executor="ray")
        workers = in_workers.read_all(folder)
        monkeypatch.setenv("RAY_ADDRESS", "127.0.0.1:1")
        with pytest.raises(ConfigurationError, match="unset RAY_ADDRESS"):
            optimise(Slow, bars=bars, space=["size=1:2"], search="grid", workers=2, executor="ray")
    assert len(workers) == 2
    first, *others = workers
    (calls,) = [
        numbers[1] for key, numbers in first.with_all(others).totals.items() if key[2] == "on_bar"
    ]
    assert calls == CALLS


def test_what_processes_have_counted_is_added():
    one = Counts({"a": (1, 2, 0.5, 1.0, {"x": (1, 2, 0.5, 1.0)})}, {"a": "A.a"}, 1.0, 0.25)
    other = Counts(
        {"a": (2, 2, 0.25, 0.5, {"x": (1, 1, 0.125, 0.25), "y": (1, 1, 0.125, 0.25)}),
         "b": (1, 1, 0.5, 0.5, {})},
        {"b": "B.b"}, 2.0, 0.5,
    )  # fmt: skip
    assert one.with_all([other]) == Counts(
        {"a": (3, 4, 0.75, 1.5, {"x": (2, 3, 0.625, 1.25), "y": (1, 1, 0.125, 0.25)}),
         "b": (1, 1, 0.5, 0.5, {})},
        {"a": "A.a", "b": "B.b"}, 3.0, 0.75,
    )  # fmt: skip
    assert one.with_all([]) is one


def test_a_worker_that_goes_on_has_written_what_it_counted():
    with in_workers.watching(in_workers.by_wall_clock) as folder:
        run = watched(str.upper)
        assert run is not str.upper
        assert [run(word) for word in "ab"] == ["A", "B"]
        for written in (1, 2):
            (found,) = in_workers.read_all(folder)
            calls = [numbers[1] for key, numbers in found.totals.items() if "upper" in key[2]]
            assert calls == [written]
            end()
    assert WATCH not in os.environ
    assert watched(str.upper) is str.upper
    assert set(counts.CLOCKS) == set(in_workers.COUNTING)
