"""A task: everything that a process needs to run the trials of a study."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from farthing.backtest.feed import WHOLE_BYTES
from farthing.errors import FarthingError, Interrupted
from farthing.optimise.returns import packed
from farthing.optimise.trial import Done
from farthing.optimise.values import storable

if TYPE_CHECKING:
    from collections.abc import Callable

    from farthing.optimise.market import Market
    from farthing.optimise.objective import Objective
    from farthing.optimise.subject import Subject
    from farthing.optimise.trial import Job
    from farthing.optimise.values import Values


@dataclass(frozen=True)
class Task:
    """What is run, where, and what is wanted of it.

    Attributes:
        subject: the strategy.
        markets: one a rung, from the least to the whole.
        objectives: in the order of a trial's values.
        fixed: parameters that are the same in all trials.
        keeps_returns: whether what a trial returned in its sessions goes with its outcome.
    """

    subject: Subject
    markets: tuple[Market, ...]
    objectives: tuple[Objective, ...]
    fixed: Values
    keeps_returns: bool = True

    def warm(self) -> None:
        """Loads the bars of the whole market, which no trial's time limit should pay for.

        They are kept for all trials, if a run loads them whole at all.
        """
        self.markets[-1].bars.kept.room_bytes = WHOLE_BYTES
        self.subject.warm(self.markets[-1])

    def run(self, job: Job, clock: Callable[[], float] = time.perf_counter) -> Done:
        """Runs a trial; an error of its strategy is its outcome, and ends nothing else."""
        begun = clock()

        def seconds() -> float:
            return round(clock() - begun, 9)  # as they are kept: whole nanoseconds

        try:
            result = self.subject.run(self.markets[job.rung], {**self.fixed, **job.parameters})
            values = tuple(each.value(result) for each in self.objectives)
        except Interrupted:
            raise
        except FarthingError as error:
            said = storable(str(error))
            return Done(job.number, job.rung, "failed", seconds=seconds(), error=said)
        pairs = zip(self.objectives, values, strict=True)
        missing = [each.name for each, value in pairs if value is None]
        return Done(
            job.number, job.rung, "undefined" if missing else "finished",
            values, result.end_equity, seconds(),
            f"not defined: {', '.join(missing)}" if missing else "",
            packed(result) if self._keeps_returns_of(job) else b"",
        )  # fmt: skip

    def _keeps_returns_of(self, job: Job) -> bool:
        """Of the whole market alone: what a part of it returned is not compared."""
        return self.keeps_returns and job.rung == len(self.markets) - 1
