"""Every candidate for an index: the queries that use it, without it and with it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sqlalchemy import inspect

from farthing.lab.database.candidates import CANDIDATES, Candidate
from farthing.lab.database.timed import planned, timed
from farthing.lab.results.database import Effect, Judged
from farthing.store.catalogue import QUERIES

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from farthing.lab.database.parameters import Parameters
    from farthing.store.database import Database

LEAST_RATIO = 1.5
"""An index is kept where some query takes at least so many times as long without it."""

LEAST_TAIL_RATIO = 3.0
"""Or its slowest twentieth does, which a few runs tell less well."""


def judged(database: Database, parameters: Parameters, told: Callable[[str], None]) -> list[Judged]:
    """Judges every candidate in a transaction that is undone.

    Where it is missing it is made first. Then each query that uses it is timed with it and, right
    after it was dropped, without it: what else the machine does meanwhile is the same for both.

    Args:
        database: seeded.
        parameters: of the queries.
        told: is told what comes next.
    """
    with database.engine.connect() as connection:
        there = there_are(connection)
    found = []
    for candidate in CANDIDATES:
        if candidate.is_constraint and database.is_sqlite:
            continue  # there it is the table itself
        told(candidate.name)
        with database.engine.connect() as connection, connection.begin() as undone:
            found.append(_judged(connection, candidate, parameters, there))
            undone.rollback()
    return found


def there_are(connection: Connection) -> set[str]:
    """The names of all indexes."""
    inspector = inspect(connection)
    tables = {candidate.table for candidate in CANDIDATES}
    indexes = {str(each["name"]) for table in tables for each in inspector.get_indexes(table)}
    return indexes | {str(inspector.get_pk_constraint(table)["name"]) for table in tables}


def _judged(
    connection: Connection, candidate: Candidate, parameters: Parameters, there: set[str]
) -> Judged:
    is_there = candidate.name in there
    begun = time.perf_counter()
    if not is_there:
        connection.exec_driver_sql(candidate.made_in(connection.dialect.name))
    spent = time.perf_counter() - begun
    return Judged(
        name=candidate.name, table=candidate.table, columns=candidate.shown,
        of_design=candidate.of_design, is_there=is_there,
        bytes=bytes_of(connection, candidate.name), build_s=None if is_there else spent,
        effects=_effects(connection, candidate, parameters),
        covered_by=_covering(candidate, there), least_ratio=LEAST_RATIO,
        least_tail_ratio=LEAST_TAIL_RATIO,
    )  # fmt: skip


def _effects(
    connection: Connection, candidate: Candidate, parameters: Parameters
) -> tuple[Effect, ...]:
    """The queries of the candidate's table whose plans use it; it is dropped on the way."""
    queries = [
        query
        for query in QUERIES.values()
        if query.table == candidate.table
        and candidate.name in planned(connection, query, parameters)
    ]
    with_it = [timed(connection, query, parameters) for query in queries]
    connection.exec_driver_sql(candidate.dropped)
    without = [timed(connection, query, parameters) for query in queries]
    return tuple(
        Effect(query=query.name, without=slow, with_it=quick)
        for query, slow, quick in zip(queries, without, with_it, strict=True)
        if candidate.name in quick.indexes
    )


def bytes_of(connection: Connection, name: str) -> int | None:
    """The size of an index; None where the database does not tell."""
    if connection.dialect.name == "sqlite":
        return None
    size: int = connection.exec_driver_sql(
        f"SELECT pg_total_relation_size('{name}'::regclass)"
    ).scalar_one()
    return size


def _covering(candidate: Candidate, there: set[str]) -> str:
    """An index of the tables that begins with the columns of a candidate."""
    for other in CANDIDATES:
        if other.table == candidate.table and other.name in there and candidate.begins(other):
            return other.name
    return ""
