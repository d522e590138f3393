"""Campaigns and positions as they are opened, changed and closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing.decimals import EXACT
from farthing.store.tables import Campaign, Position, Signal
from farthing.store.types import now

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from sqlalchemy.orm import Session


def campaign_of(session: Session, user_id: int, campaign_id: int) -> Campaign | None:
    """A campaign of a user; None where it is none of the user's."""
    found = session.get(Campaign, campaign_id, with_for_update=True)
    return found if found is not None and found.user_id == user_id else None


def position_of(session: Session, user_id: int, position_id: int) -> Position | None:
    """A position of a user; None where it is none of the user's."""
    found = session.get(Position, position_id, with_for_update=True)
    return found if found is not None and found.user_id == user_id else None


def follow(session: Session, user_id: int, signal: Signal, budget: Decimal) -> Campaign:
    """Begins a campaign that follows a signal."""
    at = moment(session)
    made = Campaign(
        user_id=user_id, trading_range_id=signal.trading_range_id, symbol=signal.symbol,
        side=signal.side, status="ordered", phase=signal.phase, budget=budget,
        created_at=at, updated_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    signal.campaign_id = made.id
    session.flush()
    return made


def open_position(session: Session, user_id: int, values: Mapping[str, Any]) -> Position:
    """Notes a position that was opened, with what it risks."""
    quantity, cost, stop = values["quantity"], values["cost"], values["stop"]
    risk = None if stop is None else risk_of(quantity, cost, stop)
    made = Position(**values, user_id=user_id, status="open", risk=risk, opened_at=moment(session))
    session.add(made)
    session.flush()
    return made


def close(session: Session, position: Position, proceeds: Decimal) -> None:
    """Notes that a position was closed, and what it has brought."""
    position.status, position.closed_at = "closed", moment(session)
    position.profit = EXACT.subtract(proceeds, position.cost)
    session.flush()


def risk_of(quantity: Decimal, cost: Decimal, stop: Decimal) -> Decimal:
    """What a position costs if its stop is reached, long or short; never less than nothing.

    >>> from decimal import Decimal
    >>> risk_of(Decimal(100), Decimal("1000"), Decimal("9.50"))
    Decimal('50.00')
    >>> risk_of(Decimal(-100), Decimal("-1000"), Decimal("10.25"))
    Decimal('25.00')
    """
    lost = EXACT.subtract(cost, EXACT.multiply(stop, quantity))
    return max(lost, EXACT.subtract(lost, lost))


def moment(session: Session) -> int:
    """Now, by the database's clock."""
    found: int = session.scalars(now().select()).one()
    return found
