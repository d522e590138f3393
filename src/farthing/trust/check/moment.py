"""A moment: a bar up to which everything is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date


class Moment(NamedTuple):
    """The end of a bar.

    Attributes:
        time_ns: nanoseconds since 1970-01-01, UTC.
        day: of its session.
    """

    time_ns: int
    day: date
