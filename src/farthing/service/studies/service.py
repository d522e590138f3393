"""Studies that are kept: their trials and their page, also while they run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from farthing.errors import StudyError
from farthing.optimise.conduct import opened
from farthing.report.study import study_page
from farthing.service.pages import cursor
from farthing.service.plain import rows
from farthing.service.problems import Conflict
from farthing.service.studies.plan import folder_of
from farthing.service.studies.schemas import Trials

if TYPE_CHECKING:
    from farthing.optimise.study import Study


def study_of(folder: Path, digest: str) -> Study:
    """A study, as far as it has come.

    Raises:
        Conflict: it has not begun.
    """
    try:
        return opened(folder_of(folder, digest))
    except StudyError as error:
        raise Conflict("the study has not begun: there is no trial yet") from error


def trials(folder: Path, digest: str, offset: int, limit: int) -> Trials:
    """Some trials, in the order of their numbers."""
    frame = study_of(folder, digest).frame
    behind = offset + limit
    return Trials(
        columns=frame.columns,
        rows_count=frame.height,
        rows=rows(frame.slice(offset, limit)),
        next=cursor(behind) if behind < frame.height else None,
    )


def report(folder: Path, digest: str) -> bytes:
    """The page of a study."""
    return study_page(study_of(folder, digest)).encode()
