"""The result of ``farthing bench run``: cases, each in fresh processes."""

from __future__ import annotations

import statistics
from typing import Literal

from pydantic import Field

from farthing.lab.results.file import ResultFile
from farthing.lab.results.reading import Reading
from farthing.lab.results.record import Record


class CaseResult(Record):
    """What several fresh processes found of one case; every reading has the same digest.

    Attributes:
        case: its name.
        readings: one a process.
        error: what it raised; then there are no readings.
    """

    case: str
    readings: tuple[Reading, ...] = ()
    error: str = ""

    @property
    def medians(self) -> list[float]:
        """The one number of each process, in seconds."""
        return [reading.median for reading in self.readings]

    @property
    def median(self) -> float:
        """The middle process, in seconds."""
        return statistics.median(self.medians)


class RunResult(ResultFile):
    """What was found of all cases asked for."""

    kind: Literal["run"] = "run"
    cases: tuple[CaseResult, ...] = Field(min_length=1)

    @property
    def exit_code(self) -> int:
        """0, or 1 where a case raised."""
        return int(any(case.error for case in self.cases))
