"""The simulated cluster: by hand where it is small, and every task done once whatever is lost."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from benchmarks.cluster import Outcome, Plan, simulate
from farthing.draw import Draw
from tools.performance_cluster import Cut, Units

HOUR = 3600.0


def check(plan: Plan, found: Outcome) -> None:
    """What is true of every outcome."""
    assert found.done == (1,) * plan.tasks
    assert found.begun >= plan.tasks
    assert found.busy + found.wasted <= found.there + 1e-6
    whole = plan.tasks * plan.seconds
    assert abs(found.busy - whole) <= plan.spread * whole + 1e-6


@pytest.mark.parametrize(
    ("tasks", "nodes", "slots", "start", "seconds", "utilisation"),
    [
        (1, 1, 1, 0.0, 10.0, 1.0),
        (4, 2, 2, 0.0, 10.0, 1.0),
        (5, 2, 2, 0.0, 20.0, 5 * 10 / (4 * 20)),
        (4, 2, 1, 3.0, 23.0, 4 * 10 / (2 * 23)),
    ],
)
def test_without_losses_it_is_as_by_hand(tasks, nodes, slots, start, seconds, utilisation) -> None:
    plan = Plan(tasks, 10.0, nodes, slots, start)
    found = simulate(plan)
    check(plan, found)
    assert (found.seconds, found.begun, found.lost) == (seconds, tasks, 0)
    assert found.utilisation == pytest.approx(utilisation)


@pytest.mark.parametrize("seed", [1, 3, 5])
def test_a_lost_node_is_as_by_hand(seed: int) -> None:
    """One node, one task: lost at its first life, noticed, replaced, and begun again."""
    plan = Plan(1, 10.0, 1, 1, start=1.0, between=12.0, notice=2.0, replace=5.0, seed=seed)
    lives = [-plan.between * math.log1p(-share) for share in Draw(plan.seed, 1).shares(40)]
    at = next(number for number, life in enumerate(lives) if life >= 11.0)
    found = simulate(plan)
    check(plan, found)
    assert at > 0, "a seed with which none is lost shows nothing"
    assert (found.lost, found.begun) == (at, 1 + sum(life >= 1.0 for life in lives[:at]))
    assert found.seconds == pytest.approx(sum(life + 7.0 for life in lives[:at]) + 11.0)
    assert found.wasted == pytest.approx(sum(max(0.0, life - 1.0) for life in lives[:at]))
    assert found.there == pytest.approx(sum(lives[:at]) + 11.0)


@pytest.mark.parametrize("seed", range(8))
def test_no_task_is_lost_or_counted_twice_whatever_happens(seed: int) -> None:
    plan = Plan(
        tasks=700, seconds=60.0, nodes=7, slots=3, start=5.0, between=HOUR / 6, notice=30.0,
        replace=120.0, spread=0.3, seed=seed,
    )  # fmt: skip
    found = simulate(plan)
    check(plan, found)
    assert found.lost > 7
    assert found.begun > plan.tasks
    assert found.wasted > 0
    assert found == simulate(plan)
    assert found != simulate(replace(plan, seed=seed + 100))


def test_losses_cost_about_what_theory_says() -> None:
    """What is cut off is done again: lives are exponential, and so is what it costs."""
    plan = Plan(20_000, 60.0, 50, 4, between=600.0, seed=3)
    found = simulate(plan)
    check(plan, found)
    theory = plan.between * math.expm1(plan.seconds / plan.between) / plan.seconds
    assert (found.busy + found.wasted) / found.busy == pytest.approx(theory, rel=0.02)


@pytest.mark.parametrize(
    "wrong", [{"tasks": 0}, {"seconds": 0.0}, {"spread": 1.0}, {"between": 0.0}, {"notice": -1.0}]
)
def test_what_would_never_end_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="are 1|above 0|below 0"):
        replace(Plan(1, 1.0, 1, 1), **wrong)


UNITS = Units(start=1.0, base=1_000, opening=0.25, running=0.5, held=100.0, marked=50.0)
TOLD = {
    "work": {
        "assets": 3, "years": 1, "sessions_of_year": 2, "minutes_of_session": 5, "sets": 10,
    },
    "cluster": {
        "nodes": 2, "cores_of_node": 8, "memory_of_node": 10_000, "bits_of_node": 8_000,
        "bits_of_storage": 8_000,
    },
}  # fmt: skip


def test_the_parts_of_a_task_are_as_by_hand() -> None:
    """Ten bars: 2,500 bytes a slot, so four slots, each with a quarter of half the storage."""
    found = Cut.of(4, UNITS, TOLD)
    assert (found.tasks, found.slots, found.memory) == (3 * 3, 4, 2_500)
    assert found.bars_bytes == 1_000
    assert found.network == 8 * 1_000 / (8_000 / 2 / 4)
    assert (found.opening, found.running) == (2.5, 20.0)
    assert found.seconds == 8.0 + 2.5 + 20.0


def test_cores_and_a_node_too_small_are_seen() -> None:
    large = {**TOLD, "cluster": {**TOLD["cluster"], "memory_of_node": 10**9}}
    assert Cut.of(4, UNITS, large).slots == 8
    small = {**TOLD, "cluster": {**TOLD["cluster"], "memory_of_node": 2_499}}
    with pytest.raises(SystemExit, match="no room for a task"):
        Cut.of(4, UNITS, small)
