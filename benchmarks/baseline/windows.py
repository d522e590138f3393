"""What is said of a window, by its definition, of numbers that count so many to the ``unit``.

The variance of a window is one division of exact sums.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from digits import NAN, Number, root

if TYPE_CHECKING:
    from collections.abc import Iterator


def rolling_min(values: list[Number], length: int, unit: Number) -> list[float]:
    """The smallest value of each window."""
    windows = (values[place - length : place] for place in range(length, len(values) + 1))
    return [NAN] * min(length - 1, len(values)) + [float(min(window) / unit) for window in windows]


def rolling_max(values: list[Number], length: int, unit: Number) -> list[float]:
    """The largest value of each window."""
    windows = (values[place - length : place] for place in range(length, len(values) + 1))
    return [NAN] * min(length - 1, len(values)) + [float(max(window) / unit) for window in windows]


def returns(values: list[Number], length: int, unit: Number) -> list[float]:  # noqa: ARG001
    """The change over so many values, as a share of the older one; the unit falls out."""
    return [NAN] * min(length, len(values)) + [
        float((after - before) / before) if before else NAN
        for before, after in zip(values, values[length:], strict=False)
    ]


def std(values: list[Number], length: int, ddof: int, unit: Number) -> list[float]:
    """The standard deviation of each window."""
    below = length * (length - ddof) * unit * unit
    return [
        float(root(above / below)) if place >= length - 1 else NAN
        for place, (_, above) in enumerate(sums(values, length))
    ]


def zscore(
    values: list[Number],
    length: int,
    ddof: int,
    unit: Number,  # noqa: ARG001 - all indicators are called alike
) -> list[float]:
    """The distance from the mean of the window in standard deviations; the unit falls out."""
    return [
        float((length * value - total) / root(above * length / (length - ddof)))
        if place >= length - 1 and above
        else NAN
        for place, (value, (total, above)) in enumerate(
            zip(values, sums(values, length), strict=True)
        )
    ]


def bollinger(
    values: list[Number], length: int, width: int, unit: Number
) -> tuple[list[float], ...]:
    """The mean of the window, and so many population deviations below and above it."""
    bands: list[tuple[float, ...]] = []
    for place, (total, above) in enumerate(sums(values, length)):
        if place < length - 1:
            bands.append((NAN, NAN, NAN))
            continue
        mean = total / (length * unit)
        half = width * root(above / (length * length * unit * unit))
        bands.append((float(mean - half), float(mean), float(mean + half)))
    return tuple(list(band) for band in zip(*bands, strict=True))


def sums(values: list[Number], length: int) -> Iterator[tuple[Number, Number]]:
    """The sum of each window, and ``length`` times its squares less the square of that sum."""
    total, squares = values[0] * 0, values[0] * 0
    for place, value in enumerate(values):
        total += value
        squares += value * value
        if place >= length:
            gone = values[place - length]
            total -= gone
            squares -= gone * gone
        yield total, length * squares - total * total
