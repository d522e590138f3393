"""Rolling statistics: volatility and Sharpe ratio over a window of sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from farthing.report import text
from farthing.report.charts import Figure, Panel, Reading, Row, Scale, extremes
from farthing.report.charts.figure import line, percent_ticks, percents, plain_ticks, time_ticks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.report.curve import Curve
    from farthing.report.run import Run

QUARTERS = 4
"""Of a year; and a window is at most so great a part of a run."""

WINDOW_MIN = 5


def window(sessions: int, periods_per_year: int) -> tuple[int, str] | None:
    """Sessions of the window of a run, and what they are; None for short runs.

    >>> window(5000, 252), window(504, 252), window(40, 252), window(12, 252)
    ((252, 'a year'), (63, 'a quarter of a year'), (10, 'a quarter of the run'), None)
    """
    sizes = (
        (periods_per_year, "a year"),
        (periods_per_year // QUARTERS, "a quarter of a year"),
        (sessions // QUARTERS, "a quarter of the run"),
    )
    fitting = (each for each in sizes if WINDOW_MIN <= each[0] <= sessions // QUARTERS)
    return next(fitting, None)


@dataclass(frozen=True, slots=True)
class Rolling:
    """A chart, None for a run of a few sessions, and a sentence."""

    figure: Figure | None
    finding: str


def rolling(run: Run, curve: Curve) -> Rolling:
    """The rolling statistics of a run."""
    yearly = run.statistics["periods_per_year"]
    found = window(len(curve.ends), yearly)
    if found is None:
        return Rolling(None, "")
    size, what = found
    volatility, sharpe = statistics(curve.returns, size, yearly)
    if np.isnan(volatility).all():
        return Rolling(None, "")
    finding = f"Each point looks back over {size} sessions, {what}."
    if curve.lost is not None:
        finding += f" The curves end where the account does, on {text.day(curve.lost)}."
    return Rolling(_figure(run, curve, size, volatility, sharpe), finding)


def _figure(
    run: Run,
    curve: Curve,
    size: int,
    volatility: NDArray[np.float64],
    sharpe: NDArray[np.float64],
) -> Figure:
    timeline = curve.sessions
    above = Scale.of(volatility, also=0.0, steps=4)
    below = Scale.of(sharpe, also=0.0, steps=4)
    places = extremes(np.nan_to_num(sharpe))
    return Figure(
        name="rolling",
        title=f"Over the last {size} sessions, annualised",
        note=f"Deviations have {size - 1} degrees of freedom; a year is "
        f"{run.statistics['periods_per_year']} sessions, the risk-free rate 0.",
        panels=(
            Panel(
                title=f"Rolling volatility of {size} sessions",
                name="Volatility",
                height=150,
                ticks=percent_ticks(above),
                lines=(line("strategy", timeline, above, volatility),),
            ),
            Panel(
                title=f"Rolling Sharpe ratio of {size} sessions",
                name="Sharpe ratio",
                height=150,
                ticks=plain_ticks(below),
                below=time_ticks(timeline),
                lines=(line("second", timeline, below, sharpe),),
                base=below.percent(0.0),
            ),
        ),
        reading=Reading(
            timeline,
            places,
            (
                percents("volatility", volatility[places]),
                Row("Sharpe ratio", [text.number(value) for value in sharpe[places].tolist()]),
            ),
        ),
    )


def statistics(
    returns: NDArray[np.float64], size: int, periods_per_year: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Volatility and Sharpe ratio of each window, at its last session; NaN where undefined.

    With one degree of freedom less than returns, as the statistics of the whole run.
    """
    windows = np.lib.stride_tricks.sliding_window_view(returns, size)
    root = np.sqrt(periods_per_year)
    deviation = windows.std(axis=1, ddof=1)
    moves = deviation > 0
    ratio = np.where(moves, windows.mean(axis=1) / np.where(moves, deviation, 1.0), np.nan) * root
    before = np.full(size - 1, np.nan)
    return np.concatenate([before, deviation * root]), np.concatenate([before, ratio])
