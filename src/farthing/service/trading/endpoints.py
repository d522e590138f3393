"""``/api/v1/campaigns``, ``positions`` and ``risk/heat``."""

from __future__ import annotations

from fastapi import APIRouter, Response

from farthing.service.change import Changing, Done
from farthing.service.here import Caller, Here
from farthing.service.jobs.endpoints import Id
from farthing.service.pages import LIMIT, Cursor, Limit, Page, by_time, place_by_time
from farthing.service.scopes import API
from farthing.service.trading import service
from farthing.service.trading.schemas import (
    Campaign,
    CampaignAsked,
    CampaignChange,
    Heat,
    Position,
    PositionAsked,
    PositionClosed,
)
from farthing.store import trading, wyckoff
from farthing.store.tables.wyckoff import CampaignStatus

router = APIRouter(prefix=API, tags=["trading"])


@router.get("/campaigns")
async def campaigns(
    here: Here,
    who: Caller,
    status: CampaignStatus | None = None,
    cursor: Cursor = None,
    limit: Limit = LIMIT,
) -> Page[Campaign]:
    """Campaigns of the caller, the newest first."""
    rows = await here.read(
        wyckoff.campaigns, user_id=who.user_id, status=status, after=place_by_time(cursor),
        limit=limit + 1,
    )  # fmt: skip
    return by_time(rows, limit, "created_at", service.campaign_told)


@router.post("/campaigns", status_code=201, response_model=Campaign)
async def follow(asked: CampaignAsked, who: Caller, change: Changing) -> Response:
    """Begins a campaign that follows an active signal."""
    return await change(
        "campaign.follow",
        lambda session: Done(
            (told := service.followed(session, who.user_id, asked)).model_dump(),
            f"campaign:{told.id}",
            201,
        ),
    )


@router.get("/campaigns/{id}")
async def campaign(here: Here, who: Caller, id: Id) -> Campaign:  # noqa: A002
    """A campaign of the caller."""
    return await here.read(
        lambda session: service.campaign_told(service.campaign(session, who.user_id, id))
    )


@router.patch("/campaigns/{id}", response_model=Campaign)
async def change_campaign(
    asked: CampaignChange,
    who: Caller,
    change: Changing,
    id: Id,  # noqa: A002
) -> Response:
    """Passes a campaign to a state that follows its present one."""
    return await change(
        "campaign.change",
        lambda session: Done(
            service.changed(session, who.user_id, id, asked).model_dump(), f"campaign:{id}"
        ),
    )


@router.get("/positions")
async def positions(
    here: Here, who: Caller, cursor: Cursor = None, limit: Limit = LIMIT
) -> Page[Position]:
    """Positions of the caller, those that were opened last first."""
    rows = await here.read(
        trading.positions, who.user_id, after=place_by_time(cursor), limit=limit + 1
    )
    return by_time(rows, limit, "opened_at", service.position_told)


@router.post("/positions", status_code=201, response_model=Position)
async def open_position(asked: PositionAsked, who: Caller, change: Changing) -> Response:
    """Notes a position that was opened."""
    return await change(
        "position.open",
        lambda session: Done(
            (told := service.opened(session, who.user_id, asked)).model_dump(),
            f"position:{told.id}",
            201,
        ),
    )


@router.post("/positions/{id}/close", response_model=Position)
async def close(
    asked: PositionClosed,
    who: Caller,
    change: Changing,
    id: Id,  # noqa: A002
) -> Response:
    """Notes that a position was closed, and what it has brought."""
    return await change(
        "position.close",
        lambda session: Done(
            service.closed(session, who.user_id, id, asked).model_dump(), f"position:{id}"
        ),
    )


@router.get("/risk/heat")
async def heat(here: Here, who: Caller) -> Heat:
    """What it costs if the stop of everything that the caller holds is reached."""
    return await here.read(service.heat, who.user_id)
