"""The verdict on a study: kept beside it, and what its page says of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.data.durable import replace_file
from farthing.errors import ConfigurationError, StudyError
from farthing.optimise.validation import StudyVerdict
from farthing.report import text
from farthing.report.table import Fact

if TYPE_CHECKING:
    import os

    from farthing.optimise.study import Study

FILE = "verdict.json"

HEADLINES = {"edge": "An edge was found", "none": "No edge was found", "unknown": "Cannot tell"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says of a study's verdict: figures, and sentences."""

    headline: str
    facts: tuple[Fact, ...]
    lines: tuple[str, ...]


def save_verdict(verdict: StudyVerdict, folder: str | os.PathLike[str]) -> Path:
    """Keeps the verdict on a study in its folder."""
    target = Path(folder) / FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    replace_file(target, verdict.to_json().encode("utf-8"))
    return target


def kept_verdict(folder: str | os.PathLike[str]) -> StudyVerdict | None:
    """The verdict that is kept in a study's folder; None where there is none.

    Raises:
        StudyError: it is damaged.
    """
    file = Path(folder) / FILE
    if not file.is_file():
        return None
    try:
        return StudyVerdict.from_json(file.read_text(encoding="utf-8"))
    except (ConfigurationError, UnicodeDecodeError) as error:
        raise StudyError(f"{file}: {error}") from error


def said(study: Study, found: StudyVerdict | None) -> Said | None:
    """What the page says; None where nothing is known of the study as it is now."""
    if found is None or found.trials != len({each.number for each in study.trials}):
        return None
    verdict = found.verdict
    level = text.percent(verdict.level, digits=0)
    facts = [
        Fact("Hansen's test", f"{verdict.consistent:.4f}", f"p-value; an edge up to {level}"),
        Fact("reality check", f"{verdict.reality_check:.4f}", "p-value; a second opinion"),
        Fact("Sharpe ratio a year", text.number(verdict.sharpe), verdict.best),
        Fact("it needed", text.number(verdict.sharpe_needed), "to be believed"),
        Fact("deflated Sharpe ratio", text.percent(verdict.deflated, digits=0), "no verdict"),
        Fact("backtest overfitting", text.percent(verdict.overfitting, digits=0), "no verdict"),
    ]
    _, *lines, _ = str(found).splitlines()
    return Said(HEADLINES[verdict.outcome], tuple(facts), tuple(lines))
