"""The account as a line of floats, for drawing and for statistics that are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from farthing.report import text
from farthing.report.charts.timeline import EPOCH, Timeline
from farthing.report.prices import INSTANT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.report.run import Run


@dataclass(frozen=True)
class Curve:
    """The account at each bar and at the end of each session.

    Attributes:
        equity: n values, one a bar.
        times: when each bar ends, in nanoseconds since 1970-01-01.
        timeline: of the n bars.
        ends: of each session with bars the place of its last one.
        capital: what it began with.
        lost: the session in which it came to nothing; None where it never did.
    """

    equity: NDArray[np.float64]
    times: NDArray[np.int64]
    timeline: Timeline
    ends: NDArray[np.int64]
    capital: float
    lost: date | None = None

    @classmethod
    def of(cls, run: Run, lost: date | None = None) -> Curve:
        """The curve of a run, and the session of `ruin`."""
        days = run.equity.get_column("session").to_physical().to_numpy().astype(np.int64)
        times = run.equity.get_column("time").to_physical().to_numpy()
        last = np.flatnonzero(np.diff(days, append=np.iinfo(np.int64).max))
        return cls(
            equity=floats(run.equity, "equity"),
            times=times,
            timeline=Timeline(days, times if run.is_intraday else None),
            ends=last,
            capital=float(run.capital),
            lost=lost,
        )

    def __len__(self) -> int:
        """How many bars there are."""
        return len(self.equity)

    @property
    def first(self) -> date:
        """The first session."""
        return EPOCH + timedelta(days=int(self.timeline.days[0]))

    @property
    def last(self) -> date:
        """The last session."""
        return EPOCH + timedelta(days=int(self.timeline.days[-1]))

    @cached_property
    def sessions(self) -> Timeline:
        """The timeline of the sessions that have bars."""
        return Timeline(self.timeline.days[self.ends])

    @cached_property
    def returns(self) -> NDArray[np.float64]:
        """The return of each session, the first one's from the capital; NaN once it is lost."""
        ends = self.equity[self.ends]
        before = np.concatenate([[self.capital], ends[:-1]])[: len(ends)]
        known = ratios(ends - before, before)
        if self.lost is not None:
            known[self.sessions.days > (self.lost - EPOCH).days] = np.nan
        return known

    @cached_property
    def drawdown(self) -> NDArray[np.float64]:
        """How far the account is below its largest value so far: 0 or less."""
        peaks = np.maximum(np.maximum.accumulate(self.equity), self.capital)
        fall: NDArray[np.float64] = self.equity / peaks - 1
        return fall

    def end_of(self, day: str | date) -> int:
        """The place of the last bar of a session."""
        when = date.fromisoformat(day) if isinstance(day, str) else day
        return int(np.searchsorted(self.timeline.days, (when - EPOCH).days, side="right")) - 1

    def when(self, instant: datetime) -> str:
        """When a bar ended, in words: its session where sessions have one bar, else the minute."""
        if self.timeline.times is not None:
            return text.moment(instant)
        nanoseconds = pl.Series([instant], dtype=INSTANT)
        place = int(self.places(nanoseconds)[0])
        return text.day(EPOCH + timedelta(days=int(self.timeline.days[place])))

    def places(self, times: pl.Series) -> NDArray[np.int64]:
        """The bars that end at some instants of the run, or the first ones after them."""
        wanted = times.to_physical().to_numpy()
        return np.searchsorted(self.times, wanted).astype(np.int64)


def floats(table: pl.DataFrame, name: str) -> NDArray[np.float64]:
    """A column of exact numbers as floats, for drawing."""
    return table.get_column(name).cast(pl.Float64).to_numpy()


def ratios(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    """Quotients; NaN where what is divided by is nothing or less."""
    known = below > 0
    return np.where(known, above / np.where(known, below, 1.0), np.nan)
