"""The program as it is called: help, version, log, demo, and how an error ends."""

from __future__ import annotations

import json
import logging
import runpy
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

import farthing as ft
from farthing.cli import main
from farthing.log import NAME

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def called(capfd, monkeypatch) -> Callable[..., tuple[int, str, str]]:
    """Calls the program with words; gives its exit code and what it printed."""

    def call(*words: object, program: Callable[[], object] = main) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["farthing", *map(str, words)])
        code: object = 0
        try:
            program()
        except SystemExit as ended:
            code = ended.code or 0
        out, err = capfd.readouterr()
        assert isinstance(code, int)
        return code, out, err

    return call


def test_the_version_is_that_of_the_package(called):
    assert called("--version") == (0, f"farthing {ft.__version__}\n", "")


def test_the_package_can_be_called_too(called):
    def package() -> None:
        runpy.run_module("farthing", run_name="__main__")

    assert called("--version", program=package) == called("--version")


def test_without_a_word_the_commands_are_named(called):
    _, out, err = called()
    for command in ("demo", "ingest", "bundles", "run", "report"):
        assert command in out + err


@pytest.fixture
def log_as_it_was():
    """Leaves the log as it was: --verbose changes it for the whole process."""
    root, own = logging.getLogger(), logging.getLogger(NAME)
    handlers, level = list(root.handlers), own.level
    yield
    root.handlers[:] = handlers
    own.setLevel(level)


def test_verbose_shows_the_log(called, home, log_as_it_was):
    code, _, _ = called("--verbose", "bundles", "list", "--home", home)
    assert code == 0
    assert logging.getLogger(NAME).isEnabledFor(logging.INFO)


def test_an_error_is_one_line_and_shows_where_it_came_from_when_asked(called, home, monkeypatch):
    words = ("bundles", "show", "nothing", "--home", home)
    code, out, err = called(*words)
    assert (code, out) == (1, "")
    assert err.startswith("error: no bundle 'nothing' in the catalog; it is empty")
    assert err.count("\n") == 1
    monkeypatch.setenv("FARTHING_TRACEBACK", "1")
    with pytest.raises(ft.FarthingError, match="no bundle 'nothing'"):
        called(*words)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (KeyboardInterrupt(), "error: interrupted\n"),
        (KeyboardInterrupt("interrupted at bar 3"), "error: interrupted at bar 3\n"),
    ],
)
def test_ctrl_c_ends_with_a_line_and_130(called, home, monkeypatch, error, line):
    def stop(*_: object) -> None:
        raise error

    monkeypatch.setattr("farthing.data.catalog.Catalog.names", stop)
    assert called("bundles", "list", "--home", home) == (130, "", line)


def test_ctrl_c_before_there_is_a_command_ends_the_same_way(called, monkeypatch):
    def stop(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(import_module("farthing.cli.main"), "app", stop)
    assert called() == (130, "", "error: interrupted\n")


def test_an_error_of_the_system_is_a_line_too(called, monkeypatch):
    def stop(**_: object) -> None:
        raise PermissionError(13, "Permission denied", "bars.parquet")

    monkeypatch.setattr(import_module("farthing.cli.main"), "app", stop)
    code, _, err = called()
    assert code == 1
    assert err == "error: [Errno 13] Permission denied: 'bars.parquet'\n"


def test_the_demo_goes_all_the_way_and_is_quick_to_say_what_is_there(called, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ("demo", "--home", tmp_path / "home", "--out", "there")
    code, out, _ = called(*words)
    assert code == 0
    assert out.startswith("bundle demo taken in: ")
    runs = {}
    for name in ("demo-cross", "demo-rotation"):
        folder = tmp_path / "there" / name
        runs[name] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        assert (folder / "report.html").stat().st_size > 10_000
        assert f"there/{name}/report.html" in out
        assert runs[name]["error"] is None
    assert runs["demo-cross"]["config"]["commission"] == "per-share:0.005:1"
    assert runs["demo-rotation"]["config"]["benchmark"] == "BROAD"
    code, out, _ = called("report", "there/demo-cross", "--out", "again.html")
    assert (code, out) == (0, "report: again.html\n")
    written = (tmp_path / "there" / "demo-cross" / "report.html").read_bytes()
    assert (tmp_path / "again.html").read_bytes() == written


def test_the_demo_of_a_folder_without_bars_is_an_error(called, tmp_path):
    """The folder has several markets: that of US equities is taken, and has nothing."""
    (tmp_path / "data" / "equity" / "usa").mkdir(parents=True)
    code, out, err = called(
        "demo", "--data", tmp_path / "data", "--home", tmp_path / "home", "--out", tmp_path / "out"
    )
    assert code == 1
    assert out == f"taking the US equities of {tmp_path / 'data'}\n"
    assert err.startswith("error: ")
    assert not (tmp_path / "out").exists()


def test_a_run_can_be_printed_as_json(called, tmp_path, demo, home):
    strategy = tmp_path / "mine.py"
    strategy.write_text(
        "import farthing as ft\n\n\nclass Mine(ft.Strategy):\n    size: int = 1\n", encoding="utf-8"
    )
    out_folder = tmp_path / "out"
    code, out, _ = called(
        "run", strategy, "--bundle", "demo", "--home", home, "--out", out_folder, "--json",
        "--param", "size=3",
    )  # fmt: skip
    assert code == 0
    printed = json.loads(out)
    assert printed["strategy"]["parameters"] == {"size": "3"}
    saved = json.loads((out_folder / "run.json").read_text(encoding="utf-8"))
    assert printed["digest"] == saved["digest"]
