"""Repeats: the same bars again, in another process, at another time, with other chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing.trust.check.compare import parted
from farthing.trust.check.finding import Finding, finding
from farthing.trust.check.jobs import Job
from farthing.trust.check.sealed import is_possible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
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
    "file": "orders depend on a file that is not its own, which compiled code opened",
}


def jobs(trials: Trials, folder: Path, first: Heard, again: Heard) -> list[Job]:
    """The repeats that a check makes, held to the run as it is.

    Args:
        trials: makes them.
        folder: of the first run.
        first: the run as it is.
        again: the next run of the same process, in the same folder.
    """

    def job(kind: str, **how: Any) -> Job:
        return Job(kind, lambda: _parted(first, trials.on_whole(**how)))

    return [
        job("same"),
        Job("left over", lambda: _parted(first, [again]), runs=0),
        job("left over", folder=folder),
        job("chance", chance=OTHER_CHANCE),
        *(job("hash order", hash_seed=seed) for seed in HASH_SEEDS),
        *(job("clock", clock_s=by, modules=first.modules) for by in CLOCKS_S),
        *([job("file", is_sealed=True)] if is_possible() and not first.opened else ()),
    ]


def _parted(first: Heard, heard: Sequence[Heard]) -> list[Parted]:
    return [found for each in heard if (found := parted(first, each))]


def is_settled(heard: Sequence[tuple[Any, list[Parted]]]) -> bool:
    """Whether two runs of the same are the same: only then another future tells anything."""
    return not any(differ for key, differ in heard if key == "same")


def findings(heard: Sequence[tuple[Any, list[Parted]]], first: Heard) -> list[Finding]:
    """What differs between runs of the same bars, each by what made it so.

    Args:
        heard: where jobs parted; those of other kinds are left out.
        first: the run as it is.
    """
    if not is_settled(heard):
        leaves = any(how == "writes" for how, _ in first.opened)
        return _found("left over" if leaves else "chance", "same", heard)
    kinds: tuple[Kind, ...] = ("chance", "clock", "hash order", "left over", "file")
    return [found for kind in kinds for found in _found(kind, kind, heard)]


def _found(kind: Kind, name: str, heard: Sequence[tuple[Any, list[Parted]]]) -> list[Finding]:
    mine = [differ for key, differ in heard if key == name]
    apart = sorted((each for differ in mine for each in differ), key=lambda each: each.time_ns)
    return [finding(kind, WORDS[kind], apart, len(mine))] if apart else []
