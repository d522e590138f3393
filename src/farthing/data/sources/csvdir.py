"""Zipline's csvdir layout: a folder for each frequency, a file for each symbol.

    FOLDER/daily/AAPL.csv.gz      date,open,high,low,close,volume,dividend,split
    FOLDER/minute/AAPL.csv

Dividends and splits stand on their ex-date; a split of 2 is two new shares for an old one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.data.sources.csv import CsvSource
from farthing.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from farthing.data.calendar import Calendar
    from farthing.data.request import Request
    from farthing.data.sources.source import RawTable
    from farthing.data.terms import Survey

FOLDERS = {"1d": "daily", "1h": "hour", "1m": "minute"}


@dataclass(frozen=True)
class CsvdirSource:
    """A folder in Zipline's csvdir layout.

    Args:
        path: the folder that has ``daily`` or ``minute`` in it.
    """

    path: Path = field(metadata={"help": "Folder with daily/ or minute/ in it."})

    def survey(self, request: Request) -> Survey:
        """A symbol for each file; on XNYS, and minutes in UTC, as Zipline takes them."""
        survey = self._files(request).survey(replace(request, symbols=()))
        return replace(survey, origin=str(self.path), calendar="XNYS", tz="UTC")

    def tables(
        self, symbols: Sequence[str], request: Request, calendar: Calendar
    ) -> Iterator[RawTable]:
        """Reads file by file."""
        return self._files(request).tables(symbols, request, calendar)

    def _files(self, request: Request) -> CsvSource:
        folder = Path(self.path) / FOLDERS[request.frequency]
        if not folder.is_dir():
            there = [name for name in FOLDERS.values() if (Path(self.path) / name).is_dir()]
            raise SourceError(
                f"{self.path} has no folder {folder.name}/ for bars of {request.frequency}; "
                f"it has {' and '.join(there) or 'none of ' + ', '.join(FOLDERS.values())}"
            )
        return CsvSource(folder)
