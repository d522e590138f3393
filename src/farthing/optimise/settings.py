"""The settings of runs, as users give them to what runs many."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from farthing.backtest.config import run_config
from farthing.backtest.run import as_bars
from farthing.errors import suggestion

if TYPE_CHECKING:
    from farthing.backtest.config import RunConfig


def configured(settings: dict[str, Any], asked: str, *, is_zipline: bool = False) -> RunConfig:
    """The configuration of the runs of what was ``asked``, a function by its name.

    Raises:
        TypeError: a setting that runs do not have.
    """
    names = inspect.signature(run_config).parameters
    for name in settings:
        if name not in names:
            near = suggestion(name, names) or f"; settings are {', '.join(names)}"
            raise TypeError(f"{asked}() has no argument {name!r}{near}")
    finer = settings.get("finer")
    settings = {**settings, "finer": None if finer is None else as_bars(finer, "finer")}
    if not is_zipline:
        return run_config(**settings)
    from farthing.zipline import zipline_config

    return zipline_config(**{name: each for name, each in settings.items() if each is not None})
