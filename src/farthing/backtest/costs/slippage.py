"""Slippages: how far a fill is from the price that triggered it, always against the trader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from farthing import given
from farthing.backtest.costs.model import Exact, Model, read, read_count


@dataclass(frozen=True, slots=True, init=False)
class Slippage(Model):
    """How far a fill is from the price that triggered it, always against the trader."""


@dataclass(frozen=True, slots=True, init=False)
class NoSlippage(Slippage):
    """Fills happen at the price that triggered them."""

    name: ClassVar[str] = "none"
    core: ClassVar[str] = "none"

    def __init__(self) -> None:
        """Takes no numbers."""
        self._set()


@dataclass(frozen=True, slots=True, init=False)
class BpsSlippage(Slippage):
    """``rate`` hundredths of a percent of the price, rounded to the tick against the trader.

    >>> str(BpsSlippage("2.5"))
    'bps:2.5'
    """

    name: ClassVar[str] = "bps"
    core: ClassVar[str] = "bps"

    def __init__(self, rate: Exact) -> None:
        """Takes basis points, with five digits behind the point at most."""
        self._set(rate=rate)


@dataclass(frozen=True, slots=True, init=False)
class FixedSlippage(Slippage):
    """``amount`` of money on the price, to the tick.

    >>> str(FixedSlippage("0.02"))
    'fixed:0.02'
    """

    name: ClassVar[str] = "fixed"
    core: ClassVar[str] = "fixed"

    def __init__(self, amount: Exact) -> None:
        """Takes money per unit of price, with twelve digits behind the point at most."""
        self._set(amount=amount)


@dataclass(frozen=True, slots=True, init=False)
class SpreadSlippage(Slippage):
    """Half of a ``spread`` that is known, on the price, to the tick.

    >>> str(SpreadSlippage("0.03"))
    'spread:0.03'
    """

    name: ClassVar[str] = "spread"
    core: ClassVar[str] = "spread"

    def __init__(self, spread: Exact) -> None:
        """Takes the money between bid and ask, with twelve digits behind the point at most."""
        self._set(spread=spread)


@dataclass(frozen=True, slots=True, init=False)
class VolumeShare(Slippage):
    """A price impact: ``impact`` times the square of the share of the bar's volume that is taken.

    >>> str(VolumeShare("0.1"))
    'volume-share:0.1'
    """

    name: ClassVar[str] = "volume-share"
    core: ClassVar[str] = "volume_share"

    def __init__(self, impact: Exact) -> None:
        """Takes the share of the price that the whole volume of a bar would move."""
        self._set(impact=impact)


@dataclass(frozen=True, slots=True, init=False)
class VolatilitySlippage(Slippage):
    """``factor`` standard deviations of the last ``bars`` changes of the close, to the tick.

    Only bars before that of the fill count; while there are too few of them, nothing slips.

    >>> str(VolatilitySlippage("0.1", 20))
    'volatility:0.1:20'
    """

    name: ClassVar[str] = "volatility"
    core: ClassVar[str] = "volatility"

    def __init__(self, factor: Exact, bars: Exact) -> None:
        """Takes a number of deviations and how many changes they are of, two at least."""
        numbers = (
            given.from_zero(factor, "volatility factor"),
            read_count(bars, "volatility bars", 2),
        )
        object.__setattr__(self, "numbers", numbers)


@dataclass(frozen=True, slots=True, init=False)
class SpreadEstimate(Slippage):
    """Half of the spread that highs and lows give away, as the mean of the last ``pairs`` of bars.

    Corwin and Schultz, Journal of Finance 67 (2012), 719-760, without their adjustment for nights;
    a negative estimate counts as none. Only bars before that of the fill count.

    >>> str(SpreadEstimate(20))
    'spread-estimate:20'
    """

    name: ClassVar[str] = "spread-estimate"
    core: ClassVar[str] = "spread_estimate"

    def __init__(self, pairs: Exact) -> None:
        """Takes how many pairs of bars the mean is of."""
        object.__setattr__(self, "numbers", (read_count(pairs, "spread-estimate pairs", 1),))


SLIPPAGES: dict[str, type[Slippage]] = {
    model.name: model
    for model in (
        NoSlippage,
        BpsSlippage,
        FixedSlippage,
        SpreadSlippage,
        VolatilitySlippage,
        SpreadEstimate,
        VolumeShare,
    )
}


def slippage(text: str | Slippage) -> Slippage:
    """The slippage that a text describes.

    >>> slippage("none")
    NoSlippage(numbers=())
    """
    return text if isinstance(text, Slippage) else read(text, SLIPPAGES, "slippage")
