"""A series and its detector: told each stored bar once, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from farthing.decimals import shifted
from farthing.store.tables.bars import PRICES
from farthing.wyckoff.detector import Detector

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from farthing.wyckoff.found import Found


Row = dict[str, Any]
"""The columns of a bar."""

COLUMNS = ("ends_at", *PRICES, "volume")


@dataclass(frozen=True, slots=True)
class Digits:
    """Digits behind the point of a series, as written: of its prices, and of its volumes.

    Zeros count: levels between prices are rounded to these digits, as those of a bundle are.
    """

    price: int
    volume: int

    @classmethod
    def of(cls, bars: Sequence[Row]) -> Digits:
        """Those that the bars need."""
        prices = (_written(bar[name]) for bar in bars for name in PRICES)
        volumes = (_written(bar["volume"]) for bar in bars if bar["volume"] is not None)
        return cls(max(prices, default=0), max(volumes, default=0))

    def hold(self, other: Digits) -> bool:
        """Whether they are enough for others."""
        return self.price >= other.price and self.volume >= other.volume


def _written(number: Decimal) -> int:
    """Digits behind the point of a number, zeros too.

    >>> from decimal import Decimal
    >>> _written(Decimal("97.3100"))
    4
    """
    return len(f"{number:f}".partition(".")[2])


class Series:
    """A series and its detector.

    Args:
        symbol: whose bars.
        digits: behind the point of its prices and volumes.
    """

    def __init__(self, symbol: str, digits: Digits) -> None:
        self.symbol, self.digits = symbol, digits
        self._ends: list[int] = []
        self._detector = Detector(symbol=symbol, scale=digits.price)

    @property
    def last(self) -> int | None:
        """When the last bar ends that the detector was told."""
        return self._ends[-1] if self._ends else None

    def tell(self, bars: Sequence[Row]) -> Found:
        """Tells bars that follow those before; gives what is new with them."""
        columns: dict[str, Any] = {name: [bar[name] for bar in bars] for name in PRICES}
        columns["volume"] = [self._volume(bar["volume"]) for bar in bars]
        self._ends.extend(bar["ends_at"] for bar in bars)
        return self._detector.extend(columns)

    def rows(self, found: Found, table: str) -> Iterator[Row]:
        """The rows of a table, with the moments of ``bar`` and ``known_bar``."""
        for row in getattr(found, table).iter_rows(named=True):
            at, known_at = self._ends[row["bar"]], self._ends[row["known_bar"]]
            yield {**row, "at": at, "known_at": known_at}

    def _volume(self, volume: Decimal | None) -> int:
        """A volume as a whole number: rules look at ratios alone."""
        return 0 if volume is None else int(shifted(volume, self.digits.volume))
