"""``import farthing`` is quick because it loads next to nothing."""

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
