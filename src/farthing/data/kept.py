"""What a run has made of its bars, kept for the next run of the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from farthing import _core


@dataclass(frozen=True, slots=True)
class Rows:
    """Bars as a panel, with the session of each row."""

    panel: _core.Panel
    sessions: NDArray[np.uint32]


@dataclass(slots=True)
class Kept:
    """The panel of one run, and those of coarser bars of runs with one end.

    An end is the number of sessions up to that of the run's last one. What is kept of another one
    lets go of what was there.

    Attributes:
        rows: the bars of the run; None for none.
        rows_of: its end, and whether bars outside hours are among them.
        coarse: coarser bars by their length.
        coarse_stop: their end.
        room_bytes: what one panel may need to be kept; None is what is usual.
    """

    rows: Rows | None = None
    rows_of: tuple[int, bool] = (0, False)
    coarse: dict[str, _core.Panel] = field(default_factory=dict)
    coarse_stop: int = 0
    room_bytes: int | None = None

    def rows_until(self, stop: int, *, extended: bool) -> Rows | None:
        """The bars of a run with this end; None where they are not kept."""
        return self.rows if self.rows_of == (stop, extended) else None

    def coarse_until(self, stop: int, frequency: str) -> _core.Panel | None:
        """Coarser bars of a run with this end; None where they are not kept."""
        return self.coarse.get(frequency) if self.coarse_stop == stop else None

    def keep_rows(self, rows: Rows, stop: int, *, extended: bool) -> None:
        """Keeps the bars of a run in the place of any others."""
        self._let_go(stop)
        self.rows, self.rows_of = rows, (stop, extended)

    def keep_coarse(self, panel: _core.Panel, stop: int, frequency: str) -> None:
        """Keeps coarser bars beside those of the same end."""
        self._let_go(stop)
        self.coarse[frequency] = panel

    def clear(self) -> None:
        """Lets go of everything."""
        self.rows, self.coarse = None, {}

    def _let_go(self, stop: int) -> None:
        """Lets go of coarser bars of another end."""
        if self.coarse_stop != stop:
            self.coarse, self.coarse_stop = {}, stop
