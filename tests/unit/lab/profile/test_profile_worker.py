"""The worker's ways to watch, without the process around them."""

import json
import pstats
import sys

import polars as pl
import pytest

from farthing.data import Catalog, find_source, ingest
from farthing.lab.profile import counts, worker

CASES = """\
import importlib.util
from pathlib import Path


def called():
    return 1


def times():
    return sum(called() for _ in range(10))


def loads_anew():
    spec = importlib.util.spec_from_file_location("plugin", Path(__file__).parent / "plugin.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Plugin().work()


COUNT = []


def counts():
    COUNT.append(1)
    return len(COUNT)


CASES = {"times": lambda: times, "loads": lambda: loads_anew, "counts": lambda: counts}


def answer(result):
    return {"digest": str(result)}
"""
PLUGIN = "class Plugin:\n    def work(self):\n        return 7\n"


@pytest.fixture
def order(tmp_path):
    """The order to watch a case in some way; every way makes three runs."""
    (tmp_path / "watched_cases.py").write_text(CASES)
    (tmp_path / "plugin.py").write_text(PLUGIN)
    yield lambda case, what, **more: {
        "source": {"kind": "cases", "file": str(tmp_path / "watched_cases.py")},
        "case": case, "what": what, "seconds": 60.0, "rounds_max": 3, **more,
    }  # fmt: skip
    sys.modules.pop("cases_of_watched_cases")
    sys.path.remove(str(tmp_path))


def test_unwatched_runs_are_timed_by_both_clocks(order):
    found = worker.carried_out(order("times", "plain"))
    assert (found["digest"], found["rounds"]) == ("10", 3)
    assert found["seconds"] > 0
    assert found["cpu_seconds"] >= 0


def test_a_run_is_made_however_short_the_time(order):
    assert worker.carried_out({**order("times", "sampled"), "seconds": 0.0})["rounds"] == 1


@pytest.mark.parametrize("what", ["cprofile", "cpu"])
def test_functions_that_are_loaded_anew_are_taken_together(order, tmp_path, what):
    """cProfile's own way to write keeps the last of them alone."""
    files = {"pstats": str(tmp_path / "stats")}
    found = worker.carried_out(order("loads", what, files=files))
    stats = vars(pstats.Stats(files["pstats"]))["stats"]
    (key,) = [key for key in stats if key[2] == "work"]
    assert stats[key][:2] == (3, 3)
    assert sum(calls for calls, *_ in stats[key][4].values()) == 3
    assert found["names"][":".join(map(str, key))] == "Plugin.work"
    assert found["running"] >= 0


def test_lines_of_functions_that_are_loaded_anew_are_counted(order, tmp_path):
    files = {"text": str(tmp_path / "lines.txt")}
    wanted = [[str(tmp_path / "plugin.py"), 2], [str(tmp_path / "watched_cases.py"), 9]]
    found = worker.carried_out(order("loads", "lines", files=files, functions=wanted))
    hits = {name: [count for _, count, _ in rows] for _, _, name, rows in found["timings"]}
    assert hits["Plugin.work"] == [3]
    assert "return 7" in (tmp_path / "lines.txt").read_text()


def test_the_tree_is_written_twice(order, tmp_path):
    files = {name: str(tmp_path / name) for name in ("html", "speedscope")}
    worker.carried_out(order("times", "tree", files=files, interval=0.001))
    assert "<html" in (tmp_path / "html").read_text()
    assert json.loads((tmp_path / "speedscope").read_text())["exporter"] == "pyinstrument"


def test_an_answer_that_changes_is_an_error(order, tmp_path, monkeypatch):
    (tmp_path / "order").write_text(json.dumps(order("counts", "plain")))
    monkeypatch.setattr(sys, "argv", ["worker.py", str(tmp_path / "order"), str(tmp_path / "out")])
    worker.main()
    found = json.loads((tmp_path / "out").read_text())
    assert "the answer changes between runs: 1, then 4" in found["error"]


def test_the_queue_is_empty_where_the_system_does_not_say(monkeypatch):
    monkeypatch.setattr(counts.Path, "read_text", lambda *_, **__: (_ for _ in ()).throw(OSError))
    running, queued = counts.core_seconds()
    assert running > 0
    assert queued == 0.0


def test_a_strategy_runs_as_farthing_run_does(home, tmp_path):
    bundle = ingest(find_source("synthetic")(years=1), "demo", home=home).bundle
    file = tmp_path / "trial.py"
    file.write_text(
        "import farthing as ft\nclass Trial(ft.Strategy):\n    size: int = 1\n"
        "    def on_bar(self, ctx):\n        ctx.order(ctx.assets[0], self.size)\n"
    )
    source = {
        "kind": "strategy", "file": str(file), "bundle": "demo", "home": str(home),
        "symbols": [bundle.symbols[0]], "frequency": None, "parameters": {"size": "2"},
        "settings": {"end": str(Catalog(home).bundle("demo").bars().sessions["session"][5])},
    }  # fmt: skip
    run, answer = worker.prepared(source, "trial")
    result = run()
    assert answer(result)["digest"] == result.digest
    assert result.orders["quantity"].cast(pl.Int64).to_list() == [2] * 6
