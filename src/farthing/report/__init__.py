"""From a result to files: tables, manifest, journal, and the page that people read."""

from __future__ import annotations

from farthing.report.beancount import beancount
from farthing.report.folder import check_folder
from farthing.report.page import page, report_again
from farthing.report.place import free_beside
from farthing.report.run import Run
from farthing.report.save import save, saved

__all__ = [
    "Run",
    "beancount",
    "check_folder",
    "free_beside",
    "page",
    "report_again",
    "save",
    "saved",
]
