"""Results in a terminal: nothing is cut, at any width."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from rich.console import Console
from typer.testing import CliRunner

from farthing.cli.bench import app
from farthing.cli.bench.console import draw, show
from farthing.lab.report.document import sheet
from farthing.lab.results.file import ResultFile
from farthing.lab.results.read import write
from tests.unit.lab.report.lab_results import FAST, SLOW, comparison, every, run

if TYPE_CHECKING:
    from pathlib import Path


def printed(result: ResultFile, width: int, *, everything: bool = False) -> str:
    lines = io.StringIO()
    show(result, everything=everything, console=Console(file=lines, width=width))
    return lines.getvalue()


@pytest.mark.parametrize("width", [60, 80, 140])
@pytest.mark.parametrize("result", every(), ids=lambda result: result.kind)
def test_lines_fit_and_have_no_colour_in_a_file(result: ResultFile, width: int) -> None:
    text = printed(result, width, everything=True)
    assert max(map(len, text.splitlines())) <= width
    assert "\x1b" not in text
    assert "…" not in text


def test_the_verdict_comes_first() -> None:
    kicker, title, worst, *_ = printed(comparison(FAST, SLOW), 120).splitlines()
    assert kicker == "Comparison: tree against main (abc123)"
    assert title == "Fail"
    assert worst.startswith("Worst of 2 cases is b-D: 15.2 % slower")


def test_what_the_verdict_rests_on_is_left_to_the_report() -> None:
    assert "BCa low" not in printed(comparison(SLOW), 140)
    assert "BCa low" in printed(comparison(SLOW), 140, everything=True)


def test_a_table_that_is_too_wide_comes_in_parts_with_the_first_column() -> None:
    wide = sheet("", ["Name", *"abcdef"], [["x", *["1234567"] * 6]])
    lines = io.StringIO()
    draw(Console(file=lines, width=40), wide)
    heads = [line for line in lines.getvalue().splitlines() if line.startswith("Name")]
    assert len(heads) == 2


def test_the_parts_of_a_table_begin_with_all_that_names_a_row() -> None:
    wide = sheet("", ["Name", "Way", *"abcd"], [["x", "left", *["1234567"] * 4]], words=("Way",))
    lines = io.StringIO()
    draw(Console(file=lines, width=40), wide)
    heads = [line.split() for line in lines.getvalue().splitlines() if line.startswith("Name")]
    assert heads == [["Name", "Way", "a", "b", "c"], ["Name", "Way", "d"]]


@pytest.mark.parametrize("form", ["console", "html", "markdown"])
def test_a_result_is_printed_or_written(form: str, tmp_path: Path) -> None:
    file, out = tmp_path / "run.json", tmp_path / "made" / "report"
    write(run(), file)
    shown = CliRunner().invoke(app, ["report", str(file), "--format", form])
    assert shown.exit_code == 0, shown.output
    assert "c-D" in shown.output
    done = CliRunner().invoke(app, ["report", str(file), "--format", form, "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "c-D" in out.read_text(encoding="utf-8")
    if form != "console":
        assert out.read_text(encoding="utf-8") == shown.output


def test_flame_graphs_beside_a_result_are_in_its_page(tmp_path: Path) -> None:
    write(comparison(SLOW), tmp_path / "result.json")
    (tmp_path / "b-D.svg").write_text("<svg></svg>")
    shown = CliRunner().invoke(app, ["report", str(tmp_path / "result.json"), "--format", "html"])
    assert "Flame graph of b-D" in shown.output
