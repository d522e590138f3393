"""The indexes that `farthing bench db` found to be worth their place."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

WHOLE = {
    "kept_answers": ("expires_at",),
    "ohlcv_bars": ("ends_at",),
    "trading_ranges": (
        "starts_at",
        "symbol, starts_at",
    ),
    "audit_log": (
        "user_id, action, written_at",
        "user_id, written_at",
        "written_at",
    ),
    "campaigns": (
        "created_at",
        "symbol, created_at",
    ),
    "notifications": ("user_id, created_at",),
    "patterns": (
        "confidence",
        "detected_at",
        "pattern_type, detected_at",
        "symbol, detected_at",
        "symbol, pattern_type, detected_at",
        "trading_range_id",
    ),
    "backtest_runs": ("job_id",),
    "signals": (
        "campaign_id",
        "generated_at",
        "pattern_id",
        "status, generated_at",
        "symbol, generated_at",
    ),
    "positions": (
        "campaign_id",
        "signal_id",
        "user_id, opened_at",
    ),
    "orders": ("user_id, created_at",),
    "fills": ("order_id",),
}
PARTIAL = (
    ("ix_backtest_runs_pending", "backtest_runs", ["id"], "status = 'pending'"),
    ("ix_jobs_undone", "jobs", ["id"], "status IN ('queued', 'running')"),
)
"""Name, table, columns, and the rows that it has."""


def upgrade() -> None:
    """Adds them."""
    for table, listed in WHOLE.items():
        for columns in listed:
            op.create_index(_name(table, columns), table, columns.split(", "))
    for name, table, names, where in PARTIAL:
        rows = sa.text(where)
        op.create_index(name, table, names, postgresql_where=rows, sqlite_where=rows)


def downgrade() -> None:
    """Takes them away again."""
    for name, table, *_ in PARTIAL:
        op.drop_index(name, table_name=table)
    for table, listed in WHOLE.items():
        for columns in listed:
            op.drop_index(_name(table, columns), table_name=table)


def _name(table: str, columns: str) -> str:
    return f"ix_{table}_{columns.replace(', ', '_')}"
