"""The first tables."""

import sqlalchemy as sa
from alembic import op

from farthing.store.types import BIG, Document, Exact, Moment

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes every table."""
    _ohlcv_bars()
    _streams()
    _trading_ranges()
    _users()
    _api_keys()
    _audit_log()
    _campaigns()
    _events()
    _jobs()
    _kept_answers()
    _notifications()
    _patterns()
    _backtest_runs()
    _signals()
    _backtest_results()
    _positions()
    _backtest_files()
    _orders()
    _fills()
    _studies()


def downgrade() -> None:
    """Drops every table but those of studies."""
    op.drop_index("uq_jobs_kind_manifest_hash", table_name="jobs")
    for table in reversed(TABLES):
        op.drop_table(table)


TABLES = (
    "ohlcv_bars",
    "streams",
    "trading_ranges",
    "users",
    "api_keys",
    "audit_log",
    "campaigns",
    "events",
    "jobs",
    "kept_answers",
    "notifications",
    "patterns",
    "backtest_runs",
    "signals",
    "backtest_results",
    "positions",
    "backtest_files",
    "orders",
    "fills",
)


def _ohlcv_bars() -> None:
    op.create_table(
        "ohlcv_bars",
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.Column("timeframe", sa.Text(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("open", Exact(), nullable=False),
        sa.Column("high", Exact(), nullable=False),
        sa.Column("low", Exact(), nullable=False),
        sa.Column("close", Exact(), nullable=False),
        sa.Column("volume", Exact(), nullable=True),
        sa.PrimaryKeyConstraint("symbol", "timeframe", "ends_at", name=op.f("pk_ohlcv_bars")),
        sqlite_with_rowid=False,
    )


def _streams() -> None:
    op.create_table(
        "streams",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("last", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_streams")),
    )


def _trading_ranges() -> None:
    op.create_table(
        "trading_ranges",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.Column("timeframe", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("schematic", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=True),
        sa.Column("support", Exact(), nullable=False),
        sa.Column("resistance", Exact(), nullable=False),
        sa.Column("quality", sa.Double(), nullable=True),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("known_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=True),
        sa.Column("details", Document(), nullable=False),
        sa.CheckConstraint(
            "status IN ('found', 'broken', 'failed', 'ended', 'lost')",
            name=op.f("ck_trading_ranges_status_is_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trading_ranges")),
        sa.UniqueConstraint(
            "symbol", "timeframe", "number", name=op.f("uq_trading_ranges_symbol_timeframe_number")
        ),
    )


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", Document(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("removed_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("name", name=op.f("uq_users_name")),
    )


def _api_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", Document(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_api_keys_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("handle", name=op.f("uq_api_keys_handle")),
    )


def _audit_log() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("written_at", Moment(), nullable=False),
        sa.Column("user_id", BIG, nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("details", Document(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_audit_log_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )


def _campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("trading_range_id", BIG, nullable=True),
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=True),
        sa.Column("budget", Exact(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.CheckConstraint("side IN ('long', 'short')", name=op.f("ck_campaigns_side_is_known")),
        sa.CheckConstraint(
            "status IN ('ordered', 'open', 'leaving', 'closed')",
            name=op.f("ck_campaigns_status_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["trading_range_id"], ["trading_ranges.id"], name=op.f("fk_campaigns_trading_range_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_campaigns_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("sequence", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("happened_at", Moment(), nullable=False),
        sa.Column("body", Document(), nullable=False),
        sa.ForeignKeyConstraint(["stream"], ["streams.name"], name=op.f("fk_events_stream")),
        sa.PrimaryKeyConstraint("stream", "sequence", name=op.f("pk_events")),
        sqlite_with_rowid=False,
    )


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("manifest_hash", sa.Text(), nullable=False),
        sa.Column("manifest", Document(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("user_id", BIG, nullable=True),
        sa.Column("study", sa.Text(), nullable=True),
        sa.Column("study_place", sa.Text(), nullable=True),
        sa.Column("token", BIG, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("attempts_max", sa.Integer(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.Column("leased_at", Moment(), nullable=True),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("is_cancelling", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("result", Document(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'done', 'failed', 'cancelled')",
            name=op.f("ck_jobs_status_is_known"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_jobs_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index(
        "uq_jobs_kind_manifest_hash",
        "jobs",
        ["kind", "manifest_hash"],
        unique=True,
        postgresql_where=sa.text("status IN ('queued', 'running', 'done')"),
        sqlite_where=sa.text("status IN ('queued', 'running', 'done')"),
    )


def _kept_answers() -> None:
    op.create_table(
        "kept_answers",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", Document(), nullable=False),
        sa.Column("body", Document(), nullable=True),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_kept_answers_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_answers")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_kept_answers_user_id_key")),
    )


def _notifications() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", Document(), nullable=False),
        sa.Column("is_read", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("read_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notifications_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
    )


def _patterns() -> None:
    op.create_table(
        "patterns",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("trading_range_id", BIG, nullable=True),
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.Column("timeframe", sa.Text(), nullable=False),
        sa.Column("pattern_type", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=True),
        sa.Column("happened_at", Moment(), nullable=False),
        sa.Column("detected_at", Moment(), nullable=False),
        sa.Column("price", Exact(), nullable=False),
        sa.Column("level", Exact(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("details", Document(), nullable=False),
        sa.CheckConstraint("side IN ('long', 'short')", name=op.f("ck_patterns_side_is_known")),
        sa.ForeignKeyConstraint(
            ["trading_range_id"], ["trading_ranges.id"], name=op.f("fk_patterns_trading_range_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patterns")),
        sa.UniqueConstraint(
            "symbol", "timeframe", "pattern_type", "happened_at", "detected_at", name="uq_patterns"
        ),
    )


def _backtest_runs() -> None:
    op.create_table(
        "backtest_runs",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("job_id", BIG, nullable=True),
        sa.Column("user_id", BIG, nullable=True),
        sa.Column("strategy", sa.Text(), nullable=False),
        sa.Column("bundle", sa.Text(), nullable=False),
        sa.Column("manifest_hash", sa.Text(), nullable=False),
        sa.Column("manifest", Document(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "status IN ('pending', 'running', 'done', 'failed', 'cancelled')",
            name=op.f("ck_backtest_runs_status_is_known"),
        ),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_backtest_runs_job_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_backtest_runs_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backtest_runs")),
    )


def _signals() -> None:
    op.create_table(
        "signals",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("pattern_id", BIG, nullable=True),
        sa.Column("trading_range_id", BIG, nullable=True),
        sa.Column("campaign_id", BIG, nullable=True),
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.Column("timeframe", sa.Text(), nullable=False),
        sa.Column("signal_type", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=True),
        sa.Column("happened_at", Moment(), nullable=False),
        sa.Column("known_at", Moment(), nullable=False),
        sa.Column("generated_at", Moment(), nullable=False),
        sa.Column("entry", Exact(), nullable=False),
        sa.Column("stop", Exact(), nullable=False),
        sa.Column("target_1", Exact(), nullable=True),
        sa.Column("target_2", Exact(), nullable=True),
        sa.Column("target_3", Exact(), nullable=True),
        sa.Column("reward", sa.Double(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("size", Exact(), nullable=True),
        sa.Column("risk_amount", Exact(), nullable=True),
        sa.Column("refusal", Document(), nullable=True),
        sa.Column("details", Document(), nullable=False),
        sa.CheckConstraint("side IN ('long', 'short')", name=op.f("ck_signals_side_is_known")),
        sa.CheckConstraint(
            "status IN ('active', 'filled', 'expired', 'cancelled', 'refused')",
            name=op.f("ck_signals_status_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_signals_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["pattern_id"], ["patterns.id"], name=op.f("fk_signals_pattern_id")
        ),
        sa.ForeignKeyConstraint(
            ["trading_range_id"], ["trading_ranges.id"], name=op.f("fk_signals_trading_range_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signals")),
        sa.UniqueConstraint(
            "symbol", "timeframe", "signal_type", "happened_at", "known_at", name="uq_signals"
        ),
    )


def _backtest_results() -> None:
    op.create_table(
        "backtest_results",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("run_id", BIG, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("end_equity", Exact(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("statistics", Document(), nullable=False),
        sa.Column("summary", Document(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["backtest_runs.id"], name=op.f("fk_backtest_results_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backtest_results")),
        sa.UniqueConstraint("run_id", name=op.f("uq_backtest_results_run_id")),
    )


def _positions() -> None:
    op.create_table(
        "positions",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("campaign_id", BIG, nullable=True),
        sa.Column("signal_id", BIG, nullable=True),
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("quantity", Exact(), nullable=False),
        sa.Column("cost", Exact(), nullable=False),
        sa.Column("stop", Exact(), nullable=True),
        sa.Column("risk", Exact(), nullable=True),
        sa.Column("profit", Exact(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "status IN ('open', 'closed')", name=op.f("ck_positions_status_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_positions_campaign_id")
        ),
        sa.ForeignKeyConstraint(["signal_id"], ["signals.id"], name=op.f("fk_positions_signal_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_positions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_positions")),
    )


def _backtest_files() -> None:
    op.create_table(
        "backtest_files",
        sa.Column("result_id", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["result_id"], ["backtest_results.id"], name=op.f("fk_backtest_files_result_id")
        ),
        sa.PrimaryKeyConstraint("result_id", "name", name=op.f("pk_backtest_files")),
    )


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("position_id", BIG, nullable=True),
        sa.Column("signal_id", BIG, nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("duration", sa.Text(), nullable=False),
        sa.Column("quantity", Exact(), nullable=False),
        sa.Column("limit_price", Exact(), nullable=True),
        sa.Column("stop_price", Exact(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("details", Document(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "state IN ('pending', 'open', 'filled', 'cancelled', 'expired', 'refused')",
            name=op.f("ck_orders_state_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["position_id"], ["positions.id"], name=op.f("fk_orders_position_id")
        ),
        sa.ForeignKeyConstraint(["signal_id"], ["signals.id"], name=op.f("fk_orders_signal_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_orders_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_orders_user_id_key")),
    )


def _fills() -> None:
    op.create_table(
        "fills",
        sa.Column("id", BIG, sa.Identity(always=False), nullable=False),
        sa.Column("order_id", BIG, nullable=False),
        sa.Column("filled_at", Moment(), nullable=False),
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.Column("quantity", Exact(), nullable=False),
        sa.Column("price", Exact(), nullable=False),
        sa.Column("value", Exact(), nullable=False),
        sa.Column("fee", Exact(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_fills_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fills")),
    )


def _studies() -> None:
    """May have been there before, and stay when this is undone: they hold what a user searched."""
    op.create_table(
        "farthing_study",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        if_not_exists=True,
    )
    op.create_table(
        "farthing_trial",
        sa.Column("study", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rung", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("objectives", sa.Text(), nullable=False),
        sa.Column("end_equity", sa.Text(), nullable=True),
        sa.Column("nanoseconds", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("same_as", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["study"],
            ["farthing_study.name"],
        ),
        sa.PrimaryKeyConstraint("study", "number", "rung"),
        if_not_exists=True,
    )
    op.create_table(
        "farthing_returns",
        sa.Column("study", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["study"],
            ["farthing_study.name"],
        ),
        sa.PrimaryKeyConstraint("study", "number"),
        if_not_exists=True,
    )
