"""The distribution of session returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from farthing.report import text
from farthing.report.charts import Bar, Figure, Mark, Panel, Scale, Tick
from farthing.report.charts.figure import anchor, plain_ticks
from farthing.report.table import Fact

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.report.curve import Curve
    from farthing.report.run import Run

TOO_FEW = "There are too few sessions, or too little moved, for a histogram."

AFTER_NOTHING = "Equity was nothing or less, so the run as a whole has no distribution of returns."

SESSIONS_MIN = 5
"""Sessions below which a distribution is none."""

BINS_MIN, BINS_MAX = 8, 80
"""About so many bars there are at least and at most."""

GAP = 0.12
"""Part of a bin's width that is left between two bars."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """A histogram, where there are enough returns, facts about them, and a sentence.

    ``nothing`` says why there is no histogram.
    """

    figure: Figure | None
    facts: tuple[Fact, ...]
    finding: str
    nothing: str = TOO_FEW


def distribution(run: Run, curve: Curve) -> Distribution:
    """The distribution of a run's session returns."""
    if curve.lost is not None:
        return Distribution(None, (), "", AFTER_NOTHING)
    returns = curve.returns[np.isfinite(curve.returns)]
    found = run.statistics
    facts = [
        Fact("Value at risk, 5 %", text.percent(found["value_at_risk"])),
        Fact("Conditional VaR, 5 %", text.percent(found["conditional_value_at_risk"])),
    ]
    if not len(returns):
        return Distribution(None, tuple(facts), "")
    facts += [
        Fact("Mean session", text.percent(float(returns.mean()), signed=True, digits=3)),
        Fact("Median session", text.percent(float(np.median(returns)), signed=True, digits=3)),
        Fact("Sessions that gained", *_share(returns > 0)),
        Fact("Sessions that lost", *_share(returns < 0)),
        _extreme("Best session", curve, int(np.nanargmax(curve.returns))),
        _extreme("Worst session", curve, int(np.nanargmin(curve.returns))),
    ]
    enough = len(returns) >= SESSIONS_MIN and float(np.ptp(returns)) > 0
    low, high = (text.percent(float(each)) for each in np.quantile(returns, (0.05, 0.95)))
    finding = f"Nine sessions of ten ended between {low} and {high}." if enough else ""
    return Distribution(_figure(run, returns) if enough else None, tuple(facts), finding)


def _share(chosen: NDArray[np.bool_]) -> tuple[str, str]:
    """The share of sessions that are chosen, and how many these are."""
    return text.percent(float(chosen.mean())), f"{int(chosen.sum()):,}"


def _extreme(name: str, curve: Curve, session: int) -> Fact:
    value = text.percent(float(curve.returns[session]), signed=True)
    days = curve.sessions.days[session : session + 1].astype("datetime64[D]")
    return Fact(name, value, text.day(days[0].item()))


def _figure(run: Run, returns: NDArray[np.float64]) -> Figure:
    moved = returns[returns != 0]
    across = Scale.of(moved, steps=_bins(moved), also=0.0)
    edges = np.array([float(tick) for tick in across.ticks])
    counts = np.histogram(moved, edges)[0]
    scale = Scale.around(0.0, float(counts.max()), steps=4, whole=True)
    width = 100 / len(counts)
    bars = tuple(
        Bar(
            kind="gain" if edges[place] >= 0 else "loss",
            left=width * (place + GAP / 2),
            top=scale.percent(float(number)),
            width=width * (1 - GAP),
            height=100 - scale.percent(float(number)),
            title=f"{text.percent(edges[place])} to {text.percent(edges[place + 1])}: "
            f"{text.count(int(number), 'session')}",
        )
        for place, number in enumerate(counts)
        if number
    )
    panel = Panel(
        title=f"Histogram of {text.count(len(moved), 'session return')}",
        name="",
        height=240,
        ticks=plain_ticks(scale),
        below=_below(edges),
        bars=bars,
        marks=_marks(run, edges),
    )
    still = len(returns) - len(moved)
    return Figure(
        name="distribution",
        title="Number of sessions by return",
        about=(text.count(len(returns), "session"),),
        panels=(panel,),
        note=f"Not in the bars: {text.count(still, 'session')} without any change."
        if still
        else "",
    )


def _bins(returns: NDArray[np.float64]) -> int:
    """How many bars: as wide as Freedman and Diaconis (1981) have them, within limits."""
    low, high = np.quantile(returns, (0.25, 0.75))
    width = 2 * (high - low) / len(returns) ** (1 / 3)
    wanted = float(np.ptp(returns)) / width if width > 0 else BINS_MAX
    return round(min(BINS_MAX, max(BINS_MIN, wanted)))


def _below(edges: NDArray[np.float64]) -> tuple[Tick, ...]:
    coarse = Scale.around(edges[0], edges[-1], steps=8)
    inside = [tick for tick in coarse.ticks if edges[0] <= float(tick) <= edges[-1]]
    largest, step = max(abs(tick) for tick in inside) * 100, coarse.step * 100
    narrow = -(-len(inside) // 4)
    zero = inside.index(next((tick for tick in inside if tick == 0), inside[0]))
    return tuple(
        Tick(
            _at(edges, float(tick)),
            text.tick(tick * 100, step, largest) + "\xa0%",
            bool((number - zero) % narrow),
            anchor(_at(edges, float(tick))),
        )
        for number, tick in enumerate(inside)
    )


def _marks(run: Run, edges: NDArray[np.float64]) -> tuple[Mark, ...]:
    """Value at risk, and the mean of the returns at or below it."""
    found = run.statistics
    risk, beyond = found["value_at_risk"], found["conditional_value_at_risk"]
    if risk is None or beyond is None:
        return ()
    return (
        Mark(_at(edges, beyond), f"CVaR {text.percent(beyond)}", rise=34),
        Mark(_at(edges, risk), f"VaR {text.percent(risk)}", rise=17),
    )


def _at(edges: NDArray[np.float64], value: float) -> float:
    return float((value - edges[0]) / (edges[-1] - edges[0]) * 100)
