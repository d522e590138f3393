"""The tables of the store, by area; those of studies are ``farthing.optimise.store``'s."""

from farthing.optimise.store.tables import metadata as studies_metadata
from farthing.store.tables.accounts import ApiKey, KeptAnswer, User
from farthing.store.tables.audit import AuditEntry
from farthing.store.tables.backtests import BacktestResult, BacktestRun, ResultFile
from farthing.store.tables.bars import Bar
from farthing.store.tables.base import Base
from farthing.store.tables.jobs import Event, Job, Notification, Stream
from farthing.store.tables.trading import Fill, Order, Position
from farthing.store.tables.wyckoff import Campaign, Pattern, Signal, TradingRange

METADATA = (Base.metadata, studies_metadata)
"""All that the migrations make."""

__all__ = [
    "Bar",
    "TradingRange", "Pattern", "Signal", "Campaign",
    "Position", "Order", "Fill",
    "BacktestRun", "BacktestResult", "ResultFile",
    "Job", "Stream", "Event", "Notification",
    "User", "ApiKey", "KeptAnswer", "AuditEntry",
    "Base", "METADATA",
]  # fmt: skip
