"""What fits into the time that a comparison has.

A process of each side runs one round of every case. From what that takes, the first blocks are
planned: rounds within a process are no replicates, so that they are given up before blocks are. No
block is begun that would end too late.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from farthing.lab.blocks import SIDES
from farthing.lab.measure import process
from farthing.lab.process import Rounds
from farthing.lab.profile.words import duration

if TYPE_CHECKING:
    from collections.abc import Iterable

    from farthing.lab.measure import Gathered, Pair

ONE_ROUND = Rounds(seconds=0, rounds_min=1, rounds_max=1)
SHARES = (1.0, 0.5, 0.25, 0.125, 0.0)
"""Of the rounds asked for, the first that fit are taken; at 0 a process has one."""
TURNS = 2
"""Each side runs so often in a block."""
MARGIN = 1.25
"""Of the time that is said to be enough, over what was measured."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What a process takes.

    Attributes:
        around: seconds that are no rounds: the start, the preparations, the round to warm up.
        rounds: seconds of a round, by case.
    """

    around: float
    rounds: dict[str, float]

    def seconds(self, rounds: Rounds, cases: Iterable[str]) -> float:
        """Seconds of a process that runs these cases.

        >>> Pace(1.0, {"c-D": 0.5}).seconds(Rounds(seconds=0, rounds_min=5), ["c-D"])
        3.5
        """
        each = (self.rounds.get(case, 0.0) for case in cases)
        return self.around + sum(taken * _count(taken, rounds) for taken in each)


def _count(taken: float, rounds: Rounds) -> int:
    """How many rounds of such a length a process runs."""
    wanted = math.ceil(rounds.seconds / taken) if taken else rounds.rounds_max
    return min(max(wanted, rounds.rounds_min), max(rounds.rounds_max, rounds.rounds_min))


class Plan(NamedTuple):
    """The first blocks.

    Attributes:
        blocks: how many.
        rounds: of each process.
        seconds: of all the blocks.
    """

    blocks: int
    rounds: Rounds
    seconds: float


class TimeLimit:
    """The time of a comparison, and what is known of a block's."""

    def __init__(self, seconds: float, spent: float = 0.0) -> None:
        """Begins now; ``spent`` seconds of the time are over."""
        self.seconds = seconds
        self._ends = time.monotonic() + seconds - spent
        self._paces: dict[str, Pace] = {}
        self._rounds = ONE_ROUND
        self._slower = 1.0

    @property
    def left(self) -> float:
        """Seconds until the end; 0 when it is over."""
        return max(self._ends - time.monotonic(), 0.0)

    def plan(self, pair: Pair, gathered: dict[str, Gathered], blocks: int, least: int) -> Plan:
        """Plans so many blocks, or fewer where no rounds can be given up any more.

        Where not even the least number of blocks fits, that is the plan all the same: its
        ``seconds`` are more than there are ``left``.
        """
        if math.isinf(self.seconds):
            return Plan(blocks, pair.rounds, 0.0)
        self._measure(pair, gathered)
        plan = self._first_that_fits(pair.rounds, list(gathered), blocks, least)
        self._rounds = plan.rounds
        return plan

    def fits(self, cases: Iterable[str], blocks: int = 1) -> bool:
        """Whether so many blocks of these cases end in time."""
        if math.isinf(self.seconds):
            return True
        return self._slower * blocks * self._block(self._rounds, cases) <= self.left

    def ran(self, cases: Iterable[str], seconds: float) -> None:
        """Learns what a block of these cases took in truth."""
        if self._paces:
            self._slower = seconds / self._block(self._rounds, cases)

    def too_short(self, cases: Iterable[str], ran: int, least: int) -> str:
        """What to say where fewer blocks ran than have an interval, and what would be enough."""
        block = self._slower * self._block(self._rounds, cases)
        enough = self.seconds - self.left + MARGIN * (least - ran) * block
        return (
            f"the time of {duration(self.seconds)} is too short: {ran} of the {least} blocks that"
            f" an interval needs were run, and one takes {duration(block)}; ask for"
            f" {math.ceil(enough / 60)} minutes (--minutes), or for fewer cases"
        )

    def _measure(self, pair: Pair, gathered: dict[str, Gathered]) -> None:
        """One process of each side; what only the first of them makes, such as data, is no cost."""
        once = replace(pair, rounds=ONE_ROUND)
        found = {}
        for side in ("base", "head"):
            began = time.monotonic()
            rounds = {each.case: each.median for each in process(once, side, gathered)}
            found[side] = Pace(time.monotonic() - began - sum(rounds.values()), rounds)
        around = min(pace.around for pace in found.values())
        self._paces = {side: replace(pace, around=around) for side, pace in found.items()}

    def _first_that_fits(self, rounds: Rounds, cases: list[str], blocks: int, least: int) -> Plan:
        for count in range(blocks, least - 1, -1):
            for share in SHARES:
                plan = self._planned(_reduced(rounds, share), cases, count)
                if plan.seconds <= self.left:
                    return plan
        return plan

    def _planned(self, rounds: Rounds, cases: list[str], blocks: int) -> Plan:
        return Plan(blocks, rounds, blocks * self._block(rounds, cases))

    def _block(self, rounds: Rounds, cases: Iterable[str]) -> float:
        """Seconds of a block, as the paces say."""
        names = list(cases)
        paces = (self._paces["head" if side == "head" else "base"] for side in SIDES)
        return TURNS * sum(pace.seconds(rounds, names) for pace in paces)


def _reduced(rounds: Rounds, share: float) -> Rounds:
    """A share of the rounds, one at least."""
    fewest = max(math.ceil(share * rounds.rounds_min), 1)
    most = max(math.ceil(share * rounds.rounds_max), 1)
    return Rounds(seconds=share * rounds.seconds, rounds_min=fewest, rounds_max=most)
