"""The result of ``farthing bench ledger``: optimisations, taken or left, each with its reason."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from farthing.lab.defaults import CONFIDENCE
from farthing.lab.results.comparison import ComparisonResult
from farthing.lab.results.file import ResultFile
from farthing.lab.results.reading import Reading
from farthing.lab.results.record import Record


class Threshold(Record):
    """What an optimisation has to come to.

    Attributes:
        improvement: the least share of the time that it saves in one case at least.
        confidence: with which it is shown to save any, and with which no case may get slower.
        runs: the least number of processes a side and case.
        memory_increase: the largest share by which peak memory may grow in any case.

    >>> Threshold().runs
    10
    """

    improvement: float = Field(default=0.05, gt=0)
    confidence: float = Field(default=CONFIDENCE, gt=0, lt=1)
    runs: int = Field(default=10, ge=3)
    memory_increase: float = Field(default=0.10, ge=0)


class Component(Record):
    """The part of the product that a plan makes faster.

    Attributes:
        name: such as ``event loop``.
        why: what a profile says of it.
    """

    name: str = Field(min_length=1)
    why: str = ""


class Alternative(Record):
    """One candidate: a change of the code, as a commit or as a patch.

    Attributes:
        name: of the change; each is there once in a plan.
        why: what is expected of it.
        revision: a commit whose difference to its parent is the change; empty where it is a patch.
        patch: the text of a patch; empty where it is a commit.
    """

    name: str = Field(min_length=1)
    why: str = Field(min_length=1)
    revision: str = ""
    patch: str = ""

    @model_validator(mode="after")
    def _is_one_change(self) -> Self:
        if bool(self.revision) == bool(self.patch):
            raise ValueError(
                f"the candidate {self.name} has both or neither of revision and patch: give one"
            )
        return self


class Baseline(Record):
    """Code that is measured: a revision, and the changes that were taken on top of it, in order.

    Attributes:
        revision: what the plan begins with.
        changes: the alternatives that are part of it.
    """

    revision: str = Field(min_length=1)
    changes: tuple[Alternative, ...] = ()

    @property
    def label(self) -> str:
        """The revision and the names of the changes.

        >>> slots = Alternative(name="slots", why="smaller objects", revision="1a2b3c")
        >>> Baseline(revision="main").with_change(slots).label
        'main + slots'
        """
        return " + ".join([self.revision, *(change.name for change in self.changes)])

    def with_change(self, change: Alternative) -> Baseline:
        """The same code with one more change."""
        return Baseline(revision=self.revision, changes=(*self.changes, change))


class ResultSet(Record):
    """Readings of one side: what its processes found of each case.

    Attributes:
        label: of the code that was measured.
        readings: one a process and case.
    """

    label: str
    readings: tuple[Reading, ...] = ()

    @property
    def cases(self) -> list[str]:
        """The names of the cases, in the order in which they come."""
        return list(dict.fromkeys(reading.case for reading in self.readings))

    def of(self, case: str) -> list[Reading]:
        """The readings of one case."""
        return [reading for reading in self.readings if reading.case == case]

    def digests(self, case: str) -> set[str]:
        """The answers that its processes gave; one, where all is well."""
        return {reading.digest for reading in self.of(case)}

    def peak_bytes(self, case: str) -> int | None:
        """The largest resident memory of its processes; None where it was not read."""
        known = [found.peak_bytes for found in self.of(case) if found.peak_bytes is not None]
        return max(known, default=None)


class Decision(Record):
    """Whether an optimisation is taken.

    Attributes:
        accepted: whether it is.
        reason: one sentence, with the numbers that decided.
    """

    accepted: bool
    reason: str = Field(min_length=1)


class OptimisationResult(Record):
    """One candidate, measured and decided.

    Attributes:
        alternative: the change.
        base: label of the code that it was measured against.
        accepted: whether it is taken; then it is part of the next one's base.
        reason: one sentence, with the numbers that decided.
        comparison: what was measured; None where it could not be.
    """

    alternative: Alternative
    base: str
    accepted: bool
    reason: str = Field(min_length=1)
    comparison: ComparisonResult | None = None

    @model_validator(mode="after")
    def _has_its_proof(self) -> Self:
        if self.accepted and self.comparison is None:
            raise ValueError(f"{self.alternative.name} is accepted without a comparison")
        return self


class Report(ResultFile):
    """All candidates of a plan in the order in which they were judged, the rejected ones too.

    Attributes:
        component: what the plan makes faster.
        threshold: what a candidate had to come to.
        cases: names of the cases that were measured.
        baseline: what the plan began with.
        results: the candidates.
        total: the base of the plan against all that was accepted, measured by itself (shares of
            single candidates do not add up); None where nothing was, or it could not be measured.
        total_error: why it could not be.
    """

    kind: Literal["ledger"] = "ledger"
    component: Component
    threshold: Threshold
    cases: tuple[str, ...]
    baseline: Baseline
    results: tuple[OptimisationResult, ...] = Field(min_length=1)
    total: ComparisonResult | None = None
    total_error: str = ""

    @property
    def accepted(self) -> tuple[OptimisationResult, ...]:
        """The candidates that were taken."""
        return tuple(result for result in self.results if result.accepted)

    @property
    def rejected(self) -> tuple[OptimisationResult, ...]:
        """The candidates that were left."""
        return tuple(result for result in self.results if not result.accepted)

    @property
    def exit_code(self) -> int:
        """0, or 1 where something could not be measured; a rejection is a result."""
        missing = any(result.comparison is None for result in self.results)
        return int(missing or bool(self.total_error))
