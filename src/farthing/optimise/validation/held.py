"""When that was opened which a run still holds at its end."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    Change = tuple[datetime, str, Fraction]
    """When and by what a position changed, and by how many units."""


def opened_and_held(result: Any) -> Iterator[datetime]:
    """The bars in which lots were opened that a run never closed; a bar may come twice.

    Lots are closed first in, first out (docs/RULES.md, section 6), so that those which are left
    are the last ones.

    Args:
        result: of ``farthing.run``.
    """
    units = result.journal.filter(pl.col("account") == "position")
    for own in units.partition_by("symbol", maintain_order=True):
        rows = own.select("time", "kind", "amount").iter_rows()
        yield from _opened([(time, kind, Fraction(amount)) for time, kind, amount in rows])


def _opened(changes: list[Change]) -> Iterator[datetime]:
    """The bars of the last units that were opened, as many as are held after all changes."""
    after = left = sum(amount for *_, amount in changes)
    for time, kind, amount in reversed(changes):
        if not left:
            return
        before = after - amount
        if kind == "split":
            left *= before / after
        elif amount * left > 0:
            yield time
            left -= amount if abs(amount) < abs(left) else left
        after = before
