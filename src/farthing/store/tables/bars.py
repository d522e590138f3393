"""The live window of bars; bundles are the truth."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from farthing.store.tables.base import Base
from farthing.store.types import At, Exact, Money

PRICES = ("open", "high", "low", "close")
"""The columns of a bar that are prices."""


class Bar(Base):
    """A bar that a feed or a client has given.

    Attributes:
        timeframe: how long it is: ``1d``, ``1h``, ``1m`` and what bars are resampled to.
        ends_at: when it ends and is known.
        volume: None where the source has none.
    """

    __tablename__ = "ohlcv_bars"
    __table_args__ = (
        Index(None, "ends_at"),
        {"sqlite_with_rowid": False},
    )

    symbol: Mapped[str] = mapped_column(primary_key=True)
    timeframe: Mapped[str] = mapped_column(primary_key=True)
    ends_at: Mapped[At] = mapped_column(primary_key=True)
    open: Mapped[Money]
    high: Mapped[Money]
    low: Mapped[Money]
    close: Mapped[Money]
    volume: Mapped[Decimal | None] = mapped_column(Exact)
