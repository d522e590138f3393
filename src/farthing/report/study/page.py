"""The page of a study: one file that reads without a script, without a network, and on paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from farthing.data.durable import replace_file
from farthing.optimise.importance import importance
from farthing.report.folder import PAGE
from farthing.report.page import environment
from farthing.report.study import words
from farthing.report.study.best import saved_best
from farthing.report.study.ended import Ended
from farthing.report.study.figures import best_so_far, front, slices
from farthing.report.study.heat import heat
from farthing.report.study.parallel import parallel
from farthing.report.study.verdict import kept_verdict, said

if TYPE_CHECKING:
    import os

    from farthing.optimise.study import Study
    from farthing.optimise.validation import StudyVerdict
    from farthing.report.study.best import Best


def study_page(study: Study, verdict: StudyVerdict | None = None, shown: Best | None = None) -> str:
    """The page of a study as HTML: one file, with everything in it. Equal studies, equal pages.

    A verdict is shown where it was found with the trials that the study has now. ``shown`` is the
    best trial as a run.
    """
    ended = Ended.of(study)
    shares = importance(study)
    return environment().get_template("study/study.html").render(
        study=study,
        standfirst=words.standfirst(study),
        parameters=words.parameters(study),
        facts=words.facts(study),
        caution=words.caution(study),
        verdict=said(study, verdict),
        shown=shown,
        finding=words.finding(ended),
        progress=best_so_far(ended) if ended.trials else None,
        best=words.table_of_best(study),
        front=front(ended),
        importance=shares,
        slices=slices(ended),
        heat=heat(ended, list(shares)),
        parallel=parallel(ended),
        states=words.table_of_states(study),
        errors=words.table_of_errors(study),
        manifest=words.manifest(study),
    )  # fmt: skip


def save_study(
    study: Study,
    folder: str | os.PathLike[str],
    out: str | os.PathLike[str] | None = None,
) -> Path:
    """Writes ``report.html`` to the folder of a study, or another file; gives the file.

    The verdict that is kept in the folder stands in it, and the run of the best trial.

    Raises:
        StudyError: the verdict is damaged.
        DataError: the run of the best trial is damaged.
    """
    target = Path(folder) / PAGE if out is None else Path(out)
    target.parent.mkdir(parents=True, exist_ok=True)
    page = study_page(study, kept_verdict(folder), saved_best(study, folder))
    replace_file(target, page.encode("utf-8"))
    return target
