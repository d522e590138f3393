"""How long requests wait for a connection, by the size of the pool."""

from __future__ import annotations

import statistics
import threading
import time
from typing import TYPE_CHECKING

from sqlalchemy.exc import TimeoutError as PoolTimeout

from farthing.lab.database.timed import percentile_95
from farthing.lab.results.database import PoolResult
from farthing.store.catalogue import QUERIES
from farthing.store.database import Database, Pool

if TYPE_CHECKING:
    from farthing.lab.database.parameters import Parameters

SIZES = (1, 2, 5, 10, 20)
THREADS = 20
EACH = 25
TIMEOUT_S = 10
QUERY = QUERIES["signals.of_symbol"]


def pools(url: str, parameters: Parameters, each: int = EACH) -> list[PoolResult]:
    """Threads that all ask for the same page, through pools of several sizes."""
    return [_measured(url, size, parameters, each) for size in SIZES]


def _measured(url: str, size: int, parameters: Parameters, each: int) -> PoolResult:
    database = Database(url, Pool(size=size, overflow=0, timeout_s=TIMEOUT_S))
    asked = [[parameters.of(QUERY) for _ in range(each)] for _ in range(THREADS)]
    spent: list[float] = []
    refused: list[str] = []
    ready = threading.Barrier(THREADS + 1)

    def ask(values: list[dict[str, object]]) -> None:
        own = []
        ready.wait()
        for one in values:
            begun = time.perf_counter()
            try:
                with database.reading() as session:
                    session.execute(QUERY.statement, one).all()
            except PoolTimeout as error:
                refused.append(str(error))
            else:
                own.append(time.perf_counter() - begun)
        spent.extend(own)

    threads = [threading.Thread(target=ask, args=(values,)) for values in asked]
    for thread in threads:
        thread.start()
    ready.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - begun
    database.close()
    count = THREADS * each
    assert len(spent) + len(refused) == count, "every request is answered or refused"
    return PoolResult(
        size=size, threads=THREADS, asked=count, refused=len(refused),
        p50_s=statistics.median(spent), p95_s=percentile_95(spent), per_second=len(spent) / whole,
    )  # fmt: skip
