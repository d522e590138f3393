"""Raw text: rows of text columns as the table of a symbol."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from farthing.data import beside
from farthing.data.sources.source import Finding, RawTable
from farthing.data.stamps import OPTION, joined, stamps
from farthing.errors import SourceError

if TYPE_CHECKING:
    from farthing.data.columns import Roles

NUMBERS = ("open", "high", "low", "close", "volume", *beside.COLUMNS)


def raw_text(
    symbol: str,
    rows: pl.DataFrame,
    roles: Roles,
    file: str,
    *,
    date_format: str | None = None,
    decimal_comma: bool = False,
    how: str = OPTION,
) -> RawTable:
    """Rows of text, or of typed columns, as the table of a symbol.

    Args:
        symbol: whose rows.
        rows: the columns, and ``line``.
        roles: what the columns are.
        file: where they are from.
        date_format: format of the stamps, where it was told.
        decimal_comma: whether numbers are written 1,5.
        how: how the format is told, with braces for it.

    Raises:
        SourceError: the stamps look like no dates.
        ConfigurationError: the format of the stamps must be told.
    """
    text = [name for name, dtype in rows.schema.items() if dtype == pl.String]
    if text:  # an empty line is no row
        rows = rows.filter(~pl.all_horizontal(pl.exclude("line").is_null()))
    if rows.is_empty():
        raise SourceError(f"{file} has no rows of {symbol}")
    where = f"{file}, {' and '.join(roles.stamps)}"
    stamp = stamp_of(rows, roles, where, date_format, how)
    columns = [stamp.alias("stamp")]
    if rows.schema[roles.stamps[0]] == pl.String:
        columns.append(_stamp_text(rows, roles))
    for name in NUMBERS:
        if name in roles:
            column = rows.get_column(roles[name])
            if decimal_comma and column.dtype == pl.String:
                column = column.str.replace(",", ".", literal=True)
            columns.append(column.alias(name))
    frame = pl.DataFrame(columns).with_columns(
        pl.lit(0, dtype=pl.UInt32).alias("file"), rows.get_column("line").cast(pl.UInt32)
    )
    return RawTable(symbol, frame, (file,), findings=_unused(symbol, roles))


def stamp_of(
    rows: pl.DataFrame, roles: Roles, where: str, date_format: str | None = None, how: str = OPTION
) -> pl.Series:
    """When each row is: from one column or two, from text, numbers or dates."""
    columns = [rows.get_column(name) for name in roles.stamps]
    first = columns[0]
    if len(columns) == 2:
        day, time = (column.cast(pl.String) for column in columns)
        return stamps(joined(day, time), where, date_format, how)
    if first.dtype == pl.String or first.dtype.is_integer():
        return stamps(first.cast(pl.String), where, date_format, how)
    if first.dtype == pl.Date or isinstance(first.dtype, pl.Datetime):
        return first
    raise SourceError(f"{where}: a column of type {first.dtype} holds no dates")


def _stamp_text(rows: pl.DataFrame, roles: Roles) -> pl.Series:
    columns = [rows.get_column(name).cast(pl.String) for name in roles.stamps]
    text = columns[0] if len(columns) == 1 else columns[0] + " " + columns[1]
    return text.alias("stamp_text")


def _unused(symbol: str, roles: Roles) -> tuple[Finding, ...]:
    named = [name for name in roles.unused if name != "line"]
    if not named:
        return ()
    return (Finding(symbol, "unused columns", len(named), ", ".join(named)),)
