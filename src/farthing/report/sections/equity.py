"""Equity against the benchmark, and the drawdown below it on the same time axis."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from farthing.report import text
from farthing.report.charts import (
    Band,
    Figure,
    LogScale,
    Panel,
    Reading,
    Row,
    Scale,
    extremes,
    growing,
)
from farthing.report.charts.figure import (
    area,
    line,
    percent_ticks,
    percents,
    plain_ticks,
    time_ticks,
)
from farthing.report.charts.labels import apart
from farthing.report.prices import adjusted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.report.curve import Curve
    from farthing.report.run import Run

DRAWDOWNS_MARKED = 5

FLAT_DEPTH = -0.01
"""How deep the scale of drawdowns goes where there is none."""

LABEL_ROOM, NARROW_LABEL_ROOM = 2.5, 6.0
"""Percent of the width that two numbers of drawdowns are apart at least; on narrow pages."""


@dataclass(frozen=True)
class Benchmark:
    """Buying the benchmark with the capital, and holding it: values for drawing.

    Attributes:
        values: at each bar; NaN before the benchmark's first.
    """

    symbol: str
    values: NDArray[np.float64]
    capital: float

    @property
    def total_return(self) -> float | None:
        """What it came to at the last bar."""
        return float(self.values[-1] / self.capital - 1) if len(self.values) else None


def benchmark(run: Run, curve: Curve) -> Benchmark | None:
    """The benchmark of a run; None without one."""
    symbol = run.config["benchmark"]
    if symbol is None:
        return None
    values = np.full(len(curve), np.nan)
    closes = run.prices.filter(pl.col("symbol") == symbol)
    prices = adjusted(closes)
    if len(prices) and prices[0] > 0:
        places = curve.places(closes.get_column("time"))
        known = np.searchsorted(places, np.arange(len(curve)), side="right") - 1
        started = known >= 0
        values[started] = prices[known[started]] / prices[0] * curve.capital
    return Benchmark(symbol, values, curve.capital)


@dataclass(frozen=True, slots=True)
class Equity:
    """A chart of equity and drawdown, None where there is no bar, and a sentence."""

    figure: Figure | None
    finding: str


def equity(run: Run, curve: Curve, against: Benchmark | None) -> Equity:
    """The equity of a run."""
    if not len(curve):
        return Equity(None, "")
    end = run.equity.get_column("equity")[-1]
    finding = f"{text.money(run.capital)} became {text.money(end)} {run.currency}"
    if against is not None:
        change = text.percent(against.total_return, signed=True)
        finding += f"; {against.symbol}, bought and held, {change}"
    return Equity(_figure(run, curve, against), f"{finding}.")


def _figure(run: Run, curve: Curve, against: Benchmark | None) -> Figure:
    bands = _bands(run, curve)
    others = [] if against is None else [against.values]
    scale = growing(curve.equity, *others, also=curve.capital)
    key = [("strategy", run.strategy)]
    notes = []
    if bands:
        notes.append("Shaded and numbered: the deepest drawdowns, as in the table below.")
    if run.is_intraday:
        notes.append("Lines are drawn at every bar; figures and table count ends of sessions.")
    if against is not None:
        key.append(("benchmark", f"{against.symbol}, bought and held"))
        notes.append("The benchmark is adjusted for splits, without dividends.")
    return Figure(
        name="equity",
        title=f"Equity, {run.currency}" + _on(scale),
        panels=(
            _above(run, curve, scale, others, bands),
            _below(run, curve, tuple(replace(band, label="") for band in bands)),
        ),
        key=tuple(key),
        reading=_reading(run, curve, against),
        note=" ".join(notes),
    )


def _on(scale: Scale | LogScale) -> str:
    return ", on a logarithmic scale" if isinstance(scale, LogScale) else ""


def _above(
    run: Run,
    curve: Curve,
    scale: Scale | LogScale,
    others: list[NDArray[np.float64]],
    bands: tuple[Band, ...],
) -> Panel:
    lines = [line("benchmark", curve.timeline, scale, values) for values in others]
    lines.append(line("strategy", curve.timeline, scale, curve.equity))
    ends = run.equity.get_column("equity")
    extent = ends.sort()
    title = (
        f"Equity of {run.strategy}: from {text.money(run.capital)} to {text.money(ends[-1])} "
        f"{run.currency}, between {text.money(extent[0])} and {text.money(extent[-1])}"
    )
    return Panel(
        title=title,
        name="",
        height=340,
        ticks=plain_ticks(scale),
        lines=tuple(lines),
        bands=bands,
        base=scale.percent(curve.capital),
    )


def _below(run: Run, curve: Curve, bands: tuple[Band, ...]) -> Panel:
    fall = curve.drawdown
    deepest = float(fall.min())
    scale = Scale.around(deepest or FLAT_DEPTH, 0.0, steps=3)
    return Panel(
        title=f"Drawdown of {run.strategy}: at most {text.percent(-deepest)} below an earlier peak",
        name="Drawdown",
        height=130,
        ticks=percent_ticks(scale),
        below=time_ticks(curve.timeline),
        lines=(
            area("fall", curve.timeline, scale, fall),
            line("loss", curve.timeline, scale, fall),
        ),
        bands=bands,
        base=0.0,
    )


def _bands(run: Run, curve: Curve) -> tuple[Band, ...]:
    """The deepest drawdowns, from peak to recovery or to the end, in the order of time."""
    found = []
    for number, fall in enumerate(deepest(run)[:DRAWDOWNS_MARKED], start=1):
        begin = 0 if fall["peak"] is None else curve.end_of(fall["peak"])
        end = len(curve) - 1 if fall["recovery"] is None else curve.end_of(fall["recovery"])
        left, right = curve.timeline.percent(begin), curve.timeline.percent(end)
        found.append((left, right, str(number)))
    found.sort()
    middles = [(left + right) / 2 for left, right, _ in found]
    wide, narrow = apart(middles, LABEL_ROOM), apart(middles, NARROW_LABEL_ROOM)
    return tuple(
        Band(left, right - left, label, at, further - at)
        for (left, right, label), at, further in zip(found, wide, narrow, strict=True)
    )


def deepest(run: Run) -> list[dict[str, Any]]:
    """All drawdowns, the deepest first."""
    falls: list[dict[str, Any]] = run.statistics["drawdowns"]
    return sorted(falls, key=lambda fall: -fall["depth"])


def _reading(run: Run, curve: Curve, against: Benchmark | None) -> Reading:
    places = extremes(curve.equity)
    exact = run.equity.get_column("equity").gather(places).to_list()
    rows = [
        Row(run.strategy, [text.money(value) for value in exact]),
        percents("return", curve.equity[places] / curve.capital - 1),
    ]
    if against is not None:
        rows.append(
            percents(f"{against.symbol} return", against.values[places] / curve.capital - 1)
        )
    rows.append(percents("drawdown", curve.drawdown[places]))
    return Reading(curve.timeline, places, tuple(rows))
