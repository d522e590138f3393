"""Packages of the extra ``lab``: found where they are needed, named where they are missing."""

from __future__ import annotations

import importlib
from typing import Any

from farthing.errors import ConfigurationError, install

PACKAGES = {
    *("line_profiler", "maturin", "memray", "psutil", "py_spy", "pydantic", "pyinstrument"),
    *("pytest", "pytest_benchmark", "scipy"),
}
"""What the extra brings, as it is imported."""


def need(module: str) -> Any:
    """A module of the extra.

    Raises:
        ConfigurationError: it is not installed; the message says how to install it.

    >>> need("json").dumps([1])
    '[1]'
    >>> need("no_such_profiler")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    farthing.errors.ConfigurationError: no_such_profiler is not installed: `make setup` in a ...
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module.partition(".")[0]:
            raise
        raise _not_installed(module) from error


def missing(error: ModuleNotFoundError) -> Exception:
    """What to raise for a module that is not there: where the extra has it, how to install it.

    >>> str(missing(ModuleNotFoundError(name="scipy.stats"))).partition(";")[0]
    'scipy is not installed: `make setup` in a checkout'
    >>> missing(ModuleNotFoundError("No module named 'mine'", name="mine"))
    ModuleNotFoundError("No module named 'mine'")
    """
    package = (error.name or "").partition(".")[0]
    return _not_installed(package) if package in PACKAGES else error


def _not_installed(module: str) -> ConfigurationError:
    return ConfigurationError(f"{module} is not installed: {install('lab')}")
