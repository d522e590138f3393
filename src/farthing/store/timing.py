"""How long the database takes, told to whoever counts."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

if TYPE_CHECKING:
    from collections.abc import Callable

    from farthing.store.database import Database

BEGUN = "farthing_begun"
"""The key of a connection under which it is noted when its statement began."""


def tell(database: Database, told: Callable[[str, float], None]) -> None:
    """Calls ``told`` with each statement and the seconds that it took, in whatever thread."""
    event.listen(database.engine, "before_cursor_execute", _before)
    event.listen(database.engine, "after_cursor_execute", _after(told))


def _before(connection: Any, *_: Any) -> None:
    connection.info[BEGUN] = time.perf_counter()


def _after(told: Callable[[str, float], None]) -> Callable[..., None]:
    def after(connection: Any, _: Any, statement: str, *__: Any) -> None:
        told(statement, time.perf_counter() - connection.info[BEGUN])

    return after
