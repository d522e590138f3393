"""What an executor does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from farthing.optimise.trial import Done, Job


class Executor(Protocol):
    """Runs jobs; begun and ended by a ``with``."""

    def __enter__(self) -> Self:
        """Begins whatever it needs."""

    def __exit__(self, *_: object) -> None:
        """Ends all that it began."""

    def run(self, jobs: Iterable[Job]) -> Iterator[Done]:
        """What came of jobs, each as it ends; it takes no more jobs ahead than it can run.

        Raises:
            StudyError: nothing can be run.
            Interrupted: the user stopped it.
        """
