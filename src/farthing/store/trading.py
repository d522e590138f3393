"""Positions, orders and fills of users."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from farthing.decimals import EXACT
from farthing.store.catalogue import trading as queries
from farthing.store.cursor import FIRST, Cursor, paged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from farthing.store.tables import Fill, Order, Position


def positions(
    session: Session, user_id: int, *, after: Cursor = FIRST, limit: int = 100
) -> list[Position]:
    """Positions of a user, from the one that was opened last on."""
    return paged(session, queries.POSITIONS_NEWEST, after, limit, {"user_id": user_id})


def open_positions(session: Session, user_id: int) -> Sequence[Position]:
    """What a user holds."""
    return session.scalars(queries.POSITIONS_OPEN.statement, {"user_id": user_id}).all()


def heat(session: Session, user_id: int) -> dict[str, Decimal]:
    """What it costs, by currency, if the stop of everything that a user holds is reached.

    A position without a stop has no such number and is left out: see ``open_positions``.
    """
    total: dict[str, Decimal] = {}
    for each in open_positions(session, user_id):
        if each.risk is not None:
            total[each.currency] = EXACT.add(total.get(each.currency, Decimal(0)), each.risk)
    return total


def of_campaign(session: Session, campaign_id: int, status: str) -> Sequence[Position]:
    """Positions of a campaign that are open, or closed."""
    asked = {"campaign_id": campaign_id, "position_status": status}
    return session.scalars(queries.POSITIONS_OF_CAMPAIGN.statement, asked).all()


def of_signal(session: Session, signal_id: int) -> Sequence[Position]:
    """Positions that followed a signal."""
    return session.scalars(queries.POSITIONS_OF_SIGNAL.statement, {"signal_id": signal_id}).all()


def orders(
    session: Session, user_id: int, *, after: Cursor = FIRST, limit: int = 100
) -> list[Order]:
    """Orders of a user from the newest on."""
    return paged(session, queries.ORDERS_NEWEST, after, limit, {"user_id": user_id})


def order_of_key(session: Session, user_id: int, key: str) -> Order | None:
    """The order that a user sent under a name; None where there is none."""
    asked = {"user_id": user_id, "key": key}
    found: Order | None = session.scalar(queries.ORDER_BY_KEY.statement, asked)
    return found


def fills(session: Session, order_id: int) -> Sequence[Fill]:
    """What was done of an order, in order."""
    return session.scalars(queries.FILLS_OF_ORDER.statement, {"order_id": order_id}).all()
