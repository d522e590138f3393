"""The whole measurement, on works of ten days."""

import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import typer
from typer.testing import CliRunner

from farthing.cli.bench.console import show
from farthing.cli.bench.overhead import overhead as command
from farthing.errors import ConfigurationError
from farthing.lab.overhead import overhead
from farthing.lab.overhead.builds import EXACT, builds, package
from farthing.lab.overhead.modules import MODULES
from farthing.lab.process import CaseRaised, Environment
from farthing.lab.results.overhead import OverheadResult
from farthing.lab.results.read import read, write

FOLDER = Path(__file__).parents[2] / "unit" / "lab" / "overhead"
HERE = {EXACT: Environment()}

needs_valgrind = pytest.mark.skipif(
    shutil.which("valgrind") is None, reason="valgrind is not installed"
)


def test_the_batch_driver_is_measured_with_the_package_at_hand(tmp_path, capsys):
    steps = []
    found = overhead(
        ["grid", "story"], folder=FOLDER, blocks=2, rounds=2, environments=HERE,
        instructions=False, progress=lambda *step: steps.append(step),
    )  # fmt: skip
    assert {(row.work, row.kernel, row.part) for row in found.rows} >= {
        ("grid", "narrow", "run"), ("grid", "wide", "statistics"), ("story", "wide", "whole"),
    }  # fmt: skip
    assert [each.work for each in found.divergences] == ["grid", "story"]
    assert found.signals is not None
    assert found.signals.pairs == 2
    assert len(found.not_shown) == 2
    assert steps[-1][0] == steps[-1][1]
    assert found.exit_code == 0
    ET.fromstring(found.chart)
    write(found, tmp_path / "overhead.json")
    assert read(tmp_path / "overhead.json") == found
    show(found)
    shown = " ".join(capsys.readouterr().out.split())
    assert f"NOT SHOWN: {found.not_shown[0]} NOT SHOWN: {found.not_shown[1]}" in shown
    assert found.not_shown[0].startswith("event driver")
    assert "- batch driver, wide money, simulation and statistics:" in shown
    assert all(words in shown for words in found.conclusions)


@needs_valgrind
def test_instructions_are_counted_by_module():
    found = overhead(["grid"], folder=FOLDER, blocks=2, rounds=1, environments=HERE)
    assert {row.module for row in found.modules} == set(MODULES)
    whole = sum(row.twin_instructions for row in found.modules if row.kernel == "wide")
    assert whole == found.modules[0].twin_total
    show(found)


def test_a_work_that_raises_is_an_error_and_no_time():
    with pytest.raises(CaseRaised, match="broken raised ValueError: no bars today"):
        overhead(["broken"], folder=FOLDER, blocks=2, environments=HERE, instructions=False)


def test_names_and_folders_that_are_none_are_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="no workload 'gird'; did you mean"):
        overhead(["gird"], folder=FOLDER, environments=HERE)
    with pytest.raises(ConfigurationError, match=r"has no overhead\.py"):
        overhead(folder=tmp_path, environments=HERE)


def test_without_sources_there_is_no_build(tmp_path, monkeypatch):
    with pytest.raises(ConfigurationError, match="no sources of farthing"):
        builds(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigurationError, match="cargo is not installed"):
        builds(FOLDER.parents[3])


@pytest.mark.builds
@pytest.mark.skipif(shutil.which("cargo") is None, reason="cargo is not installed")
def test_the_event_driver_runs_in_floats_in_a_build_of_its_own(tmp_path):
    built = builds(FOLDER.parents[3])
    found = overhead(
        ["grid", "story"], folder=FOLDER, blocks=2, rounds=2, environments=built,
        instructions=False,
    )  # fmt: skip
    parts = {(row.way, row.part) for row in found.rows if row.work == "grid"}
    assert parts >= {("event", "run"), ("event", "whole"), ("batch", "indicators")}
    assert found.not_shown == ("instructions by module: not asked for, or no build with lines",)
    assert isinstance(OverheadResult.model_validate_json(found.model_dump_json()), OverheadResult)


def test_the_command_shows_what_is_not_measured_without_sources(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    app = typer.Typer()
    app.command()(command)
    asked = ["story", "--folder", str(FOLDER), "--blocks", "2", "--rounds", "1"]
    done = CliRunner().invoke(app, [*asked, "--out", "found.json", "--chart", "found.svg"])
    assert done.exit_code == 0
    assert "NOT SHOWN: the twin build" in done.stdout
    kept = read(tmp_path / "found.json")
    assert isinstance(kept, OverheadResult)
    assert kept.not_shown[0].startswith("the twin build")
    ET.parse(tmp_path / "found.svg")
    assert kept.blocks == 2


def test_a_build_is_the_package_with_another_core(tmp_path):
    library = tmp_path / "lib_core.so"
    library.write_bytes(b"core")
    for _ in range(2):
        folder = package(library, tmp_path / "twin")
    made = folder / "farthing"
    assert [file.read_bytes() for file in made.glob("_core.*.so")] == [b"core"]
    assert (made / "lab" / "overhead" / "builds.py").is_file()
    assert not [each for each in folder.iterdir() if each != made]
