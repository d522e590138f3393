"""Combinatorial purged cross-validation: every choice of some groups of sessions is a test once."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from farthing import given
from farthing.errors import ConfigurationError, TooFewSessions
from farthing.optimise.validation.fold import Fold, sessions_of, stretches_of
from farthing.optimise.validation.purging import embargoed, purged, reaches_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import ArrayLike, NDArray

SPLITS_MOST = 100_000
"""More folds are asked for by a slip."""


@dataclass(frozen=True, slots=True)
class Combinatorial:
    """All folds of some groups, and the paths that their tests make.

    Attributes:
        folds: one for each choice of test groups, in the order of ``itertools.combinations``.
        groups: the sessions of each group, by their places.
        tested: the groups that are the test of each fold.
        paths: by path and group, which fold's test of that group belongs to the path. Each path
            goes through all sessions once, and each test belongs to one path.
    """

    folds: tuple[Fold, ...]
    groups: tuple[range, ...]
    tested: tuple[tuple[int, ...], ...]
    paths: tuple[tuple[int, ...], ...]

    def path_returns(self, returns: Sequence[ArrayLike]) -> NDArray[np.float64]:
        """The returns of each path: paths x sessions.

        Args:
            returns: of each fold, one number for each session that the folds divide; only those
                of its test count.

        Raises:
            ConfigurationError: they are not so many.
        """
        values = np.asarray(returns, dtype=np.float64)
        wanted = (len(self.folds), len(self.folds[0].sessions))
        if values.shape != wanted:
            raise ConfigurationError(
                f"returns have the shape {values.shape}; give {wanted[0]:,} folds x {wanted[1]:,} "
                "sessions"
            )
        found = np.empty((len(self.paths), wanted[1]))
        for at, path in enumerate(self.paths):
            for group, fold in zip(self.groups, path, strict=True):
                found[at, group] = values[fold, group]
        return found


def combinatorial(
    sessions: Sequence[date],
    *,
    groups: int,
    tests: int = 2,
    holding: int | Sequence[int] = 0,
    embargo: int = 0,
) -> Combinatorial:
    """All ways to take some groups of sessions as a test, purged, with the paths that they make.

    ``groups`` over ``tests`` folds make ``tests / groups`` as many paths; of 6 groups and 2 tests,
    15 folds and 5 paths.

    Source: Lopez de Prado, Advances in financial machine learning, 2018, section 12.4.

    Args:
        sessions: all of them, ascending.
        groups: stretches as even as sessions allow.
        tests: how many of them are a test.
        holding: sessions that trades last, or one number for each session: what reaches from train
            into a test, or from a test into train, is left out.
        embargo: sessions behind the last that trades of a test reach, left out besides.

    Raises:
        TooFewSessions: a group would have no session.
        ConfigurationError: a number is out of its range, or a fold has nothing left to choose in.

    >>> from datetime import date
    >>> days = [date(2024, 1, day) for day in range(1, 13)]
    >>> found = combinatorial(days, groups=6)
    >>> len(found.folds), len(found.paths), found.paths[0]
    (15, 5, (0, 0, 1, 2, 3, 4))
    """
    days = sessions_of(sessions)
    _check_numbers(len(days), groups, tests)
    edges = np.linspace(0, len(days), groups + 1).round().astype(int).tolist()
    stretches = tuple(range(edges[at], edges[at + 1]) for at in range(groups))
    tested = tuple(combinations(range(groups), tests))
    reaches = reaches_of(holding, len(days))
    folds = tuple(
        _fold(days, [stretches[group] for group in chosen], reaches, embargo) for chosen in tested
    )
    by_group = [
        [at for at, chosen in enumerate(tested) if group in chosen] for group in range(groups)
    ]
    return Combinatorial(folds, stretches, tested, tuple(zip(*by_group, strict=True)))


def _check_numbers(count: int, groups: int, tests: int) -> None:
    given.count(groups, "groups")
    given.count(tests, "tests")
    if tests >= groups:
        raise ConfigurationError(
            f"tests {tests} of {groups} groups leave none to choose in: take fewer tests"
        )
    if count < groups:
        raise TooFewSessions(
            f"{count} sessions are fewer than {groups} groups: give more sessions, or fewer groups"
        )
    if comb(groups, tests) > SPLITS_MOST:
        raise ConfigurationError(
            f"{groups} groups with {tests} tests have {comb(groups, tests):,} folds, more than "
            f"{SPLITS_MOST:,}: take fewer groups"
        )


def _fold(
    days: tuple[date, ...], tests: list[range], reaches: NDArray[np.int64], embargo: int
) -> Fold:
    is_test = np.zeros(len(days), dtype=np.bool_)
    for stretch in tests:
        is_test[stretch] = True
    is_purged = purged(is_test, reaches)
    is_behind = embargoed(is_test, reaches, embargo) & ~is_purged
    is_train = ~is_test & ~is_purged & ~is_behind
    if not is_train.any():
        raise ConfigurationError(
            f"no session is left to choose in beside the test from {days[tests[0][0]]} on: trades "
            "are held, or the embargo lasts, longer than the groups between"
        )
    found = (stretches_of(each) for each in (is_train, is_test, is_purged, is_behind))
    return Fold(days, *found)
