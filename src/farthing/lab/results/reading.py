"""What one fresh process found of one case."""

from __future__ import annotations

import statistics

from pydantic import Field, NonNegativeFloat

from farthing.lab.results.record import Record


class Reading(Record):
    """The rounds of one process. They are no replicates: a process gives one number, their median.

    Attributes:
        case: its name.
        side: which environment ran it, such as ``base``.
        seconds: wall clock of each round.
        cpu_seconds: processor time of a round, their mean, threads and children included.
        peak_bytes: the largest resident memory of the process, children included.
        instructions: of one round under callgrind; None where it was not counted.
        digest: of the run's exact answer; empty where the case has none.
        work: units of work in a round, such as asset-bars; None where there is no natural one.
        facts: what else the case says of its answer, such as end equity and fills.
    """

    case: str
    side: str = "head"
    seconds: tuple[NonNegativeFloat, ...] = Field(min_length=1)
    cpu_seconds: float | None = Field(None, ge=0)
    peak_bytes: int | None = None
    instructions: int | None = None
    digest: str = ""
    work: int | None = None
    facts: dict[str, str] = {}

    @property
    def median(self) -> float:
        """Seconds of the middle round: the one number of this process.

        >>> Reading(case="c-D", seconds=(0.3, 0.1, 0.2)).median
        0.2
        """
        return statistics.median(self.seconds)
