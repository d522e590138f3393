"""A peer and ours in pairs of processes, and what the pairs say."""

from __future__ import annotations

import math
import statistics
import time
from decimal import Decimal
from typing import TYPE_CHECKING

from farthing.decimals import EXACT
from farthing.lab.defaults import CONFIDENCE
from farthing.lab.extra import need
from farthing.lab.peers.failure import PeerFailed
from farthing.lab.peers.process import Line, Work, one_process
from farthing.lab.results.peers import OURS, PeerRow, Ratio, Spread

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from farthing.lab.peers.engines import Engine

Pair = tuple[Line, Line]
"""Ours and theirs, one right after the other."""
CENT = Decimal("0.01")


def run_pairs(
    ours: tuple[Engine, Path], theirs: tuple[Engine, Path], work: Work, count: int, seconds: float
) -> list[Pair]:
    """Pairs of fresh processes; whose turn is first alternates.

    There is one at least; no further one begins that would go beyond the seconds.

    Raises:
        PeerFailed: a process failed, or its answer is another than before.
    """
    pairs: list[Pair] = []
    began = time.monotonic()
    while len(pairs) < count and _fits(time.monotonic() - began, len(pairs), seconds):
        if len(pairs) % 2 == 0:
            mine = one_process(*ours, work)
            other = one_process(*theirs, work)
        else:
            other = one_process(*theirs, work)
            mine = one_process(*ours, work)
        pairs.append((mine, other))
    for engine, lines in zip((ours[0], theirs[0]), zip(*pairs, strict=True), strict=True):
        check_answers(engine.name, lines)
    return pairs


def _fits(spent: float, done: int, seconds: float) -> bool:
    """Whether one more pair like those before ends in time."""
    return done == 0 or spent * (done + 1) / done <= seconds


def check_answers(engine: str, lines: Sequence[Line]) -> None:
    """Whether all processes of an engine came to the same.

    Raises:
        PeerFailed: they did not; its times are then those of different work.
    """
    answers = {line.answer for line in lines}
    if len(answers) > 1:
        told = ", ".join(sorted(f"{fills} fills and {end}" for fills, end, _ in answers))
        raise PeerFailed(engine, f"its answer changes between processes: {told}")


def peer_row(work: Work, pairs: Sequence[Pair]) -> PeerRow:
    """The row of a peer, with its ratios to ours."""
    mine, theirs = pairs[0]
    found = row(theirs.engine, work, [other for _, other in pairs])
    apart = mine.signal_ms is not None and theirs.signal_ms is not None
    return found.model_copy(
        update={
            "ratio": ratio(pairs, lambda line: line.total_ms),
            "simulation_ratio": ratio(pairs, lambda line: line.simulation_ms) if apart else None,
            "note": note(mine, theirs),
        }
    )


def our_row(work: Work, lines: Sequence[Line]) -> PeerRow:
    """Our own row, over the processes of all pairs.

    Raises:
        PeerFailed: they came to different ends.
    """
    check_answers(OURS, lines)
    return row(OURS, work, lines)


def row(name: str, work: Work, lines: Sequence[Line]) -> PeerRow:
    """What the processes of one engine say together."""
    first = lines[0]
    total = spread([line.total_ms for line in lines])
    signals = [line.signal_ms for line in lines if line.signal_ms is not None]
    return PeerRow.model_validate(
        {
            "workload": work.workload,
            "way": work.way,
            "engine": name,
            "version": first.version,
            "kind": first.kind,
            "convention": first.convention,
            "total": total,
            "simulation": spread([line.simulation_ms for line in lines]),
            "signals": spread(signals) if signals else None,
            "bars_per_second": 1e3 * first.asset_bars / total.median,
            "peak_megabytes": max(line.peak_mb for line in lines),
            "fills": first.fills,
            "end_equity": None if first.end_equity is None else str(first.end_equity),
            "digest": first.digest,
            "processes": len(lines),
        }
    )


def spread(milliseconds: Sequence[float]) -> Spread:
    """The middle process, and the two at the ends.

    >>> spread([3.0, 1.0, 2.0])
    Spread(median=2.0, low=1.0, high=3.0)
    """
    median = statistics.median(milliseconds)
    return Spread(median=median, low=min(milliseconds), high=max(milliseconds))


def ratio(pairs: Sequence[Pair], milliseconds: Callable[[Line], float]) -> Ratio:
    """Theirs by ours, pair by pair: what slows the machine for a while slows both of a pair.

    The interval is Student's t over the logarithms: with three pairs no rank test could say 95 %.
    """
    logs = [math.log(milliseconds(theirs) / milliseconds(mine)) for mine, theirs in pairs]
    mean, count = statistics.fmean(logs), len(logs)
    if count == 1:
        return Ratio(estimate=math.exp(mean), pairs=1)
    reach = need("scipy.stats").t.ppf((1 + CONFIDENCE) / 2, count - 1)
    reach *= statistics.stdev(logs) / math.sqrt(count)
    low, high = math.exp(mean - reach), math.exp(mean + reach)
    return Ratio(estimate=math.exp(mean), low=low, high=high, pairs=count)


def note(ours: Line, theirs: Line) -> str:
    """How an end equity stands to ours, with the convention that explains most of it."""
    if ours.end_equity is None or theirs.end_equity is None:
        return f"no end equity; {theirs.convention}"
    exact = Decimal(str(ours.end_equity))
    difference = EXACT.quantize(EXACT.subtract(Decimal(str(theirs.end_equity)), exact), CENT)
    if difference == 0:
        return f"the same to the cent; {theirs.convention}"
    return f"{difference:+,} from ours; {theirs.convention}"
