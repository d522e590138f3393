"""Migrations: a database is brought to a revision of its tables, and held against it."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import text

from farthing.errors import ConfigurationError
from farthing.store.database import IMMEDIATE, Database
from farthing.store.schema import differences, tables_of
from farthing.store.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

SCRIPTS = Path(__file__).with_name("migrations")
LOCK = 7_283_401_992
"""Of PostgreSQL: one process at a time migrates a database, the others wait."""


def upgrade(database: Database, revision: str = "head") -> None:
    """Brings a database up to a revision, the newest by default; all of it or nothing.

    Raises:
        ConfigurationError: there is no such revision.
    """
    with _migrating(database) as config:
        command.upgrade(config, revision)


def downgrade(database: Database, revision: str) -> None:
    """Takes a database back to an earlier revision; ``base`` is before the first.

    What only later revisions had tables for is lost.

    Raises:
        ConfigurationError: there is no such revision.
    """
    with _migrating(database) as config:
        command.downgrade(config, revision)


def revision_of(database: Database) -> str | None:
    """The revision that a database says it is at; None where it has no tables of ours."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def check(database: Database) -> dict[str, list[str]]:
    """What is wrong with each table by its name, against the revision that the database is at.

    That revision is made anew beside it, and nothing of that stays: in a file of its own for
    SQLite, in a schema of its own within a transaction that is undone for PostgreSQL.

    Raises:
        ConfigurationError: it is at no revision, or one that this farthing does not know.
    """
    revision = revision_of(database)
    if revision is None:
        raise ConfigurationError(f"{database} has no tables of farthing: run `farthing db upgrade`")
    known = [each.revision for each in scripts().walk_revisions()]
    if revision not in known:
        raise ConfigurationError(
            f"{database} is at revision {revision}, which this farthing does not know: it knows "
            f"{', '.join(known)}; use the farthing that upgraded it, or a newer one"
        )
    with database.engine.connect() as connection:
        found = tables_of(connection)
    return differences(_expected(database, revision), found)


def head() -> str:
    """The newest revision."""
    found = scripts().get_current_head()
    assert found is not None, "the package has revisions"
    return found


def scripts() -> ScriptDirectory:
    """The revisions."""
    return ScriptDirectory.from_config(_config())


def options(connection: Connection) -> dict[str, Any]:
    """What migrations and comparisons are told of a connection."""
    return {
        "connection": connection,
        "target_metadata": METADATA,
        "compare_type": True,
        "transactional_ddl": True,  # of SQLite too, where transactions are begun by hand
        "transaction_per_migration": False,
        "render_as_batch": connection.dialect.name == "sqlite",
    }


def _expected(database: Database, revision: str) -> dict[str, Any]:
    """The tables of a revision, made anew."""
    if database.is_sqlite:
        with TemporaryDirectory() as folder:
            other = Database(f"sqlite:///{folder}/check.sqlite")
            upgrade(other, revision)
            with other.engine.connect() as connection:
                tables = tables_of(connection)
            other.close()
        return tables
    with database.engine.connect() as connection, connection.begin() as undone:
        connection.execute(text("CREATE SCHEMA farthing_check"))
        connection.execute(text("SET LOCAL search_path TO farthing_check"))
        command.upgrade(_config(connection), revision)
        tables = tables_of(connection)
        undone.rollback()
    return tables


@contextmanager
def _migrating(database: Database) -> Iterator[Config]:
    """Alembic's settings, within one transaction that nobody else migrates beside."""
    engine = database.engine.execution_options(**{IMMEDIATE: True})
    try:
        with engine.begin() as connection:
            if not database.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            yield _config(connection)
    except CommandError as error:
        known = ", ".join(each.revision for each in scripts().walk_revisions())
        raise ConfigurationError(f"{database}: {error}; revisions are {known}") from None


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.attributes["connection"] = connection
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config
