"""What a search is asked and told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from farthing.optimise.space.space import Space
    from farthing.optimise.trial import Trial
    from farthing.optimise.values import Values


@dataclass(frozen=True, slots=True)
class Proposal:
    """Parameters to try, and the number of the trial that will."""

    number: int
    parameters: Values


class Search(Protocol):
    """Proposes parameters in generations, and is told what came of each.

    The same search gives the same proposals for the same answers: it is seeded, is asked in the
    order of trials, and is told in that order when a generation has ended.
    """

    @property
    def learns(self) -> bool:
        """Whether what it proposes depends on what it is told."""

    def propose(self, first: int, count: int) -> Iterator[Proposal]:
        """The next so many proposals, numbered from ``first``; fewer where there are no more."""

    def tell(self, ended: Sequence[Sequence[Trial]]) -> None:
        """What came of a generation: each trial with all the rungs that it was run on."""


@dataclass(frozen=True, slots=True)
class Told:
    """What every search is made of."""

    space: Space
    seed: int
    directions: tuple[str, ...]
    generation: int
    last_rung: int
