"""What entries made beyond their control, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing.testing.evidence.blocks import Blocks, apart
from farthing.testing.evidence.interval import APART_LEAST, interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def excess(
    values: NDArray[np.float64],
    places: NDArray[np.int64],
    horizon: int,
    blocks: Blocks,
    *,
    is_varied: bool = True,
) -> dict[str, Any]:
    """The mean of values, its standard error and its interval of 95 %.

    Args:
        values: of each entry, less what is expected of its control.
        places: of each entry on the timeline of all symbols.
        horizon: of their windows.
        blocks: resamples of that timeline.
        is_varied: whether the values vary as they would with others, so that resamples show it.

    Returns:
        ``apart``: windows that do not overlap; ``excess``; ``error``, ``low`` and ``high``, which
        are None with fewer than 20 of these.

    >>> import numpy as np
    >>> from farthing.draw import Draw
    >>> blocks = Blocks(100, 10, 50, Draw(1))
    >>> excess(np.array([0.1, 0.3]), np.array([3, 50]), 5, blocks)
    {'apart': 2, 'excess': 0.2, 'error': None, 'low': None, 'high': None}
    """
    alone = apart(places, horizon)
    mean = float(values.mean())
    if alone < APART_LEAST or not is_varied:
        return {"apart": alone, "excess": mean, "error": None, "low": None, "high": None}
    error = blocks.error(places, values)
    low, high = interval(mean, error, alone)
    return {"apart": alone, "excess": mean, "error": error, "low": low, "high": high}
