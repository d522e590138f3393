"""What was found in live bars: ranges, patterns, signals, campaigns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from farthing.errors import StoreError
from farthing.store.catalogue import Query
from farthing.store.catalogue import wyckoff as queries
from farthing.store.cursor import FIRST, Cursor, paged
from farthing.store.insert import insert_for
from farthing.store.tables import Campaign, Pattern, Signal, TradingRange
from farthing.store.tables.wyckoff import PATTERN_KEY, RANGE_KEY, SIGNAL_KEY
from farthing.store.types import now
from farthing.wyckoff.campaign import FOLLOWS, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from farthing.store.tables import Base

Row = Mapping[str, Any]
"""The columns of a row that is to be added."""

Names = tuple[str, ...]

Key = tuple[Any, ...]

Queries = dict[frozenset[str], Query]
"""Queries of a list by what is asked of it."""

RANGES: Queries = {
    frozenset(): queries.RANGES_NEWEST,
    frozenset({"symbol"}): queries.RANGES_OF_SYMBOL,
    frozenset({"symbol", "timeframe"}): queries.RANGES_OF_SERIES,
    frozenset({"range_status"}): queries.RANGES_OF_STATUS,
    frozenset({"symbol", "range_status"}): queries.RANGES_OF_SYMBOL_AND_STATUS,
    frozenset({"phase"}): queries.RANGES_IN_PHASE,
}
PATTERNS: Queries = {
    frozenset(): queries.PATTERNS_NEWEST,
    frozenset({"symbol"}): queries.PATTERNS_OF_SYMBOL,
    frozenset({"symbol", "timeframe"}): queries.PATTERNS_OF_SERIES,
    frozenset({"pattern_type"}): queries.PATTERNS_OF_TYPE,
    frozenset({"symbol", "pattern_type"}): queries.PATTERNS_OF_SYMBOL_AND_TYPE,
    frozenset({"phase"}): queries.PATTERNS_IN_PHASE,
}
SIGNALS: Queries = {
    frozenset(): queries.SIGNALS_NEWEST,
    frozenset({"symbol"}): queries.SIGNALS_OF_SYMBOL,
    frozenset({"signal_status"}): queries.SIGNALS_OF_STATUS,
    frozenset({"symbol", "signal_status"}): queries.SIGNALS_OF_SYMBOL_AND_STATUS,
}
CAMPAIGNS: Queries = {
    frozenset(): queries.CAMPAIGNS_NEWEST,
    frozenset({"campaign_status"}): queries.CAMPAIGNS_OF_STATUS,
    frozenset({"user_id"}): queries.CAMPAIGNS_OF_USER,
    frozenset({"user_id", "campaign_status"}): queries.CAMPAIGNS_OF_USER_AND_STATUS,
    frozenset({"symbol"}): queries.CAMPAIGNS_OF_SYMBOL,
    frozenset({"phase"}): queries.CAMPAIGNS_IN_PHASE,
}


def note_ranges(session: Session, rows: Sequence[Row]) -> dict[Key, int]:
    """Adds ranges, or brings those of their symbol, timeframe and number up to date; their ids.

    All rows have the same columns, and each range comes once.
    """
    if not rows:
        return {}
    insert = insert_for(session)(TradingRange)
    changed = {name: insert.excluded[name] for name in rows[0] if name not in RANGE_KEY}
    noted = insert.on_conflict_do_update(index_elements=RANGE_KEY, set_=changed)
    return _ids(session, noted, TradingRange, RANGE_KEY, rows)


def add_patterns(session: Session, rows: Sequence[Row]) -> dict[Key, int]:
    """Adds patterns with the same columns; the ids of those that are new.

    Those that are there stay as they are: a restarted detector finds them again.
    """
    adding = insert_for(session)(Pattern).on_conflict_do_nothing()
    return _ids(session, adding, Pattern, PATTERN_KEY, rows)


def add_signals(session: Session, rows: Sequence[Row]) -> dict[Key, int]:
    """Adds signals with the same columns; the ids of those that are new, as of patterns."""
    adding = insert_for(session)(Signal).on_conflict_do_nothing()
    return _ids(session, adding, Signal, SIGNAL_KEY, rows)


def _ids(
    session: Session, adding: Any, table: type[Base], names: Names, rows: Sequence[Row]
) -> dict[Key, int]:
    """The ids of rows that a statement adds or changes, by the columns that tell them apart."""
    if not rows:
        return {}
    columns = [getattr(table, name) for name in ("id", *names)]
    found = session.execute(adding.returning(*columns), list(rows))
    return {tuple(key): number for number, *key in found}


def ranges(
    session: Session,
    *,
    symbol: str | None = None,
    timeframe: str | None = None,
    status: str | None = None,
    phase: str | None = None,
    after: Cursor = FIRST,
    limit: int = 100,
) -> list[TradingRange]:
    """Ranges from the newest on.

    Raises:
        StoreError: there is no query of this combination.
    """
    asked = {"symbol": symbol, "timeframe": timeframe, "range_status": status, "phase": phase}
    return _listed(session, RANGES, asked, after, limit)


def patterns(
    session: Session,
    *,
    symbol: str | None = None,
    timeframe: str | None = None,
    pattern_type: str | None = None,
    phase: str | None = None,
    after: Cursor = FIRST,
    limit: int = 100,
) -> list[Pattern]:
    """Patterns from the one that was detected last on.

    Raises:
        StoreError: there is no query of this combination.
    """
    asked = {
        "symbol": symbol, "timeframe": timeframe, "pattern_type": pattern_type, "phase": phase,
    }  # fmt: skip
    return _listed(session, PATTERNS, asked, after, limit)


def signals(
    session: Session,
    *,
    symbol: str | None = None,
    status: str | None = None,
    after: Cursor = FIRST,
    limit: int = 100,
) -> list[Signal]:
    """Signals from the one that was generated last on."""
    if symbol is None and status == "active":
        return paged(session, queries.SIGNALS_ACTIVE, after, limit, {})
    asked = {"symbol": symbol, "signal_status": status}
    return _listed(session, SIGNALS, asked, after, limit)


def signals_since(session: Session, signal_id: int, limit: int) -> Sequence[Signal]:
    """Signals behind a number, in order: what is live."""
    asked = {"id": signal_id, "limit": limit}
    return session.scalars(queries.SIGNALS_SINCE.statement, asked).all()


def signal_counts(session: Session) -> dict[str, int]:
    """How many signals are in each state, by its name."""
    return {row[0]: row[1] for row in session.execute(queries.SIGNALS_BY_STATUS.statement)}


def active_count(session: Session) -> int:
    """How many signals are active."""
    found: int = session.scalars(queries.SIGNALS_ACTIVE_COUNT.statement).one()
    return found


def campaigns(
    session: Session,
    *,
    user_id: int | None = None,
    symbol: str | None = None,
    status: str | None = None,
    phase: str | None = None,
    after: Cursor = FIRST,
    limit: int = 100,
) -> list[Campaign]:
    """Campaigns from the newest on.

    Raises:
        StoreError: there is no query of this combination.
    """
    asked = {"user_id": user_id, "symbol": symbol, "campaign_status": status, "phase": phase}
    return _listed(session, CAMPAIGNS, asked, after, limit)


def become(session: Session, campaign: Campaign, status: str, reason: str | None = None) -> None:
    """Passes a campaign to another state.

    Raises:
        StoreError: that does not follow its present one.
    """
    follows = [state.value for state in FOLLOWS[State(campaign.status)]]
    if status not in follows:
        raise StoreError(
            f"campaign {campaign.id} is {campaign.status}; it can become "
            f"{', '.join(follows) or 'nothing more'}, not {status}"
        )
    campaign.status, campaign.reason = status, reason or campaign.reason
    campaign.updated_at = session.scalars(now().select()).one()


def _listed(
    session: Session, table: Queries, asked: Mapping[str, Any], after: Cursor, limit: int
) -> list[Any]:
    given = frozenset(name for name, value in asked.items() if value is not None)
    if given not in table:
        known = "; ".join(" and ".join(sorted(each)) or "all" for each in table)
        raise StoreError(f"no list by {' and '.join(sorted(given))}; there are lists by {known}")
    return paged(session, table[given], after, limit, asked)
