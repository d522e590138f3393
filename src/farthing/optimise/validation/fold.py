"""One way to divide sessions: those to choose in, those to judge in, those left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy as np

from farthing import given
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from numpy.typing import NDArray

Stretches = tuple[range, ...]
"""Sessions by their places, as stretches that follow each other without a gap."""


@dataclass(frozen=True, slots=True)
class Fold:
    """Sessions, divided; each is in one part alone, or in none where the fold does not reach it.

    Attributes:
        sessions: all of them, ascending.
        train: where parameters are chosen.
        test: where they are judged.
        purged: left out because a trade of theirs would reach into the other part.
        embargoed: left out for safety's sake: an embargo behind what a test reaches, or a gap
            before it.
    """

    sessions: tuple[date, ...] = field(repr=False)
    train: Stretches
    test: Stretches
    purged: Stretches = ()
    embargoed: Stretches = ()

    @property
    def train_places(self) -> NDArray[np.int64]:
        """The places of the sessions in which parameters are chosen, for arrays of returns."""
        return places_of(self.train)

    @property
    def test_places(self) -> NDArray[np.int64]:
        """The places of the sessions in which they are judged."""
        return places_of(self.test)

    def dates(self, stretches: Stretches) -> tuple[date, ...]:
        """The sessions of some stretches, such as ``fold.dates(fold.test)``."""
        return tuple(self.sessions[place] for place in chain(*stretches))

    def __str__(self) -> str:
        """Its stretches with their first and last sessions.

        >>> from datetime import date
        >>> days = tuple(date(2024, 1, day) for day in range(1, 5))
        >>> print(Fold(days, train=(range(0, 2),), test=(range(2, 4),)))
        train 2024-01-01 to 2024-01-02; test 2024-01-03 to 2024-01-04
        """
        parts = {
            "train": self.train, "test": self.test,
            "purged": self.purged, "embargoed": self.embargoed,
        }  # fmt: skip
        return "; ".join(
            f"{name} {', '.join(self._span(each) for each in stretches)}"
            for name, stretches in parts.items()
            if stretches
        )

    def _span(self, stretch: range) -> str:
        return f"{self.sessions[stretch[0]]} to {self.sessions[stretch[-1]]}"


def places_of(stretches: Iterable[range]) -> NDArray[np.int64]:
    """The places of stretches, in one array.

    >>> places_of((range(0, 2), range(4, 5))).tolist()
    [0, 1, 4]
    """
    return np.fromiter(chain(*stretches), dtype=np.int64)


def stretches_of(is_in: NDArray[np.bool_]) -> Stretches:
    """The stretches of the places that are true.

    >>> stretches_of(np.array([True, True, False, True]))
    (range(0, 2), range(3, 4))
    """
    edges = np.flatnonzero(np.diff(np.concatenate(([False], is_in, [False])).astype(np.int8)))
    return tuple(
        range(int(begin), int(stop)) for begin, stop in zip(edges[::2], edges[1::2], strict=True)
    )


def sessions_of(sessions: Sequence[date]) -> tuple[date, ...]:
    """Sessions as dates, ascending, each once.

    Raises:
        ConfigurationError: a session is no date, or they do not ascend.

    >>> sessions_of(["2024-01-02", "2024-01-03"])[0]
    datetime.date(2024, 1, 2)
    """
    found = tuple(given.date_of(each, "session") for each in sessions)
    for before, after in pairwise(found):
        if after <= before:
            raise ConfigurationError(
                f"session {after} comes after {before}: give each session once, ascending"
            )
    return found
