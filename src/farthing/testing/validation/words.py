"""The words of the page that are the same for all results, but for their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.testing.validation.noise import CARRIED, CLUSTERS, FREEDOM, NEIGHBOURS, WITHIN

if TYPE_CHECKING:
    from farthing.testing.validation.measure import Result

METHOD = """\
Each study has {trials} trials over {sessions:,} sessions, all with a true mean of 0, drawn anew
(seed {seed}). The bootstrap is the stationary one with {resamples} resamples; its blocks are as
long as the rule of Politis and White wants for the trial that needs the longest ones. Then one
trial, drawn by chance, is given a mean, and the same study is asked again.

Hansen's test measures each resample in its own deviations, which the paper does not: why, and what
it would come to otherwise, stands in
[0021](../decisions/0021-what-a-verdict-rests-on.md). A p-value counts the sample among its
resamples."""

NOISES = """\
| noise | is |
| --- | --- |
| independent | normal, nothing in common |
| clustered | {clusters} clusters of trials, with a correlation of {within} within each |
| grid-like | a grid of two parameters: trials one step apart have a correlation of {neighbours} |
| fat-tailed | Student's t with {freedom} degrees of freedom |
| autocorrelated | each return begins with {carried} of the one before |"""

BESIDE = """\
Neither the deflated Sharpe ratio nor the probability of backtest overfitting (CSCV) is a test of
these hypotheses, and no verdict rests on them. `deflated` is per cent of studies in which the best
trial has a deflated Sharpe ratio of 95 % or more, of the true number of trials and of clusters (how
many there are, and the spread of the Sharpe ratios of their means); `overfitting` is the mean
probability of backtest overfitting. With an edge, it is one of 5 standard errors."""

LIMITS = """\
**What this does not show.** Trials of a study here are fixed before returns are drawn. Of a search
that chooses them by what earlier ones returned (TPE, GP, CMA-ES, NSGA-II, Hyperband) no level is
kept, and no edge believed: see [0027](../decisions/0027-levels-of-searches-that-learn.md). All
trials are without an edge but for one; noise has the same law from the first session to the last.
Where markets change, a sample of the past says less than its bootstrap believes. A planted edge is
the same in every session, which real ones are not. A strategy that looks ahead passes every
test."""


def method(result: Result) -> str:
    """How it is measured."""
    return METHOD.format(
        **{name: result[name] for name in ("trials", "sessions", "seed", "resamples")}
    )


def noises() -> str:
    """What each kind of noise is."""
    return NOISES.format(
        clusters=CLUSTERS, within=WITHIN, neighbours=NEIGHBOURS, freedom=FREEDOM, carried=CARRIED
    )
