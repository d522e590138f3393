"""Peers beside us, in processes: engines of the tests' own, and what becomes of those that fail."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from farthing.errors import ConfigurationError
from farthing.lab.peers import peers
from farthing.lab.peers.table import table
from farthing.lab.results.peers import PeersResult

PYTHON = Path(sys.executable)


@pytest.fixture
def run(folder: Path, tmp_path: Path):
    def run(*names: str, workloads: tuple[str, ...] = (), **more: object) -> PeersResult:
        known = ("tortoise", "raising", "silent", "sleeping", "changing")
        given = {"environments": dict.fromkeys(known, PYTHON), "home": tmp_path / "home"}
        return peers(names, workloads, folder=folder, **{"pairs": 2, "rounds": 4, **given, **more})

    return run


def test_a_peer_and_ours_run_on_every_work_in_every_way(run) -> None:
    found = run("tortoise")
    rows = [(row.workload, row.way, row.engine, row.processes) for row in found.rows]
    assert rows == [
        ("D", "class", "farthing", 2),
        ("D", "class", "Tortoise", 2),
        ("H", "class", "farthing", 2),
        ("H", "class", "Tortoise", 2),
        ("D", "arrays", "farthing", 2),
        ("D", "arrays", "Tortoise", 2),
    ]
    assert found.failures == ()
    assert found.exit_code == 0


def test_ratio_and_note_are_those_of_what_the_processes_printed(run) -> None:
    [_, row] = run("tortoise", workloads=("D",), ways=("arrays",)).rows
    assert row.simulation_ratio is not None
    assert row.ratio is not None
    assert row.simulation_ratio.estimate == pytest.approx(10)
    assert row.ratio.estimate == pytest.approx(7)
    assert row.ratio.pairs == 2
    assert row.note == "the same to the cent; next open"
    assert row.end_equity == "1000.0"


def test_engines_that_fail_are_told_with_their_reasons_and_the_others_go_on(run) -> None:
    found = run(workloads=("D",), ways=("class",), timeout=4)
    assert [row.engine for row in found.rows] == ["farthing", "Tortoise"]
    reasons = {failure.engine: failure.reason for failure in found.failures}
    assert reasons["raising"].endswith("ValueError: no such bar")
    assert reasons["silent"].startswith("its runner printed no result: ")
    assert reasons["sleeping"] == "it ran for more than 4 s"
    assert reasons["changing"].startswith("its answer changes between processes: ")
    assert found.exit_code == 1
    assert table(found).count(" failed: ") == 4


def test_an_engine_without_an_environment_is_told_and_the_others_go_on(run) -> None:
    found = run(
        "tortoise", "silent", environments={"tortoise": PYTHON}, installs=False, ways=("class",)
    )
    [failure] = found.failures
    assert (failure.engine, failure.workload) == ("silent", "")
    assert failure.reason.startswith("there is no silent.txt")
    assert "Tortoise" in {row.engine for row in found.rows}


def test_an_engine_that_has_nothing_to_do_is_not_installed(run) -> None:
    found = run(workloads=("H",), environments={"tortoise": PYTHON})
    assert found.failures == ()


def test_a_comparison_ends_before_its_seconds_are_over(run) -> None:
    found = run("tortoise", workloads=("H",), pairs=500, seconds=1.0)
    assert 1 <= found.rows[1].processes < 100


def test_progress_is_told_to_the_end(run) -> None:
    told = []
    run("tortoise", progress=lambda *step: told.append(step), pairs=1)
    assert told == [
        (0, 3, "tortoise D class"),
        (1, 3, "tortoise H class"),
        (2, 3, "tortoise D arrays"),
        (3, 3, ""),
    ]


def test_our_own_failure_is_a_failure(run, folder: Path) -> None:
    (folder / "peers" / "ours.py").write_text("raise ValueError('ours')\n")
    found = run("tortoise", workloads=("H",))
    assert found.rows == ()
    assert [(each.engine, each.workload) for each in found.failures] == [("farthing", "H")]


def test_our_answer_is_the_same_beside_every_peer(run, folder: Path) -> None:
    """It may not change from one comparison to the next either."""
    ours = folder / "peers" / "ours.py"
    ours.write_text(ours.read_text().replace("end_equity='1000.00'", "end_equity=time.time()"))
    found = run("tortoise", workloads=("H",), pairs=1)
    assert [row.engine for row in found.rows] == ["farthing", "Tortoise"]
    (folder / "peers" / "engines.toml").write_text(
        (folder / "peers" / "engines.toml").read_text()
        + '[engines.hare]\nrunner = "tortoise.py"\nclass = ["H"]\n'
    )
    again = run(
        "tortoise",
        "hare",
        workloads=("H",),
        pairs=1,
        environments=dict.fromkeys(("tortoise", "hare"), PYTHON),
    )
    [failure] = again.failures
    assert failure.engine == "farthing"
    assert "changes between processes" in failure.reason


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"workloads": ("Q",)}, "there is no workload 'Q'"),
        ({"ways": ("clas",)}, "there is no way 'clas'; did you mean class"),
        ({"environments": {"hare": PYTHON}}, "there is no engine 'hare'"),
        ({"pairs": 0}, "pairs is 0; it must be above 0"),
        ({"workloads": ("H",), "ways": ("arrays",)}, "none of these engines can do"),
    ],
)
def test_what_there_is_not_is_refused(run, asked: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        run(**asked)


def test_an_engine_that_there_is_not_is_refused(run) -> None:
    with pytest.raises(ConfigurationError, match="there is no engine 'tortois'; did you mean tort"):
        run("tortois")


def test_bars_that_cannot_be_written_are_told(run, folder: Path) -> None:
    (folder / "peers" / "write_bars.py").write_text("raise OSError('disk full')\n")
    with pytest.raises(ConfigurationError, match=r"write_bars\.py wrote no bars: .*disk full"):
        run("tortoise")
