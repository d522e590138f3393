"""What is true of a planted case: events, ranges, phases and patterns, as frames."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from farthing.errors import ConfigurationError
from farthing.testing.planted.drawings import FLIPPED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from farthing.testing.planted.layout import Layout
    from farthing.testing.planted.leg import Drawing, Mark

EVENTS = pl.Schema(
    {
        "case": pl.Int64,
        "event": pl.String,
        "side": pl.String,
        "at": pl.Int64,
        "price": pl.Int64,
        "schematic": pl.String,
        "kind": pl.Int64,
        "scored": pl.Boolean,
        "near": pl.Boolean,
    }
)
RANGES = pl.Schema(
    {
        "case": pl.Int64,
        "start": pl.Int64,
        "end": pl.Int64,
        "support": pl.Int64,
        "resistance": pl.Int64,
        "breakout": pl.Int64,
        "schematic": pl.String,
    }
)
PHASES = pl.Schema({"case": pl.Int64, "bar": pl.Int64, "phase": pl.String, "also": pl.String})
PATTERNS = pl.Schema(
    {
        "case": pl.Int64,
        "pattern": pl.String,
        "side": pl.String,
        "at": pl.Int64,
        "scored": pl.Boolean,
    }
)
CASES = pl.Schema(
    {
        "case": pl.Int64,
        "kind": pl.String,
        "market": pl.String,
        "bars": pl.Int64,
        "warmup": pl.Int64,
    }
)
BEGINS = {"sc": "A", "bc": "A", "spring": "C", "sos": "D"}
"""The phase that an event's own bar opens."""

SIDES = ("long", "short")


@dataclass(frozen=True, slots=True)
class Truth:
    """The labels of one case or of several; bars are told by their number, from 0.

    Args:
        events: one row an event. `side` is `long` for what is bought (of an accumulation), `short`
            for what is sold. One that is not `scored` need not be found. `near`: a number of it
            lies near a limit.
        ranges: from the climax to the bar before the `breakout`, which closes outside for good.
        phases: the phase of each bar from the climax on, and letters of others that can be
            defended.
        patterns: where a trade begins: `spring`, `sos`, `lps`; `utad`, `sow`, `lpsy`.
        cases: one row a case. What is found in its first `warmup` bars is not scored: they are
            there for baselines alone.
    """

    events: pl.DataFrame
    ranges: pl.DataFrame
    phases: pl.DataFrame
    patterns: pl.DataFrame
    cases: pl.DataFrame


def truth(
    listed: tuple[int, str, str, int, int],
    drawing: Drawing,
    layout: Layout,
    prices: dict[int, int],
    levels: tuple[int, int],
) -> Truth:
    """The labels of a drawing.

    Args:
        listed: its row of `cases`.
        drawing: its legs.
        layout: where their ends are.
        prices: the price of the event at each bar that has one.
        levels: support and resistance.
    """
    case = listed[0]
    marked = [
        (leg.mark, end)
        for leg, end in zip(drawing.legs, layout.ends, strict=True)
        if leg.mark is not None
    ]
    return Truth(
        pl.DataFrame(_events(case, drawing, marked, prices), EVENTS, orient="row"),
        pl.DataFrame(_ranges(case, drawing, layout, levels), RANGES, orient="row"),
        pl.DataFrame(_phases(case, drawing, layout), PHASES, orient="row"),
        pl.DataFrame(_patterns(case, drawing, marked), PATTERNS, orient="row"),
        pl.DataFrame([listed], CASES, orient="row"),
    )


def nothing(listed: tuple[int, str, str, int, int]) -> Truth:
    """The labels of a case in which there is nothing to find; `listed` is its row of `cases`."""
    events, ranges, phases, patterns = (
        pl.DataFrame(schema=each) for each in (EVENTS, RANGES, PHASES, PATTERNS)
    )
    cases = pl.DataFrame([listed], CASES, orient="row")
    return Truth(events, ranges, phases, patterns, cases)


def gather(truths: Iterable[Truth]) -> Truth:
    """The labels of several cases in one; at least one.

    Raises:
        ConfigurationError: two cases have the same number.
    """
    every = list(truths)
    listed = Counter(row for each in every for row in each.cases.get_column("case"))
    if listed and max(listed.values()) > 1:
        number = listed.most_common(1)[0][0]
        raise ConfigurationError(
            f"case {number} is given {listed[number]} times: score the levels of noise one by one"
        )
    return Truth(*(pl.concat(getattr(each, part) for each in every) for part in PARTS))


PARTS = ("events", "ranges", "phases", "patterns", "cases")


def _named(event: str, drawing: Drawing, mark: Mark) -> tuple[str, str]:
    """An event's name and side, with the drawing's side."""
    short = drawing.short != mark.against
    return FLIPPED[event] if drawing.short else event, SIDES[short]


def _events(
    case: int, drawing: Drawing, marked: list[tuple[Mark, int]], prices: dict[int, int]
) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for mark, at in marked:
        names = dict.fromkeys(_named(event, drawing, mark) for event in (mark.event, *mark.also))
        for place, (name, side) in enumerate(names):
            scored = mark.scored and place == 0
            numbers = (mark.kind, scored, mark.near)
            rows.append((case, name, side, at, prices[at], drawing.kind, *numbers))
    return rows


def _ranges(
    case: int, drawing: Drawing, layout: Layout, levels: tuple[int, int]
) -> list[tuple[Any, ...]]:
    if drawing.first < 0:
        return []
    breakout = layout.ends[drawing.breakout]
    return [(case, layout.ends[drawing.first], breakout - 1, *levels, breakout, drawing.kind)]


def _phases(case: int, drawing: Drawing, layout: Layout) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for leg, end in zip(drawing.legs, layout.ends, strict=True):
        begun = BEGINS.get(leg.mark.event, "") if leg.mark else ""
        last = (begun, leg.also if leg.mark and not leg.mark.scored else "") if begun else None
        for bar in range(end - leg.bars + 1, end + 1):
            phase, also = last if last and bar == end else (leg.phase, leg.also)
            if phase:
                rows.append((case, bar, phase, also))
    return rows


def _patterns(case: int, drawing: Drawing, marked: list[tuple[Mark, int]]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for mark, at in marked:
        if mark.pattern:
            name, side = _named("lps" if mark.event == "bu" else mark.event, drawing, mark)
            rows.append((case, name, side, at, mark.scored))
    return rows
