"""The result of ``farthing bench functions``: public functions beside plain Python."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from farthing.lab.results.comparison import Estimate, Summary
from farthing.lab.results.file import ResultFile
from farthing.lab.results.record import Record


class FunctionRow(Record):
    """One function, given one kind of input in one size, beside one baseline.

    Attributes:
        function: the name that users import, without ``farthing.``.
        given: the kind of input, such as ``floats``; what crosses the boundary is timed.
        size: elements of the input.
        baseline: its name; ``plain`` has Python's whole numbers and floats, ``decimal`` decimals.
        times: how many times our time the baseline takes; each process is a block.
        effects: log ratios of the processes.
        ours: seconds of a call, one number a process.
        theirs: the baseline's.
        ulps: in how many units of the last place floats differ at most; exact values in none.
        ulps_allowed: in how many they may.
        reason: why they may; empty where they may not.
    """

    function: str = Field(min_length=1)
    given: str
    size: int = Field(ge=1)
    baseline: str
    times: Estimate
    effects: tuple[float, ...]
    ours: Summary
    theirs: Summary
    ulps: int = Field(ge=0)
    ulps_allowed: int = Field(ge=0)
    reason: str = ""

    @property
    def is_slower(self) -> bool:
        """Whether plain Python is shown to be faster."""
        return self.times.high < 1

    @model_validator(mode="after")
    def _has_the_same_digits(self) -> Self:
        if self.ulps > self.ulps_allowed:
            raise ValueError(
                f"{self.function} is {self.ulps} units of the last place off its baseline"
                f" {self.baseline}; {self.ulps_allowed} are allowed"
            )
        if self.ulps_allowed and not self.reason:
            raise ValueError(f"{self.function} may differ from {self.baseline} for no reason")
        return self


class FunctionFailure(Record):
    """A function that raised, or whose answer is another than its baseline's: it has no time."""

    function: str
    words: str


class FunctionsResult(ResultFile):
    """All functions asked for.

    Attributes:
        rows: by function, kind of input, size and baseline.
        failures: what could not be compared.
    """

    kind: Literal["functions"] = "functions"
    rows: tuple[FunctionRow, ...]
    failures: tuple[FunctionFailure, ...] = ()

    @property
    def exit_code(self) -> int:
        """0, or 1 where a function raised or came to another answer."""
        return int(bool(self.failures) or not self.rows)
