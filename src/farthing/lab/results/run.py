"""The result of ``farthing bench run``: cases, each in fresh processes."""

from __future__ import annotations

import statistics
from typing import Literal, Self

from pydantic import Field, model_validator

from farthing.lab.results.file import ResultFile
from farthing.lab.results.reading import Reading
from farthing.lab.results.record import Record
from farthing.lab.results.strategy import StrategyRun


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

    @model_validator(mode="after")
    def _is_one_answer_or_an_error(self) -> Self:
        if bool(self.readings) == bool(self.error):
            raise ValueError("it has readings, or an error that says why there are none")
        digests = {reading.digest for reading in self.readings}
        if len(digests) > 1:
            raise ValueError(f"its readings have {len(digests)} answers: no time is one of both")
        return self

    @property
    def medians(self) -> list[float]:
        """The one number of each process, in seconds."""
        return [reading.median for reading in self.readings]

    @property
    def median(self) -> float:
        """The middle process, in seconds."""
        return statistics.median(self.medians)


class RunResult(ResultFile):
    """What was found of all cases asked for.

    Attributes:
        cases: one at least.
        strategy: what it was run with, where a user's strategy was measured.
    """

    kind: Literal["run"] = "run"
    cases: tuple[CaseResult, ...] = Field(min_length=1)
    strategy: StrategyRun | None = None

    @property
    def exit_code(self) -> int:
        """0, or 1 where a case raised."""
        return int(any(case.error for case in self.cases))
