"""Bars: where they come from, how they are checked, and the catalog that keeps them.

    source -> raw rows -> exact prices, instants, sessions -> checks -> a bundle -> Bars

Importing this package is quick: what needs polars is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from farthing.data.bars import Bars
from farthing.data.request import Request

if TYPE_CHECKING:
    from farthing.data.bundle import Bundle
    from farthing.data.catalog import Catalog
    from farthing.data.coarse.resample import resample
    from farthing.data.frame import bars_from_frame
    from farthing.data.intake import Outcome, ingest
    from farthing.data.sources import find_source, source_names
    from farthing.data.sources.source import Source

__all__ = [
    "Bars",
    "Bundle",
    "Catalog",
    "Outcome",
    "Request",
    "Source",
    "bars_from_frame",
    "find_source",
    "ingest",
    "resample",
    "source_names",
]

_HOMES = {
    "Bundle": "bundle",
    "Catalog": "catalog",
    "Outcome": "intake",
    "Source": "sources.source",
    "bars_from_frame": "frame",
    "find_source": "sources",
    "ingest": "intake",
    "resample": "coarse.resample",
    "source_names": "sources",
}


def __getattr__(name: str) -> Any:
    """Loads a public name from its module when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
