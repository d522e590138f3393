"""What the gate finds and what it leaves alone, on simulated blocks with a real machine's noise.

A block has an effect with 2.7 % of noise; the first stage of a suspect has 18 blocks and the second
has 12. Each comparison has several cases, whose p values are judged together.
"""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest

from farthing.lab.results.comparison import Estimate, Thresholds, Verdict
from farthing.lab.statistics.estimate import estimate
from farthing.lab.statistics.multiple import q_values
from farthing.lab.verdict import Evidence, SecondStageNeeded, judge, needs_more_blocks

NOISE = 0.027
FIRST, MOST, SECOND = 6, 18, 12
CASES = 5
THRESHOLDS = Thresholds()


class Bench:
    """A machine that gives blocks of a head which is so many times slower."""

    def __init__(self, seed: int, *, has_wild_blocks: bool = False) -> None:
        self.random = np.random.default_rng(seed)
        self.has_wild_blocks = has_wild_blocks

    def blocks(self, count: int, slower: float = 0.0) -> list[float]:
        """Effects of so many blocks."""
        if self.has_wild_blocks:  # the same spread, but one block in some fifty far out
            noise = self.random.standard_t(3, count) / math.sqrt(3) * NOISE
        else:
            noise = self.random.normal(0, NOISE, count)
        return (math.log1p(slower) + noise).tolist()

    def first(self, slower: float) -> list[float]:
        """The first stage of a case: more blocks as long as they are needed."""
        effects = self.blocks(FIRST, slower)
        while len(effects) < MOST and needs_more_blocks(estimated(effects), THRESHOLDS, CASES):
            effects += self.blocks(6, slower)
        return effects

    def compare(self, slower: list[float]) -> list[Verdict]:
        """The verdicts of a comparison with a case for each of these."""
        firsts = [self.first(each) for each in slower]
        controls = [self.blocks(len(effects)) for effects in firsts]
        found = [estimated(effects) for effects in firsts]
        q = q_values([each.p_value for each in found])
        return [
            self.verdict(*case)
            for case in zip(slower, firsts, found, map(estimated, controls), q, strict=True)
        ]

    def verdict(
        self, slower: float, effects: list[float], first: Estimate, control: Estimate, q: float
    ) -> Verdict:
        """The verdict of a case, with a second stage where it needs one."""
        evidence = Evidence(case="c", first=first, control=control, q_value=q)
        ruling = judge(evidence, THRESHOLDS)
        if isinstance(ruling, SecondStageNeeded):
            again = self.blocks(SECOND, slower)
            both = {"second": estimated(again), "pooled": estimated(effects + again)}
            ruling = judge(evidence.model_copy(update=both), THRESHOLDS)
        assert not isinstance(ruling, SecondStageNeeded)
        return ruling.verdict


def estimated(effects: list[float]) -> Estimate:
    """Without the bootstrap, which decides nothing."""
    return estimate(effects, THRESHOLDS.confidence, resamples=0)


@pytest.mark.parametrize(
    ("slower", "share_min"), [(0.12, 0.9), (0.15, 0.95), (0.30, 0.99)], ids=str
)
def test_a_planted_slowdown_in_one_case_of_five_fails(slower: float, share_min: float) -> None:
    bench = Bench(21)
    verdicts = [bench.compare([slower, *[0.0] * (CASES - 1)])[0] for _ in range(200)]
    assert verdicts.count(Verdict.FAIL) >= share_min * len(verdicts)


@pytest.mark.parametrize("has_wild_blocks", [False, True])
def test_the_same_code_does_not_fail_and_mostly_passes(has_wild_blocks: bool) -> None:
    bench = Bench(22, has_wild_blocks=has_wild_blocks)
    verdicts = Counter(verdict for _ in range(200) for verdict in bench.compare([0.0] * CASES))
    assert verdicts[Verdict.FAIL] == 0
    assert verdicts[Verdict.PASS] >= 0.99 * verdicts.total()


def test_wild_blocks_do_not_hide_a_planted_slowdown() -> None:
    bench = Bench(23, has_wild_blocks=True)
    verdicts = [bench.compare([0.12, *[0.0] * (CASES - 1)])[0] for _ in range(200)]
    assert verdicts.count(Verdict.FAIL) >= 0.9 * len(verdicts)


def test_seven_percent_is_a_warning_at_a_gate_of_ten() -> None:
    bench = Bench(24)
    verdicts = Counter(bench.compare([0.07, *[0.0] * (CASES - 1)])[0] for _ in range(200))
    assert verdicts[Verdict.FAIL] == 0
    assert verdicts[Verdict.WARN] >= 0.9 * verdicts.total()


def test_a_loss_at_the_gate_is_taken_for_none_no_oftener_than_the_interval_allows() -> None:
    bench = Bench(25)
    verdicts = Counter(bench.compare([0.10, *[0.0] * (CASES - 1)])[0] for _ in range(200))
    assert verdicts[Verdict.PASS] <= 0.025 * verdicts.total()
