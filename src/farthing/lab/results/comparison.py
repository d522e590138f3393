"""The result of ``farthing bench compare`` and ``gate``: two sides, and a verdict a case."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, model_validator

from farthing.lab.defaults import CONFIDENCE, GATE, HARD, WARN
from farthing.lab.results.file import ResultFile
from farthing.lab.results.reading import Reading
from farthing.lab.results.record import Record
from farthing.lab.results.strategy import StrategyRun

if TYPE_CHECKING:
    from collections.abc import Sequence


class Verdict(StrEnum):
    """What is said of a case, or of a whole comparison."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    WARN = "warn"
    INCONCLUSIVE = "inconclusive"
    FAIL = "fail"
    ERROR = "error"


GRAVITY = (Verdict.PASS, Verdict.WARN, Verdict.INCONCLUSIVE, Verdict.FAIL, Verdict.ERROR)
"""From what is best to what decides a whole comparison."""
EXIT_CODES = {
    Verdict.PASS: 0,
    Verdict.WARN: 0,
    Verdict.ERROR: 1,
    Verdict.FAIL: 2,
    Verdict.INCONCLUSIVE: 3,
}
DIGITS = 12
"""To which a share is rounded that is one less another."""


class Thresholds(Record):
    """What counts as slower, as shares of the base's time.

    Attributes:
        warn: a loss of this size that is shown to be one is told.
        gate: a loss of this size that is reproduced fails; excluding it passes.
        hard: from here on noise of the A/A control is no excuse.
        confidence: of all intervals; ``1 - confidence`` is the level for q values.
        standard_error_max: a suspect gets more blocks until its standard error is no larger.

    >>> Thresholds(warn=0.03, gate=0.05).hard
    0.2
    """

    warn: float = WARN
    gate: float = GATE
    hard: float = HARD
    confidence: float = Field(default=CONFIDENCE, gt=0, lt=1)
    standard_error_max: float = Field(default=0.006, gt=0)

    @property
    def significance(self) -> float:
        """The largest q value that is taken for a difference."""
        return round(1 - self.confidence, DIGITS)  # 1 - 0.95 alone is a little more than 0.05

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not 0 < self.warn <= self.gate <= self.hard:
            raise ValueError(
                f"thresholds warn {self.warn}, gate {self.gate}, hard {self.hard} are not in this"
                " order: 0 < warn <= gate <= hard"
            )
        return self


class Estimate(Record):
    """How many times the base's time the head takes, from paired blocks.

    Attributes:
        ratio: Hodges-Lehmann estimate; above 1 is slower.
        low: lower end of the exact interval.
        high: upper end.
        confidence: that was asked for.
        coverage: that the interval has; the exact one is the next above what was asked for.
        blocks: how many.
        standard_error: of the logarithm of the ratio, near to a share of the time; it is the half
            width of the interval over Student's quantile of its coverage (after Lehmann 1963), so
            that one bad block does not drive it.
        p_value: exact, two-sided, that both sides take the same time.
        bca_low: the bootstrap's lower end, a cross-check; None where the bootstrap says nothing.
        bca_high: its upper end.
    """

    ratio: float = Field(gt=0)
    low: float = Field(gt=0)
    high: float = Field(gt=0)
    confidence: float = Field(gt=0, lt=1)
    coverage: float = Field(gt=0, le=1)
    blocks: int = Field(ge=1)
    standard_error: float = Field(ge=0)
    p_value: float = Field(ge=0, le=1)
    bca_low: float | None = None
    bca_high: float | None = None

    @property
    def is_slower(self) -> bool:
        """Whether the whole interval is above 1."""
        return self.low > 1

    @property
    def loss_excluded(self) -> float:
        """The smallest loss that the interval excludes, as a share of the base's time."""
        return max(self.high - 1, 0.0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.ratio <= self.high:
            raise ValueError(
                f"ratio {self.ratio} is outside of its interval, {self.low} to {self.high}"
            )
        return self


class Summary(Record):
    """The processes of one side, each with one number: the median of its rounds, in seconds.

    Attributes:
        count: of processes.
        mean: arithmetic mean.
        median: the middle one.
        standard_deviation: of the sample; None for a single process.
        minimum: the quickest.
        maximum: the slowest.
        low: lower end of Student's t interval of the mean; None for a single process.
        high: its upper end.
    """

    count: int = Field(ge=1)
    mean: float
    median: float
    standard_deviation: float | None = Field(default=None, ge=0)
    minimum: float
    maximum: float
    low: float | None = None
    high: float | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.minimum <= self.median <= self.maximum:
            raise ValueError(f"median {self.median} is outside of {self.minimum} to {self.maximum}")
        return self


class Side(Record):
    """One of the two things that are compared.

    Attributes:
        label: as it was asked for, such as ``main`` or the name of a wheel.
        revision: the commit it is built from; empty where it is none.
        python: version of its interpreter.
        farthing: version of its package.
    """

    label: str
    revision: str = ""
    python: str = ""
    farthing: str = ""


class CaseComparison(Record):
    """One case on both sides.

    Attributes:
        case: its name.
        verdict: of this case.
        reason: one sentence, with the numbers that decided.
        estimate: of the first stage; None where the case could not be measured, or has too few
            blocks for an interval.
        second: of the stage in reversed order, which only suspects have.
        pooled: of the blocks of both stages together.
        control: base against base through the same pipeline.
        q_value: the first stage's p value among those of all cases (Benjamini-Hochberg).
        effects: log ratios of the first stage's blocks.
        second_effects: of the second stage's.
        control_effects: of the control's.
        base: processes of the base.
        head: processes of the head.
        base_peak_bytes: the largest resident memory of the base.
        head_peak_bytes: of the head.
        instruction_ratio: instructions of the head's round over those of the base's.
        base_digest: the base's exact answer.
        head_digest: the head's.
        accepted: why a slowdown is meant, from the list of accepted ones; empty where it is not.
        readings: of all processes.
    """

    case: str = Field(min_length=1)
    verdict: Verdict
    reason: str = Field(min_length=1)
    estimate: Estimate | None = None
    second: Estimate | None = None
    pooled: Estimate | None = None
    control: Estimate | None = None
    q_value: float | None = Field(default=None, ge=0, le=1)
    effects: tuple[float, ...] = ()
    second_effects: tuple[float, ...] = ()
    control_effects: tuple[float, ...] = ()
    base: Summary | None = None
    head: Summary | None = None
    base_peak_bytes: int | None = Field(default=None, ge=0)
    head_peak_bytes: int | None = Field(default=None, ge=0)
    instruction_ratio: float | None = Field(default=None, gt=0)
    base_digest: str = ""
    head_digest: str = ""
    accepted: str = ""
    readings: tuple[Reading, ...] = ()

    @property
    def shown(self) -> Estimate | None:
        """The estimate with the most blocks: of both stages where there are two."""
        return self.pooled or self.estimate

    @model_validator(mode="after")
    def _has_its_proof(self) -> Self:
        if self.verdict is Verdict.ERROR:
            return self
        if self.estimate is None and self.verdict is not Verdict.INCONCLUSIVE:
            raise ValueError(f"the case {self.case} is {self.verdict} without an estimate")
        if self.base_digest != self.head_digest:
            raise ValueError(f"the case {self.case} is {self.verdict} with two different answers")
        if self.verdict is Verdict.FAIL and (self.second is None or self.pooled is None):
            raise ValueError(f"the case {self.case} fails without a second stage")
        return self


def overall(cases: Sequence[str], comparisons: Sequence[CaseComparison]) -> Verdict:
    """The gravest verdict; an error where a case expected is missing, or one is there twice.

    >>> overall(["c-D"], [])
    <Verdict.ERROR: 'error'>
    """
    if not cases or Counter(cases) != Counter(found.case for found in comparisons):
        return Verdict.ERROR
    return max((found.verdict for found in comparisons), key=GRAVITY.index)


class ComparisonResult(ResultFile):
    """Two sides, compared case by case.

    Attributes:
        base: what it is compared with.
        head: what is judged.
        thresholds: that were used.
        cases: names of the cases expected; one that is missing is an error.
        comparisons: what was found.
        verdict: the gravest of all, see ``overall``; no other is taken.
        strategy: what it was run with, where a user's strategy was compared.
    """

    kind: Literal["comparison"] = "comparison"
    base: Side
    head: Side
    thresholds: Thresholds = Thresholds()
    cases: tuple[str, ...]
    comparisons: tuple[CaseComparison, ...]
    verdict: Verdict
    strategy: StrategyRun | None = None

    @property
    def exit_code(self) -> int:
        """0 pass (warnings too), 1 error, 2 regression, 3 inconclusive."""
        return EXIT_CODES[self.verdict]

    @model_validator(mode="after")
    def _follows_from_its_cases(self) -> Self:
        found = overall(self.cases, self.comparisons)
        if self.verdict is not found:
            raise ValueError(f"the verdict is {self.verdict}, but the cases come to {found}")
        return self
