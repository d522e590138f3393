"""What live detection reads and changes of what was found before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from farthing.store import bars, wyckoff
from farthing.store.tables import Signal, TradingRange
from farthing.store.types import INT64_MAX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from farthing.store.tables import Bar

RECENT = 50
"""Ranges and patterns of a series that something new may belong to: the newest."""

ALL = 2**31 - 1
"""As many rows as there are."""


def recent_ranges(session: Session, symbol: str, timeframe: str) -> dict[int, TradingRange]:
    """The last ranges of a series, by the numbers that its detector gave them."""
    rows = wyckoff.ranges(session, symbol=symbol, timeframe=timeframe, limit=RECENT)
    return {row.number: row for row in rows}


def recent_patterns(session: Session, symbol: str, timeframe: str) -> dict[tuple[str, int], int]:
    """The numbers of the last patterns of a series, by their types and when they happened."""
    rows = wyckoff.patterns(session, symbol=symbol, timeframe=timeframe, limit=RECENT)
    return {(row.pattern_type, row.happened_at): row.id for row in reversed(rows)}


def enter_phase(session: Session, range_id: int, phase: str | None) -> None:
    """Notes the phase that a range is in."""
    changed = update(TradingRange).where(TradingRange.id == range_id)
    session.execute(changed.values(phase=phase))


def active_of(session: Session, symbol: str, timeframe: str) -> Sequence[Signal]:
    """The active signals of a series."""
    rows = wyckoff.signals(session, symbol=symbol, status="active", limit=ALL)
    return [row for row in rows if row.timeframe == timeframe]


def range_of(session: Session, signal: Signal) -> TradingRange | None:
    """The range of a signal as it now is; None where it has none."""
    if signal.trading_range_id is None:
        return None
    return session.get(TradingRange, signal.trading_range_id, populate_existing=True)


def bars_after(session: Session, symbol: str, timeframe: str, after: int | None) -> list[Bar]:
    """The bars of a series behind a moment, in order; all of them where it is None."""
    begin = 0 if after is None else after + 1
    return list(bars.between(session, symbol, timeframe, begin, INT64_MAX, ALL))


def signal(session: Session, signal_id: int, *, is_held: bool = False) -> Signal | None:
    """A signal by its number; for who is to change it, its row is held until the end."""
    return session.get(
        Signal, signal_id, with_for_update=is_held or None, populate_existing=is_held
    )
