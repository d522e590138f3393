"""Campaigns and positions of a user."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from farthing.service.plain import moment, plain
from farthing.service.problems import Conflict, NotFound, Unprocessable
from farthing.service.trading.schemas import Campaign, Heat, Position
from farthing.store import live, positions, trading, wyckoff

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from farthing.service.trading.schemas import (
        CampaignAsked,
        CampaignChange,
        PositionAsked,
        PositionClosed,
    )
    from farthing.store import tables


def followed(session: Session, user_id: int, asked: CampaignAsked) -> Campaign:
    """Begins a campaign that follows a signal.

    Raises:
        NotFound: there is no such signal.
        Conflict: it is not active, or is followed already.
    """
    signal = live.signal(session, asked.signal_id, is_held=True)
    if signal is None:
        raise NotFound(f"no signal {asked.signal_id}")
    if signal.status != "active" or signal.campaign_id is not None:
        what = signal.status if signal.campaign_id is None else f"of {signal.campaign_id} already"
        raise Conflict(f"signal {signal.id} is {what}: only an active one can be followed")
    return campaign_told(positions.follow(session, user_id, signal, Decimal(asked.budget)))


def campaign(session: Session, user_id: int, number: int) -> tables.Campaign:
    """A campaign of a user.

    Raises:
        NotFound: it is none of the user's.
    """
    found = positions.campaign_of(session, user_id, number)
    if found is None:
        raise NotFound(f"no campaign {number}")
    return found


def changed(session: Session, user_id: int, number: int, asked: CampaignChange) -> Campaign:
    """Passes a campaign to another state.

    Raises:
        NotFound: it is none of the user's.
        StoreError: the state does not follow the present one.
    """
    found = campaign(session, user_id, number)
    wyckoff.become(session, found, asked.status, asked.reason)
    session.flush()
    return campaign_told(found)


def opened(session: Session, user_id: int, asked: PositionAsked) -> Position:
    """Notes a position that was opened.

    Raises:
        NotFound: its campaign is none of the user's, or there is no such signal.
        Unprocessable: it is nothing, or its cost has another sign.
    """
    values: dict[str, Any] = asked.model_dump()
    for name in ("quantity", "cost", "stop"):
        values[name] = None if values[name] is None else Decimal(values[name])
    if values["quantity"] == 0 or values["quantity"] * values["cost"] < 0:
        raise Unprocessable("quantity is not 0, and cost has its sign: a short one is negative")
    if asked.campaign_id is not None:
        campaign(session, user_id, asked.campaign_id)
    if asked.signal_id is not None and live.signal(session, asked.signal_id) is None:
        raise NotFound(f"no signal {asked.signal_id}")
    return position_told(positions.open_position(session, user_id, values))


def closed(session: Session, user_id: int, number: int, asked: PositionClosed) -> Position:
    """Notes that a position was closed.

    Raises:
        NotFound: it is none of the user's.
        Conflict: it is closed already.
    """
    found = positions.position_of(session, user_id, number)
    if found is None:
        raise NotFound(f"no position {number}")
    if found.status == "closed":
        raise Conflict(f"position {number} is closed already")
    positions.close(session, found, Decimal(asked.proceeds))
    return position_told(found)


def heat(session: Session, user_id: int) -> Heat:
    """What all open positions of a user have at risk."""
    held = trading.open_positions(session, user_id)
    return Heat(
        risk={code: format(risk, "f") for code, risk in trading.heat(session, user_id).items()},
        positions=len(held),
        without_stop=sum(each.risk is None for each in held),
    )


def campaign_told(row: tables.Campaign) -> Campaign:
    """A campaign as it is told."""
    return Campaign(
        **_same(row, "id", "symbol", "side", "status", "phase", "budget", "reason"),
        **_moments(row, "created_at", "updated_at"),
        range_id=row.trading_range_id,
    )


def position_told(row: tables.Position) -> Position:
    """A position as it is told."""
    return Position(
        **_same(row, "id", "symbol", "status", "quantity", "cost", "stop", "risk", "profit",
                "currency", "campaign_id", "signal_id"),
        **_moments(row, "opened_at", "closed_at"),
    )  # fmt: skip


def _same(row: Any, *names: str) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in names}


def _moments(row: Any, *names: str) -> dict[str, Any]:
    return {name: moment(getattr(row, name)) for name in names}
