"""The judge: which rows are no good bars, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from farthing.data.clock import YEARS
from farthing.data.exact import PRICE_LIMIT, VOLUME_LIMIT
from farthing.data.sources.source import BadRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from farthing.data.sources.source import RawTable
    from farthing.data.terms import Terms

PRICES = ("open", "high", "low", "close")

KINDS = (
    "unreadable time",
    "unreadable number",
    "no session",
    "duplicate",
    "disorder",
    "not positive",
    "too large",
    "bad volume",
    "inconsistent prices",
)
"""What can be wrong with a row; the first that applies is named."""

KEEPABLE = ("disorder", "inconsistent prices")
"""Rows of these kinds are bars nevertheless, if the user says so."""


def judged(bars: pl.DataFrame, *, negative_allowed: bool) -> pl.Series:
    """The kind of fault of every row, as an index of `KINDS`; null for good rows.

    Args:
        bars: ``time``, ``session`` and exact prices and volumes, in the source's order.
        negative_allowed: whether prices may be zero or less.
    """
    prices = [pl.col(name) for name in PRICES]
    limit = pl.lit(PRICE_LIMIT, dtype=pl.Int128)
    mantissas = [price.to_physical().abs() for price in prices]
    unreadable = pl.any_horizontal(price.is_null() for price in prices)
    faults: list[pl.Expr] = [
        pl.col("time").is_null() & pl.col("session").is_null(),
        unreadable,
        pl.col("session").is_null() | pl.col("time").is_null(),
        *_out_of_order(bars, unreadable),
        pl.lit(value=False) if negative_allowed else pl.any_horizontal(p <= 0 for p in prices),
        pl.any_horizontal(mantissa >= limit for mantissa in mantissas),
        _volume_fault(bars),
        pl.any_horizontal(
            pl.col("low") > pl.col("open"),
            pl.col("low") > pl.col("close"),
            pl.col("high") < pl.col("open"),
            pl.col("high") < pl.col("close"),
            pl.col("low") > pl.col("high"),
        ),
    ]
    kind: Any = pl
    for index, fault in enumerate(faults):
        kind = kind.when(fault).then(pl.lit(index, dtype=pl.UInt8))
    return bars.select(kind.alias("kind")).to_series()


def _out_of_order(bars: pl.DataFrame, unreadable: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Rows whose time was there before, and rows earlier than one before them."""
    unplaced = unreadable | pl.col("session").is_null()
    time = bars.select(pl.when(~unplaced).then(pl.col("time").to_physical())).to_series()
    if bool((time.drop_nulls().diff().drop_nulls() > 0).all()):
        return pl.lit(value=False), pl.lit(value=False)
    again = ~time.is_first_distinct() & time.is_not_null()
    latest = time.cum_max().forward_fill().shift(1)
    return pl.lit(again), pl.lit((time < latest).fill_null(value=False))


def _volume_fault(bars: pl.DataFrame) -> pl.Expr:
    if "volume" not in bars.columns:
        return pl.lit(value=False)
    volume = pl.col("volume")
    limit = pl.lit(VOLUME_LIMIT, dtype=pl.Int128)
    return volume.is_null() | (volume < 0) | (volume.to_physical().abs() >= limit)


def bad_rows(
    raw: RawTable, bars: pl.DataFrame, kinds: pl.Series, terms: Terms, most: int
) -> list[BadRow]:
    """The first bad rows of a table, with file, line and reason."""
    places = kinds.is_not_null().arg_true().head(most).to_list()
    found = []
    for place in places:
        kind = KINDS[kinds[place]]
        row = raw.frame.row(place, named=True)
        bar = bars.row(place, named=True)
        reason = _REASONS[kind](row, bar, terms)
        found.append(BadRow(raw.files[row["file"]], row["line"], kind, reason))
    return found


def _time(row: dict[str, Any], _bar: dict[str, Any], terms: Terms) -> str:
    stamp = row["stamp"]
    if stamp is not None and not YEARS[0] <= stamp.year <= YEARS[1]:
        return f"the time {stamp} is not in the years {YEARS[0]} to {YEARS[1]}"
    if stamp is not None:
        return f"the time {stamp} does not exist, or exists twice, in {terms.tz}"
    return f"the time {row.get('stamp_text')!r} cannot be read"


def _number(row: dict[str, Any], bar: dict[str, Any], _terms: Terms) -> str:
    name = next(name for name in PRICES if bar[name] is None)
    return f"{name} is missing" if row[name] is None else f"{name} {row[name]!r} is no price"


def _session(row: dict[str, Any], bar: dict[str, Any], terms: Terms) -> str:
    when = bar["session"] or row["stamp"]
    return f"there is no session of {terms.calendar.name} at {when}"


def _duplicate(row: dict[str, Any], _bar: dict[str, Any], _terms: Terms) -> str:
    return f"the time {row['stamp']} was there before"


def _disorder(row: dict[str, Any], _bar: dict[str, Any], _terms: Terms) -> str:
    return f"the time goes back to {row['stamp']}"


def _not_positive(_row: dict[str, Any], bar: dict[str, Any], _terms: Terms) -> str:
    name = next(name for name in PRICES if bar[name] <= 0)
    return f"{name} {bar[name]} is not positive (--allow-negative SYMBOL takes such prices)"


def _too_large(_row: dict[str, Any], bar: dict[str, Any], _terms: Terms) -> str:
    name = max(PRICES, key=lambda name: abs(bar[name]))
    return f"{name} {bar[name]} has 2^53 last digits or more (--price-scale keeps fewer digits)"


def _volume(row: dict[str, Any], _bar: dict[str, Any], _terms: Terms) -> str:
    if row["volume"] is None:
        return "volume is missing"
    return f"volume {row['volume']!r} is no volume"


def _ohlc(_row: dict[str, Any], bar: dict[str, Any], _terms: Terms) -> str:
    low, high = bar["low"], bar["high"]
    for name in ("open", "close", "high"):
        if low > bar[name]:
            return f"low {low} is above {name} {bar[name]}"
    name = "open" if high < bar["open"] else "close"
    return f"high {high} is below {name} {bar[name]}"


_REASONS: dict[str, Callable[[dict[str, Any], dict[str, Any], Terms], str]] = dict(
    zip(
        KINDS,
        (_time, _number, _session, _duplicate, _disorder, _not_positive, _too_large, _volume,
         _ohlc),
        strict=True,
    )
)  # fmt: skip
