"""The stream: one bar after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from farthing import _core
from farthing.errors import ConfigurationError
from farthing.signals.streams import SCALE, exact
from farthing.wyckoff.found import Found
from farthing.wyckoff.parameters import Parameters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from farthing.signals.streams import Value, Values

COLUMNS = ("open", "high", "low", "close", "volume")


class Detector:
    """Finds what ``detect`` finds, one bar after the other.

    Args:
        parameters: values that differ from the table's.
        symbol: what the rows of tables are called.
        scale: digits behind the point of prices; floats are rounded to them, half-even.
        with_bars: whether the class of each bar is told as well.

    >>> detector = Detector()
    >>> bar = {"open": 10, "high": 11, "low": 9, "close": 10, "volume": 1_000}
    >>> detector.update(bar).events.is_empty()
    True
    """

    def __init__(
        self,
        parameters: Parameters | Mapping[str, float] | None = None,
        *,
        symbol: str = "",
        scale: int = SCALE,
        with_bars: bool = False,
    ) -> None:
        """Begins with nothing heard."""
        told = parameters if isinstance(parameters, Parameters) else Parameters(parameters or {})
        self._core = _core.WyckoffDetector(told.told(), scale, with_bars)
        self._symbol, self._scale = symbol, scale

    def update(self, bar: Mapping[str, Value]) -> Found:
        """Takes a bar: ``open``, ``high``, ``low``, ``close``, ``volume``; gives what is new.

        Raises:
            ConfigurationError: a price is missing, or is no number.
        """
        return self.extend({name: [value] for name, value in bar.items() if name in COLUMNS})

    def extend(self, bars: Mapping[str, Values]) -> Found:
        """Takes several bars, as columns of these names; gives what is new with them."""
        missing = [name for name in COLUMNS if name not in bars]
        if missing:
            raise ConfigurationError(f"a bar has no {missing[0]}: it needs {', '.join(COLUMNS)}")
        columns = [exact(bars[name], self._scale) for name in COLUMNS[:-1]]
        volume = np.asarray(exact(bars["volume"], 0), dtype=np.int64)
        self._core.extend([*columns, volume], [])
        return Found([(self._symbol, self._core.take(), None)])

    def split(self, new: int, old: int) -> None:
        """Writes what it remembers in shares of after a split, ``new`` for ``old``."""
        self._core.split(new, old)
