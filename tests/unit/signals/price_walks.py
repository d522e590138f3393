"""Seeded random walks in cents: the prices on which indicators are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

START = 50_000
"""Cents at which a walk starts: it is far from zero for as long as the tests last."""


@dataclass(frozen=True)
class Walk:
    """Bars in cents (int64), with whole shares as volume and five bars a session."""

    high: NDArray[np.int64]
    low: NDArray[np.int64]
    close: NDArray[np.int64]
    volume: NDArray[np.int64]
    session: NDArray[np.uint32]

    @property
    def bars(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """High, low and close in money."""
        return self.high / 100, self.low / 100, self.close / 100


def walk(count: int, seed: int) -> Walk:
    """A walk of so many bars: steps of up to two dollars, one in ten of them of nothing."""
    generator = np.random.default_rng(seed)
    steps = generator.integers(-200, 201, count) * (generator.random(count) > 0.1)
    close = START + np.cumsum(steps)
    return Walk(
        high=close + generator.integers(0, 100, count),
        low=close - generator.integers(0, 100, count),
        close=close,
        volume=generator.integers(0, 10_000, count) * (generator.random(count) > 0.2),
        session=(np.arange(count) // 5).astype(np.uint32),
    )
