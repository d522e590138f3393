"""The head of the page: what was run, when, and what a reader must know before the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from farthing.report import text

if TYPE_CHECKING:
    from farthing.report.curve import Curve
    from farthing.report.run import Run

BARS = {"1d": "daily", "1h": "hourly", "1m": "one-minute"}

SYMBOLS_NAMED = 6


@dataclass(frozen=True, slots=True)
class Heading:
    """Title, one sentence, parameters, and banners.

    Attributes:
        error: why the run ended early; None when it did not.
        caution: what makes results better than they can be.
        surprises: what may explain a result that surprises.
        notes: what was decided on the way that a reader should know.
    """

    title: str
    standfirst: str
    parameters: tuple[tuple[str, str], ...]
    error: str | None
    caution: str
    surprises: tuple[str, ...]
    notes: tuple[str, ...]


def heading(run: Run, curve: Curve) -> Heading:
    """The head of a run's page."""
    same_bar = run.config["fill"] == "close"
    return Heading(
        title=run.strategy,
        standfirst=_standfirst(run, curve),
        parameters=tuple(run.manifest["strategy"]["parameters"].items()),
        error=run.manifest["error"],
        caution="Orders fill at the close of the bar at which they were given, as the run asked. "
        "Nobody can see a close and trade at it: expect worse." if same_bar else "",
        surprises=tuple(run.manifest.get("notes", ())),
        notes=tuple(run.manifest["data"]["notes"]),
    )  # fmt: skip


def _standfirst(run: Run, curve: Curve) -> str:
    data = run.manifest["data"]
    symbols = data["symbols"]
    kind = BARS.get(data["frequency"], data["frequency"])
    named = ", ".join(symbols[:SYMBOLS_NAMED])
    what = named if len(symbols) <= SYMBOLS_NAMED else f"{len(symbols):,} symbols"
    start = f"from {text.money(run.capital)} {run.currency}"
    if not len(curve):
        return f"No bar of {what} was run, {start}."
    period = f"{text.long_day(curve.first)} to {text.long_day(curve.last)}"
    if curve.first == curve.last:
        period = text.long_day(curve.first)
    sessions = text.count(len(curve.ends), "session")
    source = f" of the bundle {data['name']}" if data["name"] not in ("", "frame") else ""
    bars = f"{sessions} of {kind} bars{source}"
    return f"{what}, {period}: {bars}, {start}."
