"""Contests: all of the space is known, compute is the same, and every trial is accounted for."""

from __future__ import annotations

import pytest

from benchmarks.contests import arena
from farthing.lab.contests.arena import Arena
from farthing.lab.contests.run import contests
from farthing.lab.contests.search import SEARCHES, gains
from farthing.lab.report import document_of
from farthing.lab.report.contests import LONGER
from farthing.lab.results.contests import ContestsResult, SearchRow
from tests.unit.lab.report import lab_results

SETS = 3 * 4
SEEDS, COMPUTE, TRIALS = 6, 4.0, 8


@pytest.fixture(scope="module")
def small() -> Arena:
    return arena(3, 162, ("fast=2:6:2", "slow=8:20:4"))


@pytest.fixture(scope="module")
def found(small: Arena) -> ContestsResult:
    return contests(
        small, seeds=SEEDS, computes=(COMPUTE,), counts=(1, 2), ray_counts=(), trials=TRIALS
    )


def test_nobody_spends_more_than_is_allowed_or_finds_more_than_there_is(
    small: Arena, found: ContestsResult
) -> None:
    assert (found.space, found.best) == (SETS, max(small.truth[-1].values()))
    assert [row.search for row in found.searches] == list(SEARCHES)
    for row in found.searches:
        assert len(row.regret) == len(row.spent) == SEEDS
        assert min(row.regret) >= 0
        assert 0 < max(row.spent) <= COMPUTE + 1e-9
    worst = small.best - min(small.truth[-1].values())
    assert max(max(row.regret) for row in found.searches) <= worst


def test_with_compute_for_all_of_it_a_grid_has_no_regret(small: Arena) -> None:
    assert [SEARCHES["grid"](small, seed, SETS)[1] for seed in range(3)] == [0.0] * 3
    assert SEARCHES["random"](small, 1, 10 * SETS) == (SETS, 0.0)


def test_smaller_markets_cost_less_and_the_whole_one_agrees_with_itself(
    small: Arena, found: ContestsResult
) -> None:
    assert [row.cost for row in found.fidelity] == list(small.costs) == [18 / 162, 54 / 162, 1.0]
    assert found.fidelity[-1].correlation == pytest.approx(1.0)
    assert all(-1 <= row.correlation <= 1 for row in found.fidelity if row.correlation is not None)
    assert all(0 <= row.saved < 1 for row in found.stops)
    assert len(found.stops) == SEEDS


def test_the_time_of_workers_adds_up(found: ContestsResult) -> None:
    assert [row.workers for row in found.workers] == [1, 2]
    for row in found.workers:
        assert row.trials == TRIALS
        assert 0 < row.utilisation <= 1
        assert row.idle + row.busy == pytest.approx(row.wall * row.workers)
        assert 0 < row.start < row.wall
        assert row.moved_bytes > 0 < row.serialisation
    assert found.break_even(LONGER) is None, "Ray was not measured"


def test_what_a_trial_must_last_for_ray_is_as_by_hand() -> None:
    """Ten trials on two workers: 0.1 s and 0.5 s of overhead; 0.5 + t <= 1.05 (0.1 + t)."""
    result = lab_results.contests()
    pool, ray = result.workers
    assert (pool.overhead, ray.overhead) == (0.1, 0.5)
    assert result.break_even(LONGER) == pytest.approx((0.5 - 1.05 * 0.1) / 0.05)


def test_a_gain_is_less_regret_seed_by_seed() -> None:
    rows = [
        SearchRow(search=name, compute=1.0, regret=regret, spent=(1.0,) * 6)
        for name, regret in (
            ("hyperband", (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)),
            ("random", (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)),
        )
    ]
    (gain,) = gains(rows)
    assert (gain.search, gain.beside) == ("hyperband", "random")
    assert [gain.low, gain.estimate, gain.high] == pytest.approx([0.2] * 3)
    assert (
        "better in 1 of"
        in document_of(lab_results.contests().model_copy(update={"gains": (gain,)})).standfirst
    )
