"""A query, timed with many parameters, and the plan by which it is answered."""

from __future__ import annotations

import itertools
import re
import statistics
import time
from typing import TYPE_CHECKING, Any

from farthing.lab.results.database import Timed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from farthing.lab.database.parameters import Parameters
    from farthing.store.catalogue import Query

RUNS_MIN, RUNS_MAX = 5, 60
BUDGET_S = 0.5
"""Seconds after which a query that was run often enough is not run again."""

USED = {
    "postgresql": re.compile(r"(?:Index (?:Only )?Scan(?: Backward)? using|Index Scan on) (\w+)"),
    "sqlite": re.compile(r"USING (?:COVERING )?INDEX (\w+)|USING (?:INTEGER )?(PRIMARY KEY)"),
}
EXPLAIN = {"postgresql": "EXPLAIN (ANALYZE, BUFFERS) ", "sqlite": "EXPLAIN QUERY PLAN "}
PLAN_ALONE = {**EXPLAIN, "postgresql": "EXPLAIN "}
ASKED = itertools.count()
PLANS = 8
"""Sets of parameters that a plan is asked of: a rare value may have another than a frequent one."""


def timed(connection: Connection, query: Query, parameters: Parameters) -> Timed:
    """Runs a query with one set of parameters after the other; the first run is not counted."""
    values = parameters.of(query)
    plan = explained(connection, query, values)
    indexes = dict.fromkeys((*used(connection, plan), *planned(connection, query, parameters)))
    connection.execute(query.statement, values).all()
    spent: list[float] = []
    while len(spent) < RUNS_MIN or (sum(spent) < BUDGET_S and len(spent) < RUNS_MAX):
        values = parameters.of(query)
        begun = time.perf_counter()
        connection.execute(query.statement, values).all()
        spent.append(time.perf_counter() - begun)
    return Timed(
        runs=len(spent), p50_s=statistics.median(spent), p95_s=percentile_95(spent),
        indexes=tuple(indexes), plan=plan,
    )  # fmt: skip


def planned(connection: Connection, query: Query, parameters: Parameters) -> tuple[str, ...]:
    """The indexes that plans use, of several sets of parameters."""
    indexes: dict[str, None] = {}
    for _ in range(PLANS if query.parameters else 1):
        plan = explained(connection, query, parameters.of(query), PLAN_ALONE)
        indexes |= dict.fromkeys(used(connection, plan))
    return tuple(indexes)


def percentile_95(values: list[float]) -> float:
    """What the slowest twentieth begins with: a value that was measured.

    >>> percentile_95([float(number) for number in range(1, 101)])
    95.0
    """
    ascending = sorted(values)
    return ascending[-(-len(ascending) * 95 // 100) - 1]


def explained(
    connection: Connection,
    query: Query,
    values: dict[str, Any],
    words: Mapping[str, str] = EXPLAIN,
) -> str:
    """The plan of a query as its database tells it; PostgreSQL runs it to tell what it took."""
    told = query.statement.params(**values)
    dialect = connection.dialect
    compiled = told.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    # The driver of SQLite keeps statements by their text: the same one again would be explained
    # as it was before an index was dropped.
    anew = f"{words[dialect.name]}{compiled} /* {next(ASKED)} */"
    rows = connection.exec_driver_sql(anew).all()
    return "\n".join(str(row[-1]) for row in rows)


def used(connection: Connection, plan: str) -> tuple[str, ...]:
    """The indexes that a plan uses, each once."""
    found = USED[connection.dialect.name].findall(plan)
    names = ["".join(each) if isinstance(each, tuple) else each for each in found]
    return tuple(dict.fromkeys(names))
