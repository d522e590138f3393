"""A scan: where each symbol of a market stands on its last bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from farthing.errors import ConfigurationError
from farthing.wyckoff.beside import is_tick
from farthing.wyckoff.detect import detect
from farthing.wyckoff.parameters import Parameters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from farthing.data.bars import Bars
    from farthing.wyckoff.found import Found

SHOWN_FROM = 70.0
"""Signals of less confidence are not shown, unless told otherwise; those that the table's
``confidence_min`` refuses are none at all."""

CONFIDENCE_MOST = 100.0


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal of the range that a symbol is in.

    Attributes:
        event: such as ``Spring``.
        side: ``long`` or ``short``.
        at: when it happened.
        known_at: when it became known.
        entry: the close with which it became known.
        stop: where it is wrong.
        targets: where it may go.
        reward: the first target against the stop.
        confidence: 0 to 100.
        words: what stands beside the bars: ticks for volume, longer bars, relative strength.
    """

    event: str
    side: str
    at: datetime
    known_at: datetime
    entry: Decimal
    stop: Decimal
    targets: tuple[Decimal, Decimal, Decimal]
    reward: float
    confidence: float
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """Where a symbol stands.

    Attributes:
        symbol: whose bars.
        phase: A to E, or - where there is no range.
        kind: what the range looks like so far.
        since: its first bar.
        support: its lower level.
        resistance: its upper level.
        quality: 0 to 100.
        event: the last event.
        event_at: when it became known.
        signal: the last signal of the range that is confident enough.
    """

    symbol: str
    phase: str
    kind: str
    since: datetime | None
    support: Decimal | None
    resistance: Decimal | None
    quality: float | None
    event: str | None
    event_at: datetime | None
    signal: Signal | None


@dataclass(frozen=True)
class Scan:
    """A market as of a day.

    Attributes:
        rows: one for each symbol: those with a signal first, the newest on top.
        found: all that was found on the way.
        as_of: the last session.
        shown_from: the confidence from which signals are shown.
        notes: what a reader should know: whose volume counts ticks, or is missing.
    """

    rows: tuple[Row, ...]
    found: Found
    as_of: date
    shown_from: float
    notes: tuple[str, ...] = ()


def scan(
    bars: Bars,
    parameters: Parameters | Mapping[str, float] | None = None,
    *,
    shown_from: float = SHOWN_FROM,
) -> Scan:
    """Where each symbol stands on its last bar: its range, its phase and its signal.

    Raises:
        ConfigurationError: the confidence is not from 0 to 100, or a parameter is not taken.
        DataError: a bar has a hole, or numbers that are no exact ones.
    """
    if not 0 <= shown_from <= CONFIDENCE_MOST:
        raise ConfigurationError(f"confidence {shown_from} is not from 0 to 100")
    found = detect(bars, parameters)
    tables = {name: _last(getattr(found, name)) for name in ("phases", "events")}
    ranges = _last(found.ranges, "range")
    signals = _last(found.signals.filter(pl.col("confidence") >= shown_from), "range")
    rows = [_row(symbol, tables, ranges, signals) for symbol in bars.symbols]
    rows.sort(key=_order)
    notes = tuple(_notes(bars, found, Parameters.of(parameters)))
    return Scan(tuple(rows), found, bars.range()[1], shown_from, notes)


def _notes(bars: Bars, found: Found, parameters: Parameters) -> Iterator[str]:
    ticks = [each.symbol for each in bars.instruments if is_tick(each, parameters)]
    if ticks:
        cap = parameters["tick_volume_cap"]
        yield f"volume counts ticks, confidence is {cap:g} at most: {', '.join(ticks)}"
    silent = found.refusals.filter(reason="no_volume").get_column("symbol").unique().sort()
    if len(silent):
        yield f"no volume, so that signals were refused (no_volume): {', '.join(silent)}"


Last = dict[Any, dict[str, Any]]


def _last(frame: pl.DataFrame, *more: str) -> Last:
    """The last row of each symbol, or of each of its ranges."""
    kept = frame.unique(["symbol", *more], keep="last", maintain_order=True)
    rows = kept.iter_rows(named=True)
    return {(row["symbol"], *(row[name] for name in more)): row for row in rows}


NOTHING: dict[str, Any] = {"phase": "-", "range": None}
"""The phase of a symbol without any."""


def _row(symbol: str, tables: Mapping[str, Last], ranges: Last, signals: Last) -> Row:
    phase = tables["phases"].get((symbol,), NOTHING)
    event = tables["events"].get((symbol,), {})
    number = phase["range"] if phase["phase"] != "-" else None
    of, signal = ranges.get((symbol, number), {}), signals.get((symbol, number))
    return Row(
        symbol=symbol,
        phase=phase["phase"],
        kind="-" if number is None else phase["kind"],
        since=of.get("at"),
        support=of.get("support"),
        resistance=of.get("resistance"),
        quality=of.get("quality"),
        event=event.get("event"),
        event_at=event.get("known_at"),
        signal=None if signal is None else _signal(signal),
    )


def _signal(row: Mapping[str, Any]) -> Signal:
    names = (
        "event", "side", "at", "known_at", "entry", "stop", "reward", "confidence", "words",
    )  # fmt: skip
    targets = (row["target_1"], row["target_2"], row["target_3"])
    return Signal(**{name: row[name] for name in names}, targets=targets)


def _order(row: Row) -> tuple[bool, float, bool, str]:
    newest = -row.signal.known_at.timestamp() if row.signal is not None else 0.0
    return row.signal is None, newest, row.since is None, row.symbol
