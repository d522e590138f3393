"""How long the blocks of a bootstrap have to be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from farthing.optimise.validation.chunks import chunks
from farthing.optimise.validation.trials import trials_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from farthing.optimise.validation.trials import Trials

SILENT_LAGS_LEAST = 5
"""So many lags in a row have to be insignificant before the rule stops looking."""


def block_lengths(returns: ArrayLike | Trials) -> NDArray[np.float64]:
    """The mean length of a block that suits the stationary bootstrap, of each trial.

    The rule looks for the lag from which on autocorrelations are no more than noise
    (within 2 sqrt(log10 n / n)), and takes twice as many of them, by a flat-top window, to estimate
    ``(G / g(0)) ** (2 / 3) * n ** (1 / 3)``. Blocks are at least 1 session long, and at most
    min(3 sqrt n, n / 3).

    Source: Politis and White, Automatic block-length selection for the dependent bootstrap, 2004,
    with the correction of Patton, Politis and White, 2009.

    Args:
        returns: sessions x trials.

    Returns:
        One length a trial, in sessions.

    Raises:
        ValidationRefused: the returns are such that nothing can be said of them.

    >>> from farthing.draw import Draw
    >>> days = Draw(1).normals(1000)
    >>> weeks = np.convolve(days, np.ones(5), "valid")
    >>> [round(float(block_lengths(each)[0]), 1) for each in (days, weeks)]
    [1.0, 16.9]
    """
    trials = trials_of(returns)
    count = trials.sessions
    silent = max(SILENT_LAGS_LEAST, math.ceil(math.sqrt(math.log10(count))))
    lag_most = min(math.ceil(math.sqrt(count)) + silent, count - 1)
    covariances = autocovariances(trials.returns, lag_most)
    band = 2.0 * math.sqrt(math.log10(count) / count)
    is_loud = np.abs(covariances[1:] / covariances[0]) >= band
    windows = np.minimum(2 * _last_loud(is_loud, silent), lag_most)
    lags = np.arange(lag_most + 1)[:, None]
    flat_top = np.clip(2.0 * (1.0 - lags / windows), 0.0, 1.0)
    both_sides = np.where(lags > 0, 2.0, 1.0)
    spread = (both_sides * flat_top * lags * covariances).sum(axis=0)
    level = (both_sides * flat_top * covariances).sum(axis=0)
    longest = math.ceil(min(3.0 * math.sqrt(count), count / 3.0))
    ratio = np.divide(spread, level, out=np.full_like(spread, np.inf), where=level > 0)
    lengths = np.abs(ratio) ** (2 / 3) * count ** (1 / 3)
    return np.asarray(np.clip(lengths, 1.0, max(longest, 1)))


def autocovariances(returns: NDArray[np.float64], lag_most: int) -> NDArray[np.float64]:
    """Autocovariances of each trial, at the lags from 0 on: lags x trials.

    Sums over all pairs of a lag are divided by the number of sessions; they are made by a Fourier
    transform, which is the same as one pair after the other.

    >>> autocovariances(np.array([[1.0], [-1.0], [1.0], [-1.0]]), 1).round(12).tolist()
    [[1.0], [-0.75]]
    """
    count = len(returns)
    size = 1 << (2 * count - 1).bit_length()
    found = np.empty((lag_most + 1, returns.shape[1]))
    for columns in chunks(returns.shape[1], size):
        part = returns[:, columns]
        spectrum = np.fft.rfft(part - part.mean(axis=0), n=size, axis=0)
        power = spectrum.real**2 + spectrum.imag**2
        found[:, columns] = np.fft.irfft(power, n=size, axis=0)[: lag_most + 1] / count
    return found


def _last_loud(is_loud: NDArray[np.bool_], silent: int) -> NDArray[np.int64]:
    """The last significant lag before the first row of so many silent ones, 1 at least."""
    lags, trials = is_loud.shape
    sums = np.cumsum(np.vstack([np.zeros((1, trials), dtype=np.int64), is_loud]), axis=0)
    is_quiet = sums[silent:] == sums[:-silent] if lags >= silent else np.zeros((0, trials), bool)
    loudest = np.where(is_loud, np.arange(1, lags + 1)[:, None], 0).max(axis=0)
    if not len(is_quiet):
        return np.asarray(np.maximum(loudest, 1))
    first = is_quiet.argmax(axis=0)
    return np.asarray(np.maximum(np.where(is_quiet.any(axis=0), first, loudest), 1))
