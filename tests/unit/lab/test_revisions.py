"""A revision of a user's own repository is the strategy as it was then."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from farthing.errors import ConfigurationError
from farthing.lab.cases import CasesFile
from farthing.lab.compare import Budget, compare_sides
from farthing.lab.process import Environment
from farthing.lab.results.comparison import Verdict
from farthing.lab.revisions import runs

CASES = """
import time

def wait():
    return lambda: time.sleep({seconds})

def answer(result):
    return {{"digest": "{digest}"}}

CASES = {{"wait": wait}}
"""


def commit(repository: Path, seconds: float, digest: str = "same") -> None:
    """The cases at one more commit."""
    folder = repository / "benchmarks"
    folder.mkdir(exist_ok=True)
    (folder / "cases.py").write_text(CASES.format(seconds=seconds, digest=digest))
    git = ("git", "-C", str(repository), "-c", "user.name=a", "-c", "user.email=a@b")
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "cases"], check=True)


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that is none of farthing, with cases that got slower."""
    monkeypatch.setenv("FARTHING_LAB", str(tmp_path / "lab"))
    repository = tmp_path / "mine"
    repository.mkdir()
    subprocess.run(["git", "-C", str(repository), "init", "-q"], check=True)
    commit(repository, 0.001)
    commit(repository, 0.006)
    return repository


def test_each_side_runs_its_own_cases(mine: Path) -> None:
    source = CasesFile(file=mine / "benchmarks" / "cases.py")
    small = Budget(first=6, most=6, second=6)
    found = compare_sides("HEAD~1", ".", source, checkout=mine, seconds=0.02, budget=small)
    assert (found.verdict, found.exit_code) == (Verdict.FAIL, 2)
    assert found.comparisons[0].pooled is not None
    assert found.comparisons[0].pooled.ratio > 2
    assert found.base.farthing == found.head.farthing
    commit(mine, 0.001, digest="other")
    found = compare_sides("HEAD~2", "HEAD", source, checkout=mine, seconds=0.02, budget=small)
    assert found.verdict is Verdict.ERROR
    assert "the answers differ (base same, head other)" in found.comparisons[0].reason


def test_a_case_that_the_head_has_no_more_is_an_error(mine: Path) -> None:
    file = mine / "benchmarks" / "cases.py"
    file.write_text(file.read_text().replace('"wait": wait', '"pause": wait'))
    small = Budget(first=6, most=6, second=6)
    source = CasesFile(file=file)
    found = compare_sides("HEAD", ".", source, checkout=mine, seconds=0.02, budget=small)
    assert (found.verdict, found.cases) == (Verdict.ERROR, ("pause", "wait"))
    new, gone = found.comparisons
    assert "KeyError: 'pause'" in new.reason
    assert "KeyError: 'wait'" in gone.reason


def test_a_revision_without_the_file_or_a_file_outside_is_refused(mine: Path) -> None:
    (mine / "benchmarks" / "new.py").write_text(CASES.format(seconds=0, digest="x"))
    new = CasesFile(file=mine / "benchmarks" / "new.py")
    assert runs(".", new, mine).source == new
    assert runs(".", new, mine).environment == Environment()
    with pytest.raises(ConfigurationError, match=r"mine has no benchmarks/new\.py"):
        runs("HEAD", new, mine)
    outside = CasesFile(file=mine.parent / "cases.py")
    with pytest.raises(ConfigurationError, match="is outside of the repository mine"):
        runs("HEAD", outside, mine)
