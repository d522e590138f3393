"""The result of ``farthing load``."""

from __future__ import annotations

from statistics import median
from typing import Literal

from farthing.lab.results.file import ResultFile
from farthing.lab.results.record import Record

LOOKS_MIN = 40
"""So many looks at the memory tell whether it grows."""

SATURATED_FROM = 0.9
"""The share of the machine's time from which on what is measured is the machine."""


class Latency(Record):
    """Requests of a kind.

    Attributes:
        asked: all of them; ``shed`` were turned away with a time to come again, ``failed`` are
            errors.
        p50_s: seconds of those that were done, as ``p95_s``, ``p99_s`` and ``max_s``; None where
            there are none.
        counts: of those that were done, by ``farthing.lab.load.latency.EDGES_S``.
    """

    kind: str
    asked: int
    shed: int
    failed: int
    p50_s: float | None
    p95_s: float | None
    p99_s: float | None
    max_s: float | None
    counts: tuple[int, ...]


class Phase(Record):
    """A part of a load.

    Attributes:
        model: ``closed``: users wait for each answer; ``open``: requests come at a rate.
        seconds: that it took, with the start of the clients.
        errors: how often each was seen.
        machine_busy: share of the time of all cores that something ran; None where nobody looked.
        server_cpu_s: seconds that the server and its workers computed; None where it is elsewhere.
        memory_bytes: that they held, looked at every few seconds.
    """

    model: str
    seconds: float
    latencies: tuple[Latency, ...]
    errors: dict[str, int]
    machine_busy: float | None = None
    server_cpu_s: float | None = None
    memory_bytes: tuple[int, ...] = ()

    @property
    def done_a_second(self) -> float:
        """Requests that were done in a second."""
        return sum(each.asked - each.shed - each.failed for each in self.latencies) / self.seconds

    @property
    def memory_growth(self) -> float | None:
        """What was held in the last quarter, of what was held in the second one.

        None where too few looks were taken.
        """
        quarter = len(self.memory_bytes) // 4
        if len(self.memory_bytes) < LOOKS_MIN:
            return None
        second = self.memory_bytes[quarter : 2 * quarter]
        return median(self.memory_bytes[-quarter:]) / median(second)

    @property
    def is_saturated(self) -> bool:
        """Whether the machine had nothing left."""
        return self.machine_busy is not None and self.machine_busy >= SATURATED_FROM


class Goal(Record):
    """A target: the value is to be the limit at most; None where nothing was measured."""

    name: str
    unit: str
    limit: float
    value: float | None

    @property
    def is_met(self) -> bool:
        """Whether it is held."""
        return self.value is not None and self.value <= self.limit


class LoadResult(ResultFile):
    """The result of ``farthing load``.

    Attributes:
        users: that came, ``a_second`` of them in a second.
        mix: what they did.
        accepted: bars that were accepted; ``stored`` those of them that were there afterwards.
    """

    kind: Literal["load"] = "load"
    scenario: str
    database: str
    users: int
    a_second: int
    mix: str
    phases: tuple[Phase, ...]
    accepted: int
    stored: int
    targets: tuple[Goal, ...]

    @property
    def missed(self) -> tuple[Goal, ...]:
        """Targets that are not held."""
        return tuple(each for each in self.targets if not each.is_met)

    @property
    def exit_code(self) -> int:
        """1 where a target is missed."""
        return 1 if self.missed else 0
