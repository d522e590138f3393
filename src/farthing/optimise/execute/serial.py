"""The serial executor: one trial after the other, in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from farthing.optimise.task import Task
    from farthing.optimise.trial import Done, Job


class Serial:
    """Runs jobs where it is called."""

    def __init__(self, task: Task) -> None:
        """Keeps the task."""
        self._task = task

    def __enter__(self) -> Self:
        """Begins nothing."""
        return self

    def __exit__(self, *_: object) -> None:
        """Ends nothing."""

    def run(self, jobs: Iterable[Job]) -> Iterator[Done]:
        """Runs each job when the one before it has ended."""
        return map(self._task.run, jobs)
