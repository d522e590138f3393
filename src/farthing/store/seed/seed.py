"""Fills an empty database: by COPY in PostgreSQL, by inserts in SQLite."""

from __future__ import annotations

import time
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from sqlalchemy import Boolean, select, text

from farthing.errors import StoreError
from farthing.store.database import IMMEDIATE
from farthing.store.digits import to_key
from farthing.store.seed.bars import CHUNK, bars_of
from farthing.store.seed.others import MAKERS, WITHOUT_ID, frame, rows_of
from farthing.store.seed.shape import Shape
from farthing.store.tables import METADATA, Bar
from farthing.store.types import Exact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Table

    from farthing.store.database import Database

SEED = 7
TABLES = {table.name: table for metadata in METADATA for table in metadata.sorted_tables}


@dataclass(frozen=True, slots=True)
class Rows:
    """What was written into a table.

    Attributes:
        seconds: that the database took, without what it takes to invent rows.
    """

    table: str
    rows: int
    seconds: float


def seed(
    database: Database, bars: int, told: Callable[[str, int, int], None] | None = None
) -> list[Rows]:
    """Writes invented rows into every table: all of them, or none.

    Args:
        database: an empty one that was upgraded.
        bars: how many; the other tables follow from it, see ``Shape``.
        told: is told of a table, its rows so far, and all that it will have.

    Raises:
        StoreError: there is a row in any table already.
    """
    shape = Shape(bars)
    random = np.random.default_rng(SEED)
    engine = database.engine.execution_options(**{IMMEDIATE: True})
    written = []
    with engine.begin() as connection:
        for table in TABLES.values():
            if connection.execute(select(table).limit(1)).first() is not None:
                raise StoreError(f"{database} has rows in {table.name}; seed an empty database")
        written.append(_write(connection, Bar.__tablename__, bars_of(shape, random), bars, told))
        for name in MAKERS:
            count = rows_of(name, shape)
            frames = (frame(name, shape, random, ids) for ids in _ids(count))
            written.append(_write(connection, name, frames, count, told))
            _count_on(connection, name, count)
    _analyse(database)
    return written


def _ids(count: int) -> Iterator[Any]:
    for begin in range(1, count + 1, CHUNK):
        yield np.arange(begin, min(begin + CHUNK, count + 1), dtype=np.int64)


def _write(
    connection: Connection,
    name: str,
    frames: Iterator[pl.DataFrame],
    count: int,
    told: Callable[[str, int, int], None] | None,
) -> Rows:
    done, spent = 0, 0.0
    write = _insert if connection.dialect.name == "sqlite" else _copy
    for rows in frames:
        begun = time.perf_counter()
        write(connection, TABLES[name], rows)
        spent += time.perf_counter() - begun
        done += len(rows)
        if told is not None:
            told(name, done, count)
    return Rows(name, done, spent)


def _copy(connection: Connection, table: Table, rows: pl.DataFrame) -> None:
    plain = rows.with_columns(
        (pl.lit("\\x") + pl.col(name).bin.encode("hex")).alias(name)
        for name, kind in rows.schema.items()
        if kind == pl.Binary
    )
    columns = ", ".join(f'"{name}"' for name in rows.columns)
    cursor = connection.connection.cursor()
    statement = f"COPY {table.name} ({columns}) FROM STDIN (FORMAT csv)"
    with cursor.copy(statement) as copy:
        copy.write(plain.write_csv(include_header=False, quote_style="non_numeric").encode())


def _insert(connection: Connection, table: Table, rows: pl.DataFrame) -> None:
    """Inserts as the driver takes them: SQLAlchemy would convert each value by itself."""
    columns = [_for_sqlite(table, rows.get_column(name)) for name in rows.columns]
    named = ", ".join(f'"{name}"' for name in rows.columns)
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table.name} ({named}) VALUES ({marks})"  # noqa: S608 - our names
    connection.exec_driver_sql(statement, list(zip(*columns, strict=True)))


def _for_sqlite(table: Table, column: pl.Series) -> list[Any]:
    kind = table.columns[column.name].type
    if isinstance(kind, Exact):
        known = {each: to_key(Decimal(each)) for each in column.unique() if each is not None}
        return [known.get(each) for each in column]
    if isinstance(kind, Boolean):
        return column.cast(pl.Int64).to_list()
    return column.to_list()


def _count_on(connection: Connection, name: str, count: int) -> None:
    """Lets rows that come later count on behind these."""
    if connection.dialect.name != "sqlite" and name not in WITHOUT_ID:
        sequence = text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), :count)")
        connection.execute(sequence, {"count": count})


def _analyse(database: Database) -> None:
    """Counts what the planner goes by."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
        else:
            free = connection.execution_options(isolation_level="AUTOCOMMIT")
            free.exec_driver_sql("VACUUM ANALYZE")
