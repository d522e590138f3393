"""The history: a line per commit and machine, changes by vote, and nothing mixed unasked."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lab_evidence import MACHINE
from pydantic import ValidationError

from farthing.cli.bench.history import history as command
from farthing.errors import ConfigurationError
from farthing.lab.history import append, history, line_of, lines
from farthing.lab.history_plot import plot
from farthing.lab.results.history import CaseMedian, HistoryLine, HistoryResult
from farthing.lab.results.read import read, write
from farthing.lab.results.reading import Reading
from farthing.lab.results.run import CaseResult, RunResult

OTHER = MACHINE.model_copy(update={"cpu": "y"})


def run(commit: str, seconds: float = 0.1, *, machine=MACHINE, digest: str = "a", **others):
    """A run of two cases at a commit."""
    cases = others.pop("cases", None) or tuple(
        CaseResult(
            case=case,
            readings=tuple(
                Reading(case=case, seconds=(value,), peak_bytes=1 << 20, digest=digest)
                for value in (seconds * 0.98, seconds, seconds * 1.04)
            ),
        )
        for case in ("c-D", "c-H")
    )
    where = machine.model_copy(update={"commit": commit})
    return RunResult(made="2026-01-01T00:00:00+00:00", machine=where, cases=cases)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "history.jsonl"


def test_a_line_has_the_median_of_each_case(file):
    line = append(run("c1", 0.25), file)
    assert lines(file) == [line]
    assert line.median("c-D") == CaseMedian(
        case="c-D", seconds=0.25, low=0.245, high=0.26, processes=3, peak_bytes=1 << 20, digest="a"
    )
    assert line.median("c-M") is None
    assert len(file.read_text().splitlines()) == 1
    assert json.loads(file.read_text())["commit"] == "c1"


def test_a_commit_has_one_line_on_a_machine(file):
    for commit in ("c1", "c2"):
        append(run(commit), file)
    before = file.read_bytes()
    with pytest.raises(ConfigurationError, match="a line of c1 on this machine.*--replace"):
        append(run("c1", 0.3), file)
    assert file.read_bytes() == before
    append(run("c1", 0.3), file, replaces=True)
    assert [(line.commit, line.cases[0].seconds) for line in lines(file)] == [
        ("c1", 0.3), ("c2", 0.1),
    ]  # fmt: skip
    append(run("c1", 0.3), file, replaces=True)
    assert len(lines(file)) == 2


@pytest.mark.parametrize(
    ("commit", "words"),
    [("", "no checkout"), ("abc+", "abc with changes: a line of the history is of a commit")],
)
def test_what_is_of_no_commit_alone_is_refused(commit, words, file):
    with pytest.raises(ConfigurationError, match=words):
        append(run(commit), file)
    assert not file.exists()


def test_a_case_that_raised_has_no_place(file):
    with pytest.raises(ConfigurationError, match="c-D raised"):
        append(run("c1", cases=(CaseResult(case="c-D", error="LookupError"),)), file)


def test_a_new_level_is_found_where_it_begins(file):
    for index in range(12):
        append(run(f"c{index}", (0.1 if index < 6 else 0.13) + 0.0005 * (index % 3)), file)
    (first, _) = history(file).cases
    assert [first.commits[change.position] for change in first.changes] == ["c6"]
    assert first.changes[0].ratio == pytest.approx(1.3, abs=0.02)
    assert first.answers == ()


def test_another_answer_is_told_at_its_commit(file):
    for commit, digest in (("c1", "a"), ("c2", "b"), ("c3", "b")):
        append(run(commit, digest=digest), file)
    assert [case.answers for case in history(file).cases] == [("c2",), ("c2",)]


def test_machines_are_not_mixed_unless_asked(file, capsys):
    append(run("c1"), file)
    append(run("c1", machine=OTHER), file)
    with pytest.raises(ConfigurationError, match="lines of several machines: choose one"):
        history(file)
    assert history(file, machine=OTHER.identity).machines == (OTHER.identity,)
    assert history(file, machine="y, 2 cores").lines == 1
    with pytest.raises(ConfigurationError, match="no machine 'z'.*there are x, 2 cores"):
        history(file, machine="z")
    mixed = history(file, across_machines=True)
    assert (mixed.lines, len(mixed.machines), mixed.across_machines) == (2, 2, True)
    assert "2 machines mixed" in plot(mixed)
    with pytest.raises(ValidationError, match="history of 2 machines is mixed"):
        HistoryResult.model_validate({**mixed.model_dump(), "across_machines": False})


def test_a_machine_is_not_taken_for_one_with_a_longer_name(file):
    longer = MACHINE.model_copy(update={"python": MACHINE.python + ".9"})
    append(run("c1"), file)
    append(run("c1", machine=longer), file)
    assert history(file, machine=MACHINE.identity).machines == (MACHINE.identity,)


def test_a_damaged_line_is_named(file):
    append(run("c1"), file)
    whole = file.read_text()
    file.write_text(whole + "\n" + whole)
    with pytest.raises(ConfigurationError, match=r"jsonl:3 is a second line of c1"):
        lines(file)
    file.write_text(whole + '{"commit": "c2"}\n')
    with pytest.raises(ConfigurationError, match=r"jsonl:2 is no line of a history"):
        lines(file)
    case = line_of(run("c1")).model_dump()["cases"][0]
    with pytest.raises(ValidationError, match="has a case twice"):
        HistoryLine.model_validate({**line_of(run("c1")).model_dump(), "cases": [case, case]})


def test_no_lines_are_an_error_with_its_remedy(file):
    with pytest.raises(ConfigurationError, match="has no lines: add one"):
        history(file)


def test_the_plot_has_a_panel_a_case_and_a_mark_a_change(file):
    for index in range(12):
        append(run(f"commit{index}", 0.1 if index < 6 else 0.13), file)
    text = plot(history(file))
    root = ET.fromstring(text)
    space = "{http://www.w3.org/2000/svg}"
    assert len(root.findall(f"{space}g")) == 2
    marks = [mark for mark in root.iter(f"{space}path") if mark.attrib["class"] == "mark"]
    assert len(marks) == 2
    assert "commit6 x1.3" in text


def test_one_commit_has_a_plot_too(file):
    append(run("c1"), file)
    assert ET.fromstring(plot(history(file))) is not None


def test_the_command_adds_and_tells(file, tmp_path, capsys):
    write(run("c1"), tmp_path / "run.json")
    command(
        run=tmp_path / "run.json", file=file, replace=False, machine=None, across_machines=False,
        plot=tmp_path / "plot.svg", out=tmp_path / "history.json", as_json=False,
    )  # fmt: skip
    shown = capsys.readouterr().out.splitlines()
    assert shown[:2] == ["History", "0 changes of level"]
    (row,) = [line.split() for line in shown if line.startswith("c-D")]
    assert row[:4] == ["c-D", "c1", "100", "ms"]
    assert read(tmp_path / "history.json") == history(file).model_copy(
        update={
            "made": read(tmp_path / "history.json").made,
            "machine": read(tmp_path / "history.json").machine,
        }
    )
    append(run("c1", machine=OTHER), file)
    write(run("c2"), tmp_path / "run.json")
    command(
        run=tmp_path / "run.json", file=file, replace=False, machine=None, across_machines=False,
        plot=None, out=None, as_json=True,
    )  # fmt: skip
    assert json.loads(capsys.readouterr().out)["lines"] == 2
    with pytest.raises(ConfigurationError, match="is a history result: a history takes that of"):
        command(
            run=tmp_path / "history.json", file=file, replace=False, machine=None,
            across_machines=False, plot=None, out=None, as_json=False,
        )  # fmt: skip


def test_changes_and_mixtures_are_told_in_words(file, capsys):
    for index in range(12):
        append(run(f"c{index}", 0.1 if index < 6 else 0.13, digest=str(index // 9)), file)
    append(run("c1", machine=OTHER), file)
    command(
        run=None, file=file, replace=False, machine=None, across_machines=True, plot=None, out=None,
        as_json=False,
    )  # fmt: skip
    shown = capsys.readouterr().out
    assert "2 machines are mixed: levels differ by machine." in shown
    assert "c-D came to another answer at c9, c1." in shown


lines_of_history = st.builds(
    HistoryLine,
    commit=st.text("0123456789abcdef", min_size=1, max_size=12),
    made=st.just("now"),
    machine=st.just(MACHINE),
    cases=st.lists(
        st.builds(
            CaseMedian, case=st.text(min_size=1, max_size=4), seconds=st.floats(1e-9, 1e6),
            low=st.floats(1e-9, 1e6), high=st.floats(1e-9, 1e6), processes=st.integers(1, 99),
        ),
        min_size=1, max_size=3, unique_by=lambda case: case.case,
    ).map(tuple),
)  # fmt: skip


@settings(max_examples=1000, deadline=None)
@given(lines_of_history)
def test_a_line_is_the_same_again_from_json(line):
    text = line.model_dump_json()
    assert "\n" not in text
    assert HistoryLine.model_validate_json(text) == line
