"""Queries of positions, orders and fills."""

from sqlalchemy import BindParameter, bindparam, select

from farthing.store.catalogue.query import Query, newest, word
from farthing.store.tables import Fill, Order, Position

_OF_USER: BindParameter[int] = bindparam("user_id")

POSITIONS_NEWEST = Query(
    "positions.of_user",
    newest(Position, Position.opened_at, Position.user_id == _OF_USER),
    "ix_positions_user_id_opened_at",
)
POSITIONS_OPEN = Query(
    "positions.open",
    select(Position)
    .where(Position.user_id == _OF_USER, word(Position.status, "open"))
    .order_by(Position.id),
    "ix_positions_user_id_opened_at",
)
POSITIONS_OF_CAMPAIGN = Query(
    "positions.of_campaign",
    select(Position)
    .where(
        Position.campaign_id == bindparam("campaign_id"),
        Position.status == bindparam("position_status"),
    )
    .order_by(Position.id),
    "ix_positions_campaign_id",
)
POSITIONS_OF_SIGNAL = Query(
    "positions.of_signal",
    select(Position).where(Position.signal_id == bindparam("signal_id")).order_by(Position.id),
    "ix_positions_signal_id",
)
ORDERS_NEWEST = Query(
    "orders.of_user",
    newest(Order, Order.created_at, Order.user_id == _OF_USER),
    "ix_orders_user_id_created_at",
)
ORDER_BY_KEY = Query(
    "orders.by_key",
    select(Order).where(Order.user_id == _OF_USER, Order.key == bindparam("key")),
    "uq_orders_user_id_key",
)
FILLS_OF_ORDER = Query(
    "fills.of_order",
    select(Fill).where(Fill.order_id == bindparam("order_id")).order_by(Fill.id),
    "ix_fills_order_id",
)

QUERIES = (
    POSITIONS_NEWEST, POSITIONS_OPEN, POSITIONS_OF_CAMPAIGN, POSITIONS_OF_SIGNAL,
    ORDERS_NEWEST, ORDER_BY_KEY, FILLS_OF_ORDER,
)  # fmt: skip
