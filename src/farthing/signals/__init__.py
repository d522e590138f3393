"""Indicators: each a stream that is told one value or bar after the other, and an array.

The array is the fold of the stream, equal to it to the bit. Values are exact: decimals and whole
numbers as they are, floats by their shortest decimal with ``scale`` digits behind the point,
half-even. Sums are exact; a mean is one correctly rounded division. What is not defined yet is NaN.

>>> sma([1.0, 2.0, 4.0], 2).tolist()
[nan, 1.5, 3.0]
>>> stream = Sma(2)
>>> [stream.update(value) for value in (1.0, 2.0, 4.0)]
[nan, 1.5, 3.0]
"""

from __future__ import annotations

from farthing.signals.arrays import (
    adx,
    aroon,
    atr,
    bollinger,
    donchian,
    ema,
    ichimoku,
    keltner,
    macd,
    obv,
    returns,
    rolling_max,
    rolling_min,
    rsi,
    sma,
    std,
    stochastic,
    vwap,
    wma,
    zscore,
)
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
    Atr,
    Bollinger,
    Ema,
    Returns,
    RollingMax,
    RollingMin,
    Rsi,
    Sma,
    Std,
    Vwap,
    Wma,
    ZScore,
)

__all__ = [
    "Adx",
    "Aroon",
    "Atr",
    "Bollinger",
    "Donchian",
    "Ema",
    "Ichimoku",
    "Keltner",
    "Macd",
    "Obv",
    "Returns",
    "RollingMax",
    "RollingMin",
    "Rsi",
    "Sma",
    "Std",
    "Stochastic",
    "Vwap",
    "Wma",
    "ZScore",
    "adx",
    "aroon",
    "atr",
    "bollinger",
    "donchian",
    "ema",
    "ichimoku",
    "keltner",
    "macd",
    "obv",
    "returns",
    "rolling_max",
    "rolling_min",
    "rsi",
    "sma",
    "std",
    "stochastic",
    "vwap",
    "wma",
    "zscore",
]
