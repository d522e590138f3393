"""Other ways to serve a query: block ranges, covering and partial indexes, partitions."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from farthing.lab.database.candidates import Candidate
from farthing.lab.database.judge import bytes_of, there_are
from farthing.lab.database.timed import timed
from farthing.lab.results.database import Variant
from farthing.store.catalogue import QUERIES
from farthing.store.seed.shape import END, TIMEFRAMES
from farthing.store.types import SECOND

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from farthing.lab.database.parameters import Parameters
    from farthing.store.database import Database
    from farthing.store.seed import Shape

PARTITIONS = 8


@dataclass(frozen=True, slots=True)
class Way:
    """One way.

    Attributes:
        dropped: indexes that it stands in for, dropped where they are there.
        made: indexes that it makes.
        before: statements that come first.
    """

    what: str
    name: str
    queries: tuple[str, ...]
    dropped: tuple[str, ...] = ()
    made: tuple[Candidate, ...] = ()
    before: tuple[str, ...] = ()
    is_of_sqlite: bool = True


def variants(
    database: Database, shape: Shape, parameters: Parameters, told: Callable[[str], None]
) -> list[Variant]:
    """Measures each way in a transaction that is undone."""
    found = []
    for way in ways(shape):
        if database.is_sqlite and not way.is_of_sqlite:
            continue
        told(f"{way.what}: {way.name}")
        with database.engine.connect() as connection, connection.begin() as undone:
            found += _measured(connection, way, parameters)
            undone.rollback()
    return found


def ways(shape: Shape) -> list[Way]:
    """All ways that are compared."""
    ends_at = "ix_ohlcv_bars_ends_at"
    active = ("ix_signals_active", "ix_signals_status_generated_at")
    across = ("bars.newest", "bars.across")
    ranged = ("bars.range", "bars.latest", "bars.span")
    listed = ("signals.active", "signals.active_count")
    return [
        Way("bars of a moment", "no index", across, (ends_at,)),
        Way("bars of a moment", "B-tree", across, (ends_at,), (_bars("ends_at"),)),
        Way(
            "bars of a moment", "BRIN", across, (ends_at,), (_bars("ends_at", "brin"),),
            is_of_sqlite=False,
        ),
        Way("bars of a range", "the key", ranged),
        Way(
            "bars of a range", "covering index", ranged,
            made=(_bars("symbol, timeframe, ends_at", "", "open, high, low, close, volume"),),
            is_of_sqlite=False,
        ),
        Way(
            "bars of a range", f"{PARTITIONS} partitions by time", ranged,
            before=partitioned(shape), is_of_sqlite=False,
        ),
        Way("active signals", "no index", listed, active),
        Way("active signals", "B-tree (status, generated_at)", listed, active,
            (_signals("status, generated_at"),)),
        Way("active signals", "partial index", listed, active,
            (_signals("generated_at", "status = 'active'"),)),
    ]  # fmt: skip


def partitioned(shape: Shape) -> tuple[str, ...]:
    """Statements that put a table of partitions in the place of bars."""
    minutes = max(1, shape.bars * TIMEFRAMES["1m"][1] // 100 // len(shape.symbols))
    step = -(-minutes // (PARTITIONS - 1)) * TIMEFRAMES["1m"][0] * SECOND
    ends = [END + 1 - step * (PARTITIONS - 1 - number) for number in range(PARTITIONS)]
    begins = ["MINVALUE", *map(str, ends[:-1])]
    return (
        "ALTER TABLE ohlcv_bars RENAME TO ohlcv_bars_whole",
        "CREATE TABLE ohlcv_bars (LIKE ohlcv_bars_whole) PARTITION BY RANGE (ends_at)",
        *(
            f"CREATE TABLE ohlcv_bars_{number} PARTITION OF ohlcv_bars "
            f"FOR VALUES FROM ({begin}) TO ({end})"
            for number, (begin, end) in enumerate(zip(begins, ends, strict=True))
        ),
        "INSERT INTO ohlcv_bars SELECT * FROM ohlcv_bars_whole",
        "ALTER TABLE ohlcv_bars ADD PRIMARY KEY (symbol, timeframe, ends_at)",
        "ANALYZE ohlcv_bars",
    )


def _bars(columns: str, method: str = "", include: str = "") -> Candidate:
    return Candidate("ix_variant", "ohlcv_bars", columns, method=method, include=include)


def _signals(columns: str, where: str = "") -> Candidate:
    return Candidate("ix_variant", "signals", columns, where)


def _measured(connection: Connection, way: Way, parameters: Parameters) -> list[Variant]:
    for name in there_are(connection) & {*way.dropped}:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    begun = time.perf_counter()
    for statement in (*way.before, *(each.made_in(connection.dialect.name) for each in way.made)):
        connection.exec_driver_sql(statement)
    spent = time.perf_counter() - begun
    size = bytes_of(connection, way.made[0].name) if way.made else None
    return [
        Variant(
            what=way.what, way=way.name, query=name, bytes=size, build_s=spent,
            timed=timed(connection, QUERIES[name], parameters),
        )
        for name in way.queries
    ]  # fmt: skip
