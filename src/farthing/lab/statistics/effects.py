"""The effect of one balanced block."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence


def block_effect(base_seconds: Sequence[float], head_seconds: Sequence[float]) -> float:
    """The logarithm of how many times the base's time the head takes in one block.

    Args:
        base_seconds: one number a process of the base, seconds.
        head_seconds: one number a process of the head, as many as of the base.

    It is the log ratio of the two geometric means, so that swapping the sides turns the sign, and a
    drift that is linear in time falls out of a block such as ABBA.

    Raises:
        ConfigurationError: the block is not balanced, is empty, or has a time that is no time.

    >>> round(math.exp(block_effect([0.1, 0.1], [0.12, 0.12])), 12)
    1.2
    """
    if len(base_seconds) != len(head_seconds) or not base_seconds:
        raise ConfigurationError(
            f"a block of {len(base_seconds)} base and {len(head_seconds)} head processes is not"
            " balanced: measure as many of each, at least one"
        )
    return _mean_logarithm(head_seconds) - _mean_logarithm(base_seconds)


def _mean_logarithm(seconds: Sequence[float]) -> float:
    for second in seconds:
        if not (0 < second < math.inf):
            raise ConfigurationError(
                f"{second} seconds is no time of a process: it must be above 0 and finite"
            )
    return math.fsum(math.log(second) for second in seconds) / len(seconds)
