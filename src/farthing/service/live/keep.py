"""What a detector has found, as rows of the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from farthing.service.metrics.instruments import PATTERNS
from farthing.service.plain import moment, plain
from farthing.store import live as queries
from farthing.store import streams, wyckoff
from farthing.store.tables.wyckoff import SIGNAL_KEY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from farthing.service.live.series import Series
    from farthing.store.tables import TradingRange
    from farthing.wyckoff.found import Found

STREAM = "signals"
"""The stream that tells of signals."""

OVER = ("failed", "ended", "lost")
"""States of a range with which its signals are over."""

TABLES = ("ranges", "phases", "events", "refusals", "signals")
"""What is kept of that which was found."""

BESIDE = (
    "volume_ratio", "spread_ratio", "score", "projection", "count_line", "columns", "box", "count",
    "quality", "strength", "matched", "volume", "higher", "words",
)  # fmt: skip
"""Columns of a signal that are kept beside it."""

Row = dict[str, Any]


@dataclass
class Kept:
    """Rows that a post has brought."""

    patterns: int = 0
    signals: list[int] = field(default_factory=list)
    expired: list[int] = field(default_factory=list)


def keep(session: Session, timeframe: str, series: Series, found: Found, kept: Kept) -> None:
    """Keeps what is new: ranges, phases, patterns, and signals, refused ones too."""
    rows = {table: list(series.rows(found, table)) for table in TABLES if found.count(table)}
    if not rows:
        return
    place = _Place(session, timeframe, series.symbol)
    place.note_ranges(rows.get("ranges", ()), rows.get("phases", ()))
    kept.patterns += place.add_patterns(rows.get("events", ()))
    place.add_refusals(rows.get("refusals", ()))
    kept.signals += place.add_signals(rows.get("signals", ()))


@dataclass(frozen=True)
class _Place:
    """A series in the store.

    Attributes:
        ranges: the ids of ranges that came with these bars, by number.
        patterns: those of patterns, by type and when they happened.
    """

    session: Session
    timeframe: str
    symbol: str
    ranges: dict[int, int] = field(default_factory=dict)
    patterns: dict[tuple[str, int], int] = field(default_factory=dict)

    def note_ranges(self, ranges: Iterable[Row], phases: Iterable[Row]) -> None:
        """Ranges as they are in the end, and the phase of each."""
        noted: dict[int, Row] = {}
        for row in ranges:
            number = row["range"]
            noted[number] = self._range_of(row, noted.get(number) or self._before(number))
        for row in phases:
            number, phase = row["range"], None if row["phase"] == "-" else row["phase"]
            if number in noted:
                noted[number]["phase"] = phase
            elif number in self._ranges_before:
                queries.enter_phase(self.session, self._ranges_before[number].id, phase)
        for key, added in wyckoff.note_ranges(self.session, list(noted.values())).items():
            self.ranges[key[-1]] = added

    def add_patterns(self, events: Iterable[Row]) -> int:
        """Events; how many are new."""
        added = wyckoff.add_patterns(self.session, [self._pattern_of(row) for row in events])
        for (_, _, kind, happened_at, _), number in added.items():
            self.patterns[kind, happened_at] = number
            PATTERNS.labels(kind).inc()
        return len(added)

    def add_signals(self, signals: Iterable[Row]) -> list[int]:
        """Signals; the numbers of those that are new."""
        rows = [{**self._signal_of(row), "status": "active"} for row in signals]
        added = wyckoff.add_signals(self.session, rows)
        new = []
        for row in rows:
            number = added.get(tuple(row[name] for name in SIGNAL_KEY))
            if number is not None:
                streams.append(self.session, STREAM, "signal", _told(row, number))
                new.append(number)
        return new

    def add_refusals(self, refusals: Iterable[Row]) -> None:
        """Signals that validation refused."""
        rows = []
        for row in refusals:
            why = plain({name: row[name] for name in ("stage", "reason", "value", "limit")})
            rows.append({**self._signal_of(row), "status": "refused", "refusal": why})
        wyckoff.add_signals(self.session, rows)

    @cached_property
    def _ranges_before(self) -> dict[int, TradingRange]:
        return queries.recent_ranges(self.session, self.symbol, self.timeframe)

    @cached_property
    def _patterns_before(self) -> dict[tuple[str, int], int]:
        return queries.recent_patterns(self.session, self.symbol, self.timeframe)

    def _before(self, number: int) -> Row | None:
        """What stays of a range that was there before these bars."""
        known = self._ranges_before.get(number)
        return None if known is None else {"known_at": known.known_at, "phase": known.phase}

    def _range_id(self, row: Row) -> int | None:
        if row["range"] in self.ranges:
            return self.ranges[row["range"]]
        before = self._ranges_before.get(row["range"])
        return None if before is None else before.id

    def _pattern_id(self, row: Row) -> int | None:
        key = row["event"], row["at"]
        return self.patterns[key] if key in self.patterns else self._patterns_before.get(key)

    def _range_of(self, row: Row, earlier: Row | None) -> Row:
        beside = ("matched", "support_strength", "resistance_strength")
        return {
            "symbol": self.symbol, "timeframe": self.timeframe, "number": row["range"],
            "origin": row["origin"], "kind": row["kind"], "schematic": row["schematic"],
            "status": row["state"], "phase": None if earlier is None else earlier["phase"],
            "support": row["support"], "resistance": row["resistance"],
            "quality": row["quality"], "starts_at": row["at"],
            "known_at": row["known_at"] if earlier is None else earlier["known_at"],
            "ends_at": row["known_at"] if row["state"] in OVER else None,
            "details": plain({name: row[name] for name in beside}),
        }  # fmt: skip

    def _pattern_of(self, row: Row) -> Row:
        return {
            "symbol": self.symbol, "timeframe": self.timeframe,
            "trading_range_id": self._range_id(row), "pattern_type": row["event"],
            "side": row["side"], "happened_at": row["at"], "detected_at": row["known_at"],
            "price": row["price"], "level": row["level"], "confidence": row["score"],
            "phase": None,
            "details": plain({name: row[name] for name in ("volume_ratio", "spread_ratio")}),
        }  # fmt: skip

    def _signal_of(self, row: Row) -> Row:
        names = ("side", "phase", "entry", "stop", "target_1", "target_2", "target_3", "reward")
        return {
            "symbol": self.symbol, "timeframe": self.timeframe,
            **{name: row[name] for name in names},
            "trading_range_id": self._range_id(row), "pattern_id": self._pattern_id(row),
            "signal_type": row["event"], "happened_at": row["at"], "known_at": row["known_at"],
            "confidence": row["confidence"], "size": Decimal(row["size"]),
            "risk_amount": row["risk_amount"],
            "details": plain({name: row[name] for name in BESIDE}),
        }  # fmt: skip


def _told(signal: Row, number: int) -> Row:
    """A signal of the store, as its stream tells it."""
    names = ("entry", "stop", "target_1", "target_2", "target_3", "confidence", "phase")
    return {
        "id": number, "symbol": signal["symbol"], "timeframe": signal["timeframe"],
        "type": signal["signal_type"], "side": signal["side"],
        "known_at": moment(signal["known_at"]),
        **plain({name: signal[name] for name in names}),
    }  # fmt: skip
