"""Backtests: submitted as jobs, and shown with what they came to."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import polars as pl

from farthing.service.backtests.schemas import Backtest, Result, Run, RunDetail, Table
from farthing.service.backtests.work import KIND
from farthing.service.jobs import service as job_service
from farthing.service.pages import Page, cursor, page
from farthing.service.plain import moment, rows
from farthing.service.problems import NotFound
from farthing.store import jobs, runs

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from farthing.service.backtests.plan import Plan
    from farthing.service.problems import Conflict
    from farthing.store.tables import BacktestRun, Job, ResultFile


def submitted(
    session: Session, asked: Backtest, plan: Plan, user_id: int
) -> tuple[RunDetail, bool]:
    """The backtest of a submission, and whether it is a new one."""
    asked_for = job_service.submission(KIND, plan.digest, asked, plan.manifest, user_id)
    job, is_new = jobs.submit(session, asked_for)
    run = runs.of_job(session, job, asked.strategy, asked.market.bundle)
    return _detail(session, run, job), is_new


def shown(session: Session, run_id: int) -> RunDetail:
    """A backtest.

    Raises:
        NotFound: there is no such backtest.
    """
    return _detail(session, *_found(session, run_id))


def job_of(session: Session, run_id: int) -> int:
    """The number of a backtest's job.

    Raises:
        NotFound: there is no such backtest.
    """
    return _found(session, run_id)[1].id


def listed(session: Session, before_id: int | None, limit: int) -> Page[Run]:
    """A page of backtests, the newest first."""
    rows = runs.listed(session, before_id, limit + 1)
    return page(rows, limit, line, lambda row: row[0].id)


def line(row: tuple[BacktestRun, Job]) -> Run:
    """A backtest in a list."""
    return Run(**_facts(*row))


def result(session: Session, run_id: int) -> Result:
    """What a backtest came to.

    Raises:
        NotFound: there is no such backtest.
        Conflict: it has no result, or none yet.
    """
    found = runs.result_of(session, run_id)
    if found is None:
        raise _without_result(session, run_id)
    return Result(
        id=run_id, digest=found.digest, end_equity=format(found.end_equity, "f"),
        currency=found.currency, statistics=found.statistics, summary=found.summary,
    )  # fmt: skip


def file(session: Session, run_id: int, name: str) -> ResultFile:
    """A file of a result.

    Raises:
        NotFound: there is no such backtest, or it has no such file.
        Conflict: it has no result, or none yet.
    """
    found = runs.file_of(session, run_id, name)
    if found is not None:
        return found
    if runs.result_of(session, run_id) is None:
        raise _without_result(session, run_id)
    raise NotFound(f"backtest {run_id} has no file {name!r}")


def table(content: bytes, name: str, offset: int, limit: int) -> Table:
    """A part of a table, in the order of the run."""
    frame = pl.read_parquet(io.BytesIO(content))
    behind = offset + limit
    return Table(
        name=name,
        columns=frame.columns,
        rows_count=frame.height,
        rows=rows(frame.slice(offset, limit)),
        next=cursor(behind) if behind < frame.height else None,
    )


def last_rows(content: bytes, name: str, count: int) -> Table:
    """The last rows of a table."""
    height = pl.read_parquet(io.BytesIO(content)).height
    return table(content, name, max(0, height - count), count)


def _found(session: Session, run_id: int) -> tuple[BacktestRun, Job]:
    found = runs.found(session, run_id)
    if found is None:
        raise NotFound(f"no backtest {run_id}")
    return found


def _without_result(session: Session, run_id: int) -> Conflict:
    return job_service.without_result(KIND, run_id, _found(session, run_id)[1])


def _facts(run: BacktestRun, job: Job) -> dict[str, Any]:
    return {
        "id": run.id,
        "strategy": run.strategy,
        "bundle": run.bundle,
        "status": job.status,
        "digest": run.digest,
        "error": job.error,
        "created_at": moment(run.created_at),
        "job_id": job.id,
        "stream": jobs.stream_of(job.id),
    }


def _detail(session: Session, run: BacktestRun, job: Job) -> RunDetail:
    return RunDetail(
        **_facts(run, job),
        asked=Backtest.model_validate(job.manifest["asked"]),
        job=job_service.shown(session, job),
        files=runs.files_of(session, run.id),
    )
