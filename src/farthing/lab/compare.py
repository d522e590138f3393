"""Compare two sides: balanced blocks, a control, and a verdict for every case.

The first blocks run all cases. What they leave open runs on, until the estimate is sharp enough or
the budget is spent. What looks like a regression is run again, in reversed order, before it is
called one.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from farthing.errors import ConfigurationError
from farthing.lab.accepted import accepted
from farthing.lab.cases import chosen, recorded
from farthing.lab.defaults import CONFIDENCE
from farthing.lab.machine import machine
from farthing.lab.measure import Gathered, Pair, gather
from farthing.lab.process import Rounds
from farthing.lab.results.comparison import (
    CaseComparison,
    ComparisonResult,
    Estimate,
    Side,
    Thresholds,
    Verdict,
    overall,
)
from farthing.lab.revisions import runs
from farthing.lab.run import now
from farthing.lab.sides import facts
from farthing.lab.statistics.estimate import estimate
from farthing.lab.statistics.multiple import q_values
from farthing.lab.statistics.summary import summarise
from farthing.lab.statistics.wilcoxon import blocks_needed
from farthing.lab.time_limit import TimeLimit
from farthing.lab.verdict import (
    Evidence,
    Ruling,
    SecondStageNeeded,
    judge,
    needs_more_blocks,
    other_answer,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from farthing.lab.accepted import Accepted
    from farthing.lab.cases import CasesFile, PytestFolder, StrategyCase
    from farthing.lab.results.reading import Reading

BASE = ("base", "control")
"""The sides that run the base."""
BLOCKS_MIN = blocks_needed(CONFIDENCE)
"""With fewer blocks there is no exact interval of 95 %."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How many blocks a comparison may run.

    Attributes:
        first: blocks of all cases.
        more: blocks that what is open runs at a time.
        most: blocks of a case in the first stage.
        second: blocks of the second stage, in reversed order, of what looks like a regression;
            more where the confidence that is asked for needs more, as in the first.
        seed: of the order of the sides.
        seconds: of the whole comparison. Fewer rounds and blocks are run where there is little
            time, and none that would end later; what is open then is inconclusive.
    """

    first: int = 8
    more: int = 5
    most: int = 18
    second: int = 12
    seed: int = 20_240_102
    seconds: float = math.inf

    def __post_init__(self) -> None:
        """Refuses what can decide nothing."""
        if min(self.first, self.second) < BLOCKS_MIN:
            raise ConfigurationError(
                f"{min(self.first, self.second)} blocks: fewer than {BLOCKS_MIN} have no interval "
                f"of 95 %; ask for {BLOCKS_MIN} or more"
            )
        if self.most < self.first or self.more < 1:
            raise ConfigurationError(
                f"at most {self.most} blocks, {self.more} at a time, after {self.first}: ask for "
                f"{self.first} at least, and one or more at a time"
            )


def compare(
    pair: Pair,
    cases: Sequence[str],
    sides: tuple[Side, Side],
    *,
    thresholds: Thresholds | None = None,
    budget: Budget | None = None,
    meant: Mapping[str, Accepted] | None = None,
    progress: Callable[[int, int, str], None] | None = None,
    spent: float = 0.0,
) -> ComparisonResult:
    """Compares the head with the base on these cases.

    Args:
        pair: what runs on the two sides.
        cases: names; each of them is judged, or the comparison is an error.
        sides: what base and head are, in words.
        thresholds: from when on a slowdown is one.
        budget: how many blocks may be run.
        meant: intended slowdowns, by case.
        progress: called with blocks done, blocks at most, and what runs.
        spent: seconds of the budget that are over, such as those of building the sides.

    Raises:
        ConfigurationError: there is no case.
    """
    if not cases:
        raise ConfigurationError("a comparison of no cases says nothing: name one")
    thresholds = thresholds or Thresholds()
    budget = budget or Budget()
    limit = TimeLimit(budget.seconds, spent)
    stages = _Stages(pair, list(cases), budget, thresholds, meant or {}, limit, progress)
    stages.first()
    stages.second()
    found = stages.comparisons()
    return ComparisonResult(
        made=now(), machine=machine(), command="farthing bench compare", base=sides[0],
        head=sides[1], thresholds=thresholds, cases=tuple(cases), comparisons=tuple(found),
        verdict=overall(cases, found), strategy=recorded(pair.source),
    )  # fmt: skip


def wavering(*stages: Gathered) -> str:
    """What to say where a side gives several answers; nothing where each gives one."""
    for sides in (BASE, ("head",)):
        found = set[str]().union(*(stage.digests(*sides) for stage in stages))
        if len(found) > 1:
            answers = " and ".join(sorted(found))
            return f"the answer of {sides[0]} changes between its processes: {answers}"
    return ""


def silent(stage: Gathered) -> str:
    """What to say where neither side tells an answer: more time or less says nothing then."""
    if any(stage.digests(*BASE, "head")):
        return ""
    return (
        "no side tells an answer, so nobody knows that both did the same work: give the case a"
        " digest (in a test of pytest-benchmark, benchmark.extra_info['digest'])"
    )


def side_of(label: str, revision: str, about: Mapping[str, str]) -> Side:
    """A side in words, from what ``farthing.lab.sides.facts`` says of it."""
    return Side(label=label, revision=revision, python=about["python"], farthing=about["farthing"])


def peak(found: Sequence[Reading]) -> int | None:
    """The largest resident memory of these processes; None where none tells."""
    return max((each.peak_bytes for each in found if each.peak_bytes), default=None)


def compare_sides(
    base: str,
    head: str,
    source: CasesFile | PytestFolder | StrategyCase,
    cases: Sequence[str] = (),
    *,
    checkout: Path,
    accepted_in: Path | None = None,
    thresholds: Thresholds | None = None,
    seconds: float = Rounds().seconds,
    budget: Budget | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> ComparisonResult:
    """Builds two sides, and compares them.

    Args:
        base: a git revision, a wheel or an environment; see ``farthing.lab.revisions.runs``.
        head: the same; ``.`` is the checkout as it is.
        source: where the cases come from. Revisions of farthing run the same ones; revisions of
            another repository run them as they were.
        cases: their names; all where none is named.
        checkout: whose revisions are meant.
        accepted_in: the folder of ``accepted.toml``.
        thresholds: from when on a slowdown is one.
        seconds: how long a process runs a case.
        budget: how many blocks may be run.
        progress: called with blocks done, blocks at most, and what runs.
    """
    began = time.monotonic()
    names = chosen(source, list(cases))
    if progress is not None:
        progress(0, 1, "building")
    before, after = (runs(asked, source, checkout) for asked in (base, head))
    if not cases:  # one that the head has no more is missing, and not forgotten
        names += [name for name in before.source.names() if name not in names]
    about_base, about_head = facts(before.environment), facts(after.environment)
    is_one = about_base["place"] == about_head["place"]
    if before.environment != after.environment and is_one:
        raise ConfigurationError(f"{base} and {head} load one and the same farthing: name two")
    return compare(
        Pair(
            after.source, before.environment, after.environment, rounds=Rounds(seconds=seconds),
            base_source=before.source,
        ),
        names,
        (side_of(base, before.words, about_base), side_of(head, after.words, about_head)),
        thresholds=thresholds,
        budget=budget,
        meant=accepted(accepted_in, source.names()) if accepted_in is not None else {},
        progress=progress,
        spent=time.monotonic() - began,
    )  # fmt: skip


class _Stages:
    """The blocks of a comparison, as far as they have been run."""

    def __init__(
        self,
        pair: Pair,
        cases: list[str],
        budget: Budget,
        thresholds: Thresholds,
        meant: Mapping[str, Accepted],
        limit: TimeLimit,
        progress: Callable[[int, int, str], None] | None,
    ) -> None:
        """Has run nothing yet."""
        self.pair, self.budget = pair, budget
        self.thresholds, self.meant, self.limit = thresholds, meant, limit
        self.least = blocks_needed(thresholds.confidence)
        self.gathered = {case: Gathered() for case in cases}
        self.again: dict[str, Gathered] = {}
        self.done = 0
        self.progress = progress

    def first(self) -> None:
        """The first blocks of all, then more of what is open."""
        first = max(self.budget.first, self.least)
        plan = self.limit.plan(self.pair, self.gathered, first, self.least)
        if plan.rounds != self.pair.rounds:
            self.pair = replace(self.pair, rounds=plan.rounds)
        if plan.seconds > self.limit.left:
            return
        count, open_cases = plan.blocks, self.gathered
        while open_cases and count > 0 and self.limit.fits(open_cases):
            self._run(open_cases, count, self.budget.seed + self.done)
            open_cases = {case: each for case, each in open_cases.items() if self._is_open(each)}
            ran = max((len(each.blocks) for each in open_cases.values()), default=0)
            count = min(self.budget.more, self.budget.most - ran)

    def second(self) -> None:
        """The blocks again, in reversed order, of what looks like a regression."""
        rulings = {
            case: judge(evidence, self.thresholds, self.meant.get(case))
            for case, evidence in self._evidences().items()
        }
        self.again = {
            case: Gathered()
            for case, ruling in rulings.items()
            if isinstance(ruling, SecondStageNeeded)
        }
        if self.again and self.limit.fits(self.again, self.least):
            count = max(self.budget.second, self.least)
            self._run(self.again, count, self.budget.seed, is_reversed=True)
        self.again = {
            case: each
            for case, each in self.again.items()
            if each.error or len(each.blocks) >= self.least
        }

    def comparisons(self) -> list[CaseComparison]:
        """What was found of each case."""
        evidences = self._evidences()
        return [self._comparison(case, evidences.get(case)) for case in self.gathered]

    def _comparison(self, case: str, evidence: Evidence | None) -> CaseComparison:
        if evidence is None:
            return self._without_estimate(case)
        first, again = self.gathered[case], self.again.get(case, Gathered())
        ruling = self._ruling(case, evidence)
        base, head = (first.of(side) + again.of(side) for side in ("base", "head"))
        return CaseComparison(
            case=case, verdict=ruling.verdict, reason=ruling.reason, accepted=ruling.accepted,
            estimate=evidence.first, second=evidence.second, pooled=evidence.pooled,
            control=evidence.control, q_value=evidence.q_value,
            effects=tuple(first.effects("head")), second_effects=tuple(again.effects("head")),
            control_effects=tuple(first.effects("control") + again.effects("control")),
            base=summarise([reading.median for reading in base]),
            head=summarise([reading.median for reading in head]),
            base_peak_bytes=peak(base),
            head_peak_bytes=peak(head),
            base_digest=evidence.base_digest, head_digest=evidence.head_digest,
            readings=tuple(base + head),
        )  # fmt: skip

    def _without_estimate(self, case: str) -> CaseComparison:
        """A case that raised or told no answer, or one that has too few blocks."""
        first = self.gathered[case]
        error = self._error(case)
        if not error and first.blocks and not first.has_one_answer:
            error = other_answer(min(first.digests(*BASE)), min(first.digests("head")))
        if error:
            return CaseComparison(case=case, verdict=Verdict.ERROR, reason=error)
        reason = self.limit.too_short(self.gathered, len(first.blocks), self.least)
        return CaseComparison(case=case, verdict=Verdict.INCONCLUSIVE, reason=reason)

    def _error(self, case: str) -> str:
        """Why a case is an error whatever its times; nothing where it is none."""
        first, again = self.gathered[case], self.again.get(case, Gathered())
        unsaid = silent(first) if first.blocks else ""
        return first.error or again.error or wavering(first, again) or unsaid

    def _ruling(self, case: str, evidence: Evidence) -> Ruling:
        ruling = judge(evidence, self.thresholds, self.meant.get(case))
        if not isinstance(ruling, SecondStageNeeded):
            return ruling
        # The second stage did not fit into what was left of the time.
        reason = f"{ruling.reason}, and the time of {self.budget.seconds:,.0f} s was spent"
        return Ruling(verdict=Verdict.INCONCLUSIVE, reason=reason)

    def _evidences(self) -> dict[str, Evidence]:
        """What is known of every case that ran; q values are among all of them."""
        ran = [
            case
            for case, each in self.gathered.items()
            if len(each.blocks) >= self.least and not self._error(case)
        ]
        firsts = {case: self._estimate(self.gathered[case].effects("head")) for case in ran}
        q = dict(zip(ran, q_values([firsts[case].p_value for case in ran]), strict=True))
        return {case: self._evidence(case, firsts[case], q[case]) for case in ran}

    def _evidence(self, case: str, first: Estimate, q_value: float) -> Evidence:
        gathered, again = self.gathered[case], self.again.get(case, Gathered())
        has_second = bool(again.blocks)
        second = again.effects("head") if has_second else []
        control = gathered.effects("control") + (again.effects("control") if has_second else [])
        return Evidence(
            case=case, first=first, q_value=q_value, control=self._estimate(control),
            second=self._estimate(second) if has_second else None,
            pooled=self._estimate(gathered.effects("head") + second) if has_second else None,
            base_digest=min(gathered.digests(*BASE)), head_digest=min(gathered.digests("head")),
        )  # fmt: skip

    def _estimate(self, effects: list[float]) -> Estimate:
        return estimate(effects, self.thresholds.confidence)

    def _is_open(self, each: Gathered) -> bool:
        if each.error or len(each.blocks) < self.least or not each.has_one_answer:
            return False
        found = estimate(each.effects("head"), self.thresholds.confidence, resamples=0)
        return needs_more_blocks(found, self.thresholds, len(self.gathered))

    def _run(
        self, cases: dict[str, Gathered], count: int, seed: int, *, is_reversed: bool = False
    ) -> None:
        began = time.monotonic()

        def step(words: str) -> None:
            nonlocal began
            self.limit.ran(cases, time.monotonic() - began)
            began = time.monotonic()
            self._step(words)

        gather(
            self.pair, cases, count, seed, is_reversed=is_reversed,
            fits=lambda: self.limit.fits(cases), progress=step,
        )  # fmt: skip

    def _step(self, words: str) -> None:
        self.done += 1
        if self.progress is not None:
            most = self.budget.most + self.budget.second
            self.progress(self.done, most, words)
