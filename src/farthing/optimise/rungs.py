"""Rungs: which trials of a generation go on to a larger part of the market."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.optimise.objective import Number, Objective
    from farthing.optimise.trial import Trial

ONE_IN = 3
"""Hyperband's eta: one in so many trials of a rung goes on."""


@dataclass(frozen=True, slots=True)
class Rungs:
    """Synchronous successive halving in the brackets of Hyperband (Li et al., 2018).

    A generation begins on the rung of its bracket, brackets take turns, and a rung closes when all
    trials of the generation have ended on it: what goes on does not depend on who was quick.

    Attributes:
        count: how many there are; the last one is the whole market.
        objective: by which trials are ranked.
    """

    count: int
    objective: Objective

    @property
    def last(self) -> int:
        """The rung of the whole market."""
        return self.count - 1

    def begins(self, generation: int) -> int:
        """The rung on which a generation begins."""
        return generation % self.count

    def promoted(self, trials: Sequence[Trial]) -> frozenset[int]:
        """The numbers of the trials of a rung that go on to the next: the best one in three.

        Of equals the first ones go on; those whose objective is not defined come last, because
        more bars may define it. What failed does not go on.
        """
        alive = [each for each in trials if each.state in {"finished", "undefined"}]
        if not alive or alive[0].rung == self.last:
            return frozenset()
        ranked = sorted(alive, key=self._rank)
        return frozenset(each.number for each in ranked[: -(-len(trials) // ONE_IN)])

    def _rank(self, trial: Trial) -> tuple[bool, Number, int]:
        value = trial.values[0]
        if value is None:
            return True, 0, trial.number
        return False, -value if self.objective.direction == "max" else value, trial.number
