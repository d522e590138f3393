"""What to be careful of, although or because a test has spoken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.backtest.figures import DASH, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from farthing.optimise.validation.sensitivity import Sensitivity
    from farthing.optimise.validation.superior import RealityCheck, SuperiorAbility
    from farthing.optimise.validation.verdict import Walk

KEPT_LEAST = 0.5
"""Below this share of what was expected, a walk forward did not keep it. Source: Pardo, The
evaluation and optimization of trading strategies, 2008, chapter 11."""

AGREEMENT_LEAST = 0.5
"""Where fewer windows choose the same value again, a parameter wanders."""

STABILITY_LEAST = 0.5
"""Where neighbours keep less than this of what the best has above the median, it is a spike."""

OVERFITTING_MOST = 0.5
"""From this on the best of one half of time is no better than any trial in the other."""

DEFLATED_LEAST = 0.95
"""Below this a deflated Sharpe ratio is not sure."""


def of_tests(check: RealityCheck, superior: SuperiorAbility, level: float) -> Iterator[str]:
    """Where the tests do not agree with each other."""
    if superior.lower <= level < superior.upper:
        yield (
            "whether Hansen's test finds an edge depends on what is believed of trials that did "
            f"badly ({superior.lower:.4f} to {superior.upper:.4f})"
        )
    if (check.p_value <= level) != (superior.consistent <= level):
        yield (
            f"the reality check ({check.p_value:.4f}) and Hansen's test ({superior.consistent:.4f})"
            " do not agree: trials are wild or hopeless, or the edge is hardly to be seen"
        )


def of_numbers(overfitting: float | None, deflated: float | None) -> Iterator[str]:
    """What the numbers beside the tests warn of."""
    if overfitting is not None and overfitting >= OVERFITTING_MOST:
        yield (
            "what is best in one half of time is at most the median in the other half in "
            f"{percent(overfitting, digits=0)} of halvings"
        )
    if deflated is None:
        yield (
            "the deflated Sharpe ratio is not defined: how much of the best is the luck of many is "
            "not known"
        )
    elif deflated < DEFLATED_LEAST:
        yield (
            f"the deflated Sharpe ratio is {percent(deflated, digits=0)}, less than "
            f"{percent(DEFLATED_LEAST, digits=0)}"
        )


def of_clusters(trials: int, most: int) -> Iterator[str]:
    """Where not all trials were looked at for those that go together."""
    if trials > most:
        yield f"which trials stand for themselves was counted among {most:,} of {trials:,}"


def of_walk(walk: Walk, *, is_adaptive: bool) -> Iterator[str]:
    """What a walk forward did not keep, what it chose among, and which parameters wander."""
    if is_adaptive:
        yield (
            "the walk forward chose among parameters that the search had proposed by what they "
            "returned in all sessions, those of its tests too"
        )
    if walk.failed:
        yield f"{walk.failed:,} of the runs that the walk forward chose by failed"
    if walk.is_rate and (walk.kept is None or walk.kept < KEPT_LEAST):
        yield (
            f"the walk forward kept {percent(walk.kept, digits=0)} of what was expected"
            if walk.kept is not None
            else f"the walk forward kept nothing that can be told ({DASH})"
        )
    for name, share in walk.agreement.items():
        if share < AGREEMENT_LEAST:
            yield (
                f"{name} wanders: {percent(share, digits=0)} of {walk.windows} windows chose the "
                "value that was chosen most"
            )


def of_parameters(found: Sequence[Sensitivity]) -> Iterator[str]:
    """Which parameters stand on a spike, or beside a cliff."""
    for each in found:
        name = ", ".join(f"{key}={value}" for key, value in each.best.items())
        if each.stability is not None and each.stability < STABILITY_LEAST:
            yield (
                f"{name} is a spike: its neighbours keep {percent(each.stability, digits=0)} of "
                "what it has above the median"
            )
        beside = [cliff for cliff in each.cliffs if each.best in (cliff.high, cliff.low)]
        if beside:
            low = ", ".join(f"{key}={value}" for key, value in beside[0].low.items())
            yield f"{name} stands beside a cliff, at {low}"
