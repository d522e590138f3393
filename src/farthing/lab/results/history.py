"""The result of ``farthing bench history``: medians by commit, and where they change."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from farthing.lab.results.file import ResultFile
from farthing.lab.results.machine import Machine
from farthing.lab.results.record import Record
from farthing.lab.statistics.changes import ChangePoint


class CaseMedian(Record):
    """A case at a commit.

    Attributes:
        case: its name.
        seconds: of the middle process.
        low: of the quickest process.
        high: of the slowest.
        processes: how many.
        peak_bytes: the largest resident memory of a process.
        digest: of the exact answer.
    """

    case: str = Field(min_length=1)
    seconds: float = Field(gt=0)
    low: float = Field(gt=0)
    high: float = Field(gt=0)
    processes: int = Field(ge=1)
    peak_bytes: int | None = Field(default=None, ge=0)
    digest: str = ""


class HistoryLine(Record):
    """One line of the history: one commit on one machine.

    Attributes:
        commit: without changes beside it.
        made: when it was measured.
        machine: where.
        cases: what was found.
    """

    commit: str = Field(min_length=1)
    made: str
    machine: Machine
    cases: tuple[CaseMedian, ...] = Field(min_length=1)

    @property
    def key(self) -> tuple[str, str]:
        """Commit and machine: there is one line of each."""
        return self.commit, self.machine.identity

    def median(self, case: str) -> CaseMedian | None:
        """A case of the line; None where it has none."""
        return next((found for found in self.cases if found.case == case), None)

    @model_validator(mode="after")
    def _has_each_case_once(self) -> Self:
        names = [found.case for found in self.cases]
        if len(set(names)) != len(names):
            raise ValueError(f"the commit {self.commit} has a case twice: {', '.join(names)}")
        return self


class CaseHistory(Record):
    """A case through the commits that have it.

    Attributes:
        case: its name.
        commits: in the order of the history.
        medians: of each of them.
        changes: where two of three detectors see a new level; a position is that of ``commits``.
        answers: commits at which the exact answer is another than at the one before.
    """

    case: str
    commits: tuple[str, ...]
    medians: tuple[CaseMedian, ...]
    changes: tuple[ChangePoint, ...] = ()
    answers: tuple[str, ...] = ()


class HistoryResult(ResultFile):
    """The history of one machine; of several only where that was asked for.

    Attributes:
        machines: whose lines are told.
        across_machines: whether several were asked for: levels then differ by machine.
        lines: how many.
        cases: by name.
    """

    kind: Literal["history"] = "history"
    machines: tuple[str, ...]
    across_machines: bool = False
    lines: int = Field(ge=0)
    cases: tuple[CaseHistory, ...]

    @model_validator(mode="after")
    def _mixes_nothing_unasked(self) -> Self:
        if len(self.machines) > 1 and not self.across_machines:
            raise ValueError(f"a history of {len(self.machines)} machines is mixed")
        return self
