"""The database of a place: opened, where one process at a time can write a study in it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from farthing.data.durable import exclusive
from farthing.errors import ConfigurationError, install

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from farthing.optimise.store.place import Place

SERVER = "postgresql"
"""The servers that have locks which end with their process."""

EXAMPLES = "postgresql+psycopg://user@host/name or sqlite:///file"


def engine_of(place: Place) -> Engine:
    """The engine of a place; connects to nothing yet.

    SQLite is not asked to wait for the disk: a batch outlives the process as soon as it is written;
    where the machine itself loses power the last ones may be missing, never half of one.

    Raises:
        ConfigurationError: it is no database, or one that cannot be locked; a package is missing.
    """
    try:
        from sqlalchemy import URL, create_engine, event
    except ImportError:
        raise ConfigurationError(
            f"to keep a study needs SQLAlchemy: {install('optimise')}"
        ) from None
    if place.file is None:
        return _engine_of_server(place)
    place.file.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        place.told if place.is_url else URL.create("sqlite", database=str(place.file))
    )

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _: object) -> None:
        for each in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {each}")

    return engine


@contextmanager
def locked(engine: Engine, place: Place, study: str) -> Iterator[None]:
    """Holds the study in a place for this process alone.

    Raises:
        DataError: another process holds it.
    """
    what = f"the study in {place}"
    if place.file is not None:
        with exclusive(place.file.with_suffix(".lock"), what):
            yield
        return
    from farthing.optimise.store.advisory import held

    with held(engine, study, what):
        yield


def _engine_of_server(place: Place) -> Engine:
    from sqlalchemy import create_engine, make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    try:
        url = make_url(place.told)
        kind = url.get_dialect().name
        if kind == SERVER:
            return create_engine(url)
    except ModuleNotFoundError as error:
        raise ConfigurationError(f"{place} needs {error.name}: {install('postgres')}") from None
    except (ArgumentError, NoSuchModuleError, ValueError):  # whose words may have the password
        raise ConfigurationError(f"{place} is no database; write it like {EXAMPLES}") from None
    raise ConfigurationError(
        f"{place}: {kind} has no file or server that one writer at a time could lock; keep the "
        f"study in a folder, or in a database such as {EXAMPLES}"
    )
