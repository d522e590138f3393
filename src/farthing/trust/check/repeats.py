"""Repeats: the same bars again, in another process, at another time, with other chance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from farthing.trust.check.compare import parted
from farthing.trust.check.finding import Finding, finding
from farthing.trust.check.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from farthing.trust.check.compare import Parted
    from farthing.trust.check.finding import Kind
    from farthing.trust.check.trial import Heard
    from farthing.trust.check.trials import Trials

HASH_SEEDS = (1, 2, 3)
"""Beside 0, with which everything else runs."""
DAY = 24 * 60 * 60
CLOCKS_S = (
    184 * DAY + 12 * 60 * 60 + 1_021,  # another half of the year, of the week and of the day
    (4 * 365 + 95) * DAY + 6 * 60 * 60 + 313,
    -(2 * 365 + 89) * DAY - 5 * 60 * 60 - 2_111,
)
"""How far clocks are moved, in seconds: other years, months, weekdays and hours."""
OTHER_CHANCE = 1_618

WORDS: Mapping[Kind, str] = {
    "chance": "two runs of the same bars differ",
    "clock": "orders depend on the clock of the machine",
    "hash order": "orders depend on the order of a set, which is another one in each process",
    "left over": "orders depend on what an earlier run has left behind",
}


@dataclass(frozen=True, slots=True)
class Repeats:
    """What was heard of the same bars.

    Attributes:
        first: the run as it is.
        heard: what was heard of jobs; those of ``jobs`` count.
    """

    first: Heard
    heard: Sequence[tuple[Any, Heard]]

    @property
    def is_settled(self) -> bool:
        """Whether two runs of the same are the same: only then another future tells anything."""
        return not self._parted("same")[0]

    def findings(self) -> list[Finding]:
        """What differs, each by what made it so."""
        if not self.is_settled:
            leaves = any(how == "writes" for how, _ in self.first.opened)
            return self._found("left over" if leaves else "chance", "same")
        return [
            found
            for kind in ("chance", "clock", "hash order", "left over")
            for found in self._found(kind, kind)
        ]

    def _parted(self, name: str) -> tuple[list[Parted], int]:
        heard = [each for key, each in self.heard if key == name]
        found = [apart for each in heard if (apart := parted(self.first, each))]
        return sorted(found, key=lambda each: each.time_ns), len(heard)

    def _found(self, kind: Kind, name: str) -> list[Finding]:
        differ, count = self._parted(name)
        return [finding(kind, WORDS[kind], differ, count)] if differ else []


def jobs(trials: Trials, folder: Path) -> list[Job]:
    """The repeats that a check makes; ``folder`` is that of the first run."""
    whole = trials.on_whole
    return [
        Job("same", partial(_one, whole)),
        Job("left over", partial(_one, whole, folder)),
        Job("chance", partial(_one, whole, chance=OTHER_CHANCE)),
        *(Job("hash order", partial(_one, whole, hash_seed=seed)) for seed in HASH_SEEDS),
        *(Job("clock", partial(_one, whole, clock_s=by)) for by in CLOCKS_S),
    ]


def _one(make: Callable[..., list[Heard]], *words: Any, **named: Any) -> Heard:
    (found,) = make(*words, **named)
    return found
