"""The slope of memory over the steady part of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from farthing.lab.extra import need
from farthing.lab.results.memory import SteadyMemory

if TYPE_CHECKING:
    from numpy.typing import NDArray

WARM = 0.25
"""Share of the run that is no steady part: caches fill, the first orders are made."""
SNAPSHOTS_MIN, SNAPSHOTS_MAX = 20, 1000
"""Fewer say nothing; of more, evenly spaced ones are taken: the slope looks at all pairs."""


def steady_memory(
    seconds: NDArray[np.float64],
    heap: NDArray[np.float64],
    *,
    bars: int | None = None,
    unobserved_seconds: float = 0.0,
) -> SteadyMemory | None:
    """The growth of what is held; None where there are too few snapshots.

    Bars are taken to pass at an even pace: on a machine with other work to do, they do so by the
    processor's clock only. A median of slopes does not see that a buffer doubles now and then,
    unless it does all the time.
    Source: H. Theil (1950), P. K. Sen (1968), as ``scipy.stats.theilslopes`` has it.

    Args:
        seconds: of the snapshots of the run, since its beginning: those that it worked, where they
            are known.
        heap: bytes at them.
        bars: that the run went through in that time.
        unobserved_seconds: what the run takes without an observer.

    >>> import numpy as np
    >>> seconds = np.linspace(0, 2, 100)
    >>> found = steady_memory(seconds, 1e6 + 500 * seconds, bars=1000, unobserved_seconds=1.0)
    >>> round(found.slope, 3), round(found.bytes_per_bar, 3), round(found.bytes_per_second, 3)
    (500.0, 1.0, 1000.0)
    """
    whole = float(seconds[-1]) if len(seconds) else 0.0
    kept = np.flatnonzero(seconds >= WARM * whole)
    if len(kept) < SNAPSHOTS_MIN or not whole:
        return None
    if len(kept) > SNAPSHOTS_MAX:
        kept = kept[np.linspace(0, len(kept) - 1, SNAPSHOTS_MAX).astype(np.int64)]
    fit = need("scipy.stats").theilslopes(heap[kept], seconds[kept], alpha=0.95)
    slope = float(fit.slope)
    grown = slope * whole
    return SteadyMemory(
        slope=slope,
        low=float(fit.low_slope),
        high=float(fit.high_slope),
        snapshots=len(kept),
        bytes_per_second=grown / unobserved_seconds if unobserved_seconds else None,
        bytes_per_bar=grown / bars if bars else None,
    )
