"""The result of contests: searches beside each other at equal compute, and executors."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from farthing.lab.results.file import ResultFile
from farthing.lab.results.record import Record


class SearchRow(Record):
    """One search in all seeds, at one budget of compute.

    Attributes:
        search: its name.
        compute: what it may spend, in runs over the whole market.
        regret: by how much its best is below the best of the whole space, each seed.
        spent: what it did spend, each seed.
    """

    search: str
    compute: float = Field(gt=0)
    regret: tuple[float, ...] = Field(min_length=1)
    spent: tuple[float, ...] = Field(min_length=1)


class Gain(Record):
    """How much less regret the winner to be has than another search, paired by seeds.

    Attributes:
        search, beside: their names.
        compute: of both.
        estimate: Hodges-Lehmann, in the objective's unit; above 0 is less regret.
        low, high: the exact interval.
        confidence: of it.
        p_value: of the signed-rank test; 1 where all seeds are equal.
    """

    search: str
    beside: str
    compute: float
    estimate: float
    low: float
    high: float
    confidence: float
    p_value: float


class FidelityRow(Record):
    """A rung: what a smaller market says of the whole.

    Attributes:
        rung: from the smallest, 0.
        cost: of a trial, in runs over the whole market.
        correlation: of ranks with the whole market, over the whole space (Spearman); None where
            all values are the same.
    """

    rung: int
    cost: float = Field(gt=0, le=1)
    correlation: float | None


class StopRow(Record):
    """What stopping early saved and cost in one seed.

    Attributes:
        saved: share of the bars that running all proposals to the end had taken.
        regret: by how much the best that went on is below the best that was proposed.
    """

    saved: float
    regret: float = Field(ge=0)


class WorkersRow(Record):
    """One executor with so many workers, at the same trials.

    Attributes:
        executor: ``local`` or ``ray``.
        workers: processes.
        trials: how many it ran.
        wall: seconds until the last one was done.
        start: seconds until the first was begun.
        busy: seconds of runs, all workers together.
        coordination: processor seconds of the process that asks.
        serialisation: seconds to pickle and to read all jobs and answers once.
        moved_bytes: of all jobs and answers.
    """

    executor: Literal["local", "ray"]
    workers: int = Field(ge=1)
    trials: int = Field(ge=1)
    wall: float = Field(gt=0)
    start: float = Field(ge=0)
    busy: float = Field(ge=0)
    coordination: float = Field(ge=0)
    serialisation: float = Field(ge=0)
    moved_bytes: int = Field(ge=0)

    @property
    def utilisation(self) -> float:
        """The share of the workers' time that was runs."""
        return self.busy / (self.wall * self.workers)

    @property
    def idle(self) -> float:
        """Seconds of workers that were no runs, those of the start among them."""
        return self.wall * self.workers - self.busy

    @property
    def overhead(self) -> float:
        """Seconds of a worker that a trial takes beyond its run, once all have started."""
        return max(0.0, (self.wall - self.start) * self.workers - self.busy) / self.trials


class ContestsResult(ResultFile):
    """All contests.

    Attributes:
        about: the strategy, its space and its market in words.
        seeds: how many of each search.
        best: the best value of the whole space.
        space: how many sets of parameters it has.
    """

    kind: Literal["contests"] = "contests"
    about: str
    seeds: int = Field(ge=1)
    space: int = Field(ge=1)
    best: float
    searches: tuple[SearchRow, ...]
    gains: tuple[Gain, ...]
    fidelity: tuple[FidelityRow, ...]
    stops: tuple[StopRow, ...]
    workers: tuple[WorkersRow, ...] = ()

    def break_even(self, share: float) -> float | None:
        """Seconds of a trial from which on Ray takes at most a share longer than the pool.

        Both with the fewest workers that both had; None where not both were measured.
        """
        found = {
            name: min(
                (row for row in self.workers if row.executor == name),
                key=lambda row: row.workers, default=None,
            )
            for name in ("local", "ray")
        }  # fmt: skip
        pool, ray = found["local"], found["ray"]
        if pool is None or ray is None:
            return None
        return max(0.0, (ray.overhead - (1 + share) * pool.overhead) / share)
