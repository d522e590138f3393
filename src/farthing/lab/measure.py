"""Readings of two sides and the control, gathered block by block."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from farthing.lab.blocks import SIDES, blocks, reversed_blocks
from farthing.lab.process import CaseRaised, Environment, Plant, Rounds, readings
from farthing.lab.statistics.effects import block_effect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from farthing.lab.cases import CasesFile, PytestFolder, StrategyCase
    from farthing.lab.results.reading import Reading


@dataclass(slots=True)
class Pair:
    """What runs on the two sides of a comparison.

    Attributes:
        source: where the cases come from.
        base: what runs the base, and the control.
        head: what runs the head.
        plants: what is made worse in the head, to prove that it is found.
        rounds: how long each process runs a case.
        base_source: where those of the base come from; None is the same.
    """

    source: CasesFile | StrategyCase | PytestFolder
    base: Environment
    head: Environment
    plants: tuple[Plant, ...] = ()
    rounds: Rounds = field(default_factory=Rounds)
    base_source: CasesFile | StrategyCase | PytestFolder | None = None

    def readings(self, side: str, cases: Sequence[str]) -> list[Reading]:
        """One fresh process of a side."""
        is_head = side == "head"
        source = self.source if is_head else self.base_source or self.source
        return readings(
            source, cases, side=side, environment=self.head if is_head else self.base,
            rounds=self.rounds, plants=self.plants if is_head else (),
        )  # fmt: skip


@dataclass(slots=True)
class Gathered:
    """The readings of one case, block by block.

    Attributes:
        blocks: of each block the readings of each side.
        error: what the case raised; then it runs no more.
    """

    blocks: list[dict[str, list[Reading]]] = field(default_factory=list)
    error: str = ""

    def effects(self, side: str) -> list[float]:
        """The log ratio of a side to the base, block by block."""
        return [
            block_effect(
                [reading.median for reading in block["base"]],
                [reading.median for reading in block[side]],
            )
            for block in self.blocks
        ]

    def digests(self, *sides: str) -> set[str]:
        """The answers of all processes of these sides: one, unless the answer changes."""
        return {reading.digest for side in sides for reading in self.of(side)}

    @property
    def has_one_answer(self) -> bool:
        """Whether all sides tell an answer, the same one: without that no block says anything."""
        found = self.digests(*SIDES)
        return len(found) == 1 and any(found)

    def of(self, side: str) -> list[Reading]:
        """All readings of a side."""
        return [reading for block in self.blocks for reading in block[side]]


def gather(
    pair: Pair,
    gathered: dict[str, Gathered],
    count: int,
    seed: int,
    *,
    is_reversed: bool = False,
    fits: Callable[[], bool] | None = None,
    progress: Callable[[str], None] | None = None,
) -> None:
    """Runs so many blocks of the cases in ``gathered``, and adds what they give.

    A process runs all cases, one after the other. A case that raises is marked and runs no more.
    No further block is begun from when on ``fits`` says that none does.
    """
    orders = (reversed_blocks if is_reversed else blocks)(count, seed)
    for order in orders:
        if fits is not None and not fits():
            return
        _block(pair, order, gathered)
        if progress is not None:
            progress(f"{sum(not each.error for each in gathered.values())} cases")


def _block(pair: Pair, order: Sequence[str], gathered: dict[str, Gathered]) -> None:
    """One block; a case that raises in it gives none."""
    block: dict[str, dict[str, list[Reading]]] = defaultdict(lambda: {side: [] for side in SIDES})
    for side in order:
        for reading in process(pair, side, gathered):
            block[reading.case][side].append(reading)
    for case, sides in block.items():
        if not gathered[case].error:
            gathered[case].blocks.append(sides)


def process(pair: Pair, side: str, gathered: dict[str, Gathered]) -> list[Reading]:
    """One process with all cases that still run; again without the one that raised."""
    while running := [case for case, each in gathered.items() if not each.error]:
        try:
            return pair.readings(side, running)
        except CaseRaised as error:
            gathered[error.case].error = f"{side}: {error.words}"
    return []
