"""Balanced blocks: in which order the sides of a comparison run.

A block is a palindrome: each side runs as often and, on average, at the same time as the others, so
that a machine that grows slower through a block favours none. Which side stands outside changes
from block to block, in a random order that a seed fixes.
"""

from __future__ import annotations

import itertools
import random

SIDES = ("base", "control", "head")
"""``control`` is base once more: base against itself through the identical pipeline."""


def blocks(count: int, seed: int, sides: tuple[str, ...] = SIDES) -> list[tuple[str, ...]]:
    """The order of the sides in so many blocks; over each round of all orders it is balanced.

    >>> [len(order) for order in blocks(2, seed=1)]
    [6, 6]
    >>> all(order == order[::-1] for order in blocks(12, seed=1))
    True
    """
    generator = random.Random(seed)  # noqa: S311 - an order, no secret
    orders: list[tuple[str, ...]] = []
    while len(orders) < count:
        round_of_orders = list(itertools.permutations(sides))
        generator.shuffle(round_of_orders)
        orders += [order + order[::-1] for order in round_of_orders]
    return orders[:count]


def reversed_blocks(count: int, seed: int, sides: tuple[str, ...] = SIDES) -> list[tuple[str, ...]]:
    """The same blocks with the inside out: who began and ended now stands in the middle.

    >>> blocks(1, seed=3)[0][:3] == reversed_blocks(1, seed=3)[0][2::-1]
    True
    """
    half = len(sides)
    return [order[half - 1 :: -1] + order[:half] for order in blocks(count, seed, sides)]
