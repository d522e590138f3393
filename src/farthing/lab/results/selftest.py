"""The result of ``farthing bench selftest``: what was planted, and what the gate said of it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from farthing.lab.results.comparison import ComparisonResult, Verdict
from farthing.lab.results.file import ResultFile
from farthing.lab.results.record import Record


class Check(Record):
    """One thing planted.

    Attributes:
        name: what was planted.
        expected: the verdicts that are right.
        verdict: what the gate said.
        reason: in its own words.
        comparison: all that was measured.
    """

    name: str
    expected: tuple[Verdict, ...] = Field(min_length=1)
    verdict: Verdict
    reason: str
    comparison: ComparisonResult

    @property
    def is_right(self) -> bool:
        """Whether the gate said what it must."""
        return self.verdict in self.expected


class SelftestResult(ResultFile):
    """All checks of the gate by itself."""

    kind: Literal["selftest"] = "selftest"
    checks: tuple[Check, ...] = Field(min_length=1)

    @property
    def exit_code(self) -> int:
        """0, or 1 where the gate said something else than it must."""
        return int(not all(check.is_right for check in self.checks))
