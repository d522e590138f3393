"""``import farthing`` and ``farthing --help`` are quick because they load next to nothing."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {
    *("numpy", "pandas", "polars", "pyarrow", "exchange_calendars"),
    *("typer", "rich", "jinja2", "plotly", "structlog"),
    *("fastapi", "sqlalchemy", "optuna", "ray", "yfinance", "ccxt"),
}
LOADED = "import json, sys; import {}; print(json.dumps(sorted(sys.modules)))"


def loaded_by(module: str) -> set[str]:
    """The modules that a fresh interpreter has after this import."""
    command = (sys.executable, "-c", LOADED.format(module))
    return set(json.loads(subprocess.run(command, check=True, capture_output=True).stdout))


def test_import_farthing_loads_no_other_package() -> None:
    """A tool that only wants the name should not wait a second for polars and numpy."""
    loaded = loaded_by("farthing")
    assert "farthing" in loaded
    assert loaded & HEAVY == set()


@pytest.mark.parametrize("module", ["numpy", "polars"])
def test_the_rule_sees_a_heavy_import(module: str) -> None:
    assert module in loaded_by(module) & HEAVY


HELP = """
import json, sys
from farthing.cli.main import app
app({words}, standalone_mode=False)
sys.stdout.flush()
print(json.dumps(sorted(sys.modules)))
"""


def shown_and_loaded(*words: str) -> tuple[str, set[str]]:
    """What a command prints, and the modules that its process has then."""
    command = (sys.executable, "-c", HELP.format(words=list(words)))
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    *shown, loaded = done.stdout.splitlines()
    return "\n".join(shown), set(json.loads(loaded))


@pytest.mark.parametrize("words", [(), ("bench",), ("bench", "run"), ("profile",)], ids=" ".join)
def test_help_loads_neither_rich_nor_what_computes(words: tuple[str, ...]) -> None:
    """Who asks what there is should have it at once: rich alone takes twice as long as the rest."""
    shown, loaded = shown_and_loaded(*words, "--help")
    assert "Usage:" in shown
    assert "╭─ Options ─" in shown
    assert loaded & (HEAVY - {"typer"} | {"scipy", "pygments", "markdown_it"}) == set()


def test_the_rule_sees_what_a_command_loads() -> None:
    _, loaded = shown_and_loaded("bench", "list", "--folder", "benchmarks")
    assert "polars" in loaded
