"""Queries of jobs and their events, of backtests, studies and notifications."""

from sqlalchemy import BigInteger, BindParameter, and_, bindparam, func, or_, select

from farthing.optimise.store.tables import studies, trials
from farthing.store.catalogue.query import LIMIT, Query, latest, newest, same, word
from farthing.store.tables import (
    BacktestResult,
    BacktestRun,
    Event,
    Job,
    Notification,
    ResultFile,
    Stream,
)
from farthing.store.tables.jobs import STILL_GOOD
from farthing.store.types import now

_OF_USER: BindParameter[int] = bindparam("user_id")
_UNDONE = word(Job.status, "queued", "running")
_LOST = and_(word(Job.status, "running"), or_(Job.lease_until <= now(), Job.leased_at > now()))

JOBS_NEWEST = Query("jobs.newest", latest(Job), "pk_jobs")
JOBS_OF_KIND = Query("jobs.of_kind", latest(Job, same(Job.kind)), "pk_jobs")
JOBS_OF_STATUS = Query("jobs.of_status", latest(Job, same(Job.status, "job_status")), "pk_jobs")
JOBS_OF_KIND_AND_STATUS = Query(
    "jobs.of_kind_and_status",
    latest(Job, same(Job.kind), same(Job.status, "job_status")),
    "pk_jobs",
)
JOBS_SAME = Query(
    "jobs.same",
    select(Job).where(
        Job.kind == bindparam("kind"),
        Job.manifest_hash == bindparam("manifest_hash"),
        word(Job.status, *STILL_GOOD),
    ),
    "uq_jobs_kind_manifest_hash",
)
JOBS_NEXT = Query(
    "jobs.next",
    select(Job)
    .where(
        Job.kind.in_(bindparam("kinds", expanding=True)),
        _UNDONE,
        or_(word(Job.status, "queued"), _LOST),
    )
    .order_by(Job.id)
    .limit(1)
    .with_for_update(skip_locked=True)
    .execution_options(populate_existing=True),
    "ix_jobs_undone",
)
JOBS_UNDONE = Query(
    "jobs.undone",
    select(Job.status, func.count()).where(_UNDONE).group_by(Job.status),
    "ix_jobs_undone",
)
JOBS_BY_STATUS = Query("jobs.by_status", select(Job.status, func.count()).group_by(Job.status), "")
EVENTS_AFTER = Query(
    "events.after",
    select(Event)
    .where(
        Event.stream == bindparam("stream"),
        Event.sequence > bindparam("sequence", type_=BigInteger),
    )
    .order_by(Event.sequence)
    .limit(LIMIT),
    "pk_events",
)
EVENT_OF_KIND = Query(
    "events.last_of_kind",
    select(Event.body)
    .where(Event.stream == bindparam("stream"), Event.kind == bindparam("event_kind"))
    .order_by(Event.sequence.desc())
    .limit(1),
    "pk_events",
)
STREAM_LAST = Query(
    "events.last", select(Stream.last).where(Stream.name == bindparam("stream")), "pk_streams"
)

RUNS_NEWEST = Query(
    "runs.newest",
    latest(BacktestRun).add_columns(Job).join(Job, BacktestRun.job_id == Job.id),
    "pk_backtest_runs",
)
RUNS_PENDING = Query(
    "runs.pending",
    latest(BacktestRun, word(BacktestRun.status, "pending")),
    "ix_backtest_runs_pending",
)
RUN_OF_JOB = Query(
    "runs.of_job",
    select(BacktestRun).where(BacktestRun.job_id == bindparam("job_id")),
    "ix_backtest_runs_job_id",
)
RESULTS_NEWEST = Query("results.newest", latest(BacktestResult), "pk_backtest_results")
RESULT_OF_RUN = Query(
    "results.of_run",
    select(BacktestResult).where(BacktestResult.run_id == bindparam("run_id")),
    "uq_backtest_results_run_id",
)
RESULT_FILE = Query(
    "results.file",
    select(ResultFile)
    .join(BacktestResult, BacktestResult.id == ResultFile.result_id)
    .where(BacktestResult.run_id == bindparam("run_id"), ResultFile.name == bindparam("file_name")),
    "pk_backtest_files",
)
RESULT_FILE_NAMES = Query(
    "results.file_names",
    select(ResultFile.name)
    .join(BacktestResult, BacktestResult.id == ResultFile.result_id)
    .where(BacktestResult.run_id == bindparam("run_id"))
    .order_by(ResultFile.name),
    "pk_backtest_files",
)

NOTIFICATIONS_UNREAD = Query(
    "notifications.unread",
    newest(
        Notification,
        Notification.created_at,
        Notification.user_id == _OF_USER,
        Notification.is_read.is_(False),
    ),
    "ix_notifications_user_id_created_at",
)
NOTIFICATIONS_NEWEST = Query(
    "notifications.of_user",
    newest(Notification, Notification.created_at, Notification.user_id == _OF_USER),
    "ix_notifications_user_id_created_at",
)
NOTIFICATIONS_OF_TYPE = Query(
    "notifications.of_type",
    newest(
        Notification,
        Notification.created_at,
        Notification.user_id == _OF_USER,
        Notification.type == bindparam("notification_type"),
    ),
    "ix_notifications_user_id_created_at",
)

STUDIES = Query("studies.all", select(studies).order_by(studies.c.name).limit(LIMIT), "")
TRIALS_OF_STUDY = Query(
    "studies.trials",
    select(trials)
    .where(trials.c.study == bindparam("study"), trials.c.number >= bindparam("number"))
    .order_by(trials.c.number, trials.c.rung)
    .limit(LIMIT),
    "farthing_trial_pkey",
)

QUERIES = (
    JOBS_NEWEST, JOBS_OF_KIND, JOBS_OF_STATUS, JOBS_OF_KIND_AND_STATUS, JOBS_SAME, JOBS_NEXT,
    JOBS_UNDONE, JOBS_BY_STATUS, EVENTS_AFTER, EVENT_OF_KIND, STREAM_LAST, RUNS_NEWEST,
    RUNS_PENDING, RUN_OF_JOB, RESULTS_NEWEST, RESULT_OF_RUN, RESULT_FILE, RESULT_FILE_NAMES,
    NOTIFICATIONS_UNREAD, NOTIFICATIONS_NEWEST, NOTIFICATIONS_OF_TYPE, STUDIES, TRIALS_OF_STUDY,
)  # fmt: skip
