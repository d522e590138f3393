"""Runs of strategies and what they came to."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from farthing.store.tables.base import Base, one_of, partial
from farthing.store.types import BIG, Exact, Id, Json, Made, Moment

RUN_STATES = ("pending", "running", "done", "failed", "cancelled")


class BacktestRun(Base):
    """A run that was asked for.

    Attributes:
        manifest_hash: of data, code, parameters, models and engine.
        digest: of the result, once there is one: equal digests are equal fills and postings.
    """

    __tablename__ = "backtest_runs"
    __table_args__ = (
        one_of("status", RUN_STATES),
        Index(None, "job_id"),
        partial("ix_backtest_runs_pending", "id", where="status = 'pending'"),
    )

    id: Mapped[Id]
    job_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("jobs.id"))
    user_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("users.id"))
    strategy: Mapped[str]
    bundle: Mapped[str]
    manifest_hash: Mapped[str]
    manifest: Mapped[Json]
    status: Mapped[str]
    digest: Mapped[str | None]
    error: Mapped[str | None]
    created_at: Mapped[Made]
    ended_at: Mapped[int | None] = mapped_column(Moment)


class BacktestResult(Base):
    """What a run came to: its exact figures, and its files.

    Attributes:
        statistics: by name; exact numbers are strings, an undefined one is null.
        summary: what is shown of it.
    """

    __tablename__ = "backtest_results"

    id: Mapped[Id]
    run_id: Mapped[int] = mapped_column(BIG, ForeignKey("backtest_runs.id"), unique=True)
    digest: Mapped[str]
    end_equity: Mapped[Decimal] = mapped_column(Exact)
    currency: Mapped[str]
    statistics: Mapped[Json]
    summary: Mapped[Json]
    created_at: Mapped[Made]


class ResultFile(Base):
    """A file of a result, such as its report or a table of trades, whole.

    Attributes:
        digest: SHA-256 of its content, by which it is asked for again.
    """

    __tablename__ = "backtest_files"

    result_id: Mapped[int] = mapped_column(BIG, ForeignKey("backtest_results.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    media_type: Mapped[str]
    digest: Mapped[str]
    content: Mapped[bytes]
    created_at: Mapped[Made]
