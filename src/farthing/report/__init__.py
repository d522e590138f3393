"""From a result to files: tables, manifest, journal, and the page that people read."""

from __future__ import annotations

from farthing.report.beancount import beancount
from farthing.report.folder import check_folder
from farthing.report.page import page, report_again
from farthing.report.run import Run
from farthing.report.save import save

__all__ = ["Run", "beancount", "check_folder", "page", "report_again", "save"]
