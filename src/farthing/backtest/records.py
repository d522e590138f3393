"""What a strategy records: values under names, bar by bar."""

from __future__ import annotations

from decimal import Decimal
from operator import index
from typing import Any

import numpy as np
import polars as pl

from farthing.decimals import canonical as canonical_number

DIGITS_MAX = 38
"""Digits that a decimal column of a table can hold."""

TIME = "time"

Plain = Decimal | float | str | bool | None


def plain(value: Any) -> Plain:
    """A recorded value as one that a table can hold; exact numbers stay exact.

    >>> plain(3), plain(0.5)
    (Decimal('3'), 0.5)
    """
    if value is None or isinstance(value, (bool, Decimal)):
        return value
    if isinstance(value, str):
        return str.__str__(value)  # a subclass, such as one of numpy, prints itself differently
    if isinstance(value, np.bool_):
        return bool(value)
    if hasattr(value, "__index__"):
        return _or_text(lambda whole: Decimal(index(whole)), value)
    return _or_text(float, value)


def _or_text(kind: Any, value: Any) -> Plain:
    """The value as a number; what only looks like one, such as an array, is kept as its text."""
    try:
        number: Decimal | float = kind(value)
    except (TypeError, ValueError, OverflowError):
        return str(value)
    return number


def canonical(recorded: list[tuple[int, str, Any]]) -> bytes:
    """Records as bytes that are equal when the records are, for the digest.

    They depend on the values alone: the decimal context of the process has no part in them.
    """
    lines = [f"{row} {name!r} {_canonical(plain(value))}" for row, name, value in recorded]
    return "\n".join(lines).encode()


def _canonical(value: Plain) -> str:
    if isinstance(value, Decimal):
        return f"'exact {_digits(canonical_number(value))}'"
    if isinstance(value, str) and value.startswith("exact "):
        return f"text {value!r}"  # no number, though it reads like one here
    return repr(value)


def _digits(number: Decimal) -> str:
    sign, digits, exponent = number.as_tuple()
    if isinstance(exponent, int) and abs(exponent) <= DIGITS_MAX:
        return f"{number:f}"
    return f"{'-' * sign}{''.join(map(str, digits))}e{exponent}"  # in full it could fill memory


def frame(recorded: list[tuple[int, str, Any]], times: pl.Series) -> pl.DataFrame:
    """One row per bar in which something was recorded, one column per name.

    A column is of the narrowest type that holds all its values: exact decimals; floats where one
    of its numbers is one; truths; else text. Numbers of which one is a decimal that a table cannot
    hold (it is not finite, or they need more than 38 digits) are kept as text, so that none is
    lost. A lone surrogate, which no file can hold, is written as its escape. A record named
    ``time`` is the column ``time_``: ``time`` is the bar's.
    """
    rows: dict[int, dict[str, Any]] = {}
    columns: dict[str, str] = {}
    for row, name, value in recorded:
        rows.setdefault(row, {})[name] = plain(value)
        if name not in columns:
            columns[name] = _free(_writable(name), {TIME, *columns.values()})
    found = [times.gather(list(rows)).alias(TIME)]
    for name, column in columns.items():
        found.append(_column(column, [values.get(name) for values in rows.values()]))
    return pl.DataFrame(found)


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


def _writable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def _column(name: str, values: list[Plain]) -> pl.Series:
    kinds = {type(value) for value in values if value is not None}
    exact = [value for value in values if isinstance(value, Decimal)]
    scale = _scale(exact)
    if kinds <= {Decimal, float} and scale is not None:
        if kinds == {Decimal}:
            return pl.Series(name, values, dtype=pl.Decimal(DIGITS_MAX, scale))
        return pl.Series(name, _each(float, values), dtype=pl.Float64)
    if kinds == {bool}:
        return pl.Series(name, values)
    return pl.Series(name, _each(lambda value: _writable(str(value)), values), dtype=pl.String)


def _scale(numbers: list[Decimal]) -> int | None:
    """The digits behind the point of a column that holds these numbers, if one can."""
    if not all(number.is_finite() for number in numbers):
        return None
    behind = max((-int(number.as_tuple().exponent) for number in numbers), default=0)
    before = max((number.adjusted() + 1 for number in numbers if number), default=0)
    scale = max(0, behind)
    return scale if scale + max(0, before) <= DIGITS_MAX else None


def _each(kind: Any, values: list[Plain]) -> list[Any]:
    return [None if value is None else kind(value) for value in values]
