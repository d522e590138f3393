"""Conformance suites: what a plug-in must do, as tests that it gets with one line.

from farthing.testing import SourceCase, source_suite

TestMySource = source_suite(lambda folder: SourceCase(MySource(folder), ("A", "B")))
"""

from __future__ import annotations

from farthing.testing.pytest_sources import SourceCase, source_suite

__all__ = ["SourceCase", "source_suite"]
