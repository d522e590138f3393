"""The table of the worst drawdowns."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from farthing.report import text
from farthing.report.sections.equity import deepest
from farthing.report.table import Cell, Table, row

if TYPE_CHECKING:
    from farthing.report.run import Run

DRAWDOWNS_LISTED = 10


@dataclass(frozen=True, slots=True)
class Drawdowns:
    """A table, None where there was no drawdown, and a sentence."""

    table: Table | None
    finding: str


def drawdowns(run: Run) -> Drawdowns:
    """The drawdowns of a run."""
    falls = deepest(run)
    if not run.statistics["sessions"]:
        return Drawdowns(None, "")
    if not falls:
        return Drawdowns(None, "The account never closed a session below an earlier peak.")
    return Drawdowns(_table(falls), _finding(falls[0]))


def _table(falls: list[dict[str, Any]]) -> Table:
    rows = [
        row(
            str(number),
            Cell(text.percent(-fall["depth"]), "loss"),
            text.day(fall["peak"]) if fall["peak"] else "the start",
            text.day(fall["trough"]),
            text.day(fall["recovery"]) if fall["recovery"] else Cell("not yet", "loss"),
            f"{fall['sessions']:,}",
            f"{fall['days']:,}",
            text.money(Decimal(fall["peak_value"])),
            text.money(Decimal(fall["trough_value"])),
        )
        for number, fall in enumerate(falls[:DRAWDOWNS_LISTED], start=1)
    ]
    left = len(falls) - len(rows)
    dates = ("Peak", "Trough", "Recovered")
    return Table(
        caption="The deepest drawdowns, at the ends of sessions",
        names=("Rank", "Depth", *dates, "Sessions", "Days", "From", "To"),
        rows=tuple(rows),
        words=("Rank", *dates),
        note=f"{text.count(left, 'shallower one')} left out." if left else "",
    )


def _finding(worst: dict[str, Any]) -> str:
    length = text.count(worst["sessions"], "session")
    end = (
        f"and was made good after {length}" if worst["recovery"] else f"and lasts, {length} by now"
    )
    return f"The deepest fall took {text.percent(worst['depth'])} {end}."
