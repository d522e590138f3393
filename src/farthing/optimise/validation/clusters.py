"""How many of the trials stand for themselves: those that move together count as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from farthing.errors import ConstantReturns
from farthing.optimise.validation.sharpe import deviation_of
from farthing.optimise.validation.trials import trials_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

    from farthing.optimise.validation.chunks import Step
    from farthing.optimise.validation.trials import Trials

SILHOUETTE_LEAST = 0.25
"""A mean silhouette up to this is no structure. Source: Kaufman and Rousseeuw, Finding groups in
data, 1990, table 4."""

ONE_LEAST = 0.9
"""With a mean correlation from this on, all trials are one."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """Which trials go together.

    Attributes:
        labels: the cluster of each trial, from 0 on, in the order in which they first appear.
        silhouette: how much nearer trials are to their own cluster than to the next, from -1 to 1;
            None where trials were not parted into several.
    """

    labels: tuple[int, ...]
    silhouette: float | None

    @property
    def count(self) -> int:
        """How many clusters: the effective number of trials."""
        return len(set(self.labels))

    def deviation(self, trials: Trials) -> float | None:
        """The deviation of the clusters' Sharpe ratios, each that of the mean of its trials.

        None of a single cluster, and where the trials of one cancel each other out.

        Source: Lopez de Prado and Lewis, Detection of false investment strategies using
        unsupervised learning methods, 2018: where the number of clusters is the number of trials,
        the variance is that of clusters too.

        Args:
            trials: those that were parted.
        """
        labels = np.array(self.labels)
        means = [trials.returns[:, labels == each].mean(axis=1) for each in range(self.count)]
        try:
            return deviation_of(trials_of(np.column_stack(means)).sharpes)
        except ConstantReturns:
            return None


def clusters_of(returns: ArrayLike | Trials, step: Step | None = None) -> Clusters:
    """Parts trials by the correlation of their returns.

    Trials are joined by average linkage, at the distance ``sqrt((1 - correlation) / 2)``; of all
    numbers of clusters the one with the largest mean silhouette is taken. Where none of them has a
    silhouette that is worth the name, each trial stands for itself; where all of them do nearly
    the same, they are one.

    Source: Lopez de Prado and Lewis, Detection of false investment strategies using unsupervised
    learning methods, 2018, for the distance and the silhouette; Rousseeuw, Silhouettes, 1987. Their
    k-means depends on a seed, average linkage does not.

    Args:
        returns: sessions x trials.
        step: called with joins done, and joins asked.

    Raises:
        ValidationRefused: the returns are such that nothing can be said of them.

    >>> clusters_of([[1, 1.1, -1], [2, 2.0, 1], [3, 2.9, 1], [0, 0.1, -1.0], [0, 0, 2]]).labels
    (0, 0, 1)
    """
    trials = trials_of(returns, sessions_least=3)
    alone = tuple(range(len(trials)))
    if len(alone) < 2:
        return Clusters(alone, None)
    correlations = np.asarray(np.corrcoef(trials.returns, rowvar=False))
    if _mean_beside(correlations) >= ONE_LEAST:
        return Clusters((0,) * len(alone), None)
    distances = np.sqrt(np.clip(1.0 - correlations, 0.0, 2.0) / 2.0)
    np.fill_diagonal(distances, 0.0)
    best, labels = SILHOUETTE_LEAST, None
    for cut, found in _cuts(distances, step):
        if found > best:
            best, labels = found, cut
    if labels is None:
        return Clusters(alone, None)
    names = list(dict.fromkeys(labels.tolist()))
    return Clusters(tuple(names.index(label) for label in labels.tolist()), best)


def _mean_beside(correlations: NDArray[np.float64]) -> float:
    """The mean correlation of two different trials."""
    count = len(correlations)
    return float((correlations.sum() - count) / (count * (count - 1)))


def _cuts(
    distances: NDArray[np.float64], step: Step | None
) -> Iterator[tuple[NDArray[np.int64], float]]:
    """The labels of trials after each join with at least two clusters left, and the silhouette."""
    count = len(distances)
    between, sums, means = distances.copy(), distances.copy(), distances.copy()
    np.fill_diagonal(between, np.inf)
    np.fill_diagonal(means, np.inf)
    sizes, labels = np.ones(count), np.arange(count)
    for done in range(1, count - 1):
        first, second = sorted(divmod(int(between.argmin()), count))
        weights = sizes[first], sizes[second]
        joined = (weights[0] * between[first] + weights[1] * between[second]) / sum(weights)
        between[first], between[:, first] = joined, joined
        between[first, first] = np.inf
        between[second], between[:, second] = np.inf, np.inf
        sums[:, first] += sums[:, second]
        sizes[first] += sizes[second]
        labels = np.where(labels == second, first, labels)
        means[:, first] = np.where(labels == first, np.inf, sums[:, first] / sizes[first])
        means[:, second] = np.inf
        if step is not None:
            step(done, count - 2)
        yield labels, _silhouette(sums, sizes, labels, means.min(axis=1))


def _silhouette(
    sums: NDArray[np.float64],
    sizes: NDArray[np.float64],
    labels: NDArray[np.int64],
    nearest: NDArray[np.float64],
) -> float:
    """The mean silhouette; that of a trial alone in its cluster is 0.

    Args:
        sums: of the distances of each trial to all of each cluster: trials x clusters.
        sizes: of clusters.
        labels: of trials.
        nearest: mean distance of each trial to the nearest of the other clusters.
    """
    rows = np.arange(len(labels))
    others = sizes[labels] - 1.0
    within = np.divide(sums[rows, labels], others, out=np.zeros(len(labels)), where=others > 0.0)
    larger = np.maximum(within, nearest)
    shapes = np.divide(nearest - within, larger, out=np.zeros(len(labels)), where=larger > 0.0)
    return float(np.where(others > 0.0, shapes, 0.0).mean())
