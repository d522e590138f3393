"""What is traded: positions, orders and fills."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, get_args

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from farthing.store.tables.base import Base, one_of
from farthing.store.types import BIG, At, Exact, Id, Json, Made, Moment, Money

PositionStatus = Literal["open", "closed"]
ORDER_STATES = ("pending", "open", "filled", "cancelled", "expired", "refused")


class Position(Base):
    """What is or was held of a symbol; negative quantities are short.

    Attributes:
        cost: what it was bought for; ``profit`` what it has brought once it is closed.
        risk: what it costs if its stop is reached, which is summed up as heat.
    """

    __tablename__ = "positions"
    __table_args__ = (
        one_of("status", get_args(PositionStatus)),
        Index(None, "user_id", "opened_at"),
        Index(None, "campaign_id"),
        Index(None, "signal_id"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(BIG, ForeignKey("users.id"))
    campaign_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("campaigns.id"))
    signal_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("signals.id"))
    symbol: Mapped[str]
    status: Mapped[str]
    quantity: Mapped[Money]
    cost: Mapped[Money]
    stop: Mapped[Decimal | None] = mapped_column(Exact)
    risk: Mapped[Decimal | None] = mapped_column(Exact)
    profit: Mapped[Decimal | None] = mapped_column(Exact)
    currency: Mapped[str]
    opened_at: Mapped[At]
    closed_at: Mapped[int | None] = mapped_column(Moment)


class Order(Base):
    """An order, refused ones too.

    Attributes:
        key: the name by which its sender knows it; a second one of that name is the same order.
        reason: why it was refused or cancelled.
    """

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        one_of("state", ORDER_STATES),
        Index(None, "user_id", "created_at"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(BIG, ForeignKey("users.id"))
    position_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("positions.id"))
    signal_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("signals.id"))
    key: Mapped[str]
    symbol: Mapped[str]
    type: Mapped[str]
    duration: Mapped[str]
    quantity: Mapped[Money]
    limit_price: Mapped[Decimal | None] = mapped_column(Exact)
    stop_price: Mapped[Decimal | None] = mapped_column(Exact)
    state: Mapped[str]
    reason: Mapped[str | None]
    details: Mapped[Json]
    created_at: Mapped[Made]


class Fill(Base):
    """A part of an order that was done."""

    __tablename__ = "fills"
    __table_args__ = (Index(None, "order_id"),)

    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(BIG, ForeignKey("orders.id"))
    filled_at: Mapped[At]
    symbol: Mapped[str]
    quantity: Mapped[Money]
    price: Mapped[Money]
    value: Mapped[Money]
    fee: Mapped[Money]
    currency: Mapped[str]
