"""Indicators, as arrays and as streams."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import averages
import digits
import several
import wilder
import windows
from function import Function
from made import Columns, columns

from farthing import signals

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def indicator(
    ours: Callable[..., Any],
    plain: Callable[..., Any],
    *parameters: Any,
    names: Sequence[str] = ("close",),
    kinds: Sequence[str] = ("decimals", "floats", "array"),
    ulps: int = 0,
    reason: str = "",
) -> Function:
    """An indicator: whole numbers of 10^-8 for the plain baseline, decimals for the other."""

    def in_wholes(told: Columns) -> Any:
        prices = [
            digits.plain(values) if name == "volume" else digits.wholes(values)
            for name, values in zip(names, told, strict=True)
        ]
        return plain(*prices, *parameters, unit=10**digits.SCALE)

    def in_decimals(told: Columns) -> Any:
        with digits.exact():
            return plain(*map(digits.decimals, told), *parameters, unit=Decimal(1))

    return Function(
        ours=lambda told: ours(*told, *parameters),
        baselines={"plain": in_wholes, "decimal": in_decimals},
        inputs={kind: partial(columns, names, kind) for kind in kinds},
        ulps={"decimal": ulps} if ulps else {},
        reason=reason,
    )


FLOAT_STATE = (
    "the recursion is one of floats, as plain Python has it: each step rounds, and forgets"
)
FLOAT_DISTANCE = FLOAT_STATE + "; the distance of two such averages has lost their first digits"
FLOAT_ROOT = "the exact variance is rounded to a float, and its root and the rest again"
INDICATORS: dict[str, dict[str, Any]] = {
    "sma": {"plain": averages.sma, "parameters": (20,), "stream": signals.Sma},
    "ema": {
        "plain": averages.ema, "parameters": (20,), "stream": signals.Ema, "ulps": 16,
        "reason": FLOAT_STATE,
    },
    "wma": {"plain": averages.wma, "parameters": (20,), "stream": signals.Wma},
    "rolling_min": {
        "plain": windows.rolling_min, "parameters": (20,), "stream": signals.RollingMin,
    },
    "rolling_max": {
        "plain": windows.rolling_max, "parameters": (20,), "stream": signals.RollingMax,
    },
    "std": {
        "plain": windows.std, "parameters": (20, 1), "stream": signals.Std, "ulps": 1,
        "reason": FLOAT_ROOT,
    },
    "zscore": {
        "plain": windows.zscore, "parameters": (20, 1), "stream": signals.ZScore, "ulps": 2,
        "reason": FLOAT_ROOT,
    },
    "returns": {"plain": windows.returns, "parameters": (5,), "stream": signals.Returns},
    "rsi": {
        "plain": wilder.rsi, "parameters": (14,), "stream": signals.Rsi, "ulps": 16,
        "reason": FLOAT_STATE,
    },
    "bollinger": {
        "plain": windows.bollinger, "parameters": (20, 2), "stream": signals.Bollinger, "ulps": 2,
        "reason": FLOAT_ROOT,
    },
    "atr": {
        "plain": wilder.atr, "parameters": (14,), "stream": signals.Atr, "ulps": 16,
        "reason": FLOAT_STATE, "names": ("high", "low", "close"),
    },
    "vwap": {
        "plain": averages.vwap, "parameters": (20,), "stream": signals.Vwap,
        "names": ("high", "low", "close", "volume"),
    },
    "macd": {
        "plain": several.macd, "parameters": (12, 26, 9), "stream": signals.Macd,
        "ulps": 2**40, "reason": FLOAT_DISTANCE, "outputs": 3,
    },
    "stochastic": {
        "plain": several.stochastic, "parameters": (14, 3, 3), "stream": signals.Stochastic,
        "ulps": 8, "reason": FLOAT_STATE, "names": ("high", "low", "close"), "outputs": 3,
    },
    "adx": {
        "plain": several.adx, "parameters": (14,), "stream": signals.Adx, "ulps": 2**20,
        "reason": FLOAT_DISTANCE, "names": ("high", "low", "close"), "outputs": 3,
    },
    "aroon": {
        "plain": several.aroon, "parameters": (25,), "stream": signals.Aroon,
        "names": ("high", "low"), "outputs": 3,
    },
    "ichimoku": {
        "plain": several.ichimoku, "parameters": (9, 26, 52, 26), "stream": signals.Ichimoku,
        "names": ("high", "low"), "outputs": 4,
    },
    "obv": {
        "plain": several.obv, "parameters": (), "stream": signals.Obv,
        "names": ("close", "volume"),
    },
    "keltner": {
        "plain": several.keltner, "parameters": (20, 2.0, 10), "stream": signals.Keltner,
        "ulps": 16, "reason": FLOAT_STATE, "names": ("high", "low", "close"), "outputs": 3,
    },
    "donchian": {
        "plain": several.donchian, "parameters": (20,), "stream": signals.Donchian,
        "names": ("high", "low"), "outputs": 3,
    },
}  # fmt: skip


def indicators() -> dict[str, Function]:
    """Arrays, and streams that are told bar by bar: their answers are the same."""
    found = {}
    for name, options in INDICATORS.items():
        plain, parameters, stream, others = (
            options["plain"], options["parameters"], options["stream"],
            {key: options[key] for key in ("ulps", "reason", "names") if key in options},
        )  # fmt: skip
        array = indicator(getattr(signals, name), plain, *parameters, **others)
        found[f"signals.{name}"] = array
        found[f"signals.{stream.__name__}"] = dataclasses.replace(
            array,
            ours=partial(told_bar_by_bar, stream, parameters),
            inputs={kind: array.inputs[kind] for kind in ("decimals", "floats")},
            answer=bands if name == "bollinger" or "outputs" in options else array.answer,
        )
    return found


def told_bar_by_bar(kind: Callable[..., Any], parameters: Columns, told: Columns) -> list[Any]:
    """What a stream says of each bar."""
    update = kind(*parameters).update
    return [update(*bar) for bar in zip(*told, strict=True)]


def bands(rows: list[tuple[float, ...]]) -> tuple[list[float], ...]:
    """Rows of several values as lists of one each."""
    return tuple(list(band) for band in zip(*rows, strict=True))
