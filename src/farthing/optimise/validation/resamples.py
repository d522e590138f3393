"""The stationary bootstrap: sessions drawn anew in blocks of random length."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from farthing import given
from farthing.draw import Draw
from farthing.errors import ConfigurationError
from farthing.optimise.validation.chunks import chunks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from farthing.optimise.validation.chunks import Step

    Moments = tuple[NDArray[np.float64], NDArray[np.float64]]
    Blocks = Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]
    Drawn = Iterable[tuple[NDArray[np.int64], NDArray[np.int64]]]

CELLS_MOST = 2_000_000
"""Resampled sessions that are drawn at a time."""


@dataclass(frozen=True, slots=True)
class Resamples:
    """Resamples of some sessions, the same for the same seed on every machine.

    Blocks begin anywhere, wrap around at the end, and go on with a chance of ``1 - 1 / block`` each
    session: their lengths are geometric, with that mean. A block of 1 draws single sessions.

    Source: Politis and Romano, The stationary bootstrap, 1994.

    Attributes:
        sessions: how many there are, and are drawn each time.
        block: mean length of a block, in sessions.
        count: how many resamples.
        seed: of all of them.

    Raises:
        ConfigurationError: a count is no whole number above 0, or the block is not from 1 to the
            number of sessions.

    >>> Resamples(sessions=6, block=3.0, count=1, seed=1).places().tolist()
    [[4, 5, 2, 3, 3, 4]]
    """

    sessions: int
    block: float
    count: int
    seed: int

    def __post_init__(self) -> None:
        """Refuses what cannot be drawn."""
        given.count(self.sessions, "sessions")
        given.count(self.count, "resamples")
        if not given.is_whole(self.seed) or self.seed < 0:
            raise ConfigurationError(f"seed {given.shown(self.seed)} is no whole number from 0 on")
        if not 1.0 <= self.block <= self.sessions:
            raise ConfigurationError(
                f"a block of {self.block} sessions is not from 1 to {self.sessions:,}, which is "
                "how many there are: give one between, or None for the rule of Politis and White"
            )

    def places(self) -> NDArray[np.int64]:
        """The sessions that are drawn: resamples x sessions."""
        return np.stack(list(self.each()))

    def each(self) -> Iterator[NDArray[np.int64]]:
        """The sessions of one resample after the other."""
        for begins, lengths in self.blocks():
            starts = np.cumsum(lengths) - lengths
            drawn = np.repeat(begins - starts, lengths) + np.arange(self.sessions)
            yield np.where(drawn < self.sessions, drawn, drawn - self.sessions)

    def blocks(self) -> Blocks:
        """Where the blocks of one resample after the other begin, and how long they are."""
        draw, left = Draw(self.seed), self.count
        while left:
            taken = min(left, max(1, CELLS_MOST // self.sessions))
            yield from self._drawn(draw, taken)
            left -= taken

    def moments(self, values: NDArray[np.float64], step: Step | None = None) -> Moments:
        """The means of each resample, and how far its blocks say that they may be off.

        Blocks are what is drawn independently: the deviation of a mean, times the root of sessions,
        is that of the sums of its blocks around what their lengths let expect.

        Source: Gotze and Kunsch, Second-order correctness of the blockwise bootstrap for stationary
        observations, 1996.

        Args:
            values: sessions x columns.
            step: called with columns done, and columns asked.

        Returns:
            Both resamples x columns.
        """
        middle = values.mean(axis=0)
        moments_of = _of_sessions if self.block == 1.0 else _of_blocks
        blocks = list(self.blocks())  # the same for all columns
        means, deviations = np.empty((2, self.count, values.shape[1]))
        for columns in chunks(values.shape[1], 2 * self.sessions, step):
            centred = values[:, columns] - middle[columns]
            for at, found in enumerate(moments_of(centred, blocks)):
                means[at, columns], deviations[at, columns] = found
        means += middle
        return means, deviations

    def _drawn(self, draw: Draw, count: int) -> Blocks:
        cells = count * self.sessions
        is_new = draw.shares(cells) < 1.0 / self.block
        is_new[:: self.sessions] = True
        starts = np.flatnonzero(is_new)
        begins = draw.integers(0, self.sessions - 1, len(starts))
        lengths = np.diff(starts, append=cells)
        rows = np.searchsorted(starts, np.arange(0, cells + 1, self.sessions))
        for first, last in pairwise(rows.tolist()):
            yield begins[first:last], lengths[first:last]


def _of_blocks(centred: NDArray[np.float64], blocks: Drawn) -> Iterator[Moments]:
    """The mean and the deviation of one resample after the other, which stays in the cache."""
    twice = np.vstack([np.zeros(centred.shape[1]), centred, centred])
    sums = np.cumsum(twice, axis=0)
    for begins, lengths in blocks:
        found = sums.take(begins + lengths, axis=0) - sums.take(begins, axis=0)
        mean = found.sum(axis=0) / len(centred)
        found -= lengths[:, None] * mean
        yield mean, np.sqrt(np.einsum("ij,ij->j", found, found) / len(centred))


def _of_sessions(centred: NDArray[np.float64], blocks: Drawn) -> Iterator[Moments]:
    """The same of blocks that are single sessions: how often each is drawn says all of it."""
    squares = centred**2
    for begins, _ in blocks:
        weights = np.bincount(begins, minlength=len(centred)) / len(centred)
        mean = weights @ centred
        yield mean, np.sqrt(np.maximum(weights @ squares - mean**2, 0.0))
