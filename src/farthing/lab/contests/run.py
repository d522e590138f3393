"""All contests, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.lab.contests.search import contest, fidelity, gains, stops
from farthing.lab.contests.workers import workers
from farthing.lab.machine import machine
from farthing.lab.results.contests import ContestsResult
from farthing.lab.run import now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.lab.contests.arena import Arena

SEEDS = 20
COMPUTES = (9.0, 18.0, 36.0)
"""Budgets, in runs over the whole market."""
COUNTS = (1, 2, 4, 8, 16)
TRIALS = 100


def contests(
    arena: Arena,
    *,
    seeds: int = SEEDS,
    computes: Sequence[float] = COMPUTES,
    counts: Sequence[int] = COUNTS,
    ray_counts: Sequence[int] = (1, 2),
    trials: int = TRIALS,
) -> ContestsResult:
    """Holds all contests.

    Args:
        arena: what searches contend in.
        seeds: of each search.
        computes: budgets, in runs over the whole market.
        counts: workers of the pool.
        ray_counts: workers of Ray.
        trials: of each executor.

    Raises:
        ConfigurationError: so few seeds cannot reach the confidence of an interval.
    """
    rows = tuple(contest(arena, seeds, computes))
    return ContestsResult(
        made=now(), machine=machine(), command="farthing.lab.contests", about=arena.about,
        seeds=seeds, space=len(arena.truth[-1]), best=arena.best, searches=rows,
        gains=tuple(gains(rows)), fidelity=tuple(fidelity(arena)),
        stops=tuple(stops(arena, seeds, int(max(computes)))),
        workers=(
            *(workers(arena, "local", count, trials) for count in counts),
            *(workers(arena, "ray", count, trials) for count in ray_counts),
        ),
    )  # fmt: skip
