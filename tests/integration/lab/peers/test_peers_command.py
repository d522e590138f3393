"""``farthing bench peers`` as a user types it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from farthing.cli.bench import app
from farthing.cli.bench.peers import peers
from farthing.errors import ConfigurationError
from farthing.lab.results.read import read

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@pytest.fixture
def run(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "300")
    alone = typer.Typer()
    alone.command()(peers)

    def run(*words: str) -> Result:
        given = [f"--environment={name}={sys.executable}" for name in ("tortoise", "raising")]
        places = ["--folder", str(folder), "--home", str(tmp_path / "home"), "--pairs", "1"]
        return CliRunner().invoke(alone, [*places, *given, *words])

    return run


def test_rows_are_shown_and_written(run, tmp_path: Path) -> None:
    done = run("tortoise", "--workload", "H", "--out", str(tmp_path / "peers.json"))
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    times = lines.index("Times")
    [head, ours, theirs] = lines[times + 1 : times + 4]
    assert head.split()[:2] == ["Engine", "Total"]
    assert ours.split()[:4] == ["farthing", "1.0", "2.00", "ms"]
    assert theirs.split()[:4] == ["Tortoise", "1.0", "20.0", "ms"]
    answers = lines.index("Answers and memory")
    assert lines[answers + 3].startswith("Tortoise 1.0")
    assert lines[answers + 3].rstrip().endswith("the same to the cent; next open")
    assert [row.engine for row in read(tmp_path / "peers.json").rows] == ["farthing", "Tortoise"]


def test_what_failed_is_shown_and_is_the_exit_code(run) -> None:
    done = run("raising")
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert "NOT SHOWN: raising in D (class), which failed." in lines
    engine, work, way, *reason = lines[lines.index("What failed") + 2].split()
    assert (engine, work, way) == ("raising", "D", "class")
    assert " ".join(reason).endswith("ValueError: no such bar")


def test_the_report_of_it_is_markdown(run, tmp_path: Path) -> None:
    run("tortoise", "--way", "arrays", "--out", str(tmp_path / "peers.json"))
    told = CliRunner().invoke(app, ["report", str(tmp_path / "peers.json"), "--format", "markdown"])
    lines = told.stdout.splitlines()
    (head,) = [line for line in lines if line.startswith("| Engine | Total | ")]
    (theirs,) = [line for line in lines if line.startswith("| Tortoise 1.0 | 21.0 ms | ")]
    cells = dict(zip(head.split(" | "), theirs.split(" | "), strict=True))
    assert cells["Simulation"] == "20.0 ms"
    assert cells["Simulation alone by"] == "10"


def test_json_is_the_result_file(run) -> None:
    told = json.loads(run("tortoise", "--json").stdout)
    assert (told["kind"], len(told["rows"]), told["failures"]) == ("peers", 6, [])


def test_an_environment_is_an_engine_and_its_python(run) -> None:
    done = run("--environment", "tortoise")
    assert isinstance(done.exception, ConfigurationError)
    assert str(done.exception) == "--environment tortoise: write it as ENGINE=PYTHON"
