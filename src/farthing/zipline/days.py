"""Days of a run: what daily windows are labelled with, also those of bars within them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.zipline.pandas_extra import pandas

if TYPE_CHECKING:
    import pandas as pd

    from farthing import _core
    from farthing.data.bars import Bars


class Days:
    """The sessions of bars, by when they close."""

    def __init__(self, bars: Bars) -> None:
        """Reads the sessions."""
        sessions = bars.sessions
        self._index = pandas().DatetimeIndex(sessions.get_column("session").to_numpy())
        self._opens = sessions.get_column("open").to_physical().to_numpy()

    def sessions(self, times: pd.DatetimeIndex) -> pd.DatetimeIndex:
        """The days of the sessions that bars are of, by when the bars end."""
        return self._index[self._places(times.as_unit("ns").asi8)]

    def _places(self, times: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """A bar is of the last session that opened before it ends."""
        return np.maximum(np.searchsorted(self._opens, times, side="left") - 1, 0)

    def whole(self, window: Any, field: str, core: _core.Context) -> Any:
        """A window of the engine's days as Zipline has it: one row a session, also without bars.

        The engine has a day for each session with bars, the last one as far as it went; days of
        before the first bar are left out.
        """
        days = window[window.index.notna()]
        days.index = self.sessions(days.index)
        now = int(self._places(np.array([core.time_ns]))[0])
        label = self._index[max(0, now + 1 - len(window)) : now + 1]
        found = days.reindex(label)
        if field == "price":
            return found.ffill()
        return found.fillna(0) if field == "volume" else found
