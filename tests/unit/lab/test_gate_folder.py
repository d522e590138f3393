"""What a gate leaves behind, and where a regression's time went."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from farthing.errors import ConfigurationError, FarthingError, install
from farthing.lab import gate
from farthing.lab.cases import CasesFile
from farthing.lab.compare import Budget, compare, compare_sides, wavering
from farthing.lab.gate_stacks import stacks
from farthing.lab.instructions import count_instructions
from farthing.lab.measure import Gathered, Pair
from farthing.lab.process import CaseRaised, Environment, Plant, Rounds
from farthing.lab.results.comparison import ComparisonResult, Side, Verdict
from farthing.lab.results.read import read, read_as
from farthing.lab.results.reading import Reading

pytestmark = pytest.mark.measures

CASES = CasesFile(file=Path(__file__).parent / "small_cases.py")
WHY = "a gate judges a comparison"
SMALL = Budget(first=6, most=6, second=6)


@pytest.fixture(scope="module")
def failed() -> ComparisonResult:
    """A regression between an environment and itself, by what was planted."""
    pair = Pair(
        source=CASES, base=Environment(), head=Environment(),
        plants=(Plant(target="cases_of_small_cases:wait", slower=4.0),),
        rounds=Rounds(seconds=0.02, rounds_min=5, rounds_max=9),
    )  # fmt: skip
    sides = (Side(label=sys.executable), Side(label=sys.executable))
    return compare(pair, ["wait"], sides, budget=SMALL)


def test_a_regression_leaves_result_comment_page_and_flame_graph(
    failed: ComparisonResult, tmp_path: Path
) -> None:
    assert failed.verdict is Verdict.FAIL
    missing = gate.write_down(failed, CASES, tmp_path / "gate", checkout=tmp_path)
    assert read(tmp_path / "gate" / "result.json") == failed
    assert "<!-- farthing: benchmarks -->" in (tmp_path / "gate" / "comment.md").read_text()
    page = (tmp_path / "gate" / "report.html").read_text()
    assert "wait" in page
    assert missing == []
    assert (tmp_path / "gate" / "wait.svg").read_text().startswith("<svg")


def test_the_verdict_stands_without_its_picture(
    failed: ComparisonResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("sysconfig.get_path", lambda _: str(tmp_path))
    missing = gate.write_down(failed, CASES, tmp_path / "gate", checkout=tmp_path)
    assert missing == [f"no flame graph of wait: py-spy is not installed: {install('lab')}"]
    assert (tmp_path / "gate" / "report.html").is_file()
    assert (tmp_path / "gate" / "comment.md").read_text()


def test_a_gate_reads_comparisons_only(failed: ComparisonResult, tmp_path: Path) -> None:
    gate.write_down(failed, CASES, tmp_path / "gate", checkout=tmp_path)
    assert read_as(ComparisonResult, tmp_path / "gate" / "result.json", WHY) == failed
    with pytest.raises(ConfigurationError, match="there is no result file"):
        read_as(ComparisonResult, tmp_path / "nothing.json", WHY)


def test_stacks_are_those_of_the_rounds() -> None:
    found = stacks(CASES, "wait", Environment())
    assert any("wait (small_cases.py)" in name for stack in found for name in stack)
    assert not any("import" in name for stack in found for name in stack)
    with pytest.raises(FarthingError, match="no sample of raises"):
        stacks(CASES, "raises", Environment())


def test_instructions_of_a_round_are_counted() -> None:
    if shutil.which("valgrind") is None:
        pytest.skip("valgrind is not installed")
    assert count_instructions(CASES, "count", seconds=0.01) > 100_000
    with pytest.raises(CaseRaised, match="no such price"):
        count_instructions(CASES, "raises", seconds=0.01)


def test_without_valgrind_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ConfigurationError, match="apt install valgrind"):
        count_instructions(CASES, "wait", seconds=0.01)


def test_an_answer_that_changes_between_processes_is_told() -> None:
    def block(*digests: str) -> dict[str, list[Reading]]:
        readings = [Reading(case="c", seconds=(0.1,), digest=digest) for digest in digests]
        return {"base": [readings[0]], "control": [readings[1]], "head": [readings[2]]}

    steady = Gathered(blocks=[block("a", "a", "b")])
    assert wavering(steady) == ""
    assert "of base changes between its processes: a and x" in wavering(
        steady, Gathered(blocks=[block("a", "x", "b")])
    )
    assert "of head changes" in wavering(steady, Gathered(blocks=[block("a", "a", "c")]))


def test_environments_are_compared_by_name(tmp_path: Path) -> None:
    result = compare_sides(
        sys.executable, sys.executable, CASES, ["wait"], checkout=tmp_path, accepted_in=tmp_path,
        seconds=0.02, budget=SMALL,
    )  # fmt: skip
    assert result.cases == ("wait",)
    assert result.base.farthing == result.head.farthing != ""
    assert result.verdict is not Verdict.FAIL
