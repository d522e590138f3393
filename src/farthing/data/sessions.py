"""The sessions of a bundle: its own copy of the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from farthing.data.arrays import INSTANT, day_number
from farthing.data.checksum import ContentHash

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from numpy.typing import NDArray

COLUMNS = {"session": pl.Date(), "open": INSTANT, "close": INSTANT}


@dataclass(frozen=True, slots=True)
class Sessions:
    """Sessions as integers.

    Args:
        columns: ``session`` in days since 1970-01-01, ascending, and ``open`` and ``close`` in
            nanoseconds.
    """

    columns: Mapping[str, NDArray[Any]]

    @classmethod
    def of(cls, frame: pl.DataFrame) -> Sessions:
        """Those of a calendar's table.

        >>> from datetime import date
        >>> from farthing.data.calendar import EveryDay
        >>> every = Sessions.of(EveryDay().sessions(date(2024, 1, 1), date(2024, 1, 9)))
        >>> len(every), len(every.between(date(2024, 1, 8), date(2024, 2, 1)))
        (9, 2)
        """
        whole = {name: frame.get_column(name).cast(kind) for name, kind in COLUMNS.items()}
        return cls({name: each.cast(pl.Int64).to_numpy() for name, each in whole.items()})

    def __len__(self) -> int:
        """How many sessions."""
        return len(self.columns["session"])

    def between(self, first: date, last: date) -> Sessions:
        """Those of a range of days."""
        limits = [day_number(first), day_number(last) + 1]
        begin, stop = np.searchsorted(self.columns["session"], limits)
        return Sessions({name: values[begin:stop] for name, values in self.columns.items()})

    def frame(self) -> pl.DataFrame:
        """The sessions as `farthing.data.bars.Bars.sessions` describes."""
        # From lists: the first array that polars is given makes it import a part of NumPy, 5 ms.
        return pl.DataFrame([
            pl.Series(name, values.tolist(), dtype=pl.Int64).cast(COLUMNS[name])
            for name, values in self.columns.items()
        ])  # fmt: skip

    def content(self) -> str:
        """The checksum of the rows, as `content_hash` has it of their frame."""
        content = ContentHash()
        for name, values in self.columns.items():
            content.add_digits(name, values)
        return content.hexdigest()
