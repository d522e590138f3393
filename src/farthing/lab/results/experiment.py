"""The result of an experiment with the gate: what was planted how often, and what the gate said."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from pydantic import Field

from farthing.lab.results.comparison import ComparisonResult, Verdict
from farthing.lab.results.file import ResultFile
from farthing.lab.results.record import Record


class Group(Record):
    """Comparisons in which the same was planted, each with blocks in an order of its own.

    Attributes:
        name: what was planted, and where.
        share: of the time that it adds; 0 where nothing was.
        gate: the comparisons' gate, as a share of the base's time.
        asked: how many comparisons were asked for.
        least: of a verdict there must be at least so many.
        most: of a verdict there may be at most so many.
        comparisons: that were made, without the single rounds of processes.
    """

    name: str = Field(min_length=1)
    share: float = Field(ge=0)
    gate: float = Field(gt=0)
    asked: int = Field(ge=1)
    least: dict[Verdict, int] = {}
    most: dict[Verdict, int] = {}
    comparisons: tuple[ComparisonResult, ...] = ()

    @property
    def counts(self) -> dict[Verdict, int]:
        """How often the gate said what.

        >>> set(Group(name="nothing", share=0, gate=0.1, asked=20).counts.values())
        {0}
        """
        found = Counter(each.verdict for each in self.comparisons)
        return {verdict: found[verdict] for verdict in Verdict}

    @property
    def is_complete(self) -> bool:
        """Whether all comparisons were made."""
        return len(self.comparisons) == self.asked

    @property
    def is_right(self) -> bool:
        """Whether all were made, and each verdict came as often as it must.

        >>> Group(name="nothing", share=0, gate=0.1, asked=20, most={"fail": 0}).is_right
        False
        """
        counts = self.counts
        return (
            self.is_complete
            and all(counts[verdict] >= number for verdict, number in self.least.items())
            and all(counts[verdict] <= number for verdict, number in self.most.items())
        )


class ExperimentResult(ResultFile):
    """All that was planted.

    Attributes:
        seed: of the first comparison; each has another.
        groups: in the order of the plan.
    """

    kind: Literal["experiment"] = "experiment"
    seed: int
    groups: tuple[Group, ...] = Field(min_length=1)

    @property
    def exit_code(self) -> int:
        """0, or 1 where the gate said something else than it must, or comparisons are missing."""
        return int(not all(group.is_right for group in self.groups))
