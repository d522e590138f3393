"""Histograms of latencies, a panel for each kind of request."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from farthing.lab.load.latency import EDGES_S
from farthing.lab.plot import Mark, Panel, Path, drawing, seconds
from farthing.report.charts import LogScale, Scale

if TYPE_CHECKING:
    from farthing.lab.results.load import Latency, Phase

LOWEST_S = EDGES_S[0] / 2
"""Where the first bar begins."""

LABELLED = EDGES_S[::3]


def chart(phase: Phase) -> str:
    """A self-contained SVG of all kinds that were done at least once."""
    panels = [panel(each) for each in phase.latencies if sum(each.counts)]
    return drawing("Latencies", panels)


def panel(of: Latency) -> Panel:
    """How many percent of the requests of a kind took how long."""
    edges = (LOWEST_S, *EDGES_S, EDGES_S[-1] * 2)
    done = sum(of.counts)
    shares = [100 * number / done for number in of.counts]
    up = Scale.around(0.0, max(shares))
    steps = [
        place
        for (left, right), share in zip(pairwise(edges), shares, strict=True)
        for place in ((left, share), (right, share))
    ]
    marks = [] if of.p95_s is None else [Mark(min(max(of.p95_s, LOWEST_S), edges[-1]), "p95")]
    return Panel(
        name=of.kind,
        note=f"{done:,} done; percent of them, by how long they took",
        across=LogScale.around(edges[0], edges[-1]),
        up=up,
        labels=(
            {edge: seconds(edge) for edge in LABELLED},
            {float(tick): f"{float(tick):g} %" for tick in up.ticks},
        ),
        parts=(Path("line", steps), *marks),
    )
