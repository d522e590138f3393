"""Crews: where the workers of a pool come from, and what each of them does."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Literal, Protocol, Self

from farthing.errors import StudyError

if TYPE_CHECKING:
    import queue

    from farthing.optimise.task import Task
    from farthing.optimise.trial import Done, Job

    Heard = queue.SimpleQueue[tuple["Worker", "str | Done | None"]]
    """Where workers are heard, each with what it said."""

Ended = Literal["late", "large"]
"""Why a pool ends a worker: its job took too long, or too much memory."""

READY = "ready"
"""What a worker says first, when its bars are loaded."""


class Worker(Protocol):
    """Something that runs one job after the other, somewhere else.

    What it says is put into the queue that it was begun with, beside itself: that it is ready, or
    why it cannot begin (a text); what came of each job; and last None, when it has ended.

    Attributes:
        job: what it runs; None where it is idle.
        began: when the job began, by the monotonic clock.
        is_ready: whether it has loaded its bars.
        has_run: whether it has ended a job, whose memory it may still hold.
        ended: why it was ended while it had a job; None where it was not.
    """

    job: Job | None
    began: float
    is_ready: bool
    has_run: bool
    ended: Ended | None

    def give(self, job: Job) -> None:
        """Gives it a job; one that has ended takes it, and is heard to have ended."""

    def used_bytes(self) -> int | None:
        """Memory that it uses; None where nobody tells."""

    def kill(self) -> None:
        """Ends it at once."""

    def close(self) -> None:
        """Ends it, and waits until it has."""

    def how(self) -> str:
        """How it ended, in words."""


class Crew(Protocol):
    """Begins workers for one task."""

    def __enter__(self) -> Self:
        """Puts bars and task where workers find them."""

    def __exit__(self, *_: object) -> None:
        """Takes them away."""

    def begin(self, heard: Heard) -> Worker:
        """A new worker."""


def pickled(task: Task) -> bytes:
    """The task; what the main script defines goes by value, so that it need not be run again.

    Raises:
        StudyError: the strategy cannot be sent to another process.
    """
    import cloudpickle

    try:
        content: bytes = cloudpickle.dumps(task)
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        raise StudyError(
            f"{task.subject.name} cannot be sent to another process ({error}): keep what it uses "
            "in a file, or run it with workers=1"
        ) from error
    return content
