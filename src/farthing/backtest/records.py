"""What a strategy records: values under names, bar by bar."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl


def plain(value: Any) -> Decimal | float | str | bool | None:
    """A recorded value as one that a table can hold; exact numbers stay exact.

    >>> plain(3), plain(0.5)
    (Decimal('3'), 0.5)
    """
    if value is None or isinstance(value, (bool, str, Decimal)):
        return value
    if isinstance(value, int):
        return Decimal(value)
    return float(value)


def canonical(recorded: list[tuple[int, str, Any]]) -> bytes:
    """Records as bytes that are equal when the records are, for the digest."""
    lines = []
    for row, name, value in recorded:
        held = plain(value)
        if isinstance(held, Decimal):
            held = f"exact {held.normalize():f}"
        lines.append(f"{row} {name!r} {held!r}")
    return "\n".join(lines).encode()


def frame(recorded: list[tuple[int, str, Any]], times: pl.Series) -> pl.DataFrame:
    """One row per bar in which something was recorded, one column per name."""
    rows: dict[int, dict[str, Any]] = {}
    names: dict[str, None] = {}
    for row, name, value in recorded:
        rows.setdefault(row, {})[name] = plain(value)
        names[name] = None
    columns = [times.gather(list(rows)).alias("time")]
    columns += [_column(name, [values.get(name) for values in rows.values()]) for name in names]
    return pl.DataFrame(columns)


def _column(name: str, values: list[Any]) -> pl.Series:
    recorded = [value for value in values if value is not None]
    kinds = {type(value) for value in recorded}
    if kinds == {Decimal}:
        digits = [-value.as_tuple().exponent for value in recorded]
        return pl.Series(name, values, dtype=pl.Decimal(38, max(0, *digits)), strict=False)
    if kinds <= {Decimal, float}:
        return pl.Series(name, _each(float, values), dtype=pl.Float64)
    return pl.Series(name, values if len(kinds) == 1 else _each(str, values))


def _each(kind: type, values: list[Any]) -> list[Any]:
    return [None if value is None else kind(value) for value in values]
