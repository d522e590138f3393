"""The closes that a page draws: of the benchmark and of the symbols that were traded most."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import prod
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from farthing.report.charts.thin import extremes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.backtest.result import Result
    from farthing.data.bars import Bars

SYMBOLS_DRAWN = 12
"""Symbols whose trades are drawn on their prices."""

INSTANT = pl.Datetime("ns", "UTC")

COLUMNS_DRAWN = 400
"""Columns of the drawing of a symbol's prices."""

SCHEMA: dict[str, pl.DataType] = {
    "symbol": pl.String(),
    "time": INSTANT,
    "session": pl.Date(),
    "close": pl.Decimal(38, 0),
    "new": pl.Int64(),
    "old": pl.Int64(),
}


def prices(result: Result) -> pl.DataFrame:
    """The closes that the page of a result draws.

    Of a long run these are the ones that a drawing shows: the least and the largest of each of its
    columns, those of splits, and of the benchmark also those at the bars where equity is drawn.

    Returns:
        ``symbol``, ``time``, ``session``, ``close`` (Decimal: exact, as it was) and ``new`` and
        ``old``: so many shares of the run's end are so many of that time.
    """
    if result.equity.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    times = result.equity.get_column("time")
    benchmark = result.config.benchmark
    symbols = [*most_traded(result.fills).head(SYMBOLS_DRAWN).get_column("symbol")]
    if benchmark is not None:
        symbols = [benchmark, *(symbol for symbol in symbols if symbol != benchmark)]
    if not symbols:
        return pl.DataFrame(schema=SCHEMA)
    drawn = times.gather(extremes(_floats(result.equity.get_column("equity"))))
    scale = max(i.price_scale for i in result.bars.instruments if i.symbol in symbols)
    return pl.concat(
        _thinned(_closes(result, symbol, scale), drawn if symbol == benchmark else drawn.clear())
        for symbol in symbols
    )


def most_traded(fills: pl.DataFrame) -> pl.DataFrame:
    """Symbols by the value that was traded, the largest first: ``symbol value fee fills``.

    Value and fee are in the account's currency. Symbols of one value are in the order of the
    alphabet.
    """
    totals = fills.group_by("symbol").agg(
        value=pl.col("account_value").abs().sum(),
        fee=pl.col("account_fee").sum(),
        fills=pl.len(),
    )
    return totals.sort("value", "symbol", descending=[True, False])


def total(column: pl.Series) -> Decimal:
    """The exact sum of a column of exact numbers.

    >>> total(pl.Series(["0.10", "0.20"]).str.to_decimal(scale=2))
    Decimal('0.30')
    """
    found = column.sum()
    assert isinstance(found, Decimal)
    return found


def adjusted(closes: pl.DataFrame) -> NDArray[np.float64]:
    """Closes per share of the run's end, for drawing."""
    ratios = closes.get_column("old").to_numpy() / closes.get_column("new").to_numpy()
    values: NDArray[np.float64] = _floats(closes.get_column("close")) * ratios
    return values


def _closes(result: Result, symbol: str, scale: int) -> pl.DataFrame:
    """All closes of a symbol in the run."""
    times = result.equity.get_column("time")
    table = result.bars.tables[symbol]
    if not result.config.extended and "extended" in table.collect_schema():
        table = table.filter(~pl.col("extended"))
    time, close = pl.col("time").cast(INSTANT), pl.col("close").cast(pl.Decimal(38, scale))
    inside = table.filter(time.is_between(times[0], times[-1]))
    closes = inside.select(pl.lit(symbol).alias("symbol"), time, "session", close).collect()
    return closes.with_columns(_shares(result.bars, symbol, closes.get_column("session")))


def _shares(bars: Bars, symbol: str, sessions: pl.Series) -> tuple[pl.Series, pl.Series]:
    """So many shares of the last session are so many of each session."""
    last = sessions[-1] if len(sessions) else date.min
    splits = [split for split in bars.splits if split.symbol == symbol and split.date <= last]
    dates = np.array([split.date for split in splits], dtype="datetime64[D]")
    past = np.searchsorted(dates, sessions.to_numpy(), side="right")
    new = _products_of_later([split.new for split in splits])
    old = _products_of_later([split.old for split in splits])
    return pl.Series("new", new[past]), pl.Series("old", old[past])


def _products_of_later(factors: list[int]) -> NDArray[np.int64]:
    """The product of all factors, of all but the first, and so on to 1, that of none."""
    products = [prod(factors[number:]) for number in range(len(factors) + 1)]
    return np.array(products, dtype=np.int64)


def _thinned(closes: pl.DataFrame, also: pl.Series) -> pl.DataFrame:
    """The closes that a drawing shows, the first after each split, and the last ones at times."""
    if closes.is_empty():
        return closes
    times = closes.get_column("time").to_physical().to_numpy()
    known = np.searchsorted(times, also.to_physical().to_numpy(), side="right") - 1
    splits = np.flatnonzero(np.diff(closes.get_column("old").to_numpy())) + 1
    news = np.flatnonzero(np.diff(closes.get_column("new").to_numpy())) + 1
    places = np.concatenate(
        [extremes(adjusted(closes), COLUMNS_DRAWN), known[known >= 0], splits, news]
    )
    return closes[np.unique(places)]


def _floats(column: pl.Series) -> NDArray[np.float64]:
    return column.cast(pl.Float64).to_numpy()
