"""Rows of the store as they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing.service.plain import moment, plain
from farthing.service.problems import NotFound
from farthing.service.signals.schemas import Pattern, Range, Signal
from farthing.store import live

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from farthing.store import tables


def range_told(row: tables.TradingRange) -> Range:
    """A range."""
    return Range(
        **_same(row, "id", "symbol", "timeframe", "number", "origin", "kind", "schematic",
                "status", "phase", "support", "resistance", "quality"),
        **_moments(row, "starts_at", "known_at", "ends_at"),
    )  # fmt: skip


def pattern_told(row: tables.Pattern) -> Pattern:
    """A pattern."""
    return Pattern(
        **_same(row, "id", "symbol", "timeframe", "side", "price", "level", "confidence",
                "details"),
        **_moments(row, "happened_at", "detected_at"),
        range_id=row.trading_range_id, type=row.pattern_type,
    )  # fmt: skip


def signal_told(row: tables.Signal) -> Signal:
    """A signal."""
    targets = (row.target_1, row.target_2, row.target_3)
    return Signal(
        **_same(row, "id", "pattern_id", "campaign_id", "symbol", "timeframe", "side", "status",
                "phase", "entry", "stop", "reward", "confidence", "size", "risk_amount", "refusal",
                "details"),
        **_moments(row, "happened_at", "known_at", "generated_at"),
        range_id=row.trading_range_id, type=row.signal_type,
        targets=[format(each, "f") for each in targets if each is not None],
    )  # fmt: skip


def signal(session: Session, signal_id: int) -> Signal:
    """A signal.

    Raises:
        NotFound: there is no such signal.
    """
    row = live.signal(session, signal_id)
    if row is None:
        raise NotFound(f"no signal {signal_id}")
    return signal_told(row)


def _same(row: Any, *names: str) -> dict[str, Any]:
    """Columns that are told as they are, exact ones as text."""
    return {name: plain(getattr(row, name)) for name in names}


def _moments(row: Any, *names: str) -> dict[str, Any]:
    return {name: moment(getattr(row, name)) for name in names}
