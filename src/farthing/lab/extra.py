"""Packages of the extra ``lab``: found where they are needed, named where they are missing."""

from __future__ import annotations

import importlib
from typing import Any

from farthing.errors import ConfigurationError


def need(module: str) -> Any:
    """A module of the extra.

    Raises:
        ConfigurationError: it is not installed; the message says how to install it.

    >>> need("json").dumps([1])
    '[1]'
    >>> need("no_such_profiler")
    Traceback (most recent call last):
        ...
    farthing.errors.ConfigurationError: no_such_profiler is not installed: pip install farthing[lab]
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module.partition(".")[0]:
            raise
        raise ConfigurationError(f"{module} is not installed: pip install farthing[lab]") from error
