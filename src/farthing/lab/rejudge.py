"""A comparison from a file is believed when its verdicts follow from its readings."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from farthing.errors import ConfigurationError
from farthing.lab.results.comparison import Verdict
from farthing.lab.statistics.effects import block_effect
from farthing.lab.statistics.estimate import estimate
from farthing.lab.statistics.multiple import q_values
from farthing.lab.verdict import Evidence, Ruling, judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from farthing.lab.accepted import Accepted
    from farthing.lab.results.comparison import (
        CaseComparison,
        ComparisonResult,
        Estimate,
        Thresholds,
    )

CLOSE = 1e-9
"""How far a number may be from what it is computed as again, as a share."""


def check(result: ComparisonResult, thresholds: Thresholds, meant: Mapping[str, Accepted]) -> None:
    """Judges a comparison again, from its readings.

    Args:
        result: as it was read.
        thresholds: that a gate asks for now.
        meant: intended slowdowns, by case.

    Raises:
        ConfigurationError: it was judged by other thresholds, or something in it does not follow.
    """
    if result.thresholds != thresholds:
        raise ConfigurationError(
            f"the comparison was judged by {result.thresholds}, this gate asks for {thresholds}"
        )
    judged = [each for each in result.comparisons if each.estimate]
    changed = (f"{what} of {each.case}" for each in judged for what in _unfounded(each, thresholds))
    if first := next(changed, None):
        raise ConfigurationError(f"the result was changed after it was measured: {first}")
    _judge_again(judged, thresholds, meant)


def _judge_again(
    judged: Sequence[CaseComparison], thresholds: Thresholds, meant: Mapping[str, Accepted]
) -> None:
    q = q_values([each.estimate.p_value for each in judged if each.estimate])
    for each, q_value in zip(judged, q, strict=True):
        ruling = judge(_evidence(each, q_value), thresholds, meant.get(each.case))
        # Where the time was spent before the second stage, nothing was concluded.
        found = ruling.verdict if isinstance(ruling, Ruling) else Verdict.INCONCLUSIVE
        if each.verdict is not found:
            raise ConfigurationError(
                f"{each.case} is said to be {each.verdict}, but its readings come to {found}"
            )


def _unfounded(case: CaseComparison, thresholds: Thresholds) -> Iterator[str]:
    """What does not follow from the readings."""
    base, head = ([r for r in case.readings if r.side == side] for side in ("base", "head"))
    for found, digest in ((base, case.base_digest), (head, case.head_digest)):
        if {reading.digest for reading in found} != {digest}:
            yield "the answer"
    effects = [*case.effects, *case.second_effects]
    times = ([reading.median for reading in found] for found in (base, head))
    again = _effects(*times, blocks=len(effects))
    if not _alike(effects, again):
        yield "the ratios of the blocks"
    yield from _unfounded_estimates(case, effects, thresholds.confidence)


def _unfounded_estimates(
    case: CaseComparison, effects: Sequence[float], confidence: float
) -> Iterator[str]:
    estimates = (
        (case.estimate, case.effects), (case.second, case.second_effects),
        (case.pooled, effects if case.second_effects else ()), (case.control, case.control_effects),
    )  # fmt: skip
    for told, of in estimates:
        if (told is None) != (not of) or (told and not _same(told, estimate(of, confidence))):
            yield "an estimate"


def _effects(base: Sequence[float], head: Sequence[float], *, blocks: int) -> list[float]:
    """The log ratios of so many blocks; none where the readings make no such blocks."""
    if not blocks or len(base) != len(head) or len(base) % blocks:
        return []
    size = len(base) // blocks
    if not size:
        return []
    starts = range(0, len(base), size)
    return [block_effect(base[at : at + size], head[at : at + size]) for at in starts]


def _alike(told: Sequence[float], found: Sequence[float]) -> bool:
    pairs = zip(told, found, strict=False)
    return len(told) == len(found) and all(
        math.isclose(a, b, rel_tol=CLOSE, abs_tol=CLOSE) for a, b in pairs
    )


def _same(told: Estimate, found: Estimate) -> bool:
    numbers = ("ratio", "low", "high", "p_value")
    return told.blocks == found.blocks and _alike(
        [getattr(told, name) for name in numbers], [getattr(found, name) for name in numbers]
    )


def _evidence(case: CaseComparison, q_value: float) -> Evidence:
    assert case.estimate is not None
    assert case.control is not None
    return Evidence(
        case=case.case, first=case.estimate, control=case.control, q_value=q_value,
        second=case.second, pooled=case.pooled, base_digest=case.base_digest,
        head_digest=case.head_digest,
    )  # fmt: skip
