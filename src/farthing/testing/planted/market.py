"""Three kinds of markets: days, hours and minutes, with sessions and volume within the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIRST_SESSION = date(2018, 1, 1)
OPEN_MINUTE = 14 * 60 + 30
CLOSE_MINUTE = 21 * 60
PRICE_SCALE = 2
"""Prices are whole numbers of a hundredth."""


@dataclass(frozen=True, slots=True)
class Market:
    """A length of bars with its session.

    Args:
        name: `1d`, `1h` or `1m`.
        slots: bars of a session.
        minutes: minutes of a bar.
        height: the range's height as a share of its middle price (low, high).
        lead_bars: bars before the trend that leads into the structure, so that baselines by time of
            day have something to stand on.
        within_session: whether a structure stays in one session.
    """

    name: str
    slots: int
    minutes: int
    height: tuple[float, float]
    lead_bars: int
    within_session: bool

    def volume_by_slot(self) -> NDArray[np.float64]:
        """Usual volume of each bar of a session against the session's mean: high, low, high.

        >>> MARKETS["1h"].volume_by_slot().round(2).tolist()
        [1.63, 1.17, 0.9, 0.78, 0.77, 0.89, 0.87]
        """
        if self.slots == 1:
            return np.ones(1)
        place = (np.arange(self.slots) + 0.5) / self.slots
        usual = 0.7 + 1.3 * (1.0 - place) ** 4 + 0.9 * place**6
        if self.slots * self.minutes > CLOSE_MINUTE - OPEN_MINUTE:
            usual[-1] *= 0.7  # the last hour is half an hour, though the busiest
        return np.asarray(usual / usual.mean(), dtype=np.float64)

    def clock(self, count: int) -> pl.DataFrame:
        """The times of bars: `time` (their end, UTC), `session` (a weekday) and `slot`."""
        number = np.arange(count)
        slot = number % self.slots
        days = np.busday_offset(np.datetime64(FIRST_SESSION), number // self.slots)
        minute = np.minimum(OPEN_MINUTE + (slot + 1) * self.minutes, CLOSE_MINUTE)
        time = days.astype("datetime64[us]") + minute.astype("timedelta64[m]")
        return pl.DataFrame(
            {"time": time, "session": days, "slot": slot.astype(np.int32)}
        ).with_columns(pl.col("time").dt.replace_time_zone("UTC"), pl.col("session").cast(pl.Date))


MARKETS = {
    "1d": Market("1d", 1, 390, (0.06, 0.15), 30, within_session=False),
    "1h": Market("1h", 7, 60, (0.025, 0.06), 140, within_session=False),
    "1m": Market("1m", 390, 1, (0.008, 0.02), 780, within_session=True),
}
"""By name. A session has 390 minutes, from 14:30 to 21:00 UTC."""
