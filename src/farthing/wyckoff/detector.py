"""The stream: one bar after the other."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from farthing import _core
from farthing.errors import ConfigurationError
from farthing.signals.streams import SCALE, exact
from farthing.wyckoff.beside import NO_CLOSE
from farthing.wyckoff.found import Found
from farthing.wyckoff.parameters import Parameters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from farthing.signals.streams import Value

COLUMNS = ("open", "high", "low", "close", "volume")

BESIDE = ("session_number", "slot", "benchmark", "higher")
"""What may be told of a bar beside its own numbers."""

BIASES = ("unknown", "long", "short")
"""What longer bars may say, as the core numbers it."""


class Detector:
    """Finds what ``detect`` finds, one bar after the other.

    Args:
        parameters: values that differ from the table's.
        symbol: what the rows of tables are called.
        scale: digits behind the point of prices; floats are rounded to them, half-even.
        with_bars: whether the class of each bar is told as well.
        lot_value: what a lot is worth for each unit of price: its lot times its multiplier.

    Of ``parameters`` its words ``higher`` and ``benchmark`` are for bars of a catalog: a stream is
    told what they say with each bar.

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
        lot_value: Decimal = Decimal(1),
    ) -> None:
        """Begins with nothing heard."""
        told = Parameters.of(parameters)
        self._core = _core.WyckoffDetector(told.told(), scale, with_bars, told.volume == "tick")
        self._symbol, self._scale, self._lot_value = symbol, scale, lot_value

    def update(self, bar: Mapping[str, Value]) -> Found:
        """Takes a bar: ``open``, ``high``, ``low``, ``close``, ``volume``; gives what is new.

        Where they are known it takes ``session_number`` (a whole number that counts on), ``slot``
        (the bar's place in its session, below 1,440), ``benchmark`` (the close of that at the same
        time, or None), and ``higher`` (what a detector of longer bars has for its ``bias``).

        Raises:
            ConfigurationError: a price is missing, or is no number.
        """
        names = (*COLUMNS, *BESIDE)
        return self.extend({name: [value] for name, value in bar.items() if name in names})

    @property
    def bias(self) -> str:
        """The side that it speaks for now: ``long``, ``short`` or ``unknown``.

        That of a range in phase C, D or E; see ``higher`` of ``update``.
        """
        return self._core.bias

    def extend(self, bars: Mapping[str, Any]) -> Found:
        """Takes several bars, as columns of these names; gives what is new with them."""
        missing = [name for name in COLUMNS if name not in bars]
        if missing:
            raise ConfigurationError(f"a bar has no {missing[0]}: it needs {', '.join(COLUMNS)}")
        columns = [exact(bars[name], self._scale) for name in COLUMNS[:-1]]
        volume = np.asarray(exact(bars["volume"], 0), dtype=np.int64)
        self._core.extend([*columns, volume], [], **self._beside(bars))
        return Found([(self._symbol, self._core.take(), None, self._lot_value)])

    def split(self, new: int, old: int) -> None:
        """Writes what it remembers in shares of after a split, ``new`` for ``old``."""
        self._core.split(new, old)

    def split_of_benchmark(self, new: int, old: int) -> None:
        """Writes what it remembers of its benchmark in shares of after a split of that."""
        self._core.split_of_benchmark(new, old)

    def _beside(self, bars: Mapping[str, Any]) -> dict[str, Any]:
        """What is told beside the bars, as the core takes it.

        Raises:
            ConfigurationError: a slot is none that a session has, or a bias is no word for one.
        """
        told: dict[str, Any] = {}
        if "session_number" in bars:
            told["sessions"] = np.asarray(bars["session_number"], dtype=np.int64)
        if "slot" in bars:
            told["slots"] = _slots(bars["slot"])
        if "benchmark" in bars:
            is_there = [value is not None for value in bars["benchmark"]]
            closes = exact([value or 0 for value in bars["benchmark"]], self._scale)
            told["benchmark"] = np.where(is_there, closes, NO_CLOSE)
        if "higher" in bars:
            told["higher"] = np.array([_bias(word) for word in bars["higher"]], dtype=np.int64)
        return told


def _slots(given: Any) -> NDArray[np.int64]:
    slots = np.asarray(given, dtype=np.int64)
    beyond = slots[(slots < 0) | (slots >= _core.WYCKOFF_SLOTS)]
    if len(beyond):
        raise ConfigurationError(
            f"slot {beyond[0]} is not from 0 to {_core.WYCKOFF_SLOTS - 1}: number the bars of a "
            "session from 0"
        )
    return slots


def _bias(word: str) -> int:
    if word not in BIASES:
        raise ConfigurationError(f"higher {word!r} is none of {', '.join(BIASES)}")
    return BIASES.index(word)
