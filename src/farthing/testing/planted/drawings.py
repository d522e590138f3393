"""The drawing of each kind of case: which parts, in which order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from farthing.errors import ConfigurationError
from farthing.testing.planted.leg import Drawing, Leg, Mark
from farthing.testing.planted.phases import (
    breakdown,
    decline,
    false_break,
    free,
    higher_low,
    phase_a,
    phase_b,
    phase_c,
    phase_d,
    phase_e,
    quiet,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from farthing.draw import Draw
    from farthing.testing.planted.region import Region

FLIPPED = {
    "ps": "psy",
    "psy": "ps",
    "sc": "bc",
    "bc": "sc",
    "ar": "ar",
    "st": "st",
    "dip": "ut",
    "ut": "spring",
    "spring": "utad",
    "test": "test",
    "sos": "sow",
    "lps": "lpsy",
    "bu": "lpsy",
    "sow": "sos",
    "lpsy": "lps",
    "utad": "spring",
}
"""An event's name when the drawing is upside down. (A `dip` is drawn on the short side alone.)"""


def draw_case(kind: str, draw: Draw, region: Region, lead_bars: int) -> Drawing:
    """The drawing of a case of this kind.

    Args:
        kind: one of `DRAWN` or of `TRENDS`.
        draw: the stream of the drawing.
        region: what it is drawn from.
        lead_bars: bars before the trend that leads into it.

    Raises:
        ConfigurationError: the kind is not known.
    """
    known = (*DRAWN, *TRENDS)
    if kind not in known:
        raise ConfigurationError(f"no kind {kind!r} is drawn: choose among {', '.join(known)}")
    short = kind in SHORT
    if kind in TRENDS:
        return _trend(kind, short, draw, region, lead_bars)
    parts, again = DRAWN[kind]
    start = -draw.number(*region.trend) if again else 1.0 + draw.number(*region.trend)
    before = quiet(draw, start, lead_bars)
    lead = _turned(decline(draw, region, 1.0 - start)) if again else decline(draw, region, start)
    first_phase = _turned(phase_a(draw)) if again else phase_a(draw)
    legs = (*before, *lead, *first_phase, *parts(draw, region))
    first = len(before) + len(lead)
    breakout = _breakout(legs, first)
    return Drawing(kind, short, start, legs, first, breakout)


def _trend(kind: str, short: bool, draw: Draw, region: Region, lead_bars: int) -> Drawing:
    start = 1.0 + draw.number(*region.trend)
    end = 1.0 - draw.number(*region.markup)
    before = quiet(draw, start, lead_bars)
    return Drawing(kind, short, start, (*before, *free(draw, start, end, draw.integer(100, 140))))


def _turned(legs: list[Leg]) -> list[Leg]:
    """Legs upside down within the range: how a re-accumulation begins, at the top of a rise."""
    return [
        replace(leg, to=1.0 - leg.to, mark=_turned_mark(leg.mark) if leg.mark else None)
        for leg in legs
    ]


def _turned_mark(mark: Mark) -> Mark:
    return replace(
        mark,
        event=FLIPPED[mark.event],
        end={"low": "high", "high": "low", "close": "close"}[mark.end],
        close=1.0 - mark.close,
        of_event=FLIPPED.get(mark.of_event, ""),
        against=True,
        also=tuple(FLIPPED[name] for name in mark.also),
    )


def _breakout(legs: tuple[Leg, ...], first: int) -> int:
    """The leg that ends with the first close that stays outside; the last leg where none does."""
    for number, leg in enumerate(legs):
        leaves = leg.mark is not None and leg.mark.event in {"sos", "sow"}
        if number > first and leaves:
            return number
    raise AssertionError("a range is left at some time")


def _first(draw: Draw, region: Region) -> list[Leg]:
    legs = [*phase_b(draw, region), *phase_c(draw, region)]
    return [*legs, *phase_d(draw), *phase_e(draw, region)]


def _first_short(draw: Draw, region: Region) -> list[Leg]:
    legs = [*phase_b(draw, region, draw.chance(0.5)), *phase_c(draw, region)]
    return [*legs, *phase_d(draw), *phase_e(draw, region)]


def _second(draw: Draw, region: Region) -> list[Leg]:
    legs = [*phase_b(draw, region), *higher_low(draw, region)]
    return [*legs, *phase_d(draw), *phase_e(draw, region)]


def _again(draw: Draw, region: Region) -> list[Leg]:
    fall = Leg(draw.integer(4, 6), draw.number(0.0, 0.1), 0.95, "B", inside=True)
    legs = [fall, *phase_b(draw, region)]
    last = phase_c(draw, region) if draw.chance(0.6) else higher_low(draw, region)
    return [*legs, *last, *phase_d(draw), *phase_e(draw, region)]


def _failed(draw: Draw, region: Region) -> list[Leg]:
    return [*phase_b(draw, region), *phase_c(draw, region, holds=False), *breakdown(draw)]


def _false_break(draw: Draw, region: Region) -> list[Leg]:
    return [*phase_b(draw, region), *false_break(draw), *breakdown(draw)[1:]]


DRAWN: dict[str, tuple[Callable[[Draw, Region], list[Leg]], bool]] = {
    "accumulation-1": (_first, False),
    "accumulation-2": (_second, False),
    "distribution-1": (_first_short, False),
    "distribution-2": (_second, False),
    "reaccumulation": (_again, True),
    "redistribution": (_again, True),
    "failed-accumulation": (_failed, False),
    "failed-distribution": (_failed, False),
    "false-breakout": (_false_break, False),
    "false-breakdown": (_false_break, False),
}
"""By kind: the parts after phase A, and whether the trend before goes the structure's own way."""

TRENDS = ("trend-down", "trend-up")

SHORT = frozenset(
    {
        *("distribution-1", "distribution-2", "redistribution"),
        *("failed-distribution", "false-breakdown", "trend-up"),
    }
)
"""Kinds that are drawn as their mirror."""
