"""Random search: each trial draws its own parameters from its own seed."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from farthing.optimise.search.search import Proposal
from farthing.optimise.trial import seed_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from farthing.optimise.search.search import Told
    from farthing.optimise.trial import Trial
    from farthing.optimise.values import Values


class RandomSearch:
    """Parameters by chance, the same for the same seed and number of a trial."""

    learns = False

    def __init__(self, told: Told) -> None:
        """Keeps space and seed."""
        self._told = told

    def propose(self, first: int, count: int) -> Iterator[Proposal]:
        """So many draws."""
        for number in range(first, first + count):
            yield Proposal(number, drawn(self._told, number))

    def tell(self, ended: Sequence[Sequence[Trial]]) -> None:
        """Learns nothing."""


def drawn(told: Told, number: int) -> Values:
    """The parameters that a trial draws."""
    return told.space.drawn(Random(seed_of(told.seed, number)))  # noqa: S311 - no secret
