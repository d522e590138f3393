"""``farthing bench db``: seeds a database, and measures every query of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.lab.database.candidates import CANDIDATES
from farthing.lab.database.judge import judged
from farthing.lab.database.parameters import Parameters
from farthing.lab.database.pools import EACH, pools
from farthing.lab.database.timed import timed
from farthing.lab.database.variants import variants, ways
from farthing.lab.machine import machine
from farthing.lab.results.database import (
    Claim,
    DatabaseResult,
    Judged,
    QueryResult,
    Seeded,
)
from farthing.lab.run import now
from farthing.store.catalogue import QUERIES
from farthing.store.migrate import upgrade
from farthing.store.seed import Rows, Shape, seed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

    from farthing.lab.results.database import Timed
    from farthing.store.database import Database

BARS = 10_000_000

MS = 1e-3
TARGETS_S = {
    "bars.range": 5 * MS, "bars.latest": 5 * MS,
    "signals.active": 5 * MS, "signals.of_symbol": 10 * MS,
    "patterns.of_type": 5 * MS, "patterns.of_symbol_and_type": 5 * MS, "patterns.of_range": 5 * MS,
    "audit.of_user_and_action": 20 * MS,
    "bars.span": 150 * MS, "signals.by_status": 150 * MS, "signals.active_count": 150 * MS,
}  # fmt: skip
"""What the slowest twentieth of some queries is to take at most, with ten million bars."""

CLAIMS = (
    ("bars of a range", 5.0, 10.0, "bars.range", "pk_ohlcv_bars"),
    ("signals of a status", 3.0, 5.0, "signals.active", "ix_signals_status_generated_at"),
    ("patterns of a type", 4.0, 6.0, "patterns.of_type", "ix_patterns_pattern_type_detected_at"),
    (
        "an index of several columns", 2.0, 3.0, "patterns.of_symbol_and_type",
        "ix_patterns_symbol_pattern_type_detected_at",
    ),
)  # fmt: skip
"""Ratios that the original design claims, with the query and the index that we hold beside."""

SETTINGS = ("shared_buffers", "work_mem", "effective_cache_size", "random_page_cost", "fsync")


def prepared(
    database: Database, bars: int = BARS, told: Callable[[str, int, int], None] | None = None
) -> list[Rows]:
    """Makes the tables of an empty database and fills them.

    Args:
        database: an empty one.
        bars: how many; see ``farthing.store.seed.Shape`` for the rest.
        told: is told of a table, its rows so far, and all that it will have.

    Raises:
        StoreError: there are rows in it already.
    """
    upgrade(database)
    return seed(database, bars, told)


def bench(
    database: Database,
    bars: int,
    seeded: Sequence[Rows],
    *,
    each: int = EACH,
    progress: Callable[[int, int, str], None] | None = None,
) -> DatabaseResult:
    """Measures a database that was prepared.

    Args:
        database: that one; nothing in it changes.
        bars: how many it was given.
        seeded: what was written into it.
        each: how often each thread asks through a pool.
        progress: called with what is done, how much there is, and what comes next.
    """
    shape, done = Shape(bars), 0
    parameters = Parameters(shape)
    total = len(QUERIES) + len(CANDIDATES) + len(ways(shape))

    def told(words: str) -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, total, words)

    with_all: dict[str, Timed] = {}
    with database.engine.connect() as connection:
        for query in QUERIES.values():
            told(query.name)
            with_all[query.name] = timed(connection, query, parameters)
        name, settings = _server(connection)
    indexes = judged(database, parameters, told)
    return DatabaseResult(
        made=now(), machine=machine(), database=name, settings=settings, bars=bars,
        seeded=tuple(
            Seeded(table=each.table, rows=each.rows, seconds=each.seconds) for each in seeded
        ),
        queries=tuple(
            QueryResult(
                name=query.name, index=query.index, timed=with_all[query.name],
                target_s=TARGETS_S.get(query.name),
            )
            for query in QUERIES.values()
        ),
        judged=tuple(indexes), claims=tuple(_claims(indexes)),
        variants=tuple(variants(database, shape, parameters, told)),
        pools=tuple(pools(database.url, parameters, each)),
    )  # fmt: skip


def _claims(indexes: Sequence[Judged]) -> list[Claim]:
    ratios = {
        (index.name, effect.query): effect.ratio for index in indexes for effect in index.effects
    }
    return [
        Claim(name=name, low=low, high=high, query=query, ratio=ratios.get((index, query)))
        for name, low, high, query, index in CLAIMS
    ]


def _server(connection: Connection) -> tuple[str, dict[str, str]]:
    if connection.dialect.name == "sqlite":
        version = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
        return f"SQLite {version}", {}
    version = connection.exec_driver_sql("SHOW server_version").scalar_one()
    settings = {
        name: str(connection.exec_driver_sql(f"SHOW {name}").scalar_one()) for name in SETTINGS
    }
    return f"PostgreSQL {version}", settings
