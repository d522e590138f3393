"""``/api/v1/ranges``, ``patterns`` and ``signals``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from farthing.service.fields import Symbol, Words
from farthing.service.here import Here
from farthing.service.jobs.endpoints import Id
from farthing.service.pages import (
    ID_MAX,
    LIMIT,
    LIMIT_MAX,
    Cursor,
    Limit,
    Page,
    by_time,
    place_by_time,
)
from farthing.service.scopes import API
from farthing.service.signals import service
from farthing.service.signals.schemas import (
    Pattern,
    Phase,
    Range,
    Signal,
)
from farthing.store import wyckoff
from farthing.store.tables.wyckoff import RangeStatus, SignalStatus
from farthing.types import Frequency

router = APIRouter(prefix=API, tags=["signals"])

OneSymbol = Annotated[Symbol | None, Query()]


@router.get("/ranges")
async def ranges(
    here: Here,
    symbol: OneSymbol = None,
    timeframe: Frequency | None = None,
    status: RangeStatus | None = None,
    phase: Phase | None = None,
    cursor: Cursor = None,
    limit: Limit = LIMIT,
) -> Page[Range]:
    """Ranges, those that began last first: all, of a symbol, of a series, in a state or phase."""
    rows = await here.read(
        wyckoff.ranges, symbol=symbol, timeframe=timeframe, status=status, phase=phase,
        after=place_by_time(cursor), limit=limit + 1,
    )  # fmt: skip
    return by_time(rows, limit, "starts_at", service.range_told)


@router.get("/patterns")
async def patterns(
    here: Here,
    symbol: OneSymbol = None,
    timeframe: Frequency | None = None,
    type: Annotated[Words | None, Query()] = None,  # noqa: A002 - the name of the parameter
    cursor: Cursor = None,
    limit: Limit = LIMIT,
) -> Page[Pattern]:
    """Patterns, those that became known last first: all, of a symbol, of a series, of a type."""
    rows = await here.read(
        wyckoff.patterns, symbol=symbol, timeframe=timeframe, pattern_type=type,
        after=place_by_time(cursor), limit=limit + 1,
    )  # fmt: skip
    return by_time(rows, limit, "detected_at", service.pattern_told)


@router.get("/signals")
async def signals(
    here: Here,
    symbol: OneSymbol = None,
    status: SignalStatus | None = None,
    cursor: Cursor = None,
    limit: Limit = LIMIT,
) -> Page[Signal]:
    """Signals, those that were stored last first: all, of a symbol, in a state."""
    rows = await here.read(
        wyckoff.signals, symbol=symbol, status=status, after=place_by_time(cursor), limit=limit + 1
    )
    return by_time(rows, limit, "generated_at", service.signal_told)


@router.get("/signals/live")
async def live(here: Here, cursor: Cursor = None, limit: Limit = LIMIT) -> Page[Signal]:
    """Signals that are active, those that were stored last first."""
    rows = await here.read(
        wyckoff.signals, status="active", after=place_by_time(cursor), limit=limit + 1
    )
    return by_time(rows, limit, "generated_at", service.signal_told)


@router.get("/signals/history")
async def history(
    here: Here,
    after: Annotated[int, Query(ge=0, le=ID_MAX)] = 0,
    limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = LIMIT,
) -> list[Signal]:
    """Signals behind a number, in the order in which they were stored."""
    rows = await here.read(wyckoff.signals_since, after, limit)
    return [service.signal_told(row) for row in rows]


@router.get("/signals/{id}")
async def signal(here: Here, id: Id) -> Signal:  # noqa: A002
    """A signal."""
    return await here.read(service.signal, id)
