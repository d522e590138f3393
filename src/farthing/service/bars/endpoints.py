"""``/api/v1/bars``."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated, Any, cast

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime

from farthing.service.bars import service
from farthing.service.bars.schemas import Bars, BarTold, Seed, Taken, nanoseconds
from farthing.service.change import Change, Changing, Done
from farthing.service.fields import Symbol
from farthing.service.here import Here
from farthing.service.live.scanner import SOURCE, Scanner
from farthing.service.metrics.instruments import SIGNAL_REQUESTS, SIGNAL_SECONDS
from farthing.service.pages import LIMIT, Cursor, Limit, Page, cursor, place
from farthing.service.scopes import API
from farthing.store import bars as stored
from farthing.store.types import INT64_MAX
from farthing.types import Frequency

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

router = APIRouter(prefix=f"{API}/bars", tags=["bars"])


@router.post("", status_code=201, response_model=Taken)
async def post(asked: Bars, request: Request, change: Changing) -> Response:
    """Takes bars that have ended; their signals are stored when this answers."""
    rows = [bar.row() for bar in asked.bars]
    return await _taken(request, change, asked.timeframe, rows)


@router.post("/seed", status_code=201, response_model=Taken)
async def seed(asked: Seed, here: Here, request: Request, change: Changing) -> Response:
    """Takes the last bars of a bundle, so that detectors know what came before."""
    timeframe, rows = await here.work(service.rows_of, asked, here.home)
    return await _taken(request, change, timeframe, rows)


@router.get("")
async def bars(
    here: Here,
    symbol: Annotated[Symbol, Query()],
    timeframe: Frequency,
    begin: AwareDatetime | None = None,
    end: AwareDatetime | None = None,
    cursor_: Annotated[Cursor, Query(alias="cursor")] = None,
    limit: Limit = LIMIT,
) -> Page[BarTold]:
    """Bars that end from ``begin`` on and before ``end``, in order."""
    behind = place(cursor_)
    first = behind + 1 if behind is not None else _moment(begin, 0)
    last = _moment(end, INT64_MAX)
    found = await here.read(stored.between, symbol, timeframe, first, last, limit + 1)
    following = cursor(found[limit - 1].ends_at) if len(found) > limit else None
    return Page(items=[service.told(bar) for bar in found[:limit]], next=following)


def _moment(told: AwareDatetime | None, default: int) -> int:
    """A moment within those that the store can hold."""
    return default if told is None else max(0, min(nanoseconds(told), INT64_MAX))


async def _taken(
    request: Request, change: Change, timeframe: str, rows: list[dict[str, Any]]
) -> Response:
    scanner = cast("Scanner", request.app.state.scanner)

    def act(session: Session) -> Done:
        count, kept = scanner.take(session, timeframe, rows)
        told = Taken(
            taken=count, patterns=kept.patterns, signals=kept.signals, expired=kept.expired
        )
        return Done(told.model_dump(), f"bars:{timeframe}", 201, details={"bars": count})

    begun, outcome = time.perf_counter(), "failed"
    try:
        taking = scanner.taking({(row["symbol"], timeframe) for row in rows})
        answer = await change("bars.post", act, within=taking)
        outcome = "done"
    finally:
        SIGNAL_REQUESTS.labels(SOURCE, outcome).inc()
    SIGNAL_SECONDS.labels(SOURCE).observe(time.perf_counter() - begun)
    request.app.state.changed.tell()
    return answer
