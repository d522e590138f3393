"""The page of a study: what was tried, and what came of it."""

from __future__ import annotations

from farthing.report.study.best import save_best
from farthing.report.study.page import save_study, study_page
from farthing.report.study.verdict import kept_verdict, save_verdict

__all__ = ["kept_verdict", "save_best", "save_study", "save_verdict", "study_page"]
