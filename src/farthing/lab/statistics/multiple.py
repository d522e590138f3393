"""Many cases at once: what is left of their p values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.lab.extra import need

if TYPE_CHECKING:
    from collections.abc import Sequence


def q_values(p_values: Sequence[float]) -> list[float]:
    """The smallest false discovery rates at which each p value counts, in the order given.

    Source: Benjamini, Hochberg (1995), as adjusted p values; by scipy.

    >>> [round(q, 4) for q in q_values([0.1, 0.005, 0.009, 0.05])]
    [0.1, 0.018, 0.018, 0.0667]
    """
    if not p_values:
        return []
    adjusted = need("scipy.stats").false_discovery_control(list(p_values), method="bh")
    return [float(q) for q in adjusted]
