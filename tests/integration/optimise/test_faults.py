"""Trials that fail, hang and die, and workers that die for no reason of theirs."""

import os
import re
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from study_runs import SPACE, UNITS, Cross, Falls, Hoards, Picky, market

import farthing as ft
from farthing.errors import ConfigurationError, StrategyError, StudyError
from farthing.optimise import Int, opened, optimise
from farthing.optimise.execute import memory


@pytest.fixture(scope="module")
def bars():
    return ft.bars_from_frame(market(days=30))


def falls(bars, tmp_path, **more):
    told = {"space": UNITS, "search": "grid", "objective": "end_equity", **more}
    return optimise(Falls, bars=bars, parameters={"folder": str(tmp_path)}, **told)


@pytest.mark.slow
def test_a_trial_that_fails_hangs_or_dies_is_marked_and_ends_nothing_else(bars, tmp_path):
    found = falls(bars, tmp_path, workers=2, time_limit=10.0)
    assert [each.state for each in found.trials] == [
        "finished", "failed", "timed-out", "crashed", "finished",
    ]  # fmt: skip
    _, two, three, four, five = found.trials
    assert "two is too much" in two.error
    assert three.error == "stopped after 10 seconds"
    assert four.error == "3 workers died at it, the last one by SIGKILL"
    assert (tmp_path / "died").exists(), "a worker died at the fifth, which ran again"
    assert five.end_equity == ft.run(Falls(units=5, folder=str(tmp_path)), bars=bars).end_equity
    assert found.best.number in {0, 4}
    assert found.states == {"finished": 2, "failed": 1, "timed-out": 1, "crashed": 1}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux alone tells it")
def test_a_worker_beyond_its_memory_ends_its_trial_and_no_other(bars, monkeypatch):
    monkeypatch.setattr("farthing.optimise.execute.named.cap_of", lambda workers: 280 * 2**20)
    found = optimise(Hoards, bars=bars, space={"units": Int(1, 4)}, search="grid",
                     objective="end_equity", workers=2)  # fmt: skip
    assert [each.state for each in found.trials] == ["finished", "failed", "finished", "finished"]
    assert found.trials[1].error == (
        "stopped: it took more memory than the 280 MiB that this machine has for each of 2 workers;"
        " take fewer workers, or less data"
    )


def test_the_memory_of_a_machine_is_divided_among_its_workers(monkeypatch):
    monkeypatch.setattr(memory, "_of_machine", lambda: 20 * 2**30)
    monkeypatch.setattr(memory, "_of_group", lambda: 10 * 2**30)
    assert memory.cap_of(4) == int(10 * 2**30 * memory.SHARE) // 4
    assert memory.cap_of(1000) == memory.LEAST_BYTES
    monkeypatch.setattr(memory, "_of_group", lambda: None)
    assert memory.cap_of(4) == int(20 * 2**30 * memory.SHARE) // 4
    monkeypatch.setattr(memory, "_of_machine", lambda: None)
    assert memory.cap_of(4) is None


@pytest.mark.parametrize("folder", ["", "."])
def test_a_trial_that_dies_once_marks_no_current_folder(bars, tmp_path, monkeypatch, folder):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "died").touch()  # it would end this process
    with pytest.raises(StrategyError, match="name its tmp_path"):
        ft.run(Falls(units=5, folder=folder), bars=bars)


def test_a_trial_that_fails_ends_nothing_else_in_one_process(bars, tmp_path):
    found = falls(bars, tmp_path, space={"units": Int(1, 2)})
    assert [each.state for each in found.trials] == ["finished", "failed"]


def test_a_strategy_that_cannot_be_made_fails_alike_everywhere(bars):
    told = {
        "bars": bars,
        "space": {"units": Int(1, 3)},
        "search": "grid",
        "objective": "end_equity",
    }
    alone, pool = optimise(Picky, **told), optimise(Picky, workers=2, **told)
    assert [each.outcome for each in alone.trials] == [each.outcome for each in pool.trials]
    assert [each.state for each in alone.trials] == ["finished", "failed", "finished"]
    assert "ValueError: no two" in alone.trials[1].error


def test_workers_that_are_killed_lose_no_trial(bars):
    told = {"bars": bars, "space": SPACE, "search": "random", "trials": 150}
    killed = []

    def kill(trial):
        if trial.number % 40 == 7 and len(killed) < 3:
            pids = workers()
            killed.append(pids[0])
            os.kill(pids[0], 9)

    found = optimise(Cross, workers=2, progress=kill, **told)
    assert len(killed) == 3
    assert [each.outcome for each in found.trials] == [
        each.outcome for each in optimise(Cross, **told).trials
    ]


def workers():
    """The processes that this one has begun as workers."""
    own = subprocess.run(
        ["ps", "-ww", "--ppid", str(os.getpid()), "-o", "pid=,args="],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.splitlines()
    return [int(line.split()[0]) for line in own if "execute.worker" in line]


def test_no_worker_and_no_file_of_bars_is_left(bars, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    seen = []
    optimise(
        Cross, bars=bars, space=SPACE, search="random", trials=3, workers=2,
        progress=lambda _: seen.append((workers(), list(tmp_path.glob("farthing-bars-*/*")))),
    )  # fmt: skip
    assert all(pids and files for pids, files in seen)
    assert workers() == []
    assert list(tmp_path.iterdir()) == []


ORPHANS = """
import os, sys
sys.path.insert(0, {folder!r})
from study_runs import Falls, market
from farthing.optimise import Int, optimise
from farthing.optimise.execute import memory
optimise(Falls, bars=market(days=30), space={{"units": Int(1, 3)}}, search="grid", workers=2,
         objective="end_equity", progress=lambda _: print(os.getpid(), flush=True))
"""


@pytest.mark.slow
def test_workers_end_with_the_process_that_began_them(tmp_path):
    here = str(Path(__file__).parent)
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-c", ORPHANS.format(folder=here)],
        stdout=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    process.stdout.readline()
    process.stdout.readline()  # the third trial hangs now
    children = subprocess.run(
        ["ps", "--ppid", str(process.pid), "-o", "pid="],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split()
    process.kill()
    process.wait()
    process.stdout.close()
    assert len(children) == 2
    deadline = time.monotonic() + 30
    while any(Path(f"/proc/{pid}/cmdline").exists() for pid in children):
        assert time.monotonic() < deadline, "a worker outlives its parent"
        time.sleep(0.1)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_sent_is_refused_with_a_remedy(bars):
    import threading

    lock = threading.Lock()

    def value(result):
        return float(result.end_equity) if lock else 0.0

    with pytest.raises(StudyError, match=r"Cross cannot be sent .*: keep what it uses in a file"):
        optimise(Cross, bars=bars, space=SPACE, trials=2, search="random", workers=2,
                 objective=value)  # fmt: skip


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"workers": 100_000}, "workers 100,000: a study has at most 1,024"),
        ({"time_limit": "5"}, "time_limit is '5'; it must be a number of seconds"),
        ({"time_limit": float("nan")}, "time_limit is nan; it must be a number of seconds"),
        ({"workers": 0}, "workers 0 must be a whole number above 0"),
        ({"time_limit": 0.0}, "time_limit is 0.0; it must be a number of seconds, more than 0"),
        ({"executor": "rey"}, "no executor 'rey'; did you mean ray? There are local, ray"),
        ({"search": "tpes"}, "no search 'tpes'; did you mean tpe? There are grid"),
        ({"trials": 0}, "trials 0 must be a whole number above 0"),
        ({"generation": 0}, "generation 0 must be a whole number above 0"),
        ({"objective": "sharp_ratio"}, "no statistic; did you mean sharpe_ratio?"),
        ({"objective": "trades"}, "write trades:max or trades:min"),
        ({"objective": ["sharpe_ratio", "sharpe_ratio:min"]}, "is there twice"),
        ({"parameters": {"quick": 1}}, "Cross has no parameter 'quick'; it has fast, slow"),
        ({"parameters": {"fast": 1}}, "parameter fast is both fixed and searched"),
        ({"search": "hyperband"}, "hyperband needs a fidelity, such as history:3"),
        ({"fidelity": "history:3"}, "only search hyperband has rungs"),
        ({"search": "hyperband", "fidelity": "depth:3"}, "fidelity 'depth:3' is none"),
        ({"search": "hyperband", "fidelity": "universe:3"}, "too few for one in 9"),
        ({"search": "cma-es", "space": ["kind=sma|ema"]}, "the space has choices alone"),
        ({"search": "cma-es", "generation": 1}, "generation 1 is too small, have 4 trials"),
        ({"search": "gp"}, "search gp needs torch"),
        ({"out": "a", "store": "sqlite://"}, "kept in out or in store"),
        ({"resume": True, "out": "nowhere"}, "no study in nowhere to go on with"),
    ],
)
def test_what_makes_no_sense_is_refused(bars, told, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises((ConfigurationError, StudyError), match=re.escape(words)):
        optimise(Cross, bars=bars, **{"space": SPACE, "trials": 2, **told})


def many(result):
    """No number."""
    return np.ones(3)


def huge(result):
    """A number that no float is."""
    return 10**400


def signal(result):
    """No number that can be compared."""
    return Decimal("sNaN")


def nothing(result):
    """A number that is not defined."""
    return float("nan")


def torn(result):
    """Raises with what is no UTF-8."""
    raise ValueError(b"torn \xff\x00".decode("utf-8", "surrogateescape"))


@pytest.mark.parametrize(
    ("objective", "state", "words"),
    [
        (many, "failed", "objective many is array([1., 1., 1.]); it must be a number"),
        (huge, "failed", "objective huge is a number beyond 1.8e308: scale it"),
        (signal, "failed", "objective signal is Decimal('sNaN'); it must be a number"),
        (nothing, "undefined", "not defined: nothing"),
        (torn, "failed", r"ValueError: torn \udcff\x00"),
    ],
)
def test_an_objective_that_is_no_number_ends_its_trial_alike_everywhere(
    bars, tmp_path, objective, state, words
):
    told = {"bars": bars, "space": ["fast=2:3"], "search": "grid", "objective": objective}
    alone = optimise(Cross, out=tmp_path, **told)
    pool = optimise(Cross, workers=2, **told)
    assert [each.outcome for each in alone.trials] == [each.outcome for each in pool.trials]
    assert opened(tmp_path).trials == alone.trials
    assert {each.state for each in alone.trials} == {state}
    assert words in alone.trials[0].error


def test_a_frame_has_a_parameter_and_an_objective_of_one_name(bars):
    class Turns(Cross):
        turnover: int = 1

    found = optimise(Turns, bars=bars, space={"turnover": Int(1, 2)}, search="grid",
                     objective="turnover:max")  # fmt: skip
    assert found.frame["turnover"].to_list() == [1, 2]
    assert found.frame["turnover_"].to_list() == [each.values[0] for each in found.trials]
