"""What a backtest is asked as, and what is told of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from farthing.backtest.config import DEFAULT_CAPITAL
from farthing.service.fields import Asked, Day, Exact, Name, Symbol, Told, Value, Words
from farthing.service.jobs.schemas import Job
from farthing.store.tables.jobs import JobStatus
from farthing.types import Frequency

Symbols = Annotated[tuple[Symbol, ...], Field(min_length=1, max_length=10_000)]


class Market(Asked):
    """Bars of a bundle."""

    bundle: Name
    symbols: Symbols | None = None
    frequency: Frequency | None = None
    start: Day | None = None
    end: Day | None = None
    extended: bool = False


class Rate(Asked):
    """What a unit of one currency costs in another, from the session of a date on."""

    base: Words
    quote: Words
    date: Day
    rate: Exact


class Settings(Asked):
    """What decides the money of a run, as ``farthing.run`` takes it; models in their text form."""

    capital: Exact = str(DEFAULT_CAPITAL)
    commission: Words = "none"
    slippage: Words = "none"
    fill: Literal["next-open", "next-close", "close"] = "next-open"
    account: Words = "unlimited"
    benchmark: Symbol | None = None
    controls: tuple[Words, ...] = Field(default=(), max_length=20)
    borrow: Words | None = None
    interest: Words | None = None
    volume_limit: Exact | None = None
    latency: Words | None = None
    finer: Frequency | None = None
    currency: Words | None = None
    convert: Literal["none", "each"] = "none"
    rates: tuple[Rate, ...] = Field(default=(), max_length=10_000)


class Backtest(Asked):
    """A run of a named strategy over bars of a bundle."""

    strategy: Name
    market: Market
    parameters: Annotated[dict[Name, Value], Field(max_length=100)] = {}
    settings: Settings = Settings()


class Run(Told):
    """A backtest.

    Attributes:
        job: by which it runs.
        digest: of the result: equal digests are equal orders, fills and postings.
    """

    id: int
    strategy: str
    bundle: str
    status: JobStatus
    digest: str | None
    error: str | None
    created_at: str
    job_id: int
    stream: str


class RunDetail(Run):
    """A backtest with what was asked, and how far it is."""

    asked: Backtest
    job: Job
    files: list[str]


class Result(Told):
    """What a backtest came to; exact numbers are text, an undefined statistic is null."""

    id: int
    digest: str
    end_equity: str
    currency: str
    statistics: dict[str, Any]
    summary: dict[str, Any]


class Table(Told):
    """A part of a table of a result; exact numbers are text."""

    name: str
    columns: list[str]
    rows_count: int
    rows: list[dict[str, Any]]
    next: str | None


TableName = Literal["equity", "orders", "fills", "positions", "trades", "journal", "events",
                    "balances"]  # fmt: skip
