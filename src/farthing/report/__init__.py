"""From a result to files: tables, manifest, journal, and the page that people read."""

from __future__ import annotations

from farthing.report.beancount import beancount
from farthing.report.save import save

__all__ = ["beancount", "save"]
