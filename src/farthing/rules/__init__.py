"""Rules: strategies as expressions, which the core runs for one or for many parameter sets.

    from farthing import rules
    from farthing.rules import Rules, param, percent, sma

    cross = Rules(
        entry=sma("close", param("fast")) > sma("close", param("slow")), size=percent(1)
    )
    found = rules.sweep(cross, bars, {"fast": range(5, 45), "slow": range(50, 100, 2)})

An expression is a number or a condition of one asset at the close of one of its bars; what it is
made of are fields, indicators, parameters and what the run remembers.
"""

from __future__ import annotations

from farthing.rules.again import results
from farthing.rules.expression import Condition, Number
from farthing.rules.rules import Rules, Size, percent, shares, value
from farthing.rules.runs import simulate, sweep
from farthing.rules.words import (
    adx,
    ago,
    aroon,
    atr,
    bars_in_position,
    bars_since,
    before,
    bollinger,
    close,
    crosses_above,
    crosses_below,
    donchian,
    ema,
    high,
    ichimoku,
    in_position,
    keltner,
    low,
    macd,
    obv,
    open,  # noqa: A004 # the field of a bar
    param,
    returns,
    rolling_max,
    rolling_min,
    rsi,
    sma,
    std,
    stochastic,
    volume,
    vwap,
    wma,
    zscore,
)

__all__ = [
    "Condition",
    "Number",
    "Rules",
    "Size",
    "adx",
    "ago",
    "aroon",
    "atr",
    "bars_in_position",
    "bars_since",
    "before",
    "bollinger",
    "close",
    "crosses_above",
    "crosses_below",
    "donchian",
    "ema",
    "high",
    "ichimoku",
    "in_position",
    "keltner",
    "low",
    "macd",
    "obv",
    "open",
    "param",
    "percent",
    "results",
    "returns",
    "rolling_max",
    "rolling_min",
    "rsi",
    "shares",
    "simulate",
    "sma",
    "std",
    "stochastic",
    "sweep",
    "value",
    "volume",
    "vwap",
    "wma",
    "zscore",
]
