"""What a scan is asked as."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from farthing.service.backtests.schemas import Market
from farthing.service.fields import Asked, Name, Symbol, Told, Words
from farthing.wyckoff.scan import CONFIDENCE_MOST, SHOWN_FROM

Threshold = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]


class Scan(Asked):
    """A scan of the bars of a bundle, as of ``market.end``."""

    market: Market
    min_confidence: Annotated[float, Field(ge=0, le=CONFIDENCE_MOST)] = SHOWN_FROM
    parameters: Annotated[dict[Name, Threshold], Field(max_length=200)] = {}
    volume: Literal["trades", "tick"] | None = None
    higher: Words | None = None
    benchmark: Symbol | None = None


class Row(Told):
    """Where a symbol stands; see ``farthing.wyckoff.scan.Row``."""

    symbol: str
    phase: str
    kind: str
    since: str | None
    support: str | None
    resistance: str | None
    quality: float | None
    event: str | None
    event_at: str | None
    signal: dict[str, Any] | None


class Found(Told):
    """What a scan came to."""

    as_of: str
    shown_from: float
    signals_count: int
    notes: list[str]
    rows: list[Row]
