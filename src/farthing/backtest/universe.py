"""The universe of a run: a strategy's filter over its bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from farthing.data.bars import Bars
    from farthing.universe import Filter

SHOWN_MOST = 6
"""Symbols without bars that a note names."""


def universe_of(universe: Any, bars: Bars) -> tuple[NDArray[np.bool_], tuple[str, ...]]:
    """The masks of every session, and what a reader of the result should know of them.

    Raises:
        ConfigurationError: it is no filter.
    """
    from farthing.universe.expression import filter_of

    chosen = filter_of(universe, "universe")
    masks: NDArray[np.bool_] = chosen.over(bars).values
    return masks, tuple(_notes(chosen, bars, masks))


def _notes(universe: Filter, bars: Bars, masks: NDArray[np.bool_]) -> Iterator[str]:
    from farthing.universe.expression import parts_of
    from farthing.universe.membership import Members

    if not masks.any():
        yield "the universe has no asset in any session"
    for part in parts_of(universe):
        if isinstance(part, Members):
            missing = [symbol for symbol in part.symbols if symbol not in bars.symbols]
            if missing:
                yield _without_bars(missing, len(part.symbols))


def _without_bars(missing: list[str], count: int) -> str:
    named = ", ".join(missing[:SHOWN_MOST]) + (", ..." if len(missing) > SHOWN_MOST else "")
    return (
        f"{len(missing):,} of {count:,} symbols of a table of members have no bars in the run "
        f"({named}): what left the index is missing perhaps, and results are too good"
    )
