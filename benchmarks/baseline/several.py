"""Indicators of several averages or of whole bars, by their definitions.

Numbers count so many to the ``unit``. What is not defined yet is NaN, output by output.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import wilder
from digits import NAN, Number

if TYPE_CHECKING:
    from collections.abc import Iterable

Outputs = tuple[list[float], ...]


def macd(values: list[Number], fast: int, slow: int, signal: int, unit: Number) -> Outputs:
    """The distance of two averages that begin together, its average, and their distance."""
    long = exponential(values, slow)
    short = exponential(values[slow - fast :], fast) if long else []
    lines = [one - other for one, other in zip(short, long, strict=True)]
    smooth = exponential(lines, signal)
    above = [line - mean for line, mean in zip(lines[signal - 1 :], smooth, strict=True)]
    return aligned([[part / unit for part in parts] for parts in (lines, smooth, above)], values)


def stochastic(
    high: list[Number],
    low: list[Number],
    close: list[Number],
    length: int,
    smoothing: int,
    signal: int,
    unit: Number,  # noqa: ARG001 - all indicators are called alike
) -> Outputs:
    """Where the close is between the extremes of a window, and two means of it."""
    fast = [
        100 * (close[end - 1] - least) / (most - least) if most > least else NAN
        for end, least, most in extremes(high, low, length)
    ]
    slow = means(fast, smoothing)
    return aligned([fast, slow, means(slow, signal)], close)


def adx(
    high: list[Number], low: list[Number], close: list[Number], length: int, unit: Number
) -> Outputs:
    """Wilder's indices of direction, and the average of how much they differ."""
    del unit  # it falls out
    ups, downs, ranges = [], [], []
    bars = list(zip(high, low, close, strict=True))
    for (last_high, last_low, last), (top, bottom, _) in pairwise(bars):
        rise, fall = top - last_high, last_low - bottom
        ups.append(rise if rise > fall and rise > 0 else rise * 0)
        downs.append(fall if fall > rise and fall > 0 else fall * 0)
        ranges.append(max(top, last) - min(bottom, last))
    parts = [decayed(each, length) for each in (ups, downs, ranges)]
    plus, minus, index = [], [], []
    for up, down, span in zip(*parts, strict=True):
        one, other = 100 * (up / span), 100 * (down / span)
        plus.append(one)
        minus.append(other)
        index.append(100 * (abs(one - other) / (one + other)))
    return aligned([list(wilder.smoothed(index, length)), plus, minus], close)


def aroon(high: list[Number], low: list[Number], length: int, unit: Number) -> Outputs:
    """How many bars ago the extremes of a window were, of its length."""
    del unit  # it falls out
    found: list[list[float]] = [[], [], []]
    for end in range(length + 1, len(high) + 1):
        tops, bottoms = high[end - length - 1 : end][::-1], low[end - length - 1 : end][::-1]
        up, down = tops.index(max(tops)), bottoms.index(min(bottoms))
        for output, bars in zip(found, (length - up, length - down, down - up), strict=True):
            output.append(100 * bars / length)
    return aligned(found, high)


def ichimoku(
    high: list[Number],
    low: list[Number],
    tenkan: int,
    kijun: int,
    senkou: int,
    shift: int,
    unit: Number,
) -> Outputs:
    """Middles of windows; the spans are those of some bars ago."""
    sums = [
        [least + most for _, least, most in extremes(high, low, length)]
        for length in (tenkan, kijun, senkou)
    ]
    both = [one + other for one, other in zip(sums[0][kijun - tenkan :], sums[1], strict=True)]
    lines = [[part / (2 * unit) for part in parts] for parts in sums]
    spans = [[part / (4 * unit) for part in both[:-shift]], lines[2][:-shift]]
    return aligned([lines[0], lines[1], *spans], high)


def obv(close: list[Number], volume: list[Number], unit: Number) -> list[float]:
    """Volumes of rises less those of falls."""
    del unit  # volumes are whole
    total, found = volume[0], [float(volume[0])]
    for (before, after), traded in zip(pairwise(close), volume[1:], strict=True):
        total += traded if after > before else -traded if after < before else 0
        found.append(float(total))
    return found


def keltner(
    high: list[Number],
    low: list[Number],
    close: list[Number],
    length: int,
    width: float,
    range_length: int,
    unit: Number,
) -> Outputs:
    """An average, and so many ranges around it."""
    found: list[list[float]] = [[], [], []]
    known_middles = [float(part / unit) for part in exponential(close, length)]
    middles = [NAN] * (len(close) - len(known_middles)) + known_middles
    ranges = wilder.atr(high, low, close, range_length, unit)
    for middle, span in zip(middles, ranges, strict=True):
        known = not (math.isnan(middle) or math.isnan(span))
        band = (middle - width * span, middle, middle + width * span) if known else (NAN,) * 3
        for output, value in zip(found, band, strict=True):
            output.append(value)
    return tuple(found)


def donchian(high: list[Number], low: list[Number], length: int, unit: Number) -> Outputs:
    """The extremes of a window, and their middle."""
    found = [
        (least / unit, (least + most) / (2 * unit), most / unit)
        for _, least, most in extremes(high, low, length)
    ]
    return aligned([[row[place] for row in found] for place in range(3)], high)


def extremes(
    high: list[Number], low: list[Number], length: int
) -> list[tuple[int, Number, Number]]:
    """Where each window ends, its lowest low and its highest high."""
    return [
        (end, min(low[end - length : end]), max(high[end - length : end]))
        for end in range(length, len(high) + 1)
    ]


def exponential(values: list[Any], length: int) -> list[Any]:
    """Averages that go a part of the way to each value; the first one is simple."""
    if len(values) < length:
        return []
    average = sum(values[1:length], values[0]) / length
    divisor = (type(values[0])(length) + 1) / 2
    found = [average]
    for value in values[length:]:
        average += (value - average) / divisor
        found.append(average)
    return found


def decayed(values: list[Any], length: int) -> list[Any]:
    """Wilder's sums: of all but one value of a window, then less a part of it for each value."""
    found: list[Any] = []
    if len(values) < length:
        return found
    total = sum(values[1 : length - 1], values[0])
    for value in values[length - 1 :]:
        total = total - total / length + value
        found.append(total)
    return found


def means(values: list[Any], length: int) -> list[Any]:
    """The mean of each window."""
    return [
        sum(values[end - length + 1 : end], values[end - length]) / length
        for end in range(length, len(values) + 1)
    ]


def aligned(outputs: Iterable[list[Any]], bars: list[Number]) -> Outputs:
    """Outputs as floats, each as long as the bars."""
    return tuple(
        [NAN] * (len(bars) - len(output)) + [float(part) for part in output] for output in outputs
    )
