"""``farthing bench`` as a user types it; what it ends with is what it found."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from farthing.lab.cases import CasesFile
from farthing.lab.compare import Budget, compare
from farthing.lab.measure import Pair
from farthing.lab.process import Environment
from farthing.lab.results.comparison import Side, Verdict
from farthing.lab.results.read import read, write
from farthing.lab.results.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

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


class Scripted(Pair):
    """Processes whose times are known beforehand."""

    def __init__(self, ratio: float, noise: float, head_digest: str = "done") -> None:
        """The head takes ``ratio`` times as long, a block more and a block less by ``noise``."""
        super().__init__(CasesFile(file=SMALL), Environment(), Environment())
        self.ratio, self.noise, self.head_digest = ratio, noise, head_digest
        self.made = 0

    def readings(self, side: str, cases: Sequence[str]) -> list[Reading]:
        """One process."""
        self.made += 1
        wave = 1 + self.noise * math.sin(self.made)
        seconds = 0.002 * (self.ratio if side == "head" else 1.0) * wave
        digest = self.head_digest if side == "head" else "done"
        return [Reading(case=c, side=side, seconds=(seconds,), digest=digest) for c in cases]


def comparison(file: Path, pair: Scripted) -> Path:
    """A result file of a comparison of one case."""
    sides = (Side(label="base"), Side(label="head"))
    write(compare(pair, ["wait"], sides, budget=Budget(first=8, most=8, second=8)), file)
    return file


def test_cases_are_listed(folder: Path) -> None:
    lines = farthing(folder, "list").stdout.splitlines()
    names = [line.split()[0] for line in lines]
    assert {"count", "wait", "fickle", "raises"} < set(names)
    assert "wait         waits for two milliseconds" in lines
    assert "quick        A quick one" in lines
    assert json.loads(farthing(folder, "list", "--json").stdout) == names


def test_a_gate_without_a_folder_of_benchmarks_names_no_option_that_it_lacks(
    tmp_path: Path,
) -> None:
    for command in ("gate", "list"):
        done = farthing(tmp_path, command, "--folder", str(tmp_path / "none"))
        assert done.returncode == 1
        assert "name a folder of benchmarks with --folder" in done.stderr
        assert "--strategy" not in done.stderr
    assert "--strategy FILE" in farthing(tmp_path, "run", "--folder", "none").stderr


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
    ("verdict", "pair", "code"),
    [
        (Verdict.PASS, Scripted(1.0, 0.01), 0),
        (Verdict.WARN, Scripted(1.07, 0.01), 0),
        (Verdict.ERROR, Scripted(1.0, 0.01, head_digest="more"), 1),
        (Verdict.FAIL, Scripted(1.15, 0.01), 2),
        (Verdict.INCONCLUSIVE, Scripted(1.05, 0.3), 3),
    ],
    ids=lambda each: each.value if isinstance(each, Verdict) else "",
)
def test_a_gate_ends_with_the_code_of_its_verdict(
    folder: Path, verdict: Verdict, pair: Scripted, code: int
) -> None:
    """A gate whose red does not reach the shell is no gate."""
    file = comparison(folder / "result.json", pair)
    done = farthing(folder, "gate", "--result", str(file))
    assert done.returncode == code
    assert verdict.value in done.stdout.lower()


def test_a_gate_does_not_believe_an_edited_result(folder: Path) -> None:
    file = comparison(folder / "result.json", Scripted(1.15, 0.01))
    edited = json.loads(file.read_text())
    edited["verdict"] = edited["comparisons"][0]["verdict"] = "pass"
    file.write_text(json.dumps(edited))
    done = farthing(folder, "gate", "--result", str(file))
    assert done.returncode == 1
    assert "wait is said to be pass, but its readings come to fail" in done.stderr


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
        (
            ("run", "--bundle", "demo"),
            "--bundle is for a strategy file, and none is named",
        ),
        (("run", "--strategy", "x.py"), "needs bars: name them with --bundle"),
        (("run", "--strategy", "x.py", "--bundle", "b"), "there is no strategy file x.py"),
        (("run", "wait", "--commission", "bps:10"), "--commission is for a strategy file"),
        (("compare", "nothing", "nothing"), "is no git checkout|is no git revision"),
        (("gate", "--result", "nothing.json"), "there is no result file"),
        (("report", "benchmarks/cases.py"), "is no JSON"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_what_makes_no_sense_is_one_line_and_1(
    folder: Path, words: tuple[str, ...], said: str
) -> None:
    done = farthing(folder, *words)
    assert done.returncode == 1
    assert re.search(said, " ".join(done.stderr.split()))
    assert "Traceback" not in done.stderr


def test_a_strategy_that_cannot_begin_is_one_line(folder: Path) -> None:
    body = "import farthing\n\n\nclass Mine(farthing.Strategy):\n    fast: int = 1\n"
    (folder / "mine.py").write_text(body)
    words = ("run", "--strategy", "mine.py", "--bundle", "demo", "--param", "fats=1")
    done = farthing(folder, *words)
    assert (done.returncode, done.stdout) == (1, "")
    said = "error: Mine has no parameter 'fats'; did you mean fast? It has fast"
    assert done.stderr.splitlines() == [said]


def test_without_the_extra_the_message_says_how_to_get_it(folder: Path) -> None:
    hidden = "import sys; sys.modules['psutil'] = None; from farthing.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", hidden, "bench", "run", "wait", *QUICK],
        cwd=folder, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert "psutil is not installed: `make setup` in a checkout" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_mistyped_option_is_no_regression(folder: Path) -> None:
    done = farthing(folder, "gate", "--nonsense")
    assert done.returncode == 1
    assert "No such option" in done.stderr


def test_a_gate_judges_comparisons_only(folder: Path) -> None:
    farthing(folder, "run", "wait", *QUICK, "--out", "run.json")
    done = farthing(folder, "gate", "--result", "run.json")
    assert done.returncode == 1
    assert "a gate judges a comparison" in done.stderr
