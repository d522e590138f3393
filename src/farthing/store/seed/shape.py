"""How much of everything there is beside so many bars, and what values occur."""

from __future__ import annotations

from dataclasses import dataclass

from farthing.store.types import SECOND

END = 1_700_000_000 * SECOND
"""When the last bar ends; everything else happened before."""

TIMEFRAMES = {"1d": (86_400, 2), "1h": (3_600, 8), "1m": (60, 90)}
"""Seconds of a bar, and how many of a hundred bars are of it."""

SYMBOLS_MOST = 200
BARS_PER_SYMBOL = 500
"""A small database has fewer symbols, so that each has a history."""

LEAST = 8
"""Rows that every table has."""

USERS = 20
PHASES = ("A", "B", "C", "D", "E")
PATTERN_TYPES = ("SC", "AR", "ST", "Spring", "Test", "SOS", "LPS", "BU", "UTAD", "SOW", "LPSY")
ACTIONS = ("job.submit", "job.cancel", "bars.take", "key.add", "campaign.open", "user.add")


@dataclass(frozen=True)
class Shape:
    """How many rows a database has, by its bars.

    >>> Shape(10_000_000).rows("signals"), Shape(10_000_000).rows("audit_log")
    (1000000, 100000)
    """

    bars: int

    PARTS = {  # noqa: RUF012 - so many bars stand beside one row
        "patterns": 10, "signals": 10, "trading_ranges": 100, "audit_log": 100,
        "notifications": 100, "kept_answers": 100, "events": 100, "farthing_trial": 100,
        "jobs": 200,
        "backtest_runs": 200, "campaigns": 200, "positions": 200, "orders": 100, "fills": 100,
    }  # fmt: skip

    def rows(self, table: str) -> int:
        """The rows of a table that grows with the bars."""
        return max(LEAST, self.bars // self.PARTS[table])

    @property
    def symbols(self) -> list[str]:
        """The names of all symbols."""
        count = min(SYMBOLS_MOST, max(2, self.bars // BARS_PER_SYMBOL))
        return [f"S{number:03}" for number in range(count)]
