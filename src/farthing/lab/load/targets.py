"""What a service is to hold under load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.lab.results.load import Goal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from farthing.lab.load.scenario import Scenario
    from farthing.lab.results.load import Phase

READ_P95_S = 0.5
PIPELINE_P99_S = 0.1
SYMBOLS_S = 2.0


MEMORY_GROWTH = 1.05
"""Of a soak: what is held at its end, beside what was held when all had warmed up."""


def targets(
    scenario: Scenario, phases: Sequence[Phase], lost: int, undone: int
) -> tuple[Goal, ...]:
    """Each target with what was found.

    Args:
        scenario: whose users came.
        phases: what was measured; the users who wait for each answer come first.
        lost: bars that the service has accepted and does not have.
        undone: jobs that have not ended, though they had time to.
    """
    failed = sum(each.failed for phase in phases for each in phase.latencies)
    always = (
        Goal(name="errors", unit="", limit=0, value=failed),
        _lost(lost),
        Goal(name="jobs that do not end", unit="", limit=0, value=undone),
    )
    users = phases[0]
    if scenario.is_soak:
        return (*always, *_of_memory(users))
    if scenario.mix == "stress":  # it may turn away, which is no error, and be slow
        return always
    return (*always, *_of_time(users))


def _of_memory(users: Phase) -> tuple[Goal, ...]:
    if not users.memory_bytes:  # of a service that runs elsewhere nobody can look at it
        return ()
    name = "memory held at the end, of that after a quarter"
    return (Goal(name=name, unit="x", limit=MEMORY_GROWTH, value=users.memory_growth),)


def _of_time(users: Phase) -> tuple[Goal, ...]:
    reads = _most(each.p95_s for each in users.latencies if each.kind.startswith("read"))
    posts = _most(each.p99_s for each in users.latencies if each.kind == "bar to signal")
    return (
        Goal(name="slowest kind of read, p95", unit="s", limit=READ_P95_S, value=reads),
        Goal(name="posted bar to stored signal, p99", unit="s", limit=PIPELINE_P99_S, value=posts),
    )


def targets_at_once(phase: Phase, lost: int) -> tuple[Goal, ...]:
    """Each target where bars of many symbols were posted at once."""
    longest = _most(each.max_s for each in phase.latencies)
    name = "100 symbols x 500 bars at once"
    return (Goal(name=name, unit="s", limit=SYMBOLS_S, value=longest), _lost(lost))


def _lost(count: int) -> Goal:
    return Goal(name="accepted writes that are lost", unit="", limit=0, value=count)


def _most(values: Iterable[float | None]) -> float | None:
    return max((value for value in values if value is not None), default=None)
