"""The result of ``farthing profile compare``: what two profiles say has changed.

Seconds are those of a run that nothing watches: a function's share of it.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from farthing.lab.defaults import CONFIDENCE
from farthing.lab.results.comparison import Thresholds
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
        samples: that the shares are of; None where calls were counted.
    """

    target: str
    made: str
    commit: str
    digest: str
    seconds: float = Field(gt=0)
    cpu_seconds: float = Field(ge=0)
    samples: int | None = Field(default=None, ge=1)


class Change(Record):
    """A function, module or category whose own time has changed.

    Attributes:
        name: of it.
        category: of a function; empty for a module or a category.
        before: own seconds of a run; 0 where it was not there.
        after: the same after.
        low: lower end of the interval of the change, in seconds; None where there is no interval.
        high: its upper end.
        q_value: that there is no change, among all names of the table (Benjamini-Hochberg).
    """

    name: str
    category: str = ""
    before: float = Field(ge=0)
    after: float = Field(ge=0)
    low: float | None = None
    high: float | None = None
    q_value: float | None = Field(default=None, ge=0, le=1)

    @property
    def is_shown(self) -> bool:
        """Whether its interval leaves out 0, and it is not one that chance finds among so many.

        >>> Change(name="a:b", before=0.3, after=0.1, low=-0.3, high=-0.1, q_value=0.01).is_shown
        True
        >>> Change(name="a:b", before=0.3, after=0.1).is_shown
        False
        """
        if self.low is None or self.high is None or self.q_value is None:
            return False
        return not self.low <= 0 <= self.high and self.q_value < Thresholds().significance

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
        confidence: of the intervals.
        faster: functions that are shown to take less of a run, the largest saving first.
        slower: functions that are shown to take more.
        new: functions that only the second has; of sampled ones, those that are shown to be new.
        gone: functions that only the first has, in the same way.
        undecided: functions whose change is as large, but has no interval or one around 0.
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
    confidence: float = Field(default=CONFIDENCE, gt=0, lt=1)
    faster: tuple[Change, ...]
    slower: tuple[Change, ...]
    new: tuple[Change, ...]
    gone: tuple[Change, ...]
    undecided: tuple[Change, ...] = ()
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
