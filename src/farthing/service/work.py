"""What a worker gives to the work of a job, and what it gets back."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Cancelled(KeyboardInterrupt):
    """A job is not wanted any more: its work ends as if a user had interrupted it."""


class Changed(Exception):  # noqa: N818 - what happened to the data
    """What a job was asked to work on is not what it was then."""


@dataclass
class Watch:
    """The thread between a job's work and its lease: progress goes one way, its end the other.

    >>> watch = Watch()
    >>> watch.step(3, 10)
    >>> watch.progress
    (3, 10)
    >>> watch.stop()
    >>> try:
    ...     watch.step(4, 10)
    ... except Cancelled:
    ...     print("the job is not wanted any more")
    the job is not wanted any more
    """

    progress: tuple[int, int] | None = None
    notes: dict[str, Any] = field(default_factory=dict)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def step(self, done: int, total: int) -> None:
        """Notes how far the work is.

        Raises:
            Cancelled: it is to end.
        """
        self.progress = done, max(done, total)
        if self._stopped.is_set():
            raise Cancelled

    def stop(self) -> None:
        """Makes the next step the last one."""
        self._stopped.set()


@dataclass(frozen=True, slots=True)
class File:
    """A file that work has made."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Finished:
    """What work came to.

    Attributes:
        summary: plain values, which the job keeps; exact numbers are text.
        files: to be kept whole.
    """

    summary: dict[str, Any]
    files: tuple[File, ...] = ()


class Work(Protocol):
    """The work of a kind of job; it runs in a thread of a worker, and knows no database."""

    def __call__(self, manifest: Mapping[str, Any], home: Path, watch: Watch) -> Finished:
        """Does it.

        Args:
            manifest: what the job was submitted as: ``asked`` and what decides its result.
            home: the catalog's folder.
            watch: is told of progress.

        Raises:
            Cancelled: the job is not wanted any more.
            Changed: the data is not what it was when the job was submitted.
            FarthingError: it cannot be done.
        """
