"""Indicators as arrays: one value per bar, NaN until there are enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.signals.several import (
    Adx,
    Aroon,
    Donchian,
    Ichimoku,
    Keltner,
    Macd,
    Obv,
    Stochastic,
)
from farthing.signals.streams import (
    SCALE,
    Atr,
    Bollinger,
    Ema,
    Returns,
    RollingMax,
    RollingMin,
    Rsi,
    Sma,
    Std,
    Values,
    Vwap,
    Wma,
    ZScore,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray


def sma(values: Values, length: int, *, scale: int = SCALE) -> NDArray[np.float64]:
    """Simple moving average; see ``Sma``.

    >>> sma([1, 2, 3], 3).tolist()
    [nan, nan, 2.0]
    """
    return Sma(length, scale=scale).extend(values)


def ema(values: Values, length: int, *, scale: int = SCALE) -> NDArray[np.float64]:
    """Exponential moving average; see ``Ema``.

    >>> ema([1, 2, 3, 7], 3).tolist()
    [nan, nan, 2.0, 4.5]
    """
    return Ema(length, scale=scale).extend(values)


def wma(values: Values, length: int, *, scale: int = SCALE) -> NDArray[np.float64]:
    """Linearly weighted moving average; see ``Wma``.

    >>> wma([1, 4], 2).tolist()
    [nan, 3.0]
    """
    return Wma(length, scale=scale).extend(values)


def rolling_min(values: Values, length: int, *, scale: int = SCALE) -> NDArray[np.float64]:
    """Smallest value of each window.

    >>> rolling_min([3, 1, 2], 2).tolist()
    [nan, 1.0, 1.0]
    """
    return RollingMin(length, scale=scale).extend(values)


def rolling_max(values: Values, length: int, *, scale: int = SCALE) -> NDArray[np.float64]:
    """Largest value of each window.

    >>> rolling_max([3, 1, 2], 2).tolist()
    [nan, 3.0, 2.0]
    """
    return RollingMax(length, scale=scale).extend(values)


def std(values: Values, length: int, ddof: int = 1, *, scale: int = SCALE) -> NDArray[np.float64]:
    """Standard deviation; see ``Std``.

    >>> std([1, 3], 2, ddof=0).tolist()
    [nan, 1.0]
    """
    return Std(length, ddof, scale=scale).extend(values)


def zscore(
    values: Values, length: int, ddof: int = 1, *, scale: int = SCALE
) -> NDArray[np.float64]:
    """Distance from the mean in standard deviations; see ``ZScore``.

    >>> zscore([1, 3], 2, ddof=0).tolist()
    [nan, 1.0]
    """
    return ZScore(length, ddof, scale=scale).extend(values)


def returns(values: Values, length: int = 1, *, scale: int = SCALE) -> NDArray[np.float64]:
    """Change over ``length`` values; see ``Returns``.

    >>> returns([4, 5]).tolist()
    [nan, 0.25]
    """
    return Returns(length, scale=scale).extend(values)


def rsi(values: Values, length: int = 14, *, scale: int = SCALE) -> NDArray[np.float64]:
    """Relative strength index; see ``Rsi``.

    >>> rsi([1, 2, 1], 2).tolist()
    [nan, nan, 50.0]
    """
    return Rsi(length, scale=scale).extend(values)


def bollinger(
    values: Values, length: int = 20, width: float = 2.0, *, scale: int = SCALE
) -> tuple[NDArray[np.float64], ...]:
    """Lower band, middle and upper band; see ``Bollinger``.

    >>> [band.tolist()[-1] for band in bollinger([1, 3], 2, 1.0)]
    [1.0, 2.0, 3.0]
    """
    return Bollinger(length, width, scale=scale).extend(values)


def atr(
    high: Values, low: Values, close: Values, length: int = 14, *, scale: int = SCALE
) -> NDArray[np.float64]:
    """Average true range; see ``Atr``.

    >>> atr([2, 4], [1, 3], [2, 3], 1).tolist()
    [nan, 2.0]
    """
    return Atr(length, scale=scale).extend(high, low, close)


def vwap(
    high: Values,
    low: Values,
    close: Values,
    volume: Values,
    length: int | None = None,
    session: ArrayLike | None = None,
    *,
    scale: int = SCALE,
) -> NDArray[np.float64]:
    """Volume-weighted average price; see ``Vwap``.

    >>> vwap([3, 6], [3, 6], [3, 6], [1, 2]).tolist()
    [3.0, 5.0]
    """
    return Vwap(length, scale=scale).extend(high, low, close, volume, session)


def macd(
    values: Values, fast: int = 12, slow: int = 26, signal: int = 9, *, scale: int = SCALE
) -> tuple[NDArray[np.float64], ...]:
    """Line, signal and histogram; see ``Macd``.

    >>> [part.tolist()[-1] for part in macd([1, 2], 1, 2, 1)]
    [0.5, 0.5, 0.0]
    """
    return Macd(fast, slow, signal, scale=scale).extend(values)


def stochastic(
    high: Values,
    low: Values,
    close: Values,
    length: int = 14,
    smoothing: int = 3,
    signal: int = 3,
    *,
    scale: int = SCALE,
) -> tuple[NDArray[np.float64], ...]:
    """Fast %K, slow %K and slow %D; see ``Stochastic``.

    >>> [part.tolist() for part in stochastic([4, 4], [0, 0], [1, 3], 1, 2, 1)]
    [[25.0, 75.0], [nan, 50.0], [nan, 50.0]]
    """
    return Stochastic(length, smoothing, signal, scale=scale).extend(high, low, close)


def adx(
    high: Values, low: Values, close: Values, length: int = 14, *, scale: int = SCALE
) -> tuple[NDArray[np.float64], ...]:
    """Average directional index, +DI and -DI; see ``Adx``.

    >>> [part.tolist() for part in adx([2, 4], [1, 2], [2, 3], 1)]
    [[nan, 100.0], [nan, 100.0], [nan, 0.0]]
    """
    return Adx(length, scale=scale).extend(high, low, close)


def aroon(
    high: Values, low: Values, length: int = 25, *, scale: int = SCALE
) -> tuple[NDArray[np.float64], ...]:
    """Up, down and oscillator; see ``Aroon``.

    >>> [part.tolist() for part in aroon([2, 4], [1, 2], 1)]
    [[nan, 100.0], [nan, 0.0], [nan, 100.0]]
    """
    return Aroon(length, scale=scale).extend(high, low)


def ichimoku(
    high: Values,
    low: Values,
    tenkan: int = 9,
    kijun: int = 26,
    senkou: int = 52,
    shift: int = 26,
    *,
    scale: int = SCALE,
) -> tuple[NDArray[np.float64], ...]:
    """Tenkan, kijun, senkou A and senkou B, as known at each bar; see ``Ichimoku``.

    >>> [part.tolist() for part in ichimoku([2, 4], [0, 2], 1, 1, 1, 1)]
    [[1.0, 3.0], [1.0, 3.0], [nan, 1.0], [nan, 1.0]]
    """
    return Ichimoku(tenkan, kijun, senkou, shift, scale=scale).extend(high, low)


def obv(close: Values, volume: Values, *, scale: int = SCALE) -> NDArray[np.float64]:
    """On-balance volume; see ``Obv``.

    >>> obv([3, 4, 2], [10, 5, 7]).tolist()
    [10.0, 15.0, 8.0]
    """
    return Obv(scale=scale).extend(close, volume)


def keltner(
    high: Values,
    low: Values,
    close: Values,
    length: int = 20,
    width: float = 2.0,
    range_length: int = 10,
    *,
    scale: int = SCALE,
) -> tuple[NDArray[np.float64], ...]:
    """Lower bound, middle and upper bound; see ``Keltner``.

    >>> [part.tolist()[-1] for part in keltner([4, 6], [4, 5], [4, 5], 1, 2.0, 1)]
    [1.0, 5.0, 9.0]
    """
    return Keltner(length, width, range_length, scale=scale).extend(high, low, close)


def donchian(
    high: Values, low: Values, length: int = 20, *, scale: int = SCALE
) -> tuple[NDArray[np.float64], ...]:
    """Lower bound, middle and upper bound; see ``Donchian``.

    >>> [part.tolist()[-1] for part in donchian([4, 6], [2, 5], 2)]
    [2.0, 4.0, 6.0]
    """
    return Donchian(length, scale=scale).extend(high, low)
