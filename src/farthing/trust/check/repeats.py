"""Repeats: the same bars again, in another process, at another time, with other chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from farthing.trust.check.compare import parted
from farthing.trust.check.finding import Finding, finding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
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

WORDS: Mapping[str, str] = {
    "chance": "two runs of the same bars differ",
    "clock": "orders depend on the clock of the machine",
    "hash order": "orders depend on the order of a set, which is another one in each process",
    "left over": "orders depend on what an earlier run has left behind",
}


@dataclass(frozen=True, slots=True)
class Repeats:
    """What was heard of the same bars again, by the kind that a difference is of."""

    first: Heard
    heard: Mapping[str, list[Heard]]

    @property
    def is_settled(self) -> bool:
        """Whether two runs of the same are the same: only then another future tells anything."""
        return not any(parted(self.first, each) for each in self.heard["same"])

    def findings(self) -> list[Finding]:
        """What differs, each by what made it so."""
        if not self.is_settled:
            leaves = any(how == "writes" for how, _ in self.first.opened)
            return self._found("left over" if leaves else "chance", "same")
        found = self._found("chance", "chance")
        for kind in ("clock", "hash order", "left over"):
            found += self._found(kind, kind)
        return found

    def _found(self, kind: Kind, name: str) -> list[Finding]:
        heard = self.heard[name]
        differ: list[Parted] = [each for other in heard if (each := parted(self.first, other))]
        return [finding(kind, WORDS[kind], differ, len(heard))] if differ else []


def jobs(trials: Trials, folder: Path) -> list[tuple[str, Callable[[], list[Heard]]]]:
    """The repeats that a check makes; ``folder`` is that of the first run."""
    return [
        ("same", trials.on_whole),
        ("left over", lambda: trials.on_whole(folder)),
        ("chance", lambda: trials.on_whole(chance=OTHER_CHANCE)),
        *(("hash order", lambda seed=seed: trials.on_whole(hash_seed=seed)) for seed in HASH_SEEDS),
        *(("clock", lambda by=by: trials.on_whole(clock_s=by)) for by in CLOCKS_S),
    ]  # fmt: skip
