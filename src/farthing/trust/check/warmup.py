"""Warm-up: whether orders depend on bars from before those that a strategy says it needs.

Runs that begin at the same bar with the same money are held to each other; before the bars that
``warmup`` asks for, prices are other ones. So neither positions nor equity can make a difference,
which they would if runs began at different bars.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import polars as pl

from farthing.trust.check.compare import parted
from farthing.trust.check.finding import Finding, finding
from farthing.trust.check.futures import with_past
from farthing.trust.check.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.trust.check.compare import Parted
    from farthing.trust.check.market import Market
    from farthing.trust.check.moment import Moment
    from farthing.trust.check.subject import Subject
    from farthing.trust.check.trials import Trials

STARTS = 3
"""Bars at which runs begin."""
TRIED = 24
"""Bars that are looked at to find these."""


class Begun(NamedTuple):
    """Runs that begin later.

    Attributes:
        place: of their first bar in the line.
    """

    place: int


PASTS = (True, False)
"""Whether prices before the bars that are needed are higher than they were, or lower."""


def jobs(trials: Trials, line: Sequence[Moment], warmup: int) -> list[Job]:
    """Runs that begin at some bars, with other pasts; none where no warm-up is asked for."""
    return [
        Job(Begun(place), partial(_parted, trials, line, place, warmup), len(PASTS), 1 + len(PASTS))
        for place in starts(trials.whole, trials.told, line, warmup)
    ]


def _parted(trials: Trials, line: Sequence[Moment], place: int, warmup: int) -> list[Parted]:
    """Where runs that begin at a bar part from the one whose past is as it was."""
    start, first_ns = str(line[place].day), line[place - warmup + 1].time_ns
    one = trials.on(trials.whole, start=start)
    pasts = (with_past(trials.whole, first_ns, is_higher=past) for past in PASTS)
    return [found for past in pasts if (found := parted(one, trials.on(past, start=start)))]


def starts(whole: Market, told: Subject, line: Sequence[Moment], warmup: int) -> list[int]:
    """Places in the line at which every instrument has the bars that are needed, or none at all.

    A run begins with a session, so these are first bars of one.
    """
    places = [
        place for place in range(warmup, len(line) - 1) if line[place].day != line[place - 1].day
    ]
    if not warmup or not places:
        return []
    tried = {places[each] for each in np.linspace(0, len(places) - 1, TRIED).astype(int)}
    times = _times(whole, told)
    fit = [each for each in sorted(tried) if _is_whole(times, line, each - warmup + 1, each)]
    spread = np.linspace(0, len(fit) - 1, min(STARTS, len(fit))).astype(int)
    return [fit[each] for each in spread]


def _times(whole: Market, told: Subject) -> list[np.ndarray[Any, np.dtype[np.int64]]]:
    tables = (whole.tables[symbol, told.bars.frequency] for symbol in told.bars.symbols)
    return [rows.select(pl.col("time").dt.epoch("ns")).to_series().to_numpy() for rows in tables]


def _is_whole(times: Sequence[Any], line: Sequence[Moment], first: int, last: int) -> bool:
    """Whether each instrument has a bar at each moment, or is not there before the last."""
    limits = [line[first].time_ns, line[last].time_ns + 1]
    edges = [np.searchsorted(each, limits) for each in times]
    return all(end - begin == last + 1 - first or end == 0 for begin, end in edges)


def findings(heard: Sequence[tuple[Any, list[Parted]]], warmup: int) -> list[Finding]:
    """Whether orders depend on older bars than are asked for.

    Args:
        heard: where jobs parted; those of other kinds are left out.
        warmup: bars that are asked for.
    """
    mine = [differ for key, differ in heard if isinstance(key, Begun)]
    apart = sorted((each for differ in mine for each in differ), key=lambda each: each.time_ns)
    if not apart:
        return []
    bars = "bar" if warmup == 1 else "bars"
    what = f"orders depend on older bars than the {warmup:,} {bars} that warmup asks for"
    return [finding("warm-up", what, apart, len(mine) * len(PASTS))]
