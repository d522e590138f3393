"""From estimates to a verdict: the one place that decides whether a case got slower.

The answers must be equal; then the verdicts are tried in the order FAIL, WARN, PASS, INCONCLUSIVE:

- FAIL: the interval is above 1, the estimate is at least the gate, the q value is small, the loss
  is above the floor of the A/A control, the control itself shows no difference, and a second stage
  in reversed order finds it again;
- WARN: the interval is above 1 and the estimate at least the lower threshold;
- PASS: a loss of the gate's size is excluded;
- INCONCLUSIVE: anything else, with the smallest loss that could be excluded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from pydantic import Field, model_validator

from farthing.lab.results.comparison import Estimate, Thresholds, Verdict
from farthing.lab.results.record import Record
from farthing.lab.statistics.wilcoxon import smallest_p

if TYPE_CHECKING:
    from farthing.lab.accepted import Accepted

CONTROL_SIGNIFICANCE = 0.01
"""The p value at which the control shows a difference between base and base.

At 0.05 one true failure in twenty would be excused by chance. So few blocks that they cannot reach
it are held to the smallest p value that they can reach: the check can always fail.
"""
DIGITS_SHOWN = 12
"""Of a digest, in a sentence."""


class Evidence(Record):
    """What is known of one case when it is judged.

    Attributes:
        case: its name.
        first: the estimate of the first stage.
        control: base against base through the same pipeline.
        q_value: the first stage's p value among those of all cases; see ``q_values``.
        second: the estimate of the second stage alone, in reversed order.
        pooled: the estimate of the blocks of both stages together.
        base_digest: the base's exact answer; empty where the case has none.
        head_digest: the head's.
    """

    case: str
    first: Estimate
    control: Estimate
    q_value: float = Field(ge=0, le=1)
    second: Estimate | None = None
    pooled: Estimate | None = None
    base_digest: str = ""
    head_digest: str = ""

    @property
    def best(self) -> Estimate:
        """The estimate with the most blocks."""
        return self.pooled or self.first

    @model_validator(mode="after")
    def _second_comes_with_pooled(self) -> Self:
        if (self.second is None) != (self.pooled is None):
            raise ValueError(
                f"the case {self.case} has one of second stage and pooled estimate: give both or"
                " neither"
            )
        return self


class Ruling(Record):
    """A verdict.

    Attributes:
        verdict: what is said of the case.
        reason: one sentence, with the numbers that decided.
        accepted: why the slowdown is meant, where that made it pass.
    """

    verdict: Verdict
    reason: str
    accepted: str = ""


class SecondStageNeeded(Record):
    """No verdict yet: the case looks like a failure, and has to be found again.

    Attributes:
        case: that needs a second stage in reversed order.
        reason: one sentence, with the numbers.
    """

    case: str
    reason: str


def judge(
    evidence: Evidence,
    thresholds: Thresholds | None = None,
    accepted: Accepted | None = None,
) -> Ruling | SecondStageNeeded:
    """The verdict of a case, or that it cannot be given before a second stage.

    Args:
        evidence: what is known of it.
        thresholds: what counts as slower; the usual ones where none are given.
        accepted: the entry of this case among the accepted slowdowns. It turns a failure, and what
            would need a second stage to be one, into a pass up to its ratio. Other answers and
            warnings stay what they are.

    A ruling is ``Verdict.ERROR`` where the two sides have different answers, however fast: what
    was compared is not the same work.

    >>> alike = Estimate(ratio=1.0, low=0.99, high=1.01, confidence=0.95, coverage=0.953, blocks=8,
    ...                  standard_error=0.005, p_value=0.9)
    >>> judge(Evidence(case="c-D", first=alike, control=alike, q_value=0.9)).reason
    '0.0 % slower (-1.0 % to 1.0 %): a loss of 10.0 % is excluded'
    """
    thresholds = thresholds or Thresholds()
    if evidence.base_digest != evidence.head_digest:
        return Ruling(verdict=Verdict.ERROR, reason=_other_answer(evidence))
    if is_suspect(evidence.first, evidence, thresholds):
        if accepted is not None and evidence.best.ratio <= accepted.ratio:
            return _accepted(evidence.best, accepted)
        if evidence.second is None:
            reason = f"{change(evidence.first)}: to be found again before it is a failure"
            return SecondStageNeeded(case=evidence.case, reason=reason)
    if is_reproduced(evidence, thresholds):
        return Ruling(verdict=Verdict.FAIL, reason=_failure(evidence, thresholds))
    return _no_failure(evidence, thresholds)


def is_suspect(estimate: Estimate, evidence: Evidence, thresholds: Thresholds) -> bool:
    """Whether this estimate of the case would be a failure if it is found again."""
    return (
        estimate.is_slower
        and estimate.ratio >= 1 + thresholds.gate
        and evidence.q_value < thresholds.significance
        and (estimate.ratio >= 1 + thresholds.hard or not _excuse(estimate, evidence.control))
    )


def is_reproduced(evidence: Evidence, thresholds: Thresholds) -> bool:
    """Whether both stages find the loss: the second by itself, and both together at the gate."""
    return (
        evidence.second is not None
        and evidence.second.is_slower
        and is_suspect(evidence.first, evidence, thresholds)
        and is_suspect(evidence.best, evidence, thresholds)
    )


def control_shows_difference(control: Estimate) -> bool:
    """Whether base against base is significant: then the run's failures do not block.

    >>> loud = Estimate(ratio=1.03, low=1.01, high=1.05, confidence=0.95, coverage=0.96875,
    ...                 blocks=6, standard_error=0.01, p_value=0.03125)
    >>> control_shows_difference(loud)
    True
    """
    return control.p_value <= max(CONTROL_SIGNIFICANCE, smallest_p(control.blocks))


def floor(control: Estimate) -> float:
    """The largest ratio that base against base may have, in either direction."""
    return max(control.high, 1 / control.low)


def needs_more_blocks(estimate: Estimate, thresholds: Thresholds, cases: int = 1) -> bool:
    """Whether more blocks could still change what is said of a case.

    Args:
        estimate: of the blocks so far.
        thresholds: that it will be judged by.
        cases: how many are judged together.

    They could for a suspect, one that may have a loss of the gate's size or is shown to have one
    that is worth a warning, as long as its standard error is too large, or as long as so few blocks
    cannot have a small q value among so many cases whatever they find.
    """
    could_be_gate = estimate.high >= 1 + thresholds.gate
    could_be_warned = estimate.is_slower and estimate.ratio >= 1 + thresholds.warn
    if not (could_be_gate or could_be_warned):
        return False
    too_few = smallest_p(estimate.blocks) * cases >= thresholds.significance
    return too_few or estimate.standard_error > thresholds.standard_error_max


def change(estimate: Estimate) -> str:
    """An estimate in words.

    >>> change(Estimate(ratio=0.8, low=0.75, high=0.85, confidence=0.95, coverage=0.953, blocks=8,
    ...                 standard_error=0.01, p_value=0.0078125))
    '20.0 % faster (15.0 % to 25.0 %)'
    """
    if estimate.ratio < 1:
        ends = f"{percent(1 - estimate.high)} to {percent(1 - estimate.low)}"
        return f"{percent(1 - estimate.ratio)} faster ({ends})"
    ends = f"{percent(estimate.low - 1)} to {percent(estimate.high - 1)}"
    return f"{percent(estimate.ratio - 1)} slower ({ends})"


def other_answer(base_digest: str, head_digest: str) -> str:
    """That two sides have different answers.

    >>> other_answer("", "0123456789abcdef")
    'the answers differ (base none, head 0123456789ab)'
    """
    base, head = (digest[:DIGITS_SHOWN] or "none" for digest in (base_digest, head_digest))
    if base == head:
        base, head = base_digest, head_digest
    return f"the answers differ (base {base}, head {head})"


def percent(share: float) -> str:
    """A share in percent, with one digit.

    >>> percent(0.1234)
    '12.3 %'
    """
    return f"{share * 100:.1f} %"


def _accepted(estimate: Estimate, accepted: Accepted) -> Ruling:
    reason = f"{change(estimate)}, accepted up to {percent(accepted.ratio - 1)}: {accepted.reason}"
    return Ruling(verdict=Verdict.PASS, reason=reason, accepted=accepted.reason)


def _other_answer(evidence: Evidence) -> str:
    words = other_answer(evidence.base_digest, evidence.head_digest)
    return f"{words}: {change(evidence.best)} says nothing"


def _failure(evidence: Evidence, thresholds: Thresholds) -> str:
    assert evidence.second is not None
    return (
        f"{change(evidence.best)}, at least {percent(thresholds.gate)}; found again by the second"
        f" stage, {change(evidence.second)}; A/A floor {percent(floor(evidence.control) - 1)}"
    )


def _no_failure(evidence: Evidence, thresholds: Thresholds) -> Ruling:
    estimate = evidence.best
    if estimate.is_slower and estimate.ratio >= 1 + thresholds.warn:
        why = _why_it_does_not_fail(evidence, thresholds)
        return Ruling(verdict=Verdict.WARN, reason=f"{change(estimate)}: {why}")
    if estimate.high < 1 + thresholds.gate:
        excluded = f"a loss of {percent(thresholds.gate)} is excluded"
        return Ruling(verdict=Verdict.PASS, reason=f"{change(estimate)}: {excluded}")
    excluded = f"the smallest loss that could be excluded is {percent(estimate.loss_excluded)}"
    return Ruling(verdict=Verdict.INCONCLUSIVE, reason=f"{change(estimate)}: {excluded}")


def _why_it_does_not_fail(evidence: Evidence, thresholds: Thresholds) -> str:
    estimate = evidence.best
    if estimate.ratio < 1 + thresholds.gate:
        return f"at least {percent(thresholds.warn)}, below the gate of {percent(thresholds.gate)}"
    if evidence.q_value >= thresholds.significance:
        return f"no failure, as its q value is {evidence.q_value:.3f}"
    excuse = _excuse(estimate, evidence.control)
    if excuse and estimate.ratio < 1 + thresholds.hard:
        return f"no failure, as {excuse}"
    found = evidence.first if evidence.second is None or evidence.second.is_slower else None
    stage, shown = ("first", found) if found else ("second", evidence.second)
    assert shown is not None
    return f"no failure, as the {stage} stage alone does not show it: {change(shown)}"


def _excuse(estimate: Estimate, control: Estimate) -> str:
    """Why noise may have made this loss; empty where it cannot have."""
    if control_shows_difference(control):
        return f"the A/A control shows a difference itself: {change(control)}"
    if estimate.ratio <= floor(control):
        return f"the A/A floor is {percent(floor(control) - 1)}"
    return ""
