"""Bars that users post: a walk of whole cents, the same for everyone with a seed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMEFRAME = "1h"

BEGIN = datetime(2020, 1, 1, tzinfo=UTC)

STEP_CENTS_MAX = 60

VOLUME_MAX = 10_000


SEEDED = 200
"""Bars of each user's symbol that are there before."""


def symbols_of(run: int, count: int) -> list[str]:
    """The symbols that users post bars of, other ones in each run.

    >>> symbols_of(17, 2)
    ['LOAD17.0', 'LOAD17.1']
    """
    return [f"LOAD{run}.{number}" for number in range(count)]


def walk(symbol: str, begin: datetime = BEGIN) -> Iterator[dict[str, Any]]:
    """Bars of a symbol, without end, as they are posted.

    >>> first = next(walk("A"))
    >>> first["symbol"], first["ends_at"]
    ('A', '2020-01-01T00:00:00+00:00')
    >>> first == next(walk("A"))
    True
    """
    chance, cents, at = Random(symbol), 10_000, begin  # noqa: S311 - a market, not a secret
    while True:
        opened, cents = cents, max(1_000, cents + _step(chance))
        low = min(opened, cents) - chance.randint(0, STEP_CENTS_MAX)
        high = max(opened, cents) + chance.randint(0, STEP_CENTS_MAX)
        yield {
            "symbol": symbol, "ends_at": at.isoformat(), "open": _price(opened),
            "high": _price(high), "low": _price(low), "close": _price(cents),
            "volume": str(chance.randint(1, VOLUME_MAX)),
        }  # fmt: skip
        at += timedelta(hours=1)


def _step(chance: Random) -> int:
    return chance.randint(-STEP_CENTS_MAX, STEP_CENTS_MAX)


def _price(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"
