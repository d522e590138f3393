"""What the Wyckoff detector has found: ranges, patterns, signals, and the campaigns that follow."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal, get_args

from sqlalchemy import Double, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from farthing.store.tables.base import Base, one_of
from farthing.store.types import BIG, At, Document, Exact, Id, Json, Made, Moment, Money

RangeStatus = Literal["found", "broken", "failed", "ended", "lost"]
SignalStatus = Literal["active", "filled", "expired", "cancelled", "refused"]
CampaignStatus = Literal["ordered", "open", "leaving", "closed"]
Side = Literal["long", "short"]


RANGE_KEY = ("symbol", "timeframe", "number")
PATTERN_KEY = ("symbol", "timeframe", "pattern_type", "happened_at", "detected_at")
SIGNAL_KEY = ("symbol", "timeframe", "signal_type", "happened_at", "known_at")
"""The columns that tell rows apart."""


class TradingRange(Base):
    """A trading range, as far as it is known.

    Attributes:
        number: its number among the ranges of a symbol and a timeframe, as the detector counts.
        origin: ``bottom`` or ``top``.
        kind: what it is once it is broken, and ``schematic`` which of the published ones.
        quality: 0 to 100, a statistic.
        starts_at: when its first bar ends; ``known_at`` when it became known.
    """

    __tablename__ = "trading_ranges"
    __table_args__ = (
        UniqueConstraint(*RANGE_KEY),
        one_of("status", get_args(RangeStatus)),
        Index(None, "starts_at"),
        Index(None, "symbol", "starts_at"),
    )

    id: Mapped[Id]
    symbol: Mapped[str]
    timeframe: Mapped[str]
    number: Mapped[int]
    origin: Mapped[str]
    kind: Mapped[str | None]
    schematic: Mapped[str | None]
    status: Mapped[str]
    phase: Mapped[str | None]
    support: Mapped[Money]
    resistance: Mapped[Money]
    quality: Mapped[float | None] = mapped_column(Double)
    starts_at: Mapped[At]
    known_at: Mapped[At]
    ends_at: Mapped[int | None] = mapped_column(Moment)
    details: Mapped[Json]


class Pattern(Base):
    """An event of the method in a range: a spring, an upthrust, a sign of strength.

    Attributes:
        pattern_type: the event's name, such as ``Spring``.
        happened_at: when the bar ends in which it happened; ``detected_at`` when it became known.
        confidence: the event's score, 0 to 1, a statistic; ``details`` has what is behind it.
    """

    __tablename__ = "patterns"
    __table_args__ = (
        UniqueConstraint(*PATTERN_KEY, name="uq_patterns"),
        one_of("side", get_args(Side)),
        Index(None, "detected_at"),
        Index(None, "symbol", "detected_at"),
        Index(None, "pattern_type", "detected_at"),
        Index(None, "symbol", "pattern_type", "detected_at"),
        Index(None, "confidence"),
        Index(None, "trading_range_id"),
    )

    id: Mapped[Id]
    trading_range_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("trading_ranges.id"))
    symbol: Mapped[str]
    timeframe: Mapped[str]
    pattern_type: Mapped[str]
    side: Mapped[str]
    phase: Mapped[str | None]
    happened_at: Mapped[At]
    detected_at: Mapped[At]
    price: Mapped[Money]
    level: Mapped[Decimal | None] = mapped_column(Exact)
    confidence: Mapped[float] = mapped_column(Double)
    details: Mapped[Json]


class Campaign(Base):
    """The legs by which signals of one range are followed.

    Attributes:
        budget: the share of equity that its legs may risk.
        reason: why it was left; None where stops and targets ended it.
    """

    __tablename__ = "campaigns"
    __table_args__ = (
        one_of("status", get_args(CampaignStatus)),
        one_of("side", get_args(Side)),
        Index(None, "created_at"),
        Index(None, "symbol", "created_at"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(BIG, ForeignKey("users.id"))
    trading_range_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("trading_ranges.id"))
    symbol: Mapped[str]
    side: Mapped[str]
    status: Mapped[str]
    phase: Mapped[str | None]
    budget: Mapped[Money]
    reason: Mapped[str | None]
    created_at: Mapped[Made]
    updated_at: Mapped[Made]


class Signal(Base):
    """A signal: what could be ordered, from when on, and what it would risk.

    Attributes:
        happened_at: when the bar ends that gave it; ``known_at`` from when it may be acted on.
        generated_at: when it was stored, by the clock of the database.
        reward: of the first target against the risk, a statistic, as ``confidence`` (0 to 100) is.
        refusal: of one that validation refused: stage, reason, value and limit.
        details: what stands beside it: volume, longer bars, words.
    """

    __tablename__ = "signals"
    __table_args__ = (
        UniqueConstraint(*SIGNAL_KEY, name="uq_signals"),
        one_of("status", get_args(SignalStatus)),
        one_of("side", get_args(Side)),
        Index(None, "generated_at"),
        Index(None, "symbol", "generated_at"),
        Index(None, "status", "generated_at"),
        Index(None, "pattern_id"),
        Index(None, "campaign_id"),
    )

    id: Mapped[Id]
    pattern_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("patterns.id"))
    trading_range_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("trading_ranges.id"))
    campaign_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("campaigns.id"))
    symbol: Mapped[str]
    timeframe: Mapped[str]
    signal_type: Mapped[str]
    side: Mapped[str]
    status: Mapped[str]
    phase: Mapped[str | None]
    happened_at: Mapped[At]
    known_at: Mapped[At]
    generated_at: Mapped[Made]
    entry: Mapped[Money]
    stop: Mapped[Money]
    target_1: Mapped[Decimal | None] = mapped_column(Exact)
    target_2: Mapped[Decimal | None] = mapped_column(Exact)
    target_3: Mapped[Decimal | None] = mapped_column(Exact)
    reward: Mapped[float | None] = mapped_column(Double)
    confidence: Mapped[float] = mapped_column(Double)
    size: Mapped[Decimal | None] = mapped_column(Exact)
    risk_amount: Mapped[Decimal | None] = mapped_column(Exact)
    refusal: Mapped[dict[str, Any] | None] = mapped_column(Document)
    details: Mapped[Json]
