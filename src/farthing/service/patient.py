"""A database that is not there yet: it is started beside the service, or comes back."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

import structlog

from farthing.errors import ConfigurationError
from farthing.store.unreachable import UNREACHABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from farthing.store.database import Database

LOG = structlog.get_logger("farthing.serve")

WAIT_S = 60
"""Seconds that a service waits for its database when it begins."""

PAUSE_S = 0.5
"""Seconds between two tries."""

R = TypeVar("R")


def patiently(database: Database, action: Callable[[Database], R], wait_s: float = WAIT_S) -> R:
    """What an action on a database gives, as soon as the database answers.

    A file is there or not: it is not waited for.

    Raises:
        ConfigurationError: it has not answered in time.
    """
    until = time.monotonic() + wait_s
    while True:
        try:
            return action(database)
        except UNREACHABLE as error:
            if database.is_sqlite:
                raise
            if time.monotonic() >= until:
                raise ConfigurationError(
                    f"{database} has not answered for {wait_s:g} s: start it, or name another one"
                ) from None
            LOG.warning("database unreachable", error=type(error).__name__)
            time.sleep(PAUSE_S)
