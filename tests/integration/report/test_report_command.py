"""``farthing run`` writes the report of a run, and ``farthing report`` makes it again."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PROGRAM = """
import farthing as ft


class Buys(ft.Strategy):
    stops: bool = False

    def on_bar(self, ctx):
        ctx.target_percent(0.5)
        if self.stops:
            raise ValueError("enough")
"""


@pytest.fixture
def farthing(tmp_path: Path, home: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the program in a folder of its own."""

    def farthing(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from farthing.cli import main; main()", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    return farthing


@pytest.fixture
def run(
    farthing: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path, home: Path
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a strategy on a year of the demo market."""
    from farthing.data import find_source, ingest

    ingest(find_source("synthetic")(years=1), "demo", home=home)
    (tmp_path / "buys.py").write_text(PROGRAM, encoding="utf-8")

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        place = ("--bundle", "demo", "--home", str(home), "--out", "out")
        return farthing("run", "buys.py", *place, *more)

    return run


def test_a_run_writes_its_report_and_it_can_be_made_again(
    farthing: Callable[..., subprocess.CompletedProcess[str]],
    run: Callable[..., subprocess.CompletedProcess[str]],
    tmp_path: Path,
) -> None:
    assert "report: out/report.html" in run("--commission", "bps:5").stdout
    written = (tmp_path / "out" / "report.html").read_bytes()
    (tmp_path / "out" / "report.html").unlink()
    assert farthing("report", "out").stdout == "report: out/report.html\n"
    assert (tmp_path / "out" / "report.html").read_bytes() == written
    assert farthing("report", "out", "--out", "there.html").stdout == "report: there.html\n"
    assert (tmp_path / "there.html").read_bytes() == written


def test_a_stopped_run_has_a_report_too(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    done = run("--param", "stops=true")
    assert done.returncode == 1
    written = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "This run ended early." in written
    assert "enough" in written


def test_what_is_no_run_is_one_line_and_exit_code_one(
    farthing: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    done = farthing("report", ".")
    assert (done.returncode, done.stdout) == (1, "")
    assert "has no run.json: it is not the folder of a run" in done.stderr
    assert "Traceback" not in done.stderr
