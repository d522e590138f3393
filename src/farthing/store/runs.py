"""Backtests: what was asked for, and what it came to."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from farthing.store.catalogue import work as queries
from farthing.store.tables import BacktestResult, BacktestRun, Job, ResultFile
from farthing.store.types import INT64_MAX, now

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from sqlalchemy.orm import Session


def of_job(session: Session, job: Job, strategy: str, bundle: str) -> BacktestRun:
    """The run of a job; it is made where the job is a new one."""
    found = _of_job(session, job.id)
    if found is not None:
        return found
    made = BacktestRun(
        job_id=job.id, user_id=job.user_id, strategy=strategy, bundle=bundle,
        manifest_hash=job.manifest_hash, manifest=job.manifest, status="pending",
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def number_of(session: Session, job_id: int) -> int | None:
    """The number of a job's run; None where it has none."""
    found = _of_job(session, job_id)
    return None if found is None else found.id


def found(session: Session, run_id: int) -> tuple[BacktestRun, Job] | None:
    """A run and its job; None where there is no such run."""
    run = session.get(BacktestRun, run_id)
    job = None if run is None or run.job_id is None else session.get(Job, run.job_id)
    return None if run is None or job is None else (run, job)


def listed(
    session: Session, before_id: int | None, limit: int
) -> Sequence[tuple[BacktestRun, Job]]:
    """Runs with their jobs, the newest first."""
    asked = {"id": INT64_MAX if before_id is None else before_id, "limit": limit}
    return [(row[0], row[1]) for row in session.execute(queries.RUNS_NEWEST.statement, asked)]


def ended(session: Session, job_id: int, status: str, error: str | None = None) -> None:
    """Notes that a run has ended without a result."""
    changed = update(BacktestRun).where(BacktestRun.job_id == job_id)
    session.execute(changed.values(status=status, error=error, ended_at=now()))


def keep(
    session: Session,
    job_id: int,
    *,
    digest: str,
    end_equity: Decimal,
    currency: str,
    statistics: Mapping[str, Any],
    summary: Mapping[str, Any],
    files: Iterable[tuple[str, str, bytes]],
) -> None:
    """Keeps what a run came to, with its files: names, media types and contents."""
    changed = update(BacktestRun).where(BacktestRun.job_id == job_id)
    values = {"status": "done", "digest": digest, "ended_at": now()}
    run_id = session.execute(changed.values(**values).returning(BacktestRun.id)).scalar_one()
    result = BacktestResult(
        run_id=run_id, digest=digest, end_equity=end_equity, currency=currency,
        statistics=dict(statistics), summary=dict(summary),
    )  # fmt: skip
    session.add(result)
    session.flush()
    for name, media_type, content in files:
        own = hashlib.sha256(content).hexdigest()
        row = {"result_id": result.id, "name": name, "media_type": media_type}
        session.add(ResultFile(**row, digest=own, content=content))


def result_of(session: Session, run_id: int) -> BacktestResult | None:
    """What a run came to; None where it has no result."""
    kept: BacktestResult | None = session.scalar(
        queries.RESULT_OF_RUN.statement, {"run_id": run_id}
    )
    return kept


def files_of(session: Session, run_id: int) -> list[str]:
    """The names of the files of a run."""
    return list(session.scalars(queries.RESULT_FILE_NAMES.statement, {"run_id": run_id}))


def file_of(session: Session, run_id: int, name: str) -> ResultFile | None:
    """A file of a run; None where it has none of that name."""
    asked = {"run_id": run_id, "file_name": name}
    kept: ResultFile | None = session.scalar(queries.RESULT_FILE.statement, asked)
    return kept


def _of_job(session: Session, job_id: int) -> BacktestRun | None:
    run: BacktestRun | None = session.scalar(queries.RUN_OF_JOB.statement, {"job_id": job_id})
    return run
