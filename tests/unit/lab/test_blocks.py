"""Blocks are balanced: no side has the better place."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from farthing.lab.blocks import SIDES, blocks, reversed_blocks


@given(seed=st.integers(0, 2**32), rounds=st.integers(1, 4))
def test_every_side_stands_in_every_place_equally_often(seed: int, rounds: int) -> None:
    """All six orders of three sides are one round."""
    orders = blocks(6 * rounds, seed)
    for place in range(2 * len(SIDES)):
        assert set(Counter(order[place] for order in orders).values()) == {2 * rounds}


@given(seed=st.integers(0, 2**32), count=st.integers(0, 20))
def test_a_linear_drift_favours_no_side(seed: int, count: int) -> None:
    """The mean place of each side in a block is the middle."""
    for order in blocks(count, seed) + reversed_blocks(count, seed):
        for side in SIDES:
            places = [place for place, name in enumerate(order) if name == side]
            assert sum(places) / len(places) == (len(order) - 1) / 2


def test_the_order_is_fixed_by_the_seed() -> None:
    assert blocks(12, seed=5) == blocks(12, seed=5)
    assert blocks(12, seed=5) != blocks(12, seed=6)


def test_reversed_blocks_turn_the_inside_out() -> None:
    plain, turned = blocks(6, seed=5), reversed_blocks(6, seed=5)
    assert [order[0] for order in plain] == [order[2] for order in turned]
    assert [order[0] for order in turned] == [order[2] for order in plain]
