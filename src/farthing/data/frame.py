"""Bars from a frame: what a run takes with no ingest at all."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from farthing import given
from farthing.data.bars import Bars
from farthing.data.beside import beside
from farthing.data.calendar import EveryDay
from farthing.data.calendar import calendar as find_calendar
from farthing.data.checksum import content_hash, value_hash
from farthing.data.clock import check_zone
from farthing.data.columns import NAMES, roles
from farthing.data.currency import currency
from farthing.data.once import check_once, in_order
from farthing.data.plain import plain
from farthing.data.request import LABELS, Request
from farthing.data.sources.raw_text import raw_text, stamp_of
from farthing.data.table import refusal, table
from farthing.data.terms import Terms, quantity_digits
from farthing.errors import ConfigurationError, SourceError, UnknownSymbol
from farthing.types import PRICE_SCALE_MAX, Dividend, End, Funding, Instrument, Split

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from farthing.data.calendar import Calendar
    from farthing.data.columns import Roles
    from farthing.data.request import Label
    from farthing.data.sources.source import RawTable
    from farthing.data.table import Table
    from farthing.types import Frequency

NAMELESS = "ASSET"
"""The symbol of a frame that names none."""

FLOAT_DIGITS = 6
"""Most digits behind the point that are kept of float prices when no scale is given."""

FRAME_DATES = "dates of the frame"
"""The calendar of a frame that comes without one: nothing is known of days without bars."""

WHERE = "the frame"

AS_DATES = "make dates of the column first, with the format {}"
"""How a frame is told the format of its dates."""


def bars_from_frame(
    frame: Any,
    *,
    symbol: str | None = None,
    instruments: Sequence[Instrument] | None = None,
    price_scale: int | None = None,
    calendar: str | None = None,
    tz: str | None = None,
    label: Label | None = None,
    dividends: Sequence[Dividend] = (),
    splits: Sequence[Split] = (),
    funding: Sequence[Funding] = (),
    ends: Sequence[End] = (),
) -> Bars:
    """Bars from a polars or pandas frame.

    It has a row a bar: dates or times (a column, or the index), ``open``, ``close`` and, where
    there are some, ``high``, ``low``, ``volume`` and ``symbol``; case does not count. Decimals,
    integers and text are exact; floats mean their shortest decimal, with up to 6 digits.

    Args:
        frame: a `polars.DataFrame`, `polars.LazyFrame` or `pandas.DataFrame`.
        symbol: what the asset of a frame without a column of symbols is called.
        instruments: grids of prices and quantities; by default as the prices are, whole shares.
        price_scale: digits behind the point to which prices are rounded, half-even.
        calendar: such as ``XNYS``; by default each date of the frame is a session that ends at the
            next midnight UTC.
        tz: time zone of intraday stamps that name none; UTC where no calendar is given.
        label: whether stamps of intraday bars are their ``start`` or their ``end``.
        dividends: to be paid.
        splits: to be applied.
        funding: of perpetuals, to be paid.
        ends: of instruments that are not listed any more.

    Raises:
        SourceError: columns are missing, or hold no dates or numbers.
        IngestRefused: rows are no good bars; it names them.
        ConfigurationError: something must be said that nobody may guess.

    >>> frame = pl.DataFrame({"date": ["2024-01-02"], "open": [10.0], "close": [10.25]})
    >>> bars = bars_from_frame(frame, symbol="A")
    >>> bars.tables["A"].collect().row(0, named=True)["high"]
    Decimal('10.25')
    """
    _check_words(symbol=symbol, calendar=calendar, tz=tz)
    _check_zone(tz)
    _check_label(label)
    if price_scale is not None:
        given.scale(price_scale, "price_scale", PRICE_SCALE_MAX)
    own = () if instruments is None else instruments
    _check_each(own, Instrument, "instruments")
    _check_each(dividends, Dividend, "dividends")
    _check_each(splits, Split, "splits")
    _check_each(funding, Funding, "funding")
    _check_each(ends, End, "ends")
    for told in (own, dividends, splits, funding, ends):
        check_once(told)
    brought = _polars(frame)
    roles(brought.columns, WHERE, needed=("open", "close"))  # names the columns that were brought
    rows = _with_extremes(_with_symbol(brought, symbol))
    found = roles(rows.columns, WHERE)
    terms = _terms(stamp_of(rows, found, WHERE, how=AS_DATES), calendar, tz, label, price_scale)
    grids = {instrument.symbol: instrument for instrument in own}
    raw = list(_raw_tables(rows, found))
    for acted in (dividends, splits, funding, ends):
        _known([each.symbol for each in acted], raw)
    _known(grids, raw)
    tables = [_table(each, terms, grids.get(each.symbol)) for each in raw]
    _refuse(tables)
    bars = _bars(tables, terms, _notes(tables, terms, tz), dividends, splits)
    return _with_contracts(bars, funding, ends) if funding or ends else bars


def _with_contracts(bars: Bars, funding: Sequence[Funding], ends: Sequence[End]) -> Bars:
    """The bars with what happens to contracts by itself."""
    paid, ended = in_order(funding), in_order(ends)
    digest = value_hash(plain({"bars": bars.digest, "funding": paid, "ends": ended}))
    return replace(bars, funding=paid, ends=ended, digest=digest)


def _check_words(**words: Any) -> None:
    for name, word in words.items():
        if word is not None:
            given.text(word, name)


def _check_zone(tz: str | None) -> None:
    if tz is not None:
        check_zone(tz)


def _check_label(label: Any) -> None:
    if label not in (None, *LABELS):
        raise ConfigurationError(f"label {label!r} is none of {', '.join(LABELS)}")


def _check_each(values: Any, kind: type, what: str) -> None:
    if not isinstance(values, (list, tuple)):
        raise ConfigurationError(f"{what} are {values!r}; they are a list of {kind.__name__}")
    for value in values:
        if not isinstance(value, kind):
            raise ConfigurationError(f"{what} have {value!r}, which is no {kind.__name__}")


def _polars(frame: Any) -> pl.DataFrame:
    """A frame of whatever kind as one of polars."""
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if isinstance(frame, pl.DataFrame):
        return frame
    is_pandas = type(frame).__module__.split(".")[0] == "pandas"
    if is_pandas and hasattr(frame, "reset_index") and getattr(frame, "ndim", 0) == 2:
        return _from_pandas(frame)
    raise ConfigurationError(
        f"bars are a polars or pandas DataFrame, or those of a bundle, not {type(frame).__name__}"
    )


def _from_pandas(frame: Any) -> pl.DataFrame:
    """A pandas frame, its index as columns; pyarrow is not needed."""
    if frame.columns.nlevels > 1:
        raise SourceError(
            "the frame has columns in levels; bring a row for each bar and symbol: "
            f"frame.stack(level={_level_of_symbols(frame)}, future_stack=True)"
            '.rename_axis(["date", "symbol"]).reset_index()'
        )
    twice = sorted({str(name) for name in frame.columns[frame.columns.duplicated()]})
    if twice:
        raise SourceError(
            f"the frame has more than one column {', '.join(twice)}: drop those that are not "
            "meant, or give them names of their own"
        )
    if not (frame.index.nlevels == 1 and frame.index.dtype.kind in "iu"):
        frame = frame.reset_index()
    return pl.DataFrame([_column(str(name), frame[name]) for name in frame.columns])


def _level_of_symbols(frame: Any) -> int:
    """Which level of the columns names symbols: not the one that names open and close."""
    first = {str(name).strip().lower() for name in frame.columns.get_level_values(0)}
    return 1 if first & {*NAMES["open"], *NAMES["close"]} else 0


def _column(name: str, column: Any) -> pl.Series:
    if getattr(column.dtype, "tz", None) is not None:
        zone = str(column.dtype.tz)
        naive = column.dt.tz_convert("UTC").dt.tz_localize(None)
        instants = _column(name, naive).dt.replace_time_zone("UTC")
        return instants.dt.convert_time_zone(zone)
    if column.dtype.kind == "M":  # pandas counts in seconds too, polars does not
        return pl.Series(name, column.to_numpy().astype("datetime64[us]"))
    if column.dtype.kind in "iufb":
        return pl.Series(name, column.to_numpy())
    values = [None if value != value else value for value in column.to_list()]
    try:
        return pl.Series(name, values, strict=False)
    except pl.exceptions.PolarsError as error:
        kinds = ", ".join(sorted({type(value).__name__ for value in values}))
        raise SourceError(
            f"{WHERE}: column {name} has values that do not go together ({kinds}; times with a "
            "zone beside times without one, perhaps): give values of one kind"
        ) from error


def _with_symbol(rows: pl.DataFrame, symbol: str | None) -> pl.DataFrame:
    """Rows with a column of symbols."""
    if rows.is_empty():
        raise SourceError(f"{WHERE} has no rows")
    spelled = {name.strip().lower() for name in rows.columns}
    if spelled & {"symbol", "ticker"}:
        if symbol is not None:
            raise ConfigurationError(
                f"symbol {symbol!r} was given, but {WHERE} has a column of symbols"
            )
        return rows
    return rows.with_columns(pl.lit(symbol or NAMELESS).alias("symbol"))


def _with_extremes(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with a number, a high and a low; one that is not there is that of the others."""
    found = roles(rows.columns, WHERE, needed=("open", "close"))
    known = [pl.col(found[name]) for name in ("open", "close", "high", "low") if name in found]
    missing = []
    if "high" not in found:
        missing.append(pl.max_horizontal(known).alias("high"))
    if "low" not in found:
        missing.append(pl.min_horizontal(known).alias("low"))
    return rows.with_columns(missing).with_row_index("line", offset=1)


def _terms(
    stamp: pl.Series, calendar: str | None, tz: str | None, label: Label | None, scale: int | None
) -> Terms:
    frequency = _frequency(stamp)
    if frequency != "1d" and label is None:
        raise ConfigurationError(
            "is the time of an intraday bar its start or its end? A wrong answer is a bar of "
            "look-ahead, so say it: farthing.data.bars_from_frame(frame, label='start') or 'end'"
        )
    sessions: Calendar = EveryDay(FRAME_DATES) if calendar is None else find_calendar(calendar)
    return Terms(
        request=Request(frequency=frequency, label=label if frequency != "1d" else None),
        calendar=sessions,
        tz=tz or ("UTC" if sessions.tz == "UTC" else None),
        label=label,
        prices=None,
        price_scale=scale,
        currency=currency("USD"),
        quantity_scale=quantity_digits(sessions),
        price_digits=FLOAT_DIGITS,
        round_prices=True,
    )


DAY_SECONDS = 24 * 60 * 60
DAYS_APART = 5
"""Bars that are never nearer than this are of weeks or months."""

DISTANCES_TOLD = 3
"""So many distances between bars tell; fewer may be days with a gap."""


def _frequency(stamp: pl.Series) -> Frequency:
    """How long bars are, by the shortest distance between their stamps."""
    distances = stamp.drop_nulls().unique().sort().diff().drop_nulls().dt.total_seconds()
    shortest: Any = distances.min()
    if stamp.dtype == pl.Date or bool((stamp.dt.truncate("1d") == stamp).all()):
        if len(distances) >= DISTANCES_TOLD and shortest >= DAYS_APART * DAY_SECONDS:
            raise SourceError(
                f"{WHERE} has bars at least {shortest // DAY_SECONDS} days apart; bars of weeks or "
                "months cannot be used: statistics take each for a day"
            )
        return "1d"
    lengths: dict[object, Frequency] = {60: "1m", 3600: "1h"}
    if shortest not in lengths:
        raise SourceError(
            f"{WHERE} has intraday bars {shortest} seconds apart; minutes and hours can be used"
        )
    return lengths[shortest]


def _raw_tables(rows: pl.DataFrame, found: Roles) -> Iterable[RawTable]:
    column = found["symbol"]
    named = rows.with_columns(pl.col(column).cast(pl.String))
    if named.get_column(column).null_count():
        line = named.filter(pl.col(column).is_null()).get_column("line")[0]
        raise SourceError(f"row {line} of {WHERE} names no symbol")
    for (name,), part in sorted(named.partition_by(column, as_dict=True).items()):
        raw = raw_text(str(name), part, found, WHERE, how=AS_DATES)
        if any(beside(raw, raw.frame.get_column("stamp").cast(pl.Date))):
            raise ConfigurationError(
                f"{WHERE} has dividends or splits in columns, which may be in its prices already: "
                "drop these columns, and pass dividends= and splits= where they are to be applied"
            )
        yield raw


def _known(symbols: Iterable[str], raw: Sequence[RawTable]) -> None:
    there = [each.symbol for each in raw]
    for symbol in symbols:
        if symbol not in there:
            raise UnknownSymbol(symbol, there)


def _table(raw: RawTable, terms: Terms, grid: Instrument | None) -> Table:
    if grid is None:
        return table(raw, terms)
    negative = (grid.symbol,) if grid.negative_price_allowed else ()
    request = replace(terms.request, allow_negative=negative)
    built = table(raw, replace(terms, request=request, price_scale=grid.price_scale))
    volume_scale = built.instrument.volume_scale
    return replace(built, instrument=replace(grid, volume_scale=volume_scale))


def _refuse(tables: Sequence[Table]) -> None:
    counts: Counter[str] = sum((each.bad_counts for each in tables), Counter())
    if counts:
        bad = [row for each in tables for row in each.bad]
        raise refusal(bad, counts, "filter them out, or mend them")


def _notes(tables: Sequence[Table], terms: Terms, tz: str | None) -> tuple[str, ...]:
    notes = [
        f"{finding.symbol}: {finding.detail}"
        for each in tables
        for finding in each.findings
        if finding.kind != "unused columns"
    ]
    if terms.request.intraday and tz is None:
        notes.append("times that name no zone are taken as UTC")
    return tuple(notes)


def _bars(
    tables: Sequence[Table],
    terms: Terms,
    notes: tuple[str, ...],
    dividends: Sequence[Dividend],
    splits: Sequence[Split],
) -> Bars:
    days = pl.concat([each.frame.get_column("session") for each in tables])
    sessions = terms.calendar.sessions(days.min(), days.max())  # type: ignore[arg-type]
    if terms.calendar.name == FRAME_DATES:
        sessions = sessions.filter(pl.col("session").is_in(days.unique().implode()))
    instruments = tuple(each.instrument for each in tables)
    paid, split = in_order(dividends), in_order(splits)
    content: Mapping[str, str] = {
        each.instrument.symbol: content_hash([each.frame]) for each in tables
    }
    seen = {
        "calendar": terms.calendar.name,
        "frequency": terms.request.frequency,
        "sessions": content_hash([sessions]),
        "instruments": instruments,
        "tables": dict(content),
        "dividends": paid,
        "splits": split,
    }
    return Bars(
        frequency=terms.request.frequency,
        calendar=terms.calendar.name,
        instruments=instruments,
        sessions=sessions,
        tables={each.instrument.symbol: each.frame.lazy() for each in tables},
        dividends=paid,
        splits=split,
        digest=value_hash(plain(seen)),
        name="frame",
        notes=notes,
    )
