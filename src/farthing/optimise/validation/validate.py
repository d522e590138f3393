"""From the returns of trials to a verdict."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from farthing import given
from farthing.errors import ConfigurationError, TooFewTrials
from farthing.optimise.validation import fragile
from farthing.optimise.validation.clusters import clusters_of
from farthing.optimise.validation.overfitting import BLOCKS, SESSIONS_OF_BLOCK, overfitting
from farthing.optimise.validation.resampled import RESAMPLES, SEED, resample
from farthing.optimise.validation.sharpe import deviation_of, estimate_of
from farthing.optimise.validation.superior import reality_check, superior_ability
from farthing.optimise.validation.trials import matrix_of, trials_of
from farthing.optimise.validation.verdict import Verdict, Walk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import ArrayLike

    from farthing.optimise.validation.chunks import Step
    from farthing.optimise.validation.forward import Forward
    from farthing.optimise.validation.resampled import Resampled
    from farthing.optimise.validation.sensitivity import Sensitivity
    from farthing.optimise.validation.sharpe import SharpeEstimate
    from farthing.optimise.validation.superior import SuperiorAbility
    from farthing.optimise.validation.trials import Trials
    from farthing.optimise.validation.verdict import Outcome

    Progress = Callable[[str, int, int], None]

LEVEL = 0.05
YEAR = 252

CLUSTERED_MOST = 1_000
"""Of more trials so many are parted into clusters: time and memory grow with their cube and square.
Nothing rests on how many clusters there are."""

SHARPE_SEEN = 3.0
"""A study that would not have seen a Sharpe ratio of so much a year says nothing by seeing none."""


def validate(
    returns: ArrayLike,
    names: Sequence[str] | None = None,
    *,
    benchmark: ArrayLike | None = None,
    tried: int | None = None,
    is_adaptive: bool = False,
    level: float = LEVEL,
    block: float | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    periods_per_year: int = YEAR,
    forward: Forward | None = None,
    sensitivities: Sequence[Sensitivity] = (),
    progress: Progress | None = None,
) -> Verdict:
    """Says whether the best of many trials is to be believed.

    The verdict is that of Hansen's test, with White's reality check as a second opinion: where they
    do not agree, the verdict says so. The deflated Sharpe ratio and the probability of backtest
    overfitting are reported beside them. How often each is wrong is in docs/validation/evidence.md.

    Args:
        returns: sessions x trials, simple, of all that was tried; see ``session_returns``.
        names: one a trial.
        benchmark: its return of each session; None is cash that earns nothing.
        tried: how many trials there were, where not all of them have returns: an edge is then not
            believed.
        is_adaptive: whether trials were proposed by what earlier ones returned in these sessions,
            as TPE does: an edge is then not believed, as the tests take trials as fixed before
            their returns are seen.
        level: how often an edge may be found where there is none; it holds for fixed trials alone.
        block: mean length of a block in sessions; None is by the rule of Politis and White.
        resamples: of the bootstrap.
        seed: of the bootstrap.
        periods_per_year: sessions of a year.
        forward: a walk forward with the same trials.
        sensitivities: of the parameters of the best.
        progress: called with what is being done, how much of it is done, and of how much.

    Raises:
        ValidationRefused: the returns are such that nothing can be said of them.
        ConfigurationError: a setting makes no sense.

    >>> from farthing.draw import Draw
    >>> noise = Draw(2).normals(5000).reshape(500, 10) / 100
    >>> verdict = validate(noise, resamples=500)
    >>> verdict.outcome, Verdict.from_json(verdict.to_json()) == verdict
    ('none', True)
    """
    given.count(periods_per_year, "periods_per_year")
    trials, idle = _moving(returns, names, benchmark)
    whole = _tried(tried, len(trials) + idle)
    drawn = resample(
        trials, block=block, resamples=resamples, seed=seed, step=_step(progress, "resamples")
    )
    check, superior = reality_check(drawn), superior_ability(drawn, level)
    year = math.sqrt(periods_per_year)
    needed = _needed(drawn, superior) * year
    missing = whole - len(trials) - idle
    best = estimate_of(trials.returns[:, superior.best])
    deflated, clusters, by_clusters = _deflated(best, trials, whole, _step(progress, "clusters"))
    halved = _overfitting(trials, _step(progress, "halvings"))
    walk = None if forward is None else Walk.of(forward)
    return Verdict(
        outcome=_outcome(superior, level, needed, is_known=not (missing or is_adaptive)),
        level=level, sessions=trials.sessions, tried=whole, idle=idle, missing=missing,
        is_adaptive=is_adaptive, has_benchmark=benchmark is not None,
        best=trials.names[superior.best],
        sharpe=best.ratio * year,
        periods_per_year=periods_per_year, reality_check=check.p_value, lower=superior.lower,
        consistent=superior.consistent, upper=superior.upper, block=drawn.resamples.block,
        resamples=resamples, seed=seed, sharpe_needed=needed, probability=best.probability(),
        deflated=deflated, clusters=clusters, deflated_clusters=by_clusters,
        overfitting=halved, walk=walk,
        fragile=(
            *fragile.of_tests(check, superior, level),
            *fragile.of_numbers(halved, deflated),
            *fragile.of_clusters(len(trials), CLUSTERED_MOST),
            *(() if walk is None else fragile.of_walk(walk, is_adaptive=is_adaptive)),
            *fragile.of_parameters(sensitivities),
        ),
    )  # fmt: skip


def _moving(
    returns: ArrayLike, names: Sequence[str] | None, benchmark: ArrayLike | None
) -> tuple[Trials, int]:
    """The trials that did something, and how many did nothing: those can win nothing either."""
    values = matrix_of(returns, benchmark)
    is_idle = np.asarray((values == 0.0).all(axis=0))
    labels = None if names is None else list(names)
    if is_idle.all():
        raise TooFewTrials(
            f"none of {values.shape[1]} trials returned anything else than its benchmark: there is "
            "nothing to validate"
        )
    if labels is None:
        labels = [f"trial {at}" for at in range(values.shape[1])]
    if len(labels) != values.shape[1]:
        trials_of(values, labels)  # refuses them
    kept = [label for label, idle in zip(labels, is_idle.tolist(), strict=True) if not idle]
    return trials_of(values[:, ~is_idle], kept), int(is_idle.sum())


def _deflated(
    best: SharpeEstimate, trials: Trials, whole: int, step: Step | None
) -> tuple[float | None, int, float | None]:
    """The deflated Sharpe ratio of all that was tried; how many clusters, and that of them."""
    parted = _spaced(trials)
    clusters = clusters_of(parted, step)
    return (
        best.deflated(whole, deviation_of(trials.sharpes)),
        clusters.count,
        best.deflated(clusters.count, clusters.deviation(parted)),
    )


def _spaced(trials: Trials) -> Trials:
    """As many trials as can be parted into clusters, evenly spaced in their order."""
    if len(trials) <= CLUSTERED_MOST:
        return trials
    places = np.linspace(0, len(trials) - 1, CLUSTERED_MOST).round().astype(np.int64)
    return trials_of(trials.returns[:, places], [trials.names[place] for place in places.tolist()])


def _tried(tried: int | None, there: int) -> int:
    if tried is None:
        return there
    given.count(tried, "tried")
    if tried < there:
        raise ConfigurationError(
            f"tried {tried} is fewer than the {there} trials whose returns are given: count all"
        )
    return tried


def _needed(drawn: Resampled, superior: SuperiorAbility) -> float:
    """The Sharpe ratio of a session that the best had to exceed."""
    trials = drawn.trials
    mean = superior.critical * drawn.deviations[superior.best] / math.sqrt(trials.sessions)
    return float(mean / trials.returns[:, superior.best].std(ddof=1))


def _step(progress: Progress | None, name: str) -> Step | None:
    return None if progress is None else partial(progress, name)


def _overfitting(trials: Trials, step: Step | None) -> float | None:
    if len(trials) < 2 or trials.sessions < SESSIONS_OF_BLOCK * BLOCKS:
        return None
    return overfitting(trials, step=step).probability


def _outcome(superior: SuperiorAbility, level: float, needed: float, *, is_known: bool) -> Outcome:
    """The verdict; an edge is one where the tests know all that was tried, fixed beforehand."""
    if superior.consistent <= level:
        return "edge" if is_known else "unknown"
    return "unknown" if needed > SHARPE_SEEN else "none"
