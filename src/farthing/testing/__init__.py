"""Conformance suites, and markets of known truth, for plug-ins and detectors of one's own.

A plug-in gets what it must do as tests, with one line:

from farthing.testing import SourceCase, source_suite

TestMySource = source_suite(lambda folder: SourceCase(MySource(folder), ("A", "B")))

`farthing.testing.planted` draws Wyckoff structures whose events are known, and scores what a
detector finds. `farthing.testing.accuracy` scores ours by it, and `farthing.testing.evidence`
studies what followed its events and signals on real bars. They need no pytest, which is therefore
loaded with the suites alone.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from farthing.testing.pytest_sources import SourceCase, source_suite

__all__ = ["SourceCase", "source_suite"]


def __getattr__(name: str) -> Any:
    """Loads a suite when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"farthing.testing has no {name!r}")
    return getattr(importlib.import_module("farthing.testing.pytest_sources"), name)
