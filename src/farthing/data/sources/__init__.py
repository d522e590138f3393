"""Sources of bars: a family that grows by plug-ins.

Each is a frozen dataclass whose fields are its options. Those of other packages are found by their
entry points in the group ``farthing.sources``.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from farthing.errors import ConfigurationError, hint

if TYPE_CHECKING:
    from farthing.data.sources.source import Source

GROUP = "farthing.sources"

BUILT_IN = {
    "lean": "LeanSource",
    "csv": "CsvSource",
    "csvdir": "CsvdirSource",
    "parquet": "ParquetSource",
    "synthetic": "SyntheticSource",
    "yfinance": "YfinanceSource",
    "ccxt": "CcxtSource",
    "assets": "AssetsSource",
}
"""Module and class of the sources that ship with the package."""


def source_names() -> tuple[str, ...]:
    """The names of all sources, those that ship first.

    >>> source_names()[:3]
    ('lean', 'csv', 'csvdir')
    """
    found = sorted(point.name for point in entry_points(group=GROUP))
    return tuple(dict.fromkeys([*BUILT_IN, *found]))


def find_source(name: str) -> type[Any]:
    """The class of a source.

    Raises:
        ConfigurationError: there is none of that name.

    >>> find_source("synthetic")(seed=1).seed
    1
    """
    if name in BUILT_IN:
        module = import_module(f"farthing.data.sources.{name}")
        return _class(getattr(module, BUILT_IN[name]))
    for point in entry_points(group=GROUP, name=name):
        return _class(point.load())
    names = source_names()
    there = f"there are {', '.join(names)}"
    raise ConfigurationError(f"no source {name!r}{hint(name, names, there)}")


def _class(found: type[Source]) -> type[Any]:
    return found
