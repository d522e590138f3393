"""Lists in pages: a cursor is opaque to callers, and names the last row that was shown."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

from fastapi import Query

from farthing.service.fields import Told
from farthing.service.problems import Problem
from farthing.store.cursor import FIRST
from farthing.store.cursor import Cursor as Place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Item = TypeVar("Item")
Row = TypeVar("Row")

ID_MAX = 2**63 - 1
"""Numbers of rows are whole numbers of 64 bits."""

LIMIT, LIMIT_MAX = 50, 1000
"""Rows of a page: unless told otherwise, and at most."""

Cursor = Annotated[str | None, Query(max_length=80, description="`next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX, description="Rows of the page at most.")]

FORM = re.compile(r"v1((?::[0-9]{1,19}){1,2})")


class Page(Told, Generic[Item]):
    """A page of a list.

    Attributes:
        items: the newest first, unless the list says otherwise.
        next: the cursor of the next page; null on the last one.
    """

    items: list[Item]
    next: str | None


def page(
    rows: Sequence[Row], limit: int, shown: Callable[[Row], Item], number: Callable[[Row], int]
) -> Page[Item]:
    """A page of rows that are ordered by their numbers; one more than ``limit`` was read."""
    following = cursor(number(rows[limit - 1])) if len(rows) > limit else None
    return Page(items=[shown(row) for row in rows[:limit]], next=following)


def by_time(
    rows: Sequence[Any], limit: int, moment: str, shown: Callable[[Any], Item]
) -> Page[Item]:
    """A page of rows that are ordered by a moment; one more than ``limit`` was read."""
    last = rows[limit - 1] if len(rows) > limit else None
    following = None if last is None else cursor(getattr(last, moment), last.id)
    return Page(items=[shown(row) for row in rows[:limit]], next=following)


def cursor(*numbers: int) -> str:
    """The cursor behind a row, which these numbers name.

    >>> place(cursor(1234))
    1234
    """
    told = "v1" + "".join(f":{number}" for number in numbers)
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def place(told: str | None) -> int | None:
    """The number of the row that a cursor names; None for the first page.

    Raises:
        Problem: it is no cursor of this service.
    """
    return None if told is None else _numbers(told, 1)[0]


def place_by_time(told: str | None) -> Place:
    """The row that a cursor of a list by time names.

    Raises:
        Problem: it is no cursor of this service.

    >>> place_by_time(cursor(5, 6))
    Cursor(at=5, id=6)
    """
    return FIRST if told is None else Place(*_numbers(told, 2))


def _numbers(told: str, count: int) -> list[int]:
    try:
        text = base64.b64decode(told + "=" * (-len(told) % 4), b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        text = ""
    found = FORM.fullmatch(text)
    numbers = [] if found is None else [int(each) for each in found[1].split(":")[1:]]
    if len(numbers) != count or max(numbers) > ID_MAX:
        raise Problem("cursor is none of this list: take `next` of the page before")
    return numbers
