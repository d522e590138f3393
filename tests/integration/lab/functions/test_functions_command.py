"""Functions beside their baselines, in fresh processes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from pydantic import ValidationError

from farthing.cli.bench.console import show
from farthing.cli.bench.functions import functions as command
from farthing.errors import ConfigurationError
from farthing.lab.functions import functions
from farthing.lab.results.functions import FunctionsResult
from farthing.lab.results.read import read

pytestmark = pytest.mark.measures

FILE = """
from dataclasses import dataclass, field

@dataclass
class Case:
    ours: object
    baselines: dict
    inputs: dict
    ulps: dict = field(default_factory=dict)
    reason: str = ""
    answer: object = staticmethod(lambda found: found)
    baseline_answer: dict = field(default_factory=dict)

def slow(told):
    for _ in range(40):
        sum(told)
    return sum(told)

def nearly(told):
    return sum(told) * (1 + 2**-52)

def raises(told):
    raise LookupError("nothing there")

made = {"floats": lambda size: [1.5] * size}
CASES = {
    "quick": Case(sum, {"plain": slow}, made),
    "near": Case(nearly, {"plain": sum}, made, {"plain": 2}, "one product more"),
    "wrong": Case(nearly, {"plain": sum}, made),
    "raises": Case(sum, {"plain": raises}, made),
}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "made_up_functions.py"
    path.write_text(FILE)
    return path


def test_a_baseline_that_does_more_takes_longer(file):
    steps = []
    result = functions(
        ["quick"], sizes=[200, 400], seconds=0.001, file=file,
        progress=lambda *step: steps.append(step),
    )  # fmt: skip
    assert [(row.size, row.given, row.baseline) for row in result.rows] == [
        (200, "floats", "plain"), (400, "floats", "plain"),
    ]  # fmt: skip
    assert min(row.times.ratio for row in result.rows) > 3
    assert {row.is_slower for row in result.rows} == {False}
    assert {len(row.effects) for row in result.rows} == {6}
    assert (steps[0], len(steps)) == ((0, 6, "quick"), 6)


def test_the_command_tells_why_digits_differ_and_writes_it_down(file, tmp_path, capsys):
    command(
        names=["near"], size=[10], processes=6, seconds=0.001, file=file,
        out=tmp_path / "functions.json", as_json=False,
    )  # fmt: skip
    result = read(tmp_path / "functions.json")
    (row,) = result.rows
    places = {1: "1 last place", 2: "2 last places"}[row.ulps]
    assert f"- near: one product more (at most {places} off)." in capsys.readouterr().out
    assert (row.ulps_allowed, row.reason) == (2, "one product more")
    assert 1 <= row.ulps <= 2
    without = {**row.model_dump(), "reason": ""}
    with pytest.raises(ValidationError, match="for no reason"):
        FunctionsResult.model_validate({**result.model_dump(), "rows": [without]})
    with pytest.raises(ValidationError, match="0 are allowed"):
        FunctionsResult.model_validate(
            {**result.model_dump(), "rows": [{**without, "ulps_allowed": 0}]}
        )


def test_what_failed_is_printed_as_json_and_by_the_exit_code(file, capsys):
    with pytest.raises(typer.Exit) as ended:
        command(
            names=["wrong"], size=[10], processes=6, seconds=0.001, file=file, out=None,
            as_json=True,
        )  # fmt: skip
    assert ended.value.exit_code == 1
    assert json.loads(capsys.readouterr().out)["failures"][0]["function"] == "wrong"


def test_what_raises_or_is_wrong_has_no_time(file, capsys):
    result = functions(["wrong", "raises"], sizes=[10], seconds=0.001, file=file)
    assert result.rows == ()
    assert [failure.function for failure in result.failures] == ["wrong", "raises"]
    assert "units of the last place off the baseline plain given 10 floats" in (
        result.failures[0].words
    )
    assert "LookupError: nothing there" in result.failures[1].words
    assert result.exit_code == 1
    show(result)
    shown = capsys.readouterr().out.splitlines()
    assert shown[1] == "2 functions failed"
    assert shown.index("Failures") < shown.index("wrong:") < shown.index("raises:")
    assert "  LookupError: nothing there" in shown[shown.index("raises:") :]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"names": ["quik"]}, "no function 'quik'; did you mean"),
        ({"processes": 5}, "5 processes cannot reach a confidence of 0.95: at least 6"),
        ({"sizes": []}, "give at least one"),
        ({"sizes": [0]}, "all above 0"),
        ({"file": Path("nowhere.py")}, "there is no nowhere.py with cases"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_runs(file, asked, words):
    with pytest.raises(ConfigurationError, match=words):
        functions(**{"file": file, **asked})


def test_a_process_that_dies_is_told(file):
    file.write_text(
        FILE + "\nimport os\nCASES['quick'].baselines['plain'] = lambda told: os._exit(3)"
    )
    result = functions(["quick"], sizes=[10], file=file)
    assert result.failures[0].words == "it ended with exit code 3"
