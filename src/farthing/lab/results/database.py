"""The result of ``farthing bench db``: queries, indexes that were judged, and other ways."""

from __future__ import annotations

from typing import Literal

from farthing.lab.results.file import ResultFile
from farthing.lab.results.record import Record


class Timed(Record):
    """How long a query takes, and by which plan.

    Attributes:
        runs: executions, each with other parameters.
        p50_s: seconds from asking to the last row, in the middle of all runs.
        p95_s: that of the slowest twentieth begins with.
        indexes: what plans used, of several sets of parameters.
        plan: of one set, as the database tells it.
    """

    runs: int
    p50_s: float
    p95_s: float
    indexes: tuple[str, ...]
    plan: str


class QueryResult(Record):
    """One query of the catalogue, with the indexes that the tables have.

    Attributes:
        index: what is meant to serve it; empty where it reads a whole table on purpose.
        target_s: what its ``p95_s`` is to be at most; None where nothing is said.
    """

    name: str
    index: str
    timed: Timed
    target_s: float | None = None

    @property
    def is_slow(self) -> bool:
        """Whether it misses its target."""
        return self.target_s is not None and self.timed.p95_s > self.target_s


class Effect(Record):
    """A query whose plan uses an index, without it and with it."""

    query: str
    without: Timed
    with_it: Timed

    @property
    def ratio(self) -> float:
        """How many times as long the query takes without the index, in the middle."""
        return self.without.p50_s / self.with_it.p50_s

    @property
    def tail_ratio(self) -> float:
        """The same of the slowest twentieth: of rare values, say."""
        return self.without.p95_s / self.with_it.p95_s


class Judged(Record):
    """An index that the tables have or might have.

    Attributes:
        of_design: whether the original design has it.
        is_there: whether the tables have it.
        bytes: that it takes; ``build_s`` the seconds that it was built in, None where it is there.
        effects: queries whose plan uses it.
        covered_by: an index that begins with the same columns.
        least_ratio: from which on it is kept; ``least_tail_ratio`` of the slowest twentieth.
    """

    name: str
    table: str
    columns: str
    of_design: bool
    is_there: bool
    bytes: int | None
    build_s: float | None
    effects: tuple[Effect, ...]
    covered_by: str
    least_ratio: float
    least_tail_ratio: float

    @property
    def best(self) -> Effect | None:
        """The query that gains the most."""
        return max(self.effects, key=lambda effect: effect.ratio, default=None)

    @property
    def best_tail(self) -> Effect | None:
        """The query whose slowest twentieth gains the most."""
        return max(self.effects, key=lambda effect: effect.tail_ratio, default=None)

    @property
    def is_worth_it(self) -> bool:
        """Whether some query gains by it, in the middle or in its slowest twentieth."""
        if self.best is None or self.best_tail is None:
            return False
        in_the_middle = self.best.ratio >= self.least_ratio
        return in_the_middle or self.best_tail.tail_ratio >= self.least_tail_ratio

    @property
    def reason(self) -> str:
        """Why it is kept or left out."""
        if self.best is None or self.best_tail is None:
            by = f": {self.covered_by} begins with its columns" if self.covered_by else ""
            return f"no plan uses it{by}"
        gain = f"{self.best.query} takes {self.best.ratio:.1f}x as long without it"
        if self.best.ratio >= self.least_ratio:
            return gain
        tail = f"{self.best_tail.tail_ratio:.1f}x at p95 of {self.best_tail.query}"
        least = f"; kept from {self.least_ratio:g}x on, {self.least_tail_ratio:g}x at p95"
        return f"{gain}, {tail}" if self.is_worth_it else f"{gain}, {tail}{least}"


class Claim(Record):
    """A ratio that the original design claims, beside ours; None where it cannot be measured."""

    name: str
    low: float
    high: float
    query: str
    ratio: float | None


class Variant(Record):
    """Another way to serve a query.

    Attributes:
        what: is compared, such as ``the newest bars``.
        way: such as ``BRIN``.
        bytes: that it takes beside the rows.
    """

    what: str
    way: str
    query: str
    bytes: int | None
    build_s: float
    timed: Timed


class PoolResult(Record):
    """Threads that ask through a pool of connections, waiting for one included.

    Attributes:
        refused: requests that waited so long that they were refused.
    """

    size: int
    threads: int
    asked: int
    refused: int
    p50_s: float
    p95_s: float
    per_second: float


class Seeded(Record):
    """Rows that were written, and the seconds that the database took."""

    table: str
    rows: int
    seconds: float


class DatabaseResult(ResultFile):
    """The result of ``farthing bench db``.

    Attributes:
        database: its name and version.
        settings: of the server, those that decide how much it may keep in memory.
    """

    kind: Literal["database"] = "database"
    database: str
    settings: dict[str, str]
    bars: int
    seeded: tuple[Seeded, ...]
    queries: tuple[QueryResult, ...]
    judged: tuple[Judged, ...]
    claims: tuple[Claim, ...]
    variants: tuple[Variant, ...]
    pools: tuple[PoolResult, ...]
