"""What endpoints are given: the service's settings and database, and the caller."""

from __future__ import annotations

from asyncio import CancelledError
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property, partial
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec, TypeVar, cast

from anyio import CapacityLimiter, to_thread
from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from farthing.service.identity.who import Who

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from farthing.service.settings import Settings
    from farthing.store.database import Database

P = ParamSpec("P")
R = TypeVar("R")


class Abandoned(Exception):  # noqa: N818 - what became of it
    """Nobody waits for this write any more."""


WRITERS = 2
"""Threads that write into a server at once, of the connections that a process has."""


@dataclass(frozen=True)
class Service:
    """The service's settings and database; each call of ``read`` or ``write`` is a transaction.

    Transactions run in threads beside the loop, as many at once as there are connections. Writers
    have some of them to themselves, so that those who wait for each other hold no reader up; a file
    of SQLite has one. A caller that is cancelled goes at once; its transaction is undone.
    """

    settings: Settings
    database: Database

    @property
    def home(self) -> Path:
        """The catalog's folder."""
        return self.settings.home

    async def read(self, query: Callable[..., R], *told: Any, **more: Any) -> R:
        """What a query of the store gives; its first argument is the session."""

        def found() -> R:
            with self.database.reading() as session:
                return query(session, *told, **more)

        return await to_thread.run_sync(found, limiter=self._readers, abandon_on_cancel=True)

    async def write(self, change: Callable[..., R], *told: Any, **more: Any) -> R:
        """Makes a change, and commits it."""
        return await self.write_within(nullcontext(), partial(change, **more), *told)

    async def write_within(
        self, within: AbstractContextManager[None], change: Callable[..., R], *told: Any
    ) -> R:
        """Makes a change, and commits it, within something.

        That is entered before the transaction begins, and left behind its end.
        """
        is_over = Event()

        def written() -> R:
            with within, self.database.writing() as session:
                made = change(session, *told)
                if is_over.is_set():
                    raise Abandoned
                return made

        try:
            return await to_thread.run_sync(written, limiter=self._writers, abandon_on_cancel=True)
        except CancelledError:
            is_over.set()
            raise

    @cached_property
    def _writers(self) -> CapacityLimiter:
        return CapacityLimiter(1 if self.database.is_sqlite else WRITERS)

    @cached_property
    def _readers(self) -> CapacityLimiter:
        return CapacityLimiter(max(1, self.database.pool.most - WRITERS))

    @staticmethod
    async def work(function: Callable[P, R], *told: P.args, **more: P.kwargs) -> R:
        """Calls what reads files or computes, in a thread beside the loop."""
        return await run_in_threadpool(function, *told, **more)


def _service(connection: HTTPConnection) -> Service:
    return cast("Service", connection.app.state.service)


def _caller(connection: HTTPConnection) -> Who:
    return cast("Who", connection.state.who)


Here = Annotated[Service, Depends(_service)]
"""The service."""

Caller = Annotated[Who, Depends(_caller)]
"""Who calls; the gate has let only callers with the route's scope through."""
