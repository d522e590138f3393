"""Exact numbers from what sources have: text, integers, decimals and floats.

A float means its shortest decimal (the one that Python prints). Text never becomes a float. Both
are parsed by polars, which rounds half-even where more digits come than are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from farthing import _core
from farthing.decimals import canonical, step_of
from farthing.errors import SourceError

if TYPE_CHECKING:
    from decimal import Decimal

WIDE = 18
"""Digits behind the point that are looked at; 20 are left before it."""

PRICE_LIMIT = _core.PRICE_MAX + 1
"""A price of so many last digits or more has no exact float view; the core refuses it."""

VOLUME_LIMIT = _core.QUANTITY_MAX + 1
"""A volume of so many last digits or more is refused, as the core refuses such a quantity."""

FLOAT_BITS = {"Float64": 53, "Float32": 24}
"""Bits of precision of the float types."""


@dataclass(frozen=True, slots=True)
class RoundingChange:
    """What rounding to a scale has changed at most.

    >>> from decimal import Decimal
    >>> RoundingChange(Decimal("1.005"), Decimal("1.00"), 3).change
    Decimal('0.005')
    """

    before: Decimal
    after: Decimal
    count: int

    @property
    def change(self) -> Decimal:
        """The largest change."""
        return abs(self.after - self.before)


def widened(column: pl.Series, mantissa_scale: int | None = None) -> pl.Series:
    """A column as decimals with all digits it has (18 behind the point); null where it has none.

    Args:
        column: text, integers, decimals or floats.
        mantissa_scale: for integers that count the last digits of so many behind the point.

    >>> widened(pl.Series(["1.5", "x"]))[0]
    Decimal('1.500000000000000000')
    """
    return rounded(column, WIDE, mantissa_scale)


def rounded(column: pl.Series, scale: int, mantissa_scale: int | None = None) -> pl.Series:
    """A column as decimals of a scale, half-even, rounded once; null where there is no number.

    >>> rounded(pl.Series(["2.345", "1e-3", "nan"]), 2).to_list()
    [Decimal('2.34'), Decimal('0.00'), None]
    >>> rounded(pl.Series([162500]), 4, mantissa_scale=4).to_list()
    [Decimal('16.2500')]
    """
    target = pl.Decimal(38, scale)
    if column.dtype.is_float():
        column = column.cast(pl.String)
    if column.dtype == pl.String:
        return column.str.strip_chars().str.to_decimal(scale=scale)
    if column.dtype.is_integer() or column.dtype.is_decimal():
        if mantissa_scale:
            unit = step_of(mantissa_scale)
            column = column.cast(pl.Decimal(38, mantissa_scale)) * unit
        return column.cast(target, strict=False)
    if column.dtype == pl.Null:
        return column.cast(target)
    raise SourceError(f"column {column.name!r} is of type {column.dtype}, which holds no numbers")


def digits(columns: list[pl.Series], most: int = WIDE) -> int | None:
    """The fewest digits behind the point that write every value, if no more than ``most``.

    Args:
        columns: of `widened` values.
        most: where to stop looking.

    >>> digits([widened(pl.Series(["1.50", "0.125"]))]), digits([widened(pl.Series(["0.125"]))], 2)
    (3, None)
    """
    needed = 0
    for column in columns:
        left = column.drop_nulls().to_physical()
        while True:
            step = pl.Series([10 ** (WIDE - needed)], dtype=pl.Int128)
            left = left.filter((left % step) != 0)
            if left.is_empty():
                break
            needed += 1
            if needed > most:
                return None
    return needed


def largest_change(wide: pl.Series, narrow: pl.Series) -> RoundingChange | None:
    """How much a rounding has changed at most, and of how many values; None if of none.

    >>> wide = widened(pl.Series(["1.004", "1.5"]))
    >>> largest_change(wide, rounded(pl.Series(["1.004", "1.5"]), 2)).change
    Decimal('0.004000000000000000')
    """
    again = narrow.cast(pl.Decimal(38, WIDE), strict=False)  # too large to be looked at: null
    difference = (wide.to_physical() - again.to_physical()).abs()
    count = int((difference != 0).sum())
    if not count:
        return None
    place = difference.arg_max()
    assert place is not None
    return RoundingChange(wide[place], narrow[place], count)


def vanished(wide: pl.Series, narrow: pl.Series) -> Decimal | None:
    """The first value that is not zero but was rounded to zero.

    >>> vanished(widened(pl.Series(["0.00000012"])), rounded(pl.Series(["0.00000012"]), 6))
    Decimal('1.2E-7')
    """
    gone = wide.filter((wide.to_physical() != 0) & (narrow.to_physical() == 0))
    return None if gone.is_empty() else canonical(gone[0])


def too_coarse(column: pl.Series, scale: int) -> float | None:
    """The first float that cannot tell prices half a last digit apart, as a large 32-bit one.

    Its shortest decimal is then a choice among several on the grid of the prices.

    >>> too_coarse(pl.Series([1234567.9], dtype=pl.Float32), 2)
    1234567.875
    """
    bits = FLOAT_BITS.get(str(column.dtype))
    if bits is None:
        return None
    numbers = column.cast(pl.Float64)
    coarse = numbers.filter(numbers.is_finite() & (numbers.abs() * 10.0**scale >= 2.0**bits))
    return None if coarse.is_empty() else coarse[0]


def stored(column: pl.Series, scale: int) -> pl.Series:
    """Volumes as they are kept: integers without digits behind the point, else decimals.

    >>> stored(rounded(pl.Series(["1200"]), 0), 0).dtype
    Int64
    """
    if scale == 0:
        return column.to_physical().cast(pl.Int64)
    largest = column.to_physical().abs().max()
    narrow = largest is None or int(str(largest)) < 10**18
    return column.cast(pl.Decimal(18 if narrow else 38, scale))
