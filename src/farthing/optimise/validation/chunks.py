"""Large arrays, taken a piece at a time: what is made of a piece stays in the cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Step = Callable[[int, int], None]
    """Is called with how much is done, and of how much."""

CELLS = 2**18
"""Numbers of a piece: 2 MiB of them."""


def chunks(count: int, beside: int, step: Step | None = None) -> Iterator[slice]:
    """Parts rows, or columns, so that a part has no more numbers than a piece; at least one row.

    Args:
        count: of rows.
        beside: numbers of a row.
        step: called when a part is done.

    >>> list(chunks(5, CELLS // 2))
    [slice(0, 2, None), slice(2, 4, None), slice(4, 5, None)]
    """
    taken = max(1, CELLS // max(1, beside))
    for start in range(0, count, taken):
        stop = min(start + taken, count)
        yield slice(start, stop)
        if step is not None:
            step(stop, count)
