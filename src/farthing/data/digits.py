"""Prices of a table as whole numbers of their last digit, and back; the step that they stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from farthing.data.exact import rounded
from farthing.decimals import shifted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from farthing.types import Instrument


def digits_of(rows: pl.DataFrame, name: str) -> NDArray[np.int64]:
    """A column of exact numbers in units of its last digit; the array may be written to.

    >>> digits_of(pl.DataFrame({"close": [1.5]}).cast(pl.Decimal(18, 2)), "close").tolist()
    [150]
    """
    column = rows.get_column(name).to_physical().cast(pl.Int64)
    return np.array(column.to_numpy(), dtype=np.int64)


def column_of(rows: pl.DataFrame, name: str, digits: NDArray[np.int64]) -> pl.Series:
    """Digits as a column of the type that the rows have under this name.

    >>> rows = pl.DataFrame({"close": [1.5]}).cast(pl.Decimal(18, 2))
    >>> column_of(rows, "close", np.array([175]))[0]
    Decimal('1.75')
    """
    kind: Any = rows.schema[name]
    values = pl.Series(name, digits)
    if not kind.is_decimal():
        return values.cast(kind)
    return rounded(values, kind.scale, mantissa_scale=kind.scale).cast(kind)


def price_step(instrument: Instrument, columns: Iterable[NDArray[np.int64]]) -> int:
    """The tick in last digits, where all prices are on it; bars may be finer than orders.

    >>> from decimal import Decimal
    >>> from farthing.types import Instrument
    >>> price_step(Instrument("A", tick=Decimal("0.05")), [np.array([105, 110])])
    5
    """
    tick = int(shifted(instrument.tick, instrument.price_scale))
    is_on = tick > 1 and all(bool((digits % tick == 0).all()) for digits in columns)
    return tick if is_on else 1
