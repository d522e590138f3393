"""A database by its URL: engines and sessions, and the settings of both in one place."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, ProgrammingError
from sqlalchemy.orm import Session, sessionmaker

from farthing.errors import ConfigurationError, install
from farthing.optimise.store.place import Place
from farthing.store.types import SQLITE, to_json

if TYPE_CHECKING:
    from collections.abc import Iterator

POSTGRESQL = "postgresql"
DRIVERS = {SQLITE: "pysqlite", POSTGRESQL: "psycopg"}
"""The driver of each kind of database."""

EXAMPLES = "postgresql://user@host/name or sqlite:///file"

IMMEDIATE = "farthing_immediate"
"""The option of a connection to SQLite that will write: it takes the lock when it begins."""


@dataclass(frozen=True, slots=True)
class Pool:
    """How many connections a process keeps, and how long a request waits for one.

    Attributes:
        size: kept open.
        overflow: more that are opened while all of those are in use.
        timeout_s: seconds that a request waits before it is refused.
    """

    size: int = 5
    overflow: int = 5
    timeout_s: int = 10

    @property
    def most(self) -> int:
        """How many there can be at once."""
        return self.size + self.overflow


BUSY_TIMEOUT_MS = 10_000
"""How long a writer of SQLite waits for another; there is one at a time."""

PRAGMAS = {
    "journal_mode": "WAL",  # readers and the writer do not wait for each other
    "synchronous": "FULL",  # what was committed outlives the machine's power
    "foreign_keys": "ON",
    "recursive_triggers": "ON",  # so that REPLACE does not delete behind the back of a trigger
    "busy_timeout": str(BUSY_TIMEOUT_MS),
}


@dataclass(frozen=True)
class Database:
    """A database of the service; connects when it is first used.

    Sessions come from ``reading`` and ``writing``. What is done in one is one transaction:
    committed at its end, or undone where something is raised.

    Args:
        url: ``sqlite:///file`` or ``postgresql://user@host/name``, with its password; its text
            here never has it.
        pool: the settings of its pool of connections.

    Raises:
        ConfigurationError: the URL is of no database that the store knows.

    >>> str(Database("postgresql://user:word@host/name"))
    'postgresql://user@host/name'
    """

    url: str
    pool: Pool = field(default_factory=Pool)

    def __post_init__(self) -> None:
        """Refuses what is no database."""
        self._parsed  # noqa: B018 - a wrong URL is told at once

    def __str__(self) -> str:
        """The URL without its password and its query."""
        return str(Place(self.url))

    __repr__ = __str__

    @cached_property
    def place(self) -> Place:
        """The same database as the store of studies knows it."""
        if self.kind == SQLITE:
            return Place(self.url)
        return Place(self.url.replace(f"{self.url.partition('://')[0]}:", "postgresql+psycopg:", 1))

    @property
    def kind(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._parsed.get_backend_name()

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file."""
        return self.kind == SQLITE

    @cached_property
    def engine(self) -> Engine:
        """The engine, for any thread."""
        self._make_folder()
        url = self._parsed.set(drivername=f"{self.kind}+{DRIVERS[self.kind]}")
        engine = create_engine(url, **self._settings)
        _prepare(engine, self.is_sqlite)
        return engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that reads."""
        with self._sessions(self.engine) as session, session.begin():
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that writes; on SQLite it is the only one that does, from its beginning."""
        engine = self.engine.execution_options(**{IMMEDIATE: True})
        with self._sessions(engine) as session, session.begin():
            yield session

    def close(self) -> None:
        """Closes its connections."""
        if "engine" in vars(self):
            self.engine.dispose()

    @cached_property
    def _parsed(self) -> URL:
        try:
            url = make_url(self.url)
            kind = url.get_backend_name()
        except (ArgumentError, NoSuchModuleError, ValueError):  # whose words may have the password
            raise ConfigurationError(
                f"{Place(self.url)} is no database; write it like {EXAMPLES}"
            ) from None
        if kind not in DRIVERS:
            raise ConfigurationError(f"{kind} is no database of the service; it is {EXAMPLES}")
        if kind == SQLITE and (Place(self.url).file is None):
            raise ConfigurationError(
                f"{Place(self.url)} keeps nothing; name a file, such as sqlite:///farthing.sqlite"
            )
        return url

    def _make_folder(self) -> None:
        file = self.place.file
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)

    @property
    def _settings(self) -> dict[str, Any]:
        return {
            "pool_size": self.pool.size,
            "max_overflow": self.pool.overflow,
            "pool_timeout": self.pool.timeout_s,
            "pool_pre_ping": not self.is_sqlite,  # a server may have been restarted
            "json_serializer": to_json,
            "hide_parameters": True,  # what is stored does not belong into messages and logs
        }

    @staticmethod
    def _sessions(engine: Engine) -> Session:
        return sessionmaker(engine, expire_on_commit=False)()


def opened(url: str, pool: Pool | None = None) -> Database:
    """The database of a URL, with what its driver needs installed.

    Raises:
        ConfigurationError: it is no database; a package is missing.
    """
    database = Database(url, pool or Pool())
    try:
        database.engine  # noqa: B018 - loads the driver
    except ModuleNotFoundError as error:
        raise ConfigurationError(f"{database} needs {error.name}: {install('service')}") from None
    return database


def _prepare(engine: Engine, is_sqlite: bool) -> None:
    """Sets what each connection of SQLite begins with; a server has its own settings."""
    if not is_sqlite:
        return

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _: object) -> None:
        connection.isolation_level = None  # the driver would begin transactions by its own rules
        cursor = connection.cursor()
        for name, value in PRAGMAS.items():
            cursor.execute(f"PRAGMA {name}={value}")
        cursor.close()

    @event.listens_for(engine, "handle_error", retval=True)
    def _defect(context: Any) -> ProgrammingError | None:
        # As a server tells it: what the driver names like a database that does not answer is none.
        told = context.original_exception
        if getattr(told, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR:
            return None
        return ProgrammingError(context.statement, None, told, hide_parameters=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        is_immediate = connection.get_execution_options().get(IMMEDIATE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_immediate else "BEGIN")
