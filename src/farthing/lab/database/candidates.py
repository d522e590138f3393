"""Indexes that the tables have or might have: those of the original design, and ours."""

from __future__ import annotations

from dataclasses import dataclass

SQLITE_WORDS = {"NOT is_read": "is_read IS 0"}
"""Conditions that SQLite knows again in other words only."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An index.

    Attributes:
        columns: as SQL writes them, such as ``symbol, status``.
        where: the rows that it has; all where it is empty.
        of_design: whether the original design has it.
        is_constraint: whether it belongs to a key, and cannot be dropped by itself.
        method: of PostgreSQL, where it is not a B-tree.
        include: columns that are kept beside the key.
    """

    name: str
    table: str
    columns: str
    where: str = ""
    of_design: bool = False
    is_constraint: bool = False
    method: str = ""
    include: str = ""

    @property
    def shown(self) -> str:
        """What it is of, in words."""
        method = f"{self.method} " if self.method else ""
        include = f" include ({self.include})" if self.include else ""
        where = f" where {self.where}" if self.where else ""
        return f"{method}({self.columns}){include}{where}"

    def made_in(self, dialect: str) -> str:
        """The statement that makes it, in a kind of database."""
        method = f" USING {self.method}" if self.method else ""
        include = f" INCLUDE ({self.include})" if self.include else ""
        rows = SQLITE_WORDS.get(self.where, self.where) if dialect == "sqlite" else self.where
        where = f" WHERE {rows}" if rows else ""
        return f"CREATE INDEX {self.name} ON {self.table}{method} ({self.columns}){include}{where}"

    @property
    def dropped(self) -> str:
        """The statement that takes it away."""
        if self.is_constraint:
            return f"ALTER TABLE {self.table} DROP CONSTRAINT {self.name}"
        return f"DROP INDEX {self.name}"

    def begins(self, other: Candidate) -> bool:
        """Whether another one begins with the same columns, and has all of its rows."""
        own, others = self.columns.split(", "), other.columns.split(", ")
        is_whole = not other.where and not other.method
        plain = [column.removesuffix(" DESC") for column in own]
        longer = [column.removesuffix(" DESC") for column in others]
        return is_whole and self.name != other.name and longer[: len(plain)] == plain


def _named(
    table: str, columns: str, where: str = "", name: str = "", *, of_design: bool = False
) -> Candidate:
    """An index with the name that the tables give it."""
    plain = columns.replace(" DESC", "").replace(", ", "_")
    return Candidate(f"ix_{table}_{name or plain}", table, columns, where, of_design=of_design)


KEY = Candidate("pk_ohlcv_bars", "ohlcv_bars", "symbol, timeframe, ends_at", is_constraint=True)
"""The key of bars: the index by which they are found."""

_DESIGN = {
    "ohlcv_bars": ("symbol, ends_at", "symbol, timeframe, ends_at", "ends_at DESC"),
    "signals": (
        "symbol, status", "status", "pattern_id", "campaign_id", "generated_at DESC",
        "symbol, generated_at",
    ),
    "patterns": (
        "symbol, pattern_type", "pattern_type", "symbol, detected_at", "detected_at DESC",
        "trading_range_id", "symbol, timeframe, detected_at", "phase", "confidence DESC",
    ),
    "trading_ranges": (
        "symbol, status", "symbol, timeframe, starts_at", "symbol, starts_at", "starts_at DESC",
        "status", "phase",
    ),
    "backtest_results": ("created_at DESC",),
    "campaigns": (
        "status", "user_id, status", "symbol", "phase", "created_at DESC", "user_id, created_at",
    ),
    "positions": ("campaign_id, status", "signal_id"),
    "notifications": ("user_id, is_read", "user_id, type"),
    "audit_log": ("user_id, action, written_at DESC",),
}  # fmt: skip
_OURS = {
    "signals": ("status, generated_at",),
    "patterns": (
        "pattern_type, detected_at", "symbol, pattern_type, detected_at", "phase, detected_at",
    ),
    "trading_ranges": ("status, starts_at", "phase, starts_at"),
    "campaigns": ("status, created_at", "phase, created_at", "symbol, created_at"),
    "positions": ("campaign_id", "user_id, opened_at"),
    "orders": ("user_id, created_at",),
    "fills": ("order_id",),
    "backtest_runs": ("job_id",),
    "notifications": ("user_id, created_at",),
    "audit_log": ("written_at", "action, written_at", "user_id, written_at"),
    "jobs": ("status", "created_at"),
    "api_keys": ("user_id",),
    "kept_answers": ("expires_at",),
}  # fmt: skip

CANDIDATES: tuple[Candidate, ...] = (
    KEY,
    *(
        _named(table, columns, of_design=True)
        for table, listed in _DESIGN.items()
        for columns in listed
    ),
    _named("backtest_runs", "id", "status = 'pending'", "pending", of_design=True),
    *(_named(table, columns) for table, listed in _OURS.items() for columns in listed),
    _named("signals", "generated_at", "status = 'active'", "active"),
    _named("positions", "user_id", "status = 'open'", "open"),
    _named("notifications", "user_id, created_at", "NOT is_read", "unread"),
    _named("jobs", "id", "status IN ('queued', 'running')", "undone"),
)
"""Every index that is judged; those of the design come first."""
