"""Is the gate to be believed? Plant the same many times, and count what it says.

A comparison is made as any other is. Each has its own order of blocks. What has been made is kept
in a file after every comparison, and a later call goes on from there: an experiment takes hours.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import Field

from farthing.errors import ConfigurationError
from farthing.lab.cases import Source
from farthing.lab.compare import Budget, compare
from farthing.lab.machine import machine
from farthing.lab.measure import Pair
from farthing.lab.process import Environment, Plant, Rounds
from farthing.lab.results.comparison import Side, Thresholds, Verdict
from farthing.lab.results.experiment import ExperimentResult, Group
from farthing.lab.results.read import read_as, write
from farthing.lab.results.record import Record
from farthing.lab.run import now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from farthing.lab.results.comparison import CaseComparison, ComparisonResult
    from farthing.lab.results.reading import Reading

COUNT = 20
SEED = 20_250_103
SEEDS_APART = 1_000
"""A comparison draws the orders of its later blocks from the seeds that follow its own."""


class Planted(Record):
    """An entry of a plan; each of its cases is a group of the result, judged by itself.

    Attributes:
        name: what is planted, and where.
        share: of the time that it adds; 0 where nothing is planted.
        source: where the cases come from.
        cases: that are compared.
        plants: what is put into the head.
        gate: of its comparisons.
        count: how many comparisons.
        least: of a verdict there must be at least so many.
        most: of a verdict there may be at most so many.
    """

    name: str = Field(min_length=1)
    share: float = Field(ge=0)
    source: Source
    cases: tuple[str, ...] = Field(min_length=1)
    plants: tuple[Plant, ...] = ()
    gate: float = Field(default=Thresholds().gate, gt=0)
    count: int = Field(default=COUNT, ge=1)
    least: dict[Verdict, int] = {}
    most: dict[Verdict, int] = {}

    @property
    def groups(self) -> dict[str, str]:
        """The name of each case's group: the entry's own where there is one case."""
        several = len(self.cases) > 1
        return {case: f"{self.name}, {case}" if several else self.name for case in self.cases}


def experiment(
    plan: Sequence[Planted],
    *,
    kept: Path | None = None,
    seed: int = SEED,
    budget: Budget | None = None,
    rounds: Rounds | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> ExperimentResult:
    """Makes the comparisons of a plan, in turns: one of each entry, then the next of each.

    Turns spread what the machine does by the hour over all entries.

    Args:
        plan: what is planted.
        kept: file that the result is written to after every comparison; where it is there already,
            its comparisons are not made again.
        seed: of the first comparison.
        budget: of blocks in a comparison; its seed is not used.
        rounds: how long each process runs a case.
        progress: called with comparisons done, comparisons in all, and the next one's name.

    Raises:
        ConfigurationError: two entries have one name, or the file is of another plan or machine.
    """
    _check_names([entry.name for entry in plan])
    here = machine()
    found = _before(plan, kept, seed, here.identity)

    def result() -> ExperimentResult:
        return ExperimentResult(
            made=now(), machine=here, command="farthing.lab.experiment", seed=seed,
            groups=tuple(_groups(plan, found)),
        )  # fmt: skip

    total = sum(entry.count for entry in plan)
    for number, entry in _turns(plan, found):
        if progress is not None:
            progress(_done(plan, found), total, entry.name)
        own = replace(budget or Budget(), seed=seed + SEEDS_APART * number)
        made = _comparison(entry, own, rounds or Rounds())
        for case, name in entry.groups.items():
            found[name].append(_of_case(made, case))
        if kept is not None:
            write(result(), kept)
    return result()


def _check_names(names: Sequence[str]) -> None:
    if not names or len(set(names)) != len(names):
        raise ConfigurationError(f"a plan needs entries with names of their own, not {names}")


def _done(plan: Sequence[Planted], found: Mapping[str, Sequence[ComparisonResult]]) -> int:
    """How many comparisons were made."""
    return sum(len(found[_first(entry)]) for entry in plan)


def _turns(
    plan: Sequence[Planted], found: Mapping[str, Sequence[ComparisonResult]]
) -> Iterator[tuple[int, Planted]]:
    """The comparisons that are not made yet, each with its number among all of the plan."""
    turns = max(entry.count for entry in plan)
    for number, (turn, entry) in enumerate(itertools.product(range(turns), plan)):
        if len(found[_first(entry)]) <= turn < entry.count:
            yield number, entry


def _first(entry: Planted) -> str:
    """The name of an entry's first group, which has as many comparisons as its others."""
    return next(iter(entry.groups.values()))


def _before(
    plan: Sequence[Planted], kept: Path | None, seed: int, identity: str
) -> dict[str, list[ComparisonResult]]:
    """The comparisons that a file has, by the name of their group; none where there is no file."""
    if kept is None or not kept.exists():
        return {name: [] for name in sorted(_group_names(plan))}
    result = read_as(ExperimentResult, kept, "choose another file")
    if result.machine.identity != identity:
        raise ConfigurationError(
            f"{kept} is from another machine ({result.machine.identity}), this one is {identity}:"
            " choose another file"
        )
    found = {group.name: list(group.comparisons) for group in result.groups}
    if (
        set(found) != _group_names(plan)
        or result.groups != tuple(_groups(plan, found))
        or result.seed != seed
    ):
        raise ConfigurationError(f"{kept} is of another plan or seed: choose another file")
    return found


def _group_names(plan: Sequence[Planted]) -> set[str]:
    return {name for entry in plan for name in entry.groups.values()}


def _groups(
    plan: Sequence[Planted], found: Mapping[str, Sequence[ComparisonResult]]
) -> Iterator[Group]:
    for entry in plan:
        for name in entry.groups.values():
            yield Group(
                name=name, share=entry.share, gate=entry.gate, asked=entry.count,
                least=entry.least, most=entry.most, comparisons=tuple(found[name]),
            )  # fmt: skip


def _of_case(made: ComparisonResult, case: str) -> ComparisonResult:
    """What a comparison says of one of its cases."""
    (mine,) = (each for each in made.comparisons if each.case == case)
    return made.model_copy(
        update={"cases": (case,), "comparisons": (mine,), "verdict": mine.verdict}
    )


def _comparison(entry: Planted, budget: Budget, rounds: Rounds) -> ComparisonResult:
    pair = Pair(entry.source, Environment(), Environment(), entry.plants, rounds)
    default = Thresholds()
    thresholds = Thresholds(
        warn=min(entry.gate, default.warn), gate=entry.gate, hard=max(entry.gate, default.hard)
    )
    sides = (Side(label="itself"), Side(label=entry.name))
    made = compare(pair, entry.cases, sides, thresholds=thresholds, budget=budget)
    return made.model_copy(update={"comparisons": tuple(map(_small, made.comparisons))})


def _small(case: CaseComparison) -> CaseComparison:
    """A case with one number a process in place of its rounds."""
    return case.model_copy(update={"readings": tuple(map(_one_number, case.readings))})


def _one_number(reading: Reading) -> Reading:
    return reading.model_copy(
        update={"seconds": (reading.median,), "cpu_seconds": None, "facts": {}, "digest": ""}
    )
