"""Cases are found by name, wherever they come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from farthing.errors import ConfigurationError
from farthing.lab.accepted import accepted
from farthing.lab.cases import CasesFile, PytestFolder, StrategyCase, chosen, source_in
from farthing.lab.process import Rounds, readings
from farthing.lab.results.run import RunResult
from farthing.lab.run import bench

SMALL = Path(__file__).parent / "small_cases.py"
QUICK = Rounds(seconds=0.01, rounds_min=3, rounds_max=5)

BENCHMARK = """
def test_sum(benchmark):
    benchmark.extra_info["digest"] = str(benchmark(sum, range(1000)))

def test_raises(benchmark):
    benchmark(int, "x")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of pytest-benchmark tests."""
    (tmp_path / "test_sums.py").write_text(BENCHMARK)
    return tmp_path


def test_a_folder_with_cases_has_those(tmp_path: Path) -> None:
    (tmp_path / "cases.py").write_text(SMALL.read_text())
    source = source_in(tmp_path)
    assert isinstance(source, CasesFile)
    assert chosen(source, ["raises", "wait"]) == ["wait", "raises"]


def test_a_folder_of_pytest_benchmarks_is_found_and_run(folder: Path) -> None:
    source = source_in(folder)
    assert isinstance(source, PytestFolder)
    assert source.names() == ["test_sums.py::test_sum", "test_sums.py::test_raises"]
    (reading,) = readings(source, ["test_sums.py::test_sum"], rounds=QUICK)
    assert reading.digest == "499500"
    assert len(reading.seconds) >= 3
    result = bench(source, ["test_sums.py::test_raises"], processes=1, rounds=QUICK)
    assert result.exit_code == 1
    assert "pytest ended with 1" in result.cases[0].error


def test_a_folder_with_nothing_names_the_ways_out(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no cases\.py.*--folder, or so"):
        source_in(tmp_path, otherwise=", or so")


def test_a_folder_that_pytest_cannot_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "test_bad.py").write_text("import no_such_module\n")
    with pytest.raises(ConfigurationError, match="pytest finds no benchmark"):
        source_in(tmp_path).names()


def test_an_unknown_case_says_what_is_near() -> None:
    with pytest.raises(ConfigurationError, match="no case 'wai'.*wait"):
        chosen(CasesFile(file=SMALL), ["wai"])


def test_a_strategy_is_one_case() -> None:
    assert StrategyCase(file=Path("momentum.py"), bundle="demo").names() == ["momentum"]


def test_a_run_has_a_reading_a_process_and_comes_back_from_json() -> None:
    seen: list[tuple[int, int, str]] = []
    result = bench(
        CasesFile(file=SMALL), ["wait", "raises"], processes=2, rounds=QUICK,
        progress=lambda *step: seen.append(step),
    )  # fmt: skip
    well, raised = result.cases
    assert len(well.readings) == 2
    assert well.median >= 0.002
    assert "no such price" in raised.error
    assert raised.readings == ()
    assert result.exit_code == 1
    assert seen == [(0, 2, "wait"), (1, 2, "raises"), (2, 2, "")]
    assert RunResult.model_validate_json(result.model_dump_json()) == result


def test_accepted_slowdowns_are_read(tmp_path: Path) -> None:
    assert accepted(tmp_path, ["c-D", "c-H"]) == {}
    entry = '[[accepted]]\ncase = "c-D"\nratio = 1.2\nreason = "fees are now exact"\n'
    (tmp_path / "accepted.toml").write_text(entry)
    assert accepted(tmp_path, ["c-D", "c-H"])["c-D"].ratio == 1.2
    (tmp_path / "accepted.toml").write_text(entry * 2)
    with pytest.raises(ConfigurationError, match="accepted twice"):
        accepted(tmp_path, ["c-D", "c-H"])
    (tmp_path / "accepted.toml").write_text(entry.replace("1.2", "0.9"))
    with pytest.raises(ConfigurationError, match="greater than 1"):
        accepted(tmp_path, ["c-D", "c-H"])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[[acepted]]\ncase = 'c-D'", "acepted"),
        ("accepted = 5", "accepted"),
        ("[[accepted]]\ncase='c-D'\nratio=1.2\nreason='          '", "reason"),
        ("[[accepted]]\ncase='c-D'\nratio=1000\nreason='right at last, it counts'", "ratio"),
        ("[[accepted]]\ncase='c-d'\nratio=1.2\nreason='right at last, it counts'", "c-D"),
        ("\xff", "utf-8"),
    ],
)
def test_a_list_of_accepted_slowdowns_says_nothing_else(tmp_path, content, words):
    (tmp_path / "accepted.toml").write_bytes(content.encode("latin-1"))
    with pytest.raises(ConfigurationError, match=words):
        accepted(tmp_path, ["c-D", "c-H"])
