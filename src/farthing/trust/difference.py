"""Where two runs part: the first order, fill or posting that differs, and what may have made it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from farthing.decimals import EXACT
from farthing.trust.saved import kept
from farthing.trust.why import entries, reasons

if TYPE_CHECKING:
    import os

    import polars as pl

    from farthing.backtest.result import Result
    from farthing.trust.saved import Kept


class Part(NamedTuple):
    """What is compared of a table: the name of a row, its time, and columns that are left out."""

    table: str
    what: str
    time: str
    left_out: frozenset[str] = frozenset()


ENDED = frozenset({"state", "reason", "filled", "value", "fee", "closed"})
"""What became of an order: it differs because a fill or a refusal does."""
PARTS = (
    Part("orders", "order", "created", ENDED),
    Part("fills", "fill", "time"),
    Part("orders", "end of order", "closed"),
    Part("journal", "posting", "time"),
)
"""In the order in which a run makes them: of one time, an order comes before its fill."""


@dataclass(frozen=True, slots=True)
class Place:
    """The first row of a table that differs.

    Attributes:
        what: an order as it was given, a fill, the end of an order, or a posting.
        row: from 0.
        time: the end of its bar; of the earlier one where both have a row.
        columns: whose values differ; all where one run has no such row.
        a: the row of the one run; None where it has no more.
        b: of the other.
    """

    what: str
    row: int
    time: Any
    columns: tuple[str, ...]
    a: dict[str, Any] | None
    b: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two runs.

    Attributes:
        a: name of the one.
        b: of the other.
        digests: of both; equal ones are equal orders, fills and postings.
        first: the earliest row that differs; None where none does.
        places: the first of each kind of row.
        manifest: entries that differ, by name: that of the one, that of the other.
        why: what may have made the difference, the likeliest first.
        gap: end equity of the other less that of the one.
    """

    a: str
    b: str
    digests: tuple[str, str]
    first: Place | None
    places: tuple[Place, ...]
    manifest: dict[str, tuple[Any, Any]]
    why: tuple[str, ...]
    gap: Decimal

    @property
    def is_same(self) -> bool:
        """Whether both did the same, to the last digit."""
        return self.digests[0] == self.digests[1] and self.first is None


def diff(a: Result | str | os.PathLike[str], b: Result | str | os.PathLike[str]) -> Difference:
    """What differs between two runs.

    Args:
        a: a result, the folder of one, or its ``run.json``.
        b: the same.

    Raises:
        ConfigurationError: a folder has no run.
        DataError: a file of a run is missing or damaged.
    """
    one, other = kept(a), kept(b)
    found = [place for part in PARTS if (place := _first(part, one, other))]
    first = min(found, key=lambda place: place.time, default=None)
    manifest = entries(one.manifest, other.manifest)
    return Difference(
        a=one.name, b=other.name,
        digests=(one.manifest["digest"], other.manifest["digest"]),
        first=first, places=tuple(found), manifest=manifest,
        why=reasons(first.columns if first else (), manifest, is_same=first is None),
        gap=EXACT.subtract(
            Decimal(other.manifest["end_equity"]), Decimal(one.manifest["end_equity"])
        ),
    )  # fmt: skip


def _first(part: Part, one: Kept, other: Kept) -> Place | None:
    """The first row that is not the same in both."""
    a, b = one.tables[part.table], other.tables[part.table]
    names = [name for name in a.columns if name in b.columns and name not in part.left_out]
    both = min(len(a), len(b))
    row = _unequal(a.select(names).head(both), b.select(names).head(both))
    if row is None and len(a) == len(b):
        return None
    row = both if row is None else row
    mine, theirs = (each.row(row, named=True) if row < len(each) else None for each in (a, b))
    last = one.tables["equity"].get_column("time")[-1]
    time = _earliest(part.time, mine, theirs) or last  # it never closed
    return Place(part.what, row, time, _differing(names, mine, theirs), mine, theirs)


def _earliest(name: str, *found: dict[str, Any] | None) -> Any | None:
    return min((row[name] for row in found if row and row[name]), default=None)


def _differing(
    names: list[str], mine: dict[str, Any] | None, theirs: dict[str, Any] | None
) -> tuple[str, ...]:
    """The columns that differ; all of them where one side has no such row."""
    if mine is None or theirs is None:
        return tuple(names)
    return tuple(name for name in names if mine[name] != theirs[name]) or tuple(names)


def _unequal(a: pl.DataFrame, b: pl.DataFrame) -> int | None:
    """The first row in which two tables of the same columns and length differ."""
    if a.equals(b):
        return None
    rows = zip(a.iter_rows(), b.iter_rows(), strict=True)
    return next((row for row, (mine, theirs) in enumerate(rows) if not _same(mine, theirs)), None)


def _same(mine: tuple[Any, ...], theirs: tuple[Any, ...]) -> bool:
    """Whether two rows hold the same; NaN, which a size may be, is like NaN."""
    return all(x == y or (x != x and y != y) for x, y in zip(mine, theirs, strict=True))
