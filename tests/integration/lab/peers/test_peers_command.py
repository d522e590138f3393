"""``farthing bench peers`` as a user types it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from farthing.cli.bench.peers import peers
from farthing.errors import ConfigurationError
from farthing.lab.results.read import read

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@pytest.fixture
def run(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "300")
    app = typer.Typer()
    app.command()(peers)

    def run(*words: str) -> Result:
        given = [f"--environment={name}={sys.executable}" for name in ("tortoise", "raising")]
        places = ["--folder", str(folder), "--home", str(tmp_path / "home"), "--pairs", "1"]
        return CliRunner().invoke(app, [*places, *given, *words])

    return run


def test_rows_are_shown_and_written(run, tmp_path: Path) -> None:
    done = run("tortoise", "--workload", "H", "--out", str(tmp_path / "peers.json"))
    assert done.exit_code == 0
    [head, ours, theirs] = done.stdout.splitlines()
    assert head.split()[:3] == ["work", "way", "engine"]
    assert ours.split()[:4] == ["H", "class", "farthing", "1.0"]
    assert "20.0 ms" in theirs
    assert theirs.rstrip().endswith("the same to the cent; next open")
    assert [row.engine for row in read(tmp_path / "peers.json").rows] == ["farthing", "Tortoise"]


def test_what_failed_is_shown_and_is_the_exit_code(run) -> None:
    done = run("raising")
    assert done.exit_code == 1
    assert "raising D class failed: " in done.stdout
    assert "ValueError: no such bar" in done.stdout


def test_markdown_is_the_readmes_table(run) -> None:
    done = run("tortoise", "--way", "arrays", "--markdown")
    assert done.stdout.startswith("| work | farthing | beside it | ratio |\n|---|---|---|---|\n")
    assert done.stdout.splitlines()[2].endswith(" | 2.0 ms | Tortoise 1.0 20 ms | 10 |")


def test_json_is_the_result_file(run) -> None:
    told = json.loads(run("tortoise", "--json").stdout)
    assert (told["kind"], len(told["rows"]), told["failures"]) == ("peers", 6, [])


def test_an_environment_is_an_engine_and_its_python(run) -> None:
    done = run("--environment", "tortoise")
    assert isinstance(done.exception, ConfigurationError)
    assert str(done.exception) == "--environment tortoise: write it as ENGINE=PYTHON"
