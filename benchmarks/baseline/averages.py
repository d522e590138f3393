"""Moving averages, by their definitions, of numbers that count so many to the ``unit``."""

from __future__ import annotations

from digits import NAN, Number


def sma(values: list[Number], length: int, unit: Number) -> list[float]:
    """The sum of the window over its length."""
    found, total = [], values[0] * 0
    for place, value in enumerate(values):
        total += value
        if place >= length:
            total -= values[place - length]
        found.append(float(total / (length * unit)) if place >= length - 1 else NAN)
    return found


def ema(values: list[Number], length: int, unit: Number) -> list[float]:
    """Each value weighs 2 / (length + 1); the first average is the simple one."""
    if len(values) < length:
        return [NAN] * len(values)
    weight = type(unit)(2) / (length + 1)
    average = sum(values[1:length], values[0]) / length
    found = [NAN] * (length - 1) + [float(average / unit)]
    for value in values[length:]:
        average += (value - average) * weight
        found.append(float(average / unit))
    return found


def wma(values: list[Number], length: int, unit: Number) -> list[float]:
    """The newest value weighs ``length``, the one before ``length - 1``, the oldest 1."""
    found, total, weighted = [], values[0] * 0, values[0] * 0
    weights = length * (length + 1) // 2 * unit
    for place, value in enumerate(values):
        if place < length:
            weighted += value * (place + 1)
            total += value
        else:
            weighted += value * length - total
            total += value - values[place - length]
        found.append(float(weighted / weights) if place >= length - 1 else NAN)
    return found


def vwap(
    high: list[Number],
    low: list[Number],
    close: list[Number],
    volume: list[Number],
    length: int,
    unit: Number,
) -> list[float]:
    """The value of the last bars' typical prices (high + low + close) / 3, over their volume."""
    found, value, units = [], close[0] * 0, close[0] * 0
    values = [
        (top + bottom + last) * count
        for top, bottom, last, count in zip(high, low, close, volume, strict=True)
    ]
    for place, traded in enumerate(values):
        value += traded
        units += volume[place]
        if place >= length:
            value -= values[place - length]
            units -= volume[place - length]
        known = place >= length - 1 and units
        found.append(float(value / (3 * units * unit)) if known else NAN)
    return found
