"""What a strategy of a portfolio wants to hold: the targets of a bar, and what was said last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.backtest.figures import count as told
from farthing.backtest.targets import floats
from farthing.errors import OrderError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


class TargetSheet:
    """The targets of one strategy; they are given when its call ends, by instrument.

    >>> sheet = TargetSheet(2)
    >>> sheet.state("target_percent", [0.5, float("nan")], None, False, None)
    >>> list(sheet.given()), list(sheet.given())
    ([(0, 'target_percent', 0.5)], [])
    """

    def __init__(self, assets: int) -> None:
        """Nothing was said, which is a target of nothing."""
        self._last: NDArray[np.float64] = np.zeros(assets)
        self._stated: NDArray[np.float64] = np.full(assets, np.nan)
        self._again: NDArray[np.bool_] = np.zeros(assets, dtype=np.bool_)
        self._intents: list[str] = [""] * assets
        self._is_blank = True

    def state(
        self, intent: str, targets: Any, where: Any, rebalance: bool, otherwise: float | None
    ) -> None:
        """States targets: one number, or one for each instrument; NaN states nothing."""
        array = self._array(targets, where, otherwise)
        stated = ~np.isnan(array)
        if not stated.any():
            return
        self._is_blank = False
        self._stated[stated] = array[stated]
        self._again[stated] = rebalance
        if stated.all():
            self._intents = [intent] * len(array)
            return
        for asset in np.flatnonzero(stated).tolist():
            self._intents[asset] = intent

    def _array(self, targets: Any, where: Any, otherwise: float | None) -> NDArray[np.float64]:
        count = len(self._last)
        array = _numbers(targets)
        if array.ndim == 0:
            array = np.full(count, array)
        if len(array) != count:
            raise OrderError(f"{told(len(array), 'target')} for {told(count, 'asset')}")
        if where is not None:
            array = np.where(_mask(where, count), array, np.nan if otherwise is None else otherwise)
        if np.isinf(array).any():
            raise OrderError(f"a target is {array[np.isinf(array)][0]}")
        return array

    def forget(self, asset: int | None = None) -> None:
        """Makes unknown what was said last of an instrument, or of all: the next is given."""
        self._last[slice(None) if asset is None else asset] = np.nan

    def given(self) -> Iterator[tuple[int, str, float]]:
        """What is to be ordered: instrument, intent and size; the sheet is blank afterwards."""
        if self._is_blank:
            return
        stated, self._stated = self._stated, np.full(len(self._last), np.nan)
        self._is_blank = True
        changes = ~np.isnan(stated) & (self._again | (stated != self._last))
        self._last[changes] = stated[changes]
        for asset in np.flatnonzero(changes).tolist():
            yield asset, self._intents[asset], float(stated[asset])


def _numbers(targets: Any) -> NDArray[np.float64]:
    """Targets as floats: one, or an axis of them."""
    try:
        array = floats(targets)
    except (TypeError, ValueError) as error:
        raise OrderError(f"targets are no numbers: {error}") from error
    if array.ndim > 1:
        raise OrderError("targets are an array of one axis: a value for each asset")
    return array


def _mask(where: Any, count: int) -> NDArray[np.bool_]:
    """Truths, one for each asset."""
    if not isinstance(where, np.ndarray) or where.dtype != np.bool_ or where.ndim != 1:
        raise TypeError("argument 'where': it is an array of truths, one for each asset")
    if len(where) != count:
        raise OrderError(f"`where` has {len(where)} values for {count} assets")
    return where
