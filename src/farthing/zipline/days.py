"""Days of a run: what daily windows are labelled with, and days made of the bars within them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.zipline.pandas_extra import pandas

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from farthing import _core
    from farthing.data.bars import Bars

HOWS = {"open": "first", "high": "max", "low": "min", "close": "last", "volume": "sum"}
"""How a field of a day comes from those of its bars."""


class Days:
    """The sessions of bars, by when they close."""

    def __init__(self, bars: Bars) -> None:
        """Reads the sessions."""
        sessions = bars.sessions
        self._index = pandas().DatetimeIndex(sessions.get_column("session").to_numpy())
        self._opens = sessions.get_column("open").to_physical().to_numpy()
        self._closes = sessions.get_column("close").to_physical().to_numpy()
        self._frequency = bars.frequency

    def sessions(self, times: pd.DatetimeIndex) -> pd.DatetimeIndex:
        """The days of the sessions that bars are of, by when the bars end."""
        return self._index[self._places(times.as_unit("ns").asi8)]

    def _places(self, times: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """A bar is of the last session that opened before it ends."""
        return np.maximum(np.searchsorted(self._opens, times, side="left") - 1, 0)

    def of_minutes(
        self,
        window: Callable[..., Any],
        assets: Any,
        field: str,
        count: int,
        core: _core.Context,
    ) -> Any:
        """The last days of a field, made of the run's bars; the present day as far as it went."""
        now = int(self._places(np.array([core.time_ns]))[0])
        first = max(0, now + 1 - count)
        source = "close" if field == "price" else field
        rows = self._rows(first, core.time_ns)
        bars = window(assets, source, min(rows, core.bars_known), self._frequency)
        bars = bars[bars.index.as_unit("ns").asi8 > self._opens[first]]
        days = bars.groupby(self.sessions(bars.index)).agg(HOWS[source])
        label = self._index[first : now + 1]
        found = days.reindex(label).rename_axis(None)
        return found.ffill() if field == "price" else found

    def _rows(self, first: int, now: int) -> int:
        """So many bars there are at most from a session's open to now."""
        length = {"1m": 60, "1h": 3600}[self._frequency] * 1_000_000_000
        spans = np.minimum(self._closes[first:], now) - self._opens[first:]
        return int(np.sum(-(-spans[spans > 0] // length))) + 1
