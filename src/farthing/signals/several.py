"""Indicators of whole bars or of several averages, as streams: most say more than one value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.signals.streams import SCALE, Stream, Value, Values

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Arrays = tuple[NDArray[np.float64], ...]
    Three = tuple[float, float, float]


class Macd(Stream):
    """Distance of two exponential averages, its own average, and the distance of these two.

    (line, signal, histogram), in the unit of the values, each from the value on with which it is
    defined: the line needs ``slow`` values, the other two ``signal`` - 1 more. Both averages begin
    where the longer one does, as TA-Lib has it. Source: Appel, Technical Analysis: Power Tools for
    Active Investors, 2005.

    Args:
        fast: bars of the shorter average.
        slow: bars of the longer one; ConfigurationError when it is not the longer one.
        signal: values of the line that are averaged.
        scale: digits behind the point of the values.

    >>> macd = Macd(1, 2, 1)
    >>> macd.update(1), macd.update(2)
    ((nan, nan, nan), (0.5, 0.5, 0.0))
    """

    _name = "macd"

    def __init__(
        self, fast: int = 12, slow: int = 26, signal: int = 9, *, scale: int = SCALE
    ) -> None:
        """Begins with nothing heard."""
        self._begin((fast, slow, signal), 0, scale)

    def update(self, value: Value) -> Three:
        """Takes the next value; gives (line, signal, histogram)."""
        return _first(self.extend([value]))

    def extend(self, values: Values) -> Arrays:
        """Takes several values; gives three arrays."""
        return tuple(self._tell(values))


class Stochastic(Stream):
    """Where the close stands between the extremes of the last bars, 0 to 100.

    (fast %K, slow %K, slow %D): of ``length`` bars, the mean of the last ``smoothing`` of these
    (which is also the fast %D), and the mean of the last ``signal`` of those. Where all prices of
    the window are one it is NaN; TA-Lib says 0. Source: Lane, Lane's Stochastics, 1984.

    Args:
        length: bars of the window.
        smoothing: fast values in the slow %K.
        signal: slow %K in the slow %D.
        scale: digits behind the point of the prices.

    >>> Stochastic(1, 1, 1).update(high=4, low=0, close=3)
    (75.0, 75.0, 75.0)
    """

    _name = "stochastic"

    def __init__(
        self, length: int = 14, smoothing: int = 3, signal: int = 3, *, scale: int = SCALE
    ) -> None:
        """Begins with nothing heard."""
        self._begin((length, smoothing, signal), 0, scale)

    def update(self, high: Value, low: Value, close: Value) -> Three:
        """Takes the next bar; gives (fast %K, slow %K, slow %D)."""
        return _first(self.extend([high], [low], [close]))

    def extend(self, high: Values, low: Values, close: Values) -> Arrays:
        """Takes several bars; gives three arrays."""
        return tuple(self._tell(close, high, low))


class Adx(Stream):
    """Wilder's average directional index and the indices of both directions, 0 to 100.

    (ADX, +DI, -DI): the indices of directions need ``length`` + 1 bars, the average 2 x ``length``.
    Seeded as TA-Lib seeds it. Without any range the indices are NaN, and a bar before any move has
    no part in the average; TA-Lib takes 0 for both. Source: Wilder, New Concepts in Technical
    Trading Systems, 1978.

    >>> adx = Adx(1)
    >>> adx.update(2, 1, 2), adx.update(4, 2, 3)
    ((nan, nan, nan), (100.0, 100.0, 0.0))
    """

    _name = "adx"

    def update(self, high: Value, low: Value, close: Value) -> Three:
        """Takes the next bar; gives (ADX, +DI, -DI)."""
        return _first(self.extend([high], [low], [close]))

    def extend(self, high: Values, low: Values, close: Values) -> Arrays:
        """Takes several bars; gives three arrays."""
        return tuple(self._tell(close, high, low))


class Aroon(Stream):
    """How fresh the extremes of the last ``length`` + 1 bars are, 0 to 100.

    (up, down, oscillator): 100 where the highest high, or the lowest low, is that of this bar, 0
    where it is ``length`` bars old, and the difference of the two. Of equal extremes the newest
    counts, as with TA-Lib. Source: Chande, The Time Price Oscillator, 1995.

    >>> aroon = Aroon(2)
    >>> [aroon.update(high, 1) for high in (3, 5, 4)][-1]
    (50.0, 100.0, -50.0)
    """

    _name = "aroon"

    def update(self, high: Value, low: Value) -> Three:
        """Takes the next bar; gives (up, down, oscillator)."""
        return _first(self.extend([high], [low]))

    def extend(self, high: Values, low: Values) -> Arrays:
        """Takes several bars; gives three arrays."""
        return tuple(self._tell(high, high, low))


class Ichimoku(Stream):
    """Middles of the extremes of three windows, two of them as they were ``shift`` bars ago.

    (tenkan, kijun, senkou A, senkou B), in the unit of prices. A chart draws the spans ``shift``
    bars ahead, so that those over a bar were computed ``shift`` bars before it: these are given,
    and nothing of the future is in them. There is no chikou span: it is the close drawn back, so
    that an array of it would tell each bar a close that comes ``shift`` bars later. Source: Hosoda,
    Ichimoku Kinko Hyo, 1969.

    Args:
        tenkan: bars of the conversion line.
        kijun: bars of the base line.
        senkou: bars of the second span; the first is the middle of the two lines.
        shift: how many bars ago the spans were computed.
        scale: digits behind the point of the prices.

    >>> cloud = Ichimoku(1, 2, 2, shift=1)
    >>> [cloud.update(high, low) for high, low in ((2, 0), (4, 2), (5, 5))][-1]
    (5.0, 3.5, 2.5, 2.0)
    """

    _name = "ichimoku"

    def __init__(
        self,
        tenkan: int = 9,
        kijun: int = 26,
        senkou: int = 52,
        shift: int = 26,
        *,
        scale: int = SCALE,
    ) -> None:
        """Begins with nothing heard."""
        self._begin((tenkan, kijun, senkou, shift), 0, scale)

    def update(self, high: Value, low: Value) -> tuple[float, float, float, float]:
        """Takes the next bar; gives (tenkan, kijun, senkou A, senkou B)."""
        tenkan, kijun, first, second = (float(part[0]) for part in self.extend([high], [low]))
        return tenkan, kijun, first, second

    def extend(self, high: Values, low: Values) -> Arrays:
        """Takes several bars; gives four arrays."""
        return tuple(self._tell(high, high, low))


class Obv(Stream):
    """On-balance volume: what traded in bars that closed higher less what did in lower ones.

    It begins with the volume of the first bar, as TA-Lib's does: its changes say something, its
    level does not. Source: Granville, New Key to Stock Market Profits, 1963.

    >>> obv = Obv()
    >>> [obv.update(*bar) for bar in ((3, 10), (4, 5), (2, 7))]
    [10.0, 15.0, 8.0]
    """

    _name = "obv"

    def __init__(self, *, scale: int = SCALE) -> None:
        """Begins with nothing heard."""
        self._begin((), 0, scale)

    def update(self, close: Value, volume: Value) -> float:
        """Takes the next bar; gives what the indicator says of it."""
        return float(self.extend([close], [volume])[0])

    def extend(self, close: Values, volume: Values) -> NDArray[np.float64]:
        """Takes several bars; gives what the indicator says of each."""
        return self._tell(close, volume=volume)[0]


class Keltner(Stream):
    """Exponential average of the closes and ``width`` average true ranges around it.

    (lower, middle, upper), in the unit of prices: ``Ema`` over ``length`` closes and ``Atr`` over
    ``range_length`` ranges. Source: Keltner, How to Make Money in Commodities, 1960, in the form of
    Raschke that most charts draw.

    >>> channel = Keltner(1, 2.0, 1)
    >>> channel.update(4, 4, 4), channel.update(6, 5, 5)
    ((nan, nan, nan), (1.0, 5.0, 9.0))
    """

    _name = "keltner"

    def __init__(
        self, length: int = 20, width: float = 2.0, range_length: int = 10, *, scale: int = SCALE
    ) -> None:
        """Begins with nothing heard."""
        self._begin((length, range_length), width, scale)

    def update(self, high: Value, low: Value, close: Value) -> Three:
        """Takes the next bar; gives (lower, middle, upper)."""
        return _first(self.extend([high], [low], [close]))

    def extend(self, high: Values, low: Values, close: Values) -> Arrays:
        """Takes several bars; gives three arrays."""
        return tuple(self._tell(close, high, low))


class Donchian(Stream):
    """Lowest low, middle and highest high of the last ``length`` bars, this one among them.

    (lower, middle, upper), in the unit of prices. No bar breaks out of its own channel: compare it
    with that of the bar before. Source: Donchian's four-week rule, 1960.

    >>> channel = Donchian(2)
    >>> channel.update(4, 2), channel.update(6, 5)
    ((nan, nan, nan), (2.0, 4.0, 6.0))
    """

    _name = "donchian"

    def __init__(self, length: int = 20, *, scale: int = SCALE) -> None:
        """Begins with nothing heard."""
        self._begin((length,), 0, scale)

    def update(self, high: Value, low: Value) -> Three:
        """Takes the next bar; gives (lower, middle, upper)."""
        return _first(self.extend([high], [low]))

    def extend(self, high: Values, low: Values) -> Arrays:
        """Takes several bars; gives three arrays."""
        return tuple(self._tell(high, high, low))


def _first(arrays: Arrays) -> Three:
    one, two, three = (float(array[0]) for array in arrays)
    return one, two, three
