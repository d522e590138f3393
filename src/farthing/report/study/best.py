"""The best trial of a study as a run: saved beside it, and its figures and trades on its page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.decimals import WIDE
from farthing.report.curve import Curve
from farthing.report.folder import MANIFEST, PAGE
from farthing.report.ruin import lost_on
from farthing.report.run import Run
from farthing.report.save import save
from farthing.report.sections.summary import summary
from farthing.report.sections.trades import trades

if TYPE_CHECKING:
    import os

    from farthing.backtest.result import Result
    from farthing.optimise.study import Study
    from farthing.report.table import Fact, Table

FOLDER = "best"
"""The folder of the best trial, in that of its study."""


@dataclass(frozen=True, slots=True)
class Best:
    """What a page says of the best trial: figures, its best and worst trades, where the rest is."""

    number: int
    facts: tuple[Fact, ...]
    tables: tuple[Table, ...]
    finding: str
    page: str


def save_best(result: Result, folder: str | os.PathLike[str]) -> Path:
    """Saves the run of the best trial in the folder of its study; gives its page.

    Raises:
        ConfigurationError: something else is there.
    """
    return save(result, Path(folder) / FOLDER) / PAGE


def saved_best(study: Study, folder: str | os.PathLike[str]) -> Best | None:
    """The best trial as it was saved; None where it was not, or another one is the best now.

    Raises:
        DataError: what is saved is damaged.
    """
    place, best = Path(folder) / FOLDER, study.best
    if best is None or not (place / MANIFEST).is_file():
        return None
    run = Run.load(place)
    told = run.manifest["strategy"]["parameters"]
    is_it = all(told.get(name) == str(value) for name, value in best.parameters.items())
    if not is_it or Decimal(run.manifest["end_equity"]) != best.end_equity:
        return None
    with localcontext(WIDE):
        curve = Curve.of(run, lost_on(run))
        found, traded = summary(run, curve, None), trades(run, curve)
    facts = (*found.large, *found.small)
    return Best(best.number, facts, traded.tables, traded.finding, f"{FOLDER}/{PAGE}")
