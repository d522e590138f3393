"""What is told of ranges, patterns and signals; exact prices are text."""

from __future__ import annotations

from typing import Any, Literal

from farthing.service.fields import Told
from farthing.store.tables.wyckoff import RangeStatus, Side, SignalStatus

Phase = Literal["A", "B", "C", "D", "E"]


class Range(Told):
    """A trading range, as far as it is known."""

    id: int
    symbol: str
    timeframe: str
    number: int
    origin: str
    kind: str | None
    schematic: str | None
    status: RangeStatus
    phase: str | None
    support: str
    resistance: str
    quality: float | None
    starts_at: str
    known_at: str
    ends_at: str | None


class Pattern(Told):
    """An event: ``happened_at`` when its bar ended, ``detected_at`` when it became known."""

    id: int
    range_id: int | None
    symbol: str
    timeframe: str
    type: str
    side: Side
    price: str
    level: str | None
    confidence: float
    happened_at: str
    detected_at: str
    details: dict[str, Any]


class Signal(Told):
    """A signal; it may be acted on from ``known_at`` on, and no earlier."""

    id: int
    range_id: int | None
    pattern_id: int | None
    campaign_id: int | None
    symbol: str
    timeframe: str
    type: str
    side: Side
    status: SignalStatus
    phase: str | None
    happened_at: str
    known_at: str
    generated_at: str
    entry: str
    stop: str
    targets: list[str]
    reward: float | None
    confidence: float
    size: str | None
    risk_amount: str | None
    refusal: dict[str, Any] | None
    details: dict[str, Any]
