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


def targets(
    scenario: Scenario | None, phases: Sequence[Phase], accepted: int, stored: int
) -> tuple[Goal, ...]:
    """Each target with what was found.

    Args:
        scenario: whose users came; None where bars of many symbols were posted at once.
        phases: what was measured; the users who wait for each answer come first.
        accepted: bars that the service has accepted.
        stored: bars of them that are there.
    """
    lost = Goal(name="accepted writes that are lost", unit="", limit=0, value=accepted - stored)
    if scenario is None:
        longest = _most(each.max_s for each in phases[0].latencies)
        return (
            Goal(name="100 symbols x 500 bars at once", unit="s", limit=SYMBOLS_S, value=longest),
            lost,
        )
    failed = sum(each.failed for phase in phases for each in phase.latencies)
    errors = Goal(name="errors", unit="", limit=0, value=failed)
    if scenario.mix == "stress":  # it may turn away, which is no error, and be slow
        return (errors, lost)
    users = phases[0].latencies
    reads = _most(each.p95_s for each in users if each.kind.startswith("read"))
    posts = _most(each.p99_s for each in users if each.kind == "bar to signal")
    return (
        errors, lost,
        Goal(name="slowest kind of read, p95", unit="s", limit=READ_P95_S, value=reads),
        Goal(name="posted bar to stored signal, p99", unit="s", limit=PIPELINE_P99_S, value=posts),
    )  # fmt: skip


def _most(values: Iterable[float | None]) -> float | None:
    return max((value for value in values if value is not None), default=None)
