"""Every hot public function stands beside a plain one in benchmarks/baseline."""

from __future__ import annotations

import ast
import importlib
import inspect
from typing import Any

import pytest

from farthing.lab.worker import load
from tidy.tree import ROOT

PACKAGE = ROOT / "src" / "farthing"
BASELINE = load(ROOT / "benchmarks" / "baseline" / "functions.py")
WITHOUT_ALL = ("decimals",)
"""Public modules of functions that list no names: all that they define is public."""


def has_list(text: str) -> bool:
    """Whether a module lists its public names."""
    return any(
        isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__"
        for node in ast.parse(text).body
    )


def modules() -> set[str]:
    """The public modules, without the name of the package; the package itself is the empty name."""
    found = set(WITHOUT_ALL)
    for file in PACKAGE.rglob("*.py"):
        if has_list(file.read_text(encoding="utf-8")):
            parts = file.relative_to(PACKAGE).with_suffix("").parts
            found.add(".".join(part for part in parts if part != "__init__"))
    return found


def is_cold(module: str) -> bool:
    """Whether a module, or one that it is in, has no hot functions."""
    return any(f"{module}.".startswith(f"{cold}.") for cold in BASELINE.COLD_MODULES)


def is_function(value: Any) -> bool:
    """Whether users call it with data: a function, or a stream that is told bar by bar."""
    return inspect.isroutine(value) or (inspect.isclass(value) and hasattr(value, "update"))


def names_of(module: Any) -> list[str]:
    """The public names of a module."""
    if hasattr(module, "__all__"):
        return list(module.__all__)
    own = (name for name, value in vars(module).items() if is_function(value))
    return [name for name in own if vars(module)[name].__module__ == module.__name__]


def public_functions() -> dict[str, Any]:
    """Public functions by the name that users import, each once."""
    found: dict[str, Any] = {}
    for name in sorted(modules()):
        if is_cold(name):
            continue
        module = importlib.import_module(f"farthing.{name}".rstrip("."))
        for function in names_of(module):
            value = getattr(module, function)
            if is_function(value) and not any(value is known for known in found.values()):
                found[f"{name}.{function}".lstrip(".")] = value
    return found


def missing(functions: dict[str, Any]) -> set[str]:
    """The functions that have no case, and no reason to have none."""
    return set(functions) - set(BASELINE.CASES) - set(BASELINE.COLD)


def test_every_hot_public_function_has_a_baseline() -> None:
    """Add a case to benchmarks/baseline, or a reason to COLD."""
    assert missing(public_functions()) == set()


def test_a_public_function_without_a_case_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from farthing import signals

    monkeypatch.setattr(signals, "median", lambda values: values, raising=False)
    monkeypatch.setattr(signals, "__all__", [*signals.__all__, "median"])
    assert missing(public_functions()) == {"signals.median"}


def test_indicators_statistics_decimals_and_drivers_are_public_functions() -> None:
    found = public_functions()
    assert {"signals.sma", "signals.Sma", "metrics.sharpe_ratio", "decimals.canonical"} <= set(
        found
    )
    assert {"bars_from_frame", "simulate", "run", "api.order"} <= set(found)


def test_no_case_and_no_reason_is_of_a_function_that_is_gone() -> None:
    known = set(public_functions())
    assert set(BASELINE.CASES) - known == set()
    assert set(BASELINE.COLD) - known == set()
    assert set(BASELINE.CASES) & set(BASELINE.COLD) == set()


def test_cold_modules_are_there() -> None:
    for name in BASELINE.COLD_MODULES:
        assert any(f"{module}.".startswith(f"{name}.") for module in modules()), name
