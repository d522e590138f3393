"""What is asked and told of campaigns and positions; exact numbers are text."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from farthing.service.fields import Asked, Exact, Symbol, Told, Words
from farthing.service.pages import ID_MAX
from farthing.store.tables.trading import PositionStatus
from farthing.store.tables.wyckoff import CampaignStatus, Side

Id = Annotated[int, Field(ge=1, le=ID_MAX)]
Share = Annotated[str, StringConstraints(pattern=r"^(0(\.[0-9]{1,9})?|1(\.0{1,9})?)$")]
CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2,10}$")]


class CampaignAsked(Asked):
    """A campaign that follows a signal; ``budget`` is the share of equity that it may risk."""

    signal_id: Id
    budget: Share


class CampaignChange(Asked):
    """The state that a campaign passes to, and why."""

    status: CampaignStatus
    reason: Words | None = None


class Campaign(Told):
    """A campaign."""

    id: int
    symbol: str
    side: Side
    status: CampaignStatus
    phase: str | None
    range_id: int | None
    budget: str
    reason: str | None
    created_at: str
    updated_at: str


class PositionAsked(Asked):
    """A position that was opened; a negative quantity is short, and so is its cost.

    ``cost`` is what it was bought for, ``stop`` the price at which it is left.
    """

    symbol: Symbol
    quantity: Exact
    cost: Exact
    currency: CurrencyCode = "USD"
    stop: Exact | None = None
    campaign_id: Id | None = None
    signal_id: Id | None = None


class PositionClosed(Asked):
    """What a position has brought when it was closed."""

    proceeds: Exact


class Position(Told):
    """A position; ``risk`` is what it costs if its stop is reached."""

    id: int
    symbol: str
    status: PositionStatus
    quantity: str
    cost: str
    stop: str | None
    risk: str | None
    profit: str | None
    currency: str
    campaign_id: int | None
    signal_id: int | None
    opened_at: str
    closed_at: str | None


class Heat(Told):
    """What all positions have at risk: what it costs, by currency, if every stop is reached."""

    risk: dict[str, str]
    positions: int
    without_stop: int
