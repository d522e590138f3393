"""Bars as they are posted and told; exact numbers are text."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from farthing.service.fields import Asked, Name, Symbol, Told
from farthing.store.tables.bars import PRICES
from farthing.types import Frequency

Price = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}(\.[0-9]{1,8})?$")]
Volume = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,12}(\.[0-9]{1,6})?$")]

BARS_MAX = 50_000
"""Bars of a post."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST_YEAR = 2200
"""Moments are nanoseconds of 64 bits, which end in 2262."""


class Bar(Asked):
    """A bar that has ended."""

    symbol: Symbol
    ends_at: AwareDatetime
    open: Price
    high: Price
    low: Price
    close: Price
    volume: Volume | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        """Refuses what is no bar."""
        if not EPOCH.year <= self.ends_at.year <= LAST_YEAR:
            raise ValueError(f"ends_at is not from {EPOCH.year} to {LAST_YEAR}")
        opened, high, low, close = map(Decimal, (self.open, self.high, self.low, self.close))
        if not low <= min(opened, close) <= max(opened, close) <= high:
            raise ValueError(f"open and close must lie between low {low} and high {high}")
        return self

    def row(self) -> dict[str, Any]:
        """The columns of the store, but for the timeframe."""
        return {
            "symbol": self.symbol,
            "ends_at": nanoseconds(self.ends_at),
            **{name: Decimal(getattr(self, name)) for name in PRICES},
            "volume": None if self.volume is None else Decimal(self.volume),
        }


def nanoseconds(moment: datetime) -> int:
    """A moment in nanoseconds since 1970, exact.

    >>> nanoseconds(datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC))
    1000005000
    """
    since = moment - EPOCH
    return ((since.days * 86_400 + since.seconds) * 10**6 + since.microseconds) * 1000


class Bars(Asked):
    """Bars of one timeframe, in any order; those of a symbol follow the ones that are there."""

    timeframe: Frequency
    bars: Annotated[tuple[Bar, ...], Field(min_length=1, max_length=BARS_MAX)]


class Seed(Asked):
    """The last bars of a bundle, taken as if they had been posted.

    Bars from before a symbol's last split are left out: they are of other shares.
    """

    bundle: Name
    symbols: Annotated[tuple[Symbol, ...], Field(min_length=1, max_length=1000)] | None = None
    frequency: Frequency | None = None
    count: Annotated[int, Field(ge=1, le=10_000)] = 1000


class Taken(Told):
    """What became of bars.

    Attributes:
        taken: how many were new.
        patterns: events that were found with them.
        signals: numbers of the signals that became known with them.
        expired: numbers of the signals that are over with them.
    """

    taken: int
    patterns: int
    signals: list[int]
    expired: list[int]


class BarTold(Told):
    """A bar that is there."""

    ends_at: str
    open: str
    high: str
    low: str
    close: str
    volume: str | None
