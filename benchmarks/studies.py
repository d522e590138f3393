"""Whole studies as cases: their workers begin and end within them, so that a profile sees both."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import contests
from trials import Conducted

import farthing as ft
from farthing.optimise.conduct import optimise
from farthing.optimise.validation.forward import walk_forward

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SPACE = ("fast=2:20:2", "slow=30:100:10")
"""10 x 8 sets of parameters."""

WORKERS = 2

SETS = [{"fast": fast, "slow": slow} for fast in (5, 10, 20) for slow in (40, 80)]
TRAIN, TEST = 250, 125


def came_to(outcomes: Iterable[Any]) -> Conducted:
    """What a study came to, of what each of its runs did."""
    words = [repr(each) for each in outcomes]
    digest = hashlib.sha256("\n".join(words).encode()).hexdigest()
    return Conducted(digest, {"runs": str(len(words))})


def grid(workers: int, executor: str = "local") -> Callable[[], Conducted]:
    """All sets of parameters, on so many workers."""
    bars = ft.bars_from_frame(contests.frame())

    def study() -> Conducted:
        found = optimise(
            contests.Cross, bars=bars, space=SPACE, search="grid", objective="end_equity",
            workers=workers, executor=executor,
        )  # fmt: skip
        return came_to(each.outcome for each in found.trials)

    return study


def walk(workers: int) -> Callable[[], Conducted]:
    """A choice in each window, on so many workers, and the run of what was chosen."""
    bars = ft.bars_from_frame(contests.frame())

    def study() -> Conducted:
        found = walk_forward(
            contests.Cross, SETS, bars=bars, train=TRAIN, test=TEST, objective="end_equity",
            workers=workers,
        )  # fmt: skip
        return came_to([*(each.parameters for each in found.windows), found.result.digest])

    return study


CASES: dict[str, Callable[[], Callable[[], Conducted]]] = {
    "study-serial": lambda: grid(1),
    "study-pool": lambda: grid(WORKERS),
    "study-ray": lambda: grid(WORKERS, "ray"),
    "study-walk": lambda: walk(WORKERS),
}
