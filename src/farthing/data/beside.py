"""Actions beside bars: dividends and splits in columns of the rows, as Zipline and Yahoo do it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from farthing.data.exact import widened
from farthing.data.ratio import split_ratio
from farthing.decimals import canonical
from farthing.errors import SourceError
from farthing.types import Dividend, Split

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from farthing.data.sources.source import RawTable

COLUMNS = ("dividend", "split")
"""What the columns are called in a raw table."""


def beside(raw: RawTable, days: pl.Series) -> tuple[tuple[Dividend, ...], tuple[Split, ...]]:
    """The dividends and splits in columns of rows.

    A dividend of 0 and a split of 0 or 1 are none; a split of 2 is two new shares for an old one.
    The same number in further rows of a day is the same action.

    Args:
        raw: the rows.
        days: on which each row acts: its session.

    Raises:
        SourceError: a column has something that is no number, or less than nothing.

    >>> from datetime import date
    >>> from farthing.data.sources.source import RawTable
    >>> rows = {"dividend": ["0", "0.25"], "split": ["7", "7"], "file": [0, 0], "line": [1, 2]}
    >>> day = date(2014, 6, 9)
    >>> dividends, splits = beside(RawTable("A", pl.DataFrame(rows), ("a",)), pl.Series([day, day]))
    >>> dividends[0].amount, len(splits), splits[0].new
    (Decimal('0.25'), 1, 7)
    """
    dividends = [
        Dividend(raw.symbol, day, canonical(amount))
        for day, amount in _column(raw, days, "dividend")
    ]
    splits = [
        Split(raw.symbol, day, *split_ratio(Fraction(ratio)))
        for day, ratio in _column(raw, days, "split")
        if ratio != 1
    ]
    return tuple(dividends), tuple(splits)


def _column(raw: RawTable, days: pl.Series, name: str) -> list[tuple[date, Decimal]]:
    """The days on which a column has a number other than 0.

    Raises:
        SourceError: it has something else.
    """
    if name not in raw.frame.columns:
        return []
    column = raw.frame.get_column(name)
    table = raw.frame.select("file", "line").with_columns(
        days.alias("day"), widened(column).alias("value"), column.cast(pl.String).alias("text")
    )
    is_nan = pl.col("text").str.to_lowercase().is_in(["nan", ""])
    wrong = table.filter(
        (pl.col("value").is_null() & pl.col("text").is_not_null() & ~is_nan) | (pl.col("value") < 0)
    )
    if not wrong.is_empty():
        row = wrong.row(0, named=True)
        where = f"{raw.files[row['file']]}:{row['line']}"
        raise SourceError(f"{where}: {name} {row['text']!r} is none")
    found = table.filter((pl.col("value") != 0) & pl.col("day").is_not_null())
    return found.select("day", "value").unique(maintain_order=True).rows()
