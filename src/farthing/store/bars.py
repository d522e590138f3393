"""Bars of the live window: taken in once each, and read by symbol and timeframe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import delete

from farthing.store.catalogue import bars as queries
from farthing.store.insert import insert_for
from farthing.store.tables import Bar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from sqlalchemy import CursorResult
    from sqlalchemy.orm import Session


def take(session: Session, rows: Sequence[dict[str, Any]]) -> int:
    """Adds bars as mappings of the columns of ``Bar``; how many are new.

    A bar that is there already stays as it is: a feed that sends it again changes nothing.
    """
    if not rows:
        return 0
    added = insert_for(session)(Bar.__table__).on_conflict_do_nothing()
    counted = {"preserve_rowcount": True}
    done = session.execute(added, list(rows), execution_options=counted)
    return cast("CursorResult[Any]", done).rowcount


def between(
    session: Session, symbol: str, timeframe: str, begin: int, end: int, limit: int
) -> Sequence[Bar]:
    """Bars that end from one moment on and before another, in order."""
    asked = {"symbol": symbol, "timeframe": timeframe, "begin": begin, "end": end, "limit": limit}
    return session.scalars(queries.RANGE.statement, asked).all()


def latest(session: Session, symbol: str, timeframe: str, limit: int) -> list[Bar]:
    """The last bars, in order."""
    asked = {"symbol": symbol, "timeframe": timeframe, "limit": limit}
    return list(reversed(session.scalars(queries.LATEST.statement, asked).all()))


def last_time(session: Session, symbol: str, timeframe: str) -> int | None:
    """When the last bar of a symbol ends; None where it has none."""
    asked = {"symbol": symbol, "timeframe": timeframe}
    found: int | None = session.scalar(queries.LAST_TIME.statement, asked)
    return found


def newest(session: Session) -> int | None:
    """When the last bar of all ends: how stale the data is follows from it."""
    found: int | None = session.scalar(queries.NEWEST.statement)
    return found


def span(
    session: Session, symbol: str, timeframe: str, begin: int, end: int
) -> tuple[int, Decimal | None, Decimal | None]:
    """How many bars there are from one moment to another, their lowest low and highest high."""
    asked = {"symbol": symbol, "timeframe": timeframe, "begin": begin, "end": end}
    row = session.execute(queries.SPAN.statement, asked).one()
    return row.bars, row.low, row.high


def forget(session: Session, timeframe: str, before: int) -> int:
    """Drops bars that ended before a moment, which bundles still have; how many they were."""
    dropped = delete(Bar).where(Bar.timeframe == timeframe, Bar.ends_at < before)
    return len(session.execute(dropped.returning(Bar.ends_at)).all())
