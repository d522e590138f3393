"""When a signal is over: its stop was touched, or its range has failed, ended or been lost."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from farthing.service.live.keep import STREAM
from farthing.service.plain import moment
from farthing.store import live as queries
from farthing.store import streams

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from farthing.service.live.series import Row
    from farthing.store.tables import Signal


def expired(session: Session, symbol: str, timeframe: str, bars: Sequence[Row]) -> list[int]:
    """Ends the signals of a series that are over with some bars; their numbers."""
    ended = []
    for signal in queries.active_of(session, symbol, timeframe):
        over = _over(session, signal, bars)
        if over is not None:
            known_at, reason = over
            signal.status = "expired"
            body = {
                "id": signal.id, "symbol": symbol, "timeframe": timeframe, "reason": reason,
                "known_at": moment(known_at),
            }  # fmt: skip
            streams.append(session, STREAM, "expired", body)
            ended.append(signal.id)
    return ended


def _over(session: Session, signal: Signal, bars: Sequence[Row]) -> tuple[int, str] | None:
    """When it was over, and why: what came first, and of one bar the stop; None while it is not."""
    ends = [
        (bar["ends_at"], "stop")
        for bar in bars
        if bar["ends_at"] > signal.known_at and _touches(bar, signal)
    ][:1]
    found = queries.range_of(session, signal)
    if found is not None and found.ends_at is not None:
        ends.append((max(found.ends_at, signal.known_at), f"range {found.status}"))
    return min(ends, key=itemgetter(0), default=None)


def _touches(bar: Row, signal: Signal) -> bool:
    return bool(bar["low"] <= signal.stop if signal.side == "long" else bar["high"] >= signal.stop)
