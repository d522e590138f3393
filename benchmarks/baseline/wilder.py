"""Welles Wilder's indicators, by their definitions, of numbers that count so many to the ``unit``.

Source: J. Welles Wilder, "New Concepts in Technical Trading Systems", 1978.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from digits import NAN, Number

if TYPE_CHECKING:
    from collections.abc import Iterator


def rsi(values: list[Number], length: int, unit: Number) -> list[float]:  # noqa: ARG001
    """100 times the share of the mean gain in mean gain and mean loss; the unit falls out."""
    nothing = values[0] * 0
    changes = [after - before for before, after in pairwise(values)]
    gains = smoothed([max(change, nothing) for change in changes], length)
    losses = smoothed([max(-change, nothing) for change in changes], length)
    known = [
        float(100 * (gain / (gain + loss))) if gain + loss else NAN
        for gain, loss in zip(gains, losses, strict=True)
    ]
    return [NAN] * (len(values) - len(known)) + known


def atr(
    high: list[Number], low: list[Number], close: list[Number], length: int, unit: Number
) -> list[float]:
    """The mean of true ranges: of a bar's extremes and the close before."""
    ranges = [
        max(top, before) - min(bottom, before)
        for top, bottom, before in zip(high[1:], low[1:], close, strict=False)
    ]
    known = [float(mean / unit) for mean in smoothed(ranges, length)]
    return [NAN] * (len(close) - len(known)) + known


def smoothed(values: list[Number], length: int) -> Iterator[Number]:
    """Means in which each value weighs 1 / length; the first one is simple."""
    if len(values) < length:
        return
    mean = sum(values[1:length], values[0]) / length
    yield mean
    for value in values[length:]:
        mean += (value - mean) / length
        yield mean
