"""Queries of bars."""

from sqlalchemy import bindparam, func, select

from farthing.store.catalogue.query import LIMIT, Query
from farthing.store.tables import Bar
from farthing.store.types import Exact, Moment

_PRIMARY = "pk_ohlcv_bars"
_SERIES = (Bar.symbol == bindparam("symbol"), Bar.timeframe == bindparam("timeframe"))
_BETWEEN = (
    Bar.ends_at >= bindparam("begin", type_=Moment),
    Bar.ends_at < bindparam("end", type_=Moment),
)

RANGE = Query(
    "bars.range",
    select(Bar).where(*_SERIES, *_BETWEEN).order_by(Bar.ends_at).limit(LIMIT),
    _PRIMARY,
)
LATEST = Query(
    "bars.latest",
    select(Bar).where(*_SERIES).order_by(Bar.ends_at.desc()).limit(LIMIT),
    _PRIMARY,
)
LAST_TIME = Query("bars.last_time", select(func.max(Bar.ends_at)).where(*_SERIES), _PRIMARY)
SPAN = Query(
    "bars.span",
    select(
        func.count().label("bars"),
        func.min(Bar.low, type_=Exact()).label("low"),
        func.max(Bar.high, type_=Exact()).label("high"),
    ).where(*_SERIES, *_BETWEEN),
    _PRIMARY,
)
ACROSS = Query(
    "bars.across",
    select(Bar)
    .where(Bar.timeframe == bindparam("timeframe"), Bar.ends_at == bindparam("at", type_=Moment))
    .order_by(Bar.symbol),
    "ix_ohlcv_bars_ends_at",
)
NEWEST = Query("bars.newest", select(func.max(Bar.ends_at)), "ix_ohlcv_bars_ends_at")

QUERIES = (RANGE, LATEST, LAST_TIME, SPAN, ACROSS, NEWEST)
