"""Where floats go wrong: the twin on its own beside the exact run, and float signals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from farthing import _core

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from farthing.lab.overhead.replay import Replay

Json = dict[str, Any]


def divergence(replay: Replay) -> Json:
    """How many fills the free twin gets wrong, the first of them, and the gap at the end."""
    twin, exact = replay.free(), replay.exact.outcome
    wrong, unlike, first = _core.wrong_fills(exact, twin)
    found: Json = {
        "fills": exact.fills,
        "wrong": wrong,
        "unlike": unlike,
        "sizes_in_floats": replay.targets is not None,
        "exact_equity": str(exact.end_equity),
        "twin_equity": twin.end_equity,
        "first": None,
    }
    if first is not None:
        place, *fills = first
        symbols = replay.work.bars.symbols
        found["first"] = {
            "fill": place,
            "exact": _words(fills[0], symbols),
            "twin": _words(fills[1], symbols),
        }
    return found


def _words(fill: tuple[Any, ...] | None, symbols: Sequence[str]) -> Json | None:
    """A fill as text: a float as it prints itself."""
    if fill is None:
        return None
    time, asset, *numbers = fill
    names = ("quantity", "price", "fee")
    when = str(np.datetime64(time, "ns").astype("datetime64[s]"))
    values = {name: str(number) for name, number in zip(names, numbers, strict=True)}
    return {"time": when, "symbol": symbols[asset], **values}


def signal_divergence(
    digits: NDArray[np.int64], scale: int, fast: Sequence[int], slow: Sequence[int]
) -> dict[str, int]:
    """Crossings of averages in floats, beside those of exact sums.

    Args:
        digits: closes, in units of ``10 ** -scale``.
        scale: digits behind the point.
        fast: lengths of the fast averages.
        slow: of the slow ones, all longer.

    The float average is the one that most programs have: the difference of two running totals.

    >>> import numpy as np
    >>> signal_divergence(np.array([1, 2, 3, 2, 1, 2, 4]), 0, [1], [2])
    {'pairs': 1, 'orders': 3, 'wrong_orders': 0, 'wrong_pairs': 0}
    """
    exact = {length: _sums(digits, length) for length in (*fast, *slow)}
    floats = {length: _means(digits / 10**scale, length) for length in (*fast, *slow)}
    orders = wrong_orders = wrong_pairs = 0
    for one in fast:
        for other in slow:
            right = _changes(exact[one] * other > exact[other] * one, other)
            found = _changes(floats[one] > floats[other], other)
            off = len(np.setxor1d(right, found))
            orders += len(right)
            wrong_orders += off
            wrong_pairs += bool(off)
    return {
        "pairs": len(fast) * len(slow),
        "orders": orders,
        "wrong_orders": wrong_orders,
        "wrong_pairs": wrong_pairs,
    }


def _sums(digits: NDArray[np.int64], length: int) -> NDArray[np.int64]:
    totals = np.concatenate([[0], np.cumsum(digits)])
    return np.concatenate([np.zeros(length - 1, np.int64), totals[length:] - totals[:-length]])


def _means(prices: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    totals = np.concatenate([[0.0], np.cumsum(prices)])
    means = (totals[length:] - totals[:-length]) / length
    return np.concatenate([np.zeros(length - 1), means])


def _changes(above: NDArray[np.bool_], slow: int) -> NDArray[np.int64]:
    """The rows at which a signal changes; before the slow average is there, it says nothing."""
    above = above.copy()
    above[: slow - 1] = False
    return np.flatnonzero(np.diff(above, prepend=False))
