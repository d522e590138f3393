"""What an ingest is asked as, and what is told of bundles."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from farthing.service.fields import Asked, Name, Symbol, Told, Words
from farthing.types import Frequency

CSV_CHARACTERS_MAX = 12 * 2**20

Path = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._ /-]{0,199}$")]
"""A path below the operator's folder of sources."""


class Synthetic(Asked):
    """The made-up market, the same on every machine."""

    kind: Literal["synthetic"]
    seed: Annotated[int, Field(ge=0, le=2**31)] = 7
    years: Annotated[int, Field(ge=1, le=30)] = 5
    first_year: Annotated[int, Field(ge=1980, le=2050)] = 2019
    days: Annotated[int, Field(ge=1, le=250)] = 30


class CsvText(Asked):
    """Rows of csv with a header, as text; ``symbol`` where no column has it."""

    kind: Literal["csv"]
    text: Annotated[str, StringConstraints(min_length=1, max_length=CSV_CHARACTERS_MAX)]
    symbol: Symbol | None = None
    date_format: Words | None = None
    decimal_comma: bool = False


class File(Asked):
    """A file or folder below the operator's folder of sources (``serve --sources``)."""

    kind: Literal["csv-file", "csvdir", "lean", "parquet"]
    path: Path


class Request(Asked):
    """What is asked beyond what the source knows; see ``farthing ingest``."""

    symbols: Annotated[tuple[Symbol, ...], Field(max_length=10_000)] = ()
    frequency: Frequency = "1d"
    calendar: Words | None = None
    tz: Words | None = None
    label: Literal["start", "end"] | None = None
    prices: Literal["raw", "split-adjusted", "adjusted"] | None = None
    price_scale: Annotated[int, Field(ge=0, le=12)] | None = None
    on_bad: Literal["refuse", "drop", "keep"] = "refuse"
    currency: Words | None = None
    quantity_scale: Annotated[int, Field(ge=0, le=12)] | None = None
    kind: Literal["equity", "pair", "spot", "perpetual", "future"] | None = None


class Ingest(Asked):
    """Bars of a source, to be taken into a bundle."""

    bundle: Name
    source: Annotated[Synthetic | CsvText | File, Field(discriminator="kind")]
    request: Request = Request()
    append: bool = False
    restate: bool = False


class BundleLine(Told):
    """A bundle in a list."""

    name: str
    frequencies: list[str]
    symbols_count: int
    rows: int
    first: str
    last: str
    version: str
    error: str | None = None


class Table(Told):
    """The bars of a symbol."""

    symbol: str
    frequency: str
    rows: int
    first: str
    last: str


class Ingested(Told):
    """An ingest that went into a bundle."""

    origin: str
    findings: list[dict[str, object]]


class BundleDetail(BundleLine):
    """A bundle."""

    calendar: str
    prices: str | None
    tables: list[Table]
    ingests: list[Ingested]


class Mismatched(Told):
    """A file that is not what was written."""

    file: str
    expected: str
    found: str


class Verified(Told):
    """Whether a bundle is what was written, to the byte."""

    is_whole: bool
    mismatches: list[Mismatched]
