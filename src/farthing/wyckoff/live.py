"""What a run knows of Wyckoff's method at the close of its present bar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from farthing.decimals import shifted
from farthing.errors import ConfigurationError
from farthing.wyckoff.found import Found
from farthing.wyckoff.sizing import lot_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl
    from numpy.typing import NDArray

    from farthing import _core


@dataclass(frozen=True, slots=True)
class Range:
    """The range that an asset is in, as it is known now.

    Attributes:
        number: its number among the ranges of the asset.
        kind: what it looks like so far, such as ``accumulation``.
        support: its lower level, per share of now.
        resistance: its upper level, per share of now.
        quality: 0 to 100.
    """

    number: int
    kind: str
    support: Decimal
    resistance: Decimal
    quality: float


@dataclass(frozen=True, slots=True)
class NewSignal:
    """A signal that became known with the present bar.

    Attributes:
        asset: whose.
        event: its pattern, such as ``Spring``.
        side: ``long`` or ``short``.
        phase: the phase in which it became known.
        range: the number of its range.
        entry: the close with which it became known.
        stop: where it is wrong.
        targets: where it may go, the nearest first.
        reward: the first target against the stop, in units of risk (R).
        confidence: 0 to 100.
        higher: what longer bars say: confirmed, or unknown; None where they are not asked.
        words: what stands beside the bars: ticks for volume, longer bars, relative strength.
    """

    asset: _core.Asset
    event: str
    side: str
    phase: str
    range: int
    entry: Decimal
    stop: Decimal
    targets: tuple[Decimal, ...]
    reward: float
    confidence: float
    higher: str | None = None
    words: str = ""


class Known:
    """What is known of one asset: ``ctx.wyckoff[asset]``."""

    def __init__(self, watch: _core.WyckoffWatch, asset: _core.Asset) -> None:
        """Reads the watch of a run."""
        self._watch, self._asset = watch, asset

    @property
    def phase(self) -> str:
        """A to E, or - where there is none."""
        return self._watch.phases()[self._asset.index]

    @property
    def range(self) -> Range | None:
        """The range that it is in; None before its secondary test, with which it is known."""
        stand = self._watch.stand(self._asset.index)
        if stand is None:
            return None
        _, kind, number, support, resistance, quality = stand
        low, high = price(support, self._asset), price(resistance, self._asset)
        return Range(number, kind, low, high, quality)

    @property
    def found(self) -> Found:
        """All frames that ``farthing.wyckoff.detect`` has, up to the present bar, without times."""
        tables, value = self._watch.found(self._asset.index), lot_value(self._asset.instrument)
        return Found([(self._asset.symbol, tables, None, value)])

    @property
    def events(self) -> pl.DataFrame:
        """The events so far; a copy, made when it is asked for."""
        return self.found.events


class Live(Mapping["_core.Asset | str | int", Known]):
    """What is known of all assets: ``ctx.wyckoff``.

    The detectors are made when a strategy first asks, hear the bars from before the run's start,
    and from then on each bar of the run once.
    """

    def __init__(self, watch: _core.WyckoffWatch, assets: tuple[_core.Asset, ...]) -> None:
        """Reads the watch of a run."""
        self._watch, self._assets = watch, assets
        self._known = [Known(watch, asset) for asset in assets]
        self._places = {asset.symbol: asset.index for asset in assets}

    @property
    def phase(self) -> NDArray[np.str_]:
        """The phase of each asset, A to E or -, in the order of ``ctx.assets``."""
        return np.array(self._watch.phases(), dtype="<U1")

    @property
    def signals(self) -> tuple[NewSignal, ...]:
        """The signals that became known with the present bar, asset by asset."""
        return tuple(self._signals())

    def _signals(self) -> Iterator[NewSignal]:
        for row in self._watch.signals():
            number, event, side, phase, of, entry, stop, targets = row[:8]
            asset = self._assets[number]
            entry_at, stop_at, *aims = (price(each, asset) for each in (entry, stop, *targets))
            more = row[8:]
            yield NewSignal(asset, event, side, phase, of, entry_at, stop_at, tuple(aims), *more)

    def __getitem__(self, asset: _core.Asset | str | int) -> Known:
        """What is known of an asset, by itself, its symbol or its place.

        Raises:
            ConfigurationError: the run has no such asset.
        """
        place = self._places.get(asset) if isinstance(asset, str) else asset
        index = place if isinstance(place, int) else getattr(place, "index", None)
        if index is None or not 0 <= index < len(self._known):
            raise ConfigurationError(
                f"ctx.wyckoff[{asset!r}]: the run has {', '.join(self._places)}"
            )
        return self._known[index]

    def __iter__(self) -> Iterator[_core.Asset | str | int]:
        """The assets of the run."""
        return iter(self._assets)

    def __len__(self) -> int:
        """How many assets there are."""
        return len(self._assets)


def price(mantissa: int, asset: _core.Asset) -> Decimal:
    """A price of an asset from its mantissa."""
    return shifted(Decimal(mantissa), -asset.price_scale)
