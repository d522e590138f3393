"""``farthing bench`` as a user types it; what it ends with is what it found."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from farthing.cli import main
from farthing.lab.results.comparison import (
    CaseComparison,
    ComparisonResult,
    Estimate,
    Side,
    Verdict,
    overall,
)
from farthing.lab.results.machine import Machine
from farthing.lab.results.read import read, write

ROOT = Path(__file__).parents[3]
SMALL = ROOT / "tests" / "unit" / "lab" / "small_cases.py"
QUICK = ("--processes", "1", "--seconds", "0.01")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose benchmarks are the small cases."""
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "cases.py").write_text(SMALL.read_text())
    return tmp_path


def farthing(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "farthing", "bench", *words],
        cwd=folder, check=False, capture_output=True, text=True,
    )  # fmt: skip


@pytest.fixture
def called(folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """Runs a command in this process: its exit code, and what it says on stdout and stderr."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.delitem(sys.modules, "cases_of_cases", raising=False)

    def called(*words: str) -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "argv", ["farthing", "bench", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, *capfd.readouterr()

    yield called
    sys.modules.pop("cases_of_cases", None)


def estimate(ratio: float, spread: float = 0.02) -> Estimate:
    return Estimate(
        ratio=ratio, low=ratio - spread, high=ratio + spread, confidence=0.95, coverage=0.96,
        blocks=8, standard_error=0.01, p_value=0.0078,
    )  # fmt: skip


def comparison(file: Path, verdict: Verdict, ratio: float) -> Path:
    """A result file with one case of this verdict."""
    fails = verdict is Verdict.FAIL
    case = CaseComparison(
        case="c-D", verdict=verdict, reason=f"the ratio is {ratio}", estimate=estimate(ratio),
        second=estimate(ratio) if fails else None, pooled=estimate(ratio) if fails else None,
        control=estimate(1.0), q_value=0.01,
    )  # fmt: skip
    machine = Machine(cpu="x", cores=2, memory_bytes=2**30, system="Linux", python="CPython 3.11")
    result = ComparisonResult(
        made="2026-01-02T03:04:05+00:00", machine=machine, base=Side(label="base"),
        head=Side(label="head"), cases=("c-D",), comparisons=(case,),
        verdict=overall(["c-D"], [case]),
    )  # fmt: skip
    write(result, file)
    return file


def test_cases_are_listed(folder: Path) -> None:
    assert farthing(folder, "list").stdout.split() == ["count", "wait", "fickle", "raises"]


def test_a_run_is_written_and_shown(folder: Path) -> None:
    done = farthing(folder, "run", "wait", *QUICK, "--out", "out/run.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert "wait" in done.stdout
    result = read(folder / "out" / "run.json")
    assert result.kind == "run"
    printed = farthing(folder, "run", "wait", *QUICK, "--json").stdout
    assert json.loads(printed)["cases"][0]["readings"][0]["digest"] == "done"


def test_a_case_that_raises_ends_with_1_and_its_traceback(folder: Path) -> None:
    done = farthing(folder, "run", "raises", *QUICK)
    assert done.returncode == 1
    assert "no such price" in done.stdout


@pytest.mark.parametrize(
    ("verdict", "ratio", "code"),
    [
        (Verdict.PASS, 1.0, 0),
        (Verdict.WARN, 1.07, 0),
        (Verdict.ERROR, 1.0, 1),
        (Verdict.FAIL, 1.15, 2),
        (Verdict.INCONCLUSIVE, 1.09, 3),
    ],
)
def test_a_gate_ends_with_the_code_of_its_verdict(
    folder: Path, called, verdict: Verdict, ratio: float, code: int
) -> None:
    file = comparison(folder / "result.json", verdict, ratio)
    ended, said, _ = called("gate", "--result", str(file))
    assert (ended or 0) == code
    assert verdict.value in said.lower()


def test_the_code_of_a_gate_reaches_the_shell(folder: Path) -> None:
    """A gate whose red does not reach the shell is no gate."""
    file = comparison(folder / "result.json", Verdict.FAIL, 1.15)
    assert farthing(folder, "gate", "--result", str(file)).returncode == 2


def test_nothing_between_the_gate_and_ci_swallows_its_code() -> None:
    workflow = (ROOT / ".github" / "workflows" / "benchmarks.yml").read_text(encoding="utf-8")
    (recipe,) = (
        line for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
        if "bench gate" in line
    )  # fmt: skip
    assert "farthing bench gate" in workflow
    for text in (workflow, recipe):
        assert "continue-on-error" not in text
        assert "|| true" not in text
    assert not recipe.strip().lstrip("@").startswith("-")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "wai"), "there is no case 'wai'"),
        (("run", "--bundle", "demo"), "--bundle goes with --strategy"),
        (("run", "--strategy", "x.py"), "needs its bars: --bundle NAME"),
        (("run", "--strategy", "x.py", "--bundle", "b"), "there is no strategy file x.py"),
        (("compare", "nothing", "nothing"), "is no git checkout|is no git revision"),
        (("gate", "--result", "nothing.json"), "there is no result file"),
        (("report", "benchmarks/cases.py"), "is no JSON"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_what_makes_no_sense_is_one_line_and_1(called, words: tuple[str, ...], said: str) -> None:
    code, _, stderr = called(*words)
    assert code == 1
    assert re.search(said, " ".join(stderr.split()))
    assert "Traceback" not in stderr


def test_without_the_extra_the_message_says_how_to_get_it(folder: Path) -> None:
    hidden = "import sys; sys.modules['psutil'] = None; from farthing.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", hidden, "bench", "run", "wait", *QUICK],
        cwd=folder, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert "psutil is not installed: pip install farthing[lab]" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_mistyped_option_is_no_regression(called) -> None:
    code, _, stderr = called("gate", "--nonsense")
    assert code == 1
    assert "No such option" in stderr


def test_a_gate_judges_comparisons_only(called) -> None:
    called("run", "wait", *QUICK, "--out", "run.json")
    code, _, stderr = called("gate", "--result", "run.json")
    assert code == 1
    assert "a gate judges a comparison" in stderr
