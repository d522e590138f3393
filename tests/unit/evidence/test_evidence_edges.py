"""An edge that is there is found, one that is not there is not, and neither is exaggerated."""

from __future__ import annotations

import numpy as np
import pytest
from made_returns import (
    BARS,
    CHANCE,
    DEVIATION,
    HORIZON,
    WARM_UP,
    entries,
    planted,
    series,
)

from farthing.draw import Draw
from farthing.testing.evidence.blocks import Blocks, apart
from farthing.testing.evidence.market import Market
from farthing.testing.evidence.returns import Returns

WALKS = 200


def row(market, rows):
    return Returns(market, HORIZON, CHANCE).row(rows)


@pytest.mark.parametrize("seed", range(5))
def test_a_planted_edge_is_found_on_both_sides(seed):
    """A third of a deviation a bar: some 6.7 % over the window."""
    market, rows = planted(seed, edge=DEVIATION / 3)
    found = row(market, rows)
    assert found["count"] == len(rows) == 80
    assert found["low"] > 0.02
    assert found["beaten"] == 0.0


@pytest.mark.parametrize("seed", range(5))
def test_an_edge_against_the_entries_is_found_as_a_loss(seed):
    market, rows = planted(seed, edge=-DEVIATION / 3)
    assert row(market, rows)["high"] < -0.02


def test_intervals_miss_about_as_often_as_they_say():
    """Of 200 walks without an edge 95 % have 0 in it: 186 to 196 are within two deviations."""
    held = sum(
        found["low"] <= 0.0 <= found["high"]
        for found in (row(*planted(seed, edge=0.0)) for seed in range(WALKS))
    )
    assert 0.90 * WALKS <= held <= 0.985 * WALKS


def test_what_every_entry_gains_is_no_edge():
    """Prices rise all along: entries gain, and random ones as much."""
    held, gained = 0, 0
    for seed in range(20):
        market, rows = planted(seed, edge=0.0, drift=DEVIATION / 5)
        found = row(market, rows.filter(side="long"))
        gained += found["mean"] > 0.0
        held += found["low"] <= 0.0 <= found["high"]
        assert found["control"] == pytest.approx(0.045, abs=0.03)
    assert gained >= 19
    assert held >= 17


def test_the_same_at_several_symbols_at_once_is_one():
    """Four symbols that move alike tell no more than one of them."""
    chance = np.random.default_rng(3)
    steps, bars = chance.normal(0, DEVIATION, BARS), np.arange(WARM_UP, BARS - 100, 60)
    names = ["A", "B", "C", "D"]
    market = Market({name: series(name, steps) for name in names}, {}, WARM_UP)
    one = row(market, entries(names[:1], [bars], ["long"]))
    all_four = row(market, entries(names, [bars] * 4, ["long"] * 4))
    assert all_four["count"] == 4 * one["count"]
    assert all_four["apart"] == one["apart"]
    assert all_four["error"] == pytest.approx(one["error"], rel=1e-9)


def test_windows_that_overlap_are_not_counted_as_many():
    """Runs of 20 entries at neighbouring bars are hardly more than one entry each.

    Two windows of 20 bars share 1 - d / 20 of their bars, 0.67 on average within a run: the mean of
    a run has 0.82 of the deviation of one window, and not a root of 20 times less.
    """
    first = np.arange(WARM_UP, BARS - 200, 100)
    runs = (first[:, None] + np.arange(20)).reshape(-1)
    ratios = []
    for seed in range(20):
        steps = np.random.default_rng(seed).normal(0, DEVIATION, BARS)
        market = Market({"A": series("A", steps)}, {}, WARM_UP)
        alone = row(market, entries(["A"], [first], ["long"]))
        together = row(market, entries(["A"], [runs], ["long"]))
        assert together["count"] == 20 * alone["count"]
        ratios.append(together["error"] / alone["error"])
    assert np.mean(ratios) == pytest.approx(0.82, abs=0.06)


def test_the_error_of_values_that_stand_apart_is_that_of_a_mean():
    chance = np.random.default_rng(5)
    places, values = np.arange(0, 40_000, 100), chance.normal(0, 1, 400)
    error = Blocks(40_000, 40, 2_000, Draw(1)).error(places, values)
    assert error == pytest.approx(values.std() / 20, rel=0.1)


def test_too_few_entries_tell_nothing():
    market, rows = planted(0, edge=DEVIATION, count=9)
    found = row(market, rows)
    assert found["apart"] < 20
    assert found["excess"] > 0.0
    assert found["low"] is found["high"] is found["error"] is None


def test_entries_without_a_whole_window_are_left_out_and_counted():
    market, _ = planted(0, edge=0.0)
    last = BARS - 1 - HORIZON
    bars = np.array([WARM_UP - 1, WARM_UP, last, last + 1])
    found = row(market, entries(["A"], [bars], ["long"]))
    assert (found["count"], found["left_out"]) == (2, 2)
    nothing = row(market, entries(["A"], [bars[:1]], ["long"]))
    assert nothing == {"count": 0, "left_out": 1, "splits": 0}


def test_windows_apart_are_taken_one_after_the_other():
    assert apart(np.array([7, 0, 4, 5, 12, 11]), 5) == 2 + 1
    assert apart(np.array([], dtype=np.int64), 5) == 0
