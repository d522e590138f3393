"""The lock of a study on a server: PostgreSQL's advisory locks."""

from __future__ import annotations

from contextlib import contextmanager
from hashlib import blake2b
from typing import TYPE_CHECKING

from farthing.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine


@contextmanager
def held(engine: Engine, study: str, what: str) -> Iterator[None]:
    """Holds the lock of a study; the database frees it when the connection ends.

    Raises:
        DataError: another process holds it.
    """
    from sqlalchemy import text

    digest = blake2b(study.encode(), digest_size=8).digest()
    number = int.from_bytes(digest, "big", signed=True)
    with engine.connect() as connection:
        asked = text("select pg_try_advisory_lock(:number)")
        if not connection.execute(asked, {"number": number}).scalar():
            raise DataError(f"{what} is being written by another process; try again when it ends")
        connection.commit()
        yield
