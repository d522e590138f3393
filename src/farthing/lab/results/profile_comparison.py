"""The result of ``farthing profile compare``: what two profiles say has changed.

Seconds are those of a run that nothing watches: a function's share of it.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from farthing.lab.results.file import ResultFile
from farthing.lab.results.record import Record


class Compared(Record):
    """One of the two profiles.

    Attributes:
        target: what was run.
        made: when.
        commit: of the checkout.
        digest: of the run's exact answer.
        seconds: of a run that nothing watches.
        cpu_seconds: its processor time.
    """

    target: str
    made: str
    commit: str
    digest: str
    seconds: float = Field(gt=0)
    cpu_seconds: float = Field(ge=0)


class Change(Record):
    """A function, module or category whose own time has changed.

    Attributes:
        name: of it.
        category: of a function; empty for a module or a category.
        before: own seconds of a run; 0 where it was not there.
        after: the same after.
    """

    name: str
    category: str = ""
    before: float = Field(ge=0)
    after: float = Field(ge=0)

    @property
    def seconds(self) -> float:
        """Seconds of a run more than before."""
        return self.after - self.before

    @property
    def times(self) -> float | None:
        """How many times as fast it is; None where it is new or gone.

        >>> Change(name="a:b", before=0.3, after=0.1).times
        3.0
        """
        return round(self.before / self.after, 12) if self.before and self.after else None


class Expectation(Record):
    """What Amdahl's law says that a change of one target does to the whole.

    Attributes:
        name: of the target.
        share: of the time before.
        before: its own seconds before.
        after: its own seconds after; 0 where it is gone.
        expected: the whole is so many times as fast if nothing else changed; None if it was all.
        bound: the whole could be so many times as fast without it; None if it was all there was.
    """

    name: str
    share: float
    before: float
    after: float
    expected: float | None
    bound: float | None


class ProfileComparison(ResultFile):
    """Two profiles of the same work.

    Attributes:
        before: the first.
        after: the second.
        profiler: whose functions are compared; both have it.
        faster: functions that take less of a run, the largest saving first.
        slower: functions that take more.
        new: functions that only the second has.
        gone: functions that only the first has.
        modules: by module, the largest change first.
        categories: by category, the largest change first.
        expectations: for the targets of the first.
        expected: the whole is so many times as fast if the targets alone had changed.
        answer_changed: whether the two runs came to different answers.
        across_machines: whether they are from different machines, as was asked.
    """

    kind: Literal["profile-comparison"] = "profile-comparison"
    before: Compared
    after: Compared
    profiler: Literal["cprofile", "sampling"]
    faster: tuple[Change, ...]
    slower: tuple[Change, ...]
    new: tuple[Change, ...]
    gone: tuple[Change, ...]
    modules: tuple[Change, ...]
    categories: tuple[Change, ...]
    expectations: tuple[Expectation, ...]
    expected: float | None
    answer_changed: bool
    across_machines: bool

    @property
    def achieved(self) -> float:
        """The whole is so many times as fast."""
        return self.before.seconds / self.after.seconds

    @property
    def exit_code(self) -> int:
        """0, or 1 where the answer has changed: faster with other trades is no gain."""
        return int(self.answer_changed)
