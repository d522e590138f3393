"""Grid search: every combination, in order."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from farthing.optimise.search.search import Proposal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from farthing.optimise.search.search import Told
    from farthing.optimise.trial import Trial


class GridSearch:
    """All allowed combinations of a space that can be counted; the last parameter changes first."""

    learns = False

    def __init__(self, told: Told) -> None:
        """Begins at the first combination."""
        self._combinations = told.space.grid()

    def propose(self, first: int, count: int) -> Iterator[Proposal]:
        """The next combinations."""
        for number, values in enumerate(islice(self._combinations, count), first):
            yield Proposal(number, values)

    def tell(self, ended: Sequence[Sequence[Trial]]) -> None:
        """Learns nothing."""
