"""Point and figure charts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from farthing import _core
from farthing.decimals import shifted
from farthing.signals.streams import SCALE, exact

if TYPE_CHECKING:
    from farthing.signals.streams import Value, Values


@dataclass(frozen=True, slots=True)
class Column:
    """A column of boxes.

    Attributes:
        is_rising: whether it is one of X; else of O.
        low: price at which its lowest box begins.
        high: price at which its highest box begins.
        bar: the bar with which it began.
    """

    is_rising: bool
    low: Decimal
    high: Decimal
    bar: int


def point_and_figure(
    high: Values, low: Values, *, box: Value, reversal: int = 3, scale: int = SCALE
) -> list[Column]:
    """The columns of a point and figure chart by highs and lows.

    A column goes on while its extreme reaches a further box; where it does not, and the other
    extreme is ``reversal`` boxes away, a new one begins. Source: de Villiers, The Point and Figure
    Method of Anticipating Stock Price Movements, 1933.

    Args:
        high: highs of bars.
        low: lows of bars.
        box: the size of a box, in the unit of prices.
        reversal: boxes of a reversal.
        scale: digits behind the point of prices and box.

    Raises:
        ConfigurationError: box or reversal are below the least there is.

    >>> found = point_and_figure([10, 14, 13, 12], [9, 12, 10, 9], box=1)
    >>> [("X" if c.is_rising else "O", int(c.low), int(c.high), c.bar) for c in found]
    [('X', 9, 14, 0), ('O', 9, 13, 2)]
    """
    size = int(exact([box], scale)[0])
    columns = _core.point_and_figure(exact(high, scale), exact(low, scale), size, reversal)
    unit = shifted(Decimal(size), -scale)
    return [Column(rises, unit * low, unit * high, bar) for rises, low, high, bar in columns]
