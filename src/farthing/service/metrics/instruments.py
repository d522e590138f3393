"""The instruments: every metric that a process counts or times itself."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from prometheus_client import Counter, Histogram

from farthing.service.metrics.edges import BAR, JOB, REQUEST

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNAL_REQUESTS = Counter(
    "farthing_signal_generation_requests", "Bars or scans that were looked at for signals.",
    ["source", "outcome"],
)  # fmt: skip
SIGNAL_SECONDS = Histogram(
    "farthing_signal_generation_seconds", "From a bar to its signals, stored.", ["source"],
    buckets=BAR,
)  # fmt: skip
PATTERNS = Counter("farthing_pattern_detections", "Events that were found.", ["pattern"])
PATTERN_SECONDS = Histogram(
    "farthing_pattern_detection_seconds", "From a bar to its events.", ["source"], buckets=BAR
)
VALIDATION_SECONDS = Histogram(
    "farthing_validation_seconds", "The time to judge what was sent.", ["subject"], buckets=REQUEST
)
BACKTESTS = Counter("farthing_backtest_executions", "Backtests that ended.", ["outcome"])
BACKTEST_SECONDS = Histogram(
    "farthing_backtest_seconds", "How long backtests run.", buckets=JOB
)  # fmt: skip
BACKTEST_BARS = Counter("farthing_backtest_bars", "Bars that backtests went through.")
QUERY_SECONDS = Histogram(
    "farthing_database_query_seconds", "How long the database takes.", ["query"], buckets=REQUEST
)
API_REQUESTS = Counter(
    "farthing_api_requests", "Requests by their answer.", ["method", "route", "status"]
)
API_SECONDS = Histogram(
    "farthing_api_request_seconds", "How long requests take.", ["method", "route"],
    buckets=REQUEST,
)  # fmt: skip

QUERIES = frozenset({"select", "insert", "update", "delete"})
"""Kinds of queries that are told apart; all others are ``other``."""

METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
"""Methods that are told apart; a caller may make up others."""

NO_ROUTE = "none"
"""The route of requests that no route takes: their paths are without end."""


@contextmanager
def timed(histogram: Histogram) -> Iterator[None]:
    """Notes how long what is within takes, also where it fails.

    >>> from prometheus_client import CollectorRegistry
    >>> of = Histogram("doctest_seconds", "A test.", registry=CollectorRegistry())
    >>> with timed(of):
    ...     pass
    >>> next(each.value for each in of.collect()[0].samples if each.name.endswith("count"))
    1.0
    """
    begun = time.perf_counter()
    try:
        yield
    finally:
        histogram.observe(time.perf_counter() - begun)


def query_kind(statement: str) -> str:
    """The kind of a statement of SQL.

    >>> query_kind("SELECT 1"), query_kind("PRAGMA x")
    ('select', 'other')
    """
    word = statement.lstrip()[:6].lower()
    return word if word in QUERIES else "other"


def query_timed(statement: str, seconds: float) -> None:
    """Notes how long a statement took."""
    QUERY_SECONDS.labels(query_kind(statement)).observe(seconds)
