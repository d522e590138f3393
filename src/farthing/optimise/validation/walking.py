"""Windows that walk forward: choose in the past, judge in what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from farthing import given
from farthing.errors import ConfigurationError, TooFewSessions
from farthing.optimise.validation.fold import Fold, sessions_of, stretches_of
from farthing.optimise.validation.purging import purged, reaches_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

Kind = Literal["rolling", "anchored"]
KINDS: tuple[Kind, ...] = ("rolling", "anchored")


def walks(
    sessions: Sequence[date],
    *,
    train: int,
    test: int,
    kind: Kind = "rolling",
    holding: int | Sequence[int] = 0,
    gap: int = 0,
) -> tuple[Fold, ...]:
    """Folds in which each test follows the sessions that are chosen in.

    Tests follow each other without a gap, from the first session that has ``train`` before it; the
    last test may be shorter.

    Source: Pardo, The evaluation and optimization of trading strategies, 2008, chapter 11.

    Args:
        sessions: all of them, ascending.
        train: sessions that are chosen in; with ``anchored``, those of the first window.
        test: sessions of a test.
        kind: ``rolling`` windows all have as many sessions, ``anchored`` ones begin with the first.
        holding: sessions that trades last, or one number for each session: what reaches into the
            test is left out of the choice.
        gap: sessions between the last that trades of the choice reach and the test: those whose
            trades end nearer to the test are left out besides.

    Raises:
        TooFewSessions: not even one test has so many sessions before it.
        ConfigurationError: a number is out of its range, or a window has nothing left to choose in.

    >>> from datetime import date
    >>> days = [date(2024, 1, day) for day in range(1, 11)]
    >>> [(fold.train, fold.test) for fold in walks(days, train=6, test=2)]
    [((range(0, 6),), (range(6, 8),)), ((range(2, 8),), (range(8, 10),))]
    """
    for name, value in (("train", train), ("test", test)):
        given.count(value, name)
    if kind not in KINDS:
        raise ConfigurationError(f"kind {kind!r} is none of {', '.join(KINDS)}")
    if not given.is_whole(gap) or not 0 <= gap < train:
        raise ConfigurationError(
            f"gap {gap!r} is not from 0 to {train - 1}: it is taken from the {train} sessions of "
            "train"
        )
    days = sessions_of(sessions)
    count = len(days)
    if count <= train:
        raise TooFewSessions(
            f"{count} sessions hold no test behind the {train} of train: give more sessions, or a "
            "shorter train"
        )
    reaches = reaches_of(holding, count)
    found = []
    for begin in range(train, count, test):
        first = begin - train if kind == "rolling" else 0
        places = np.arange(count)
        is_test = (places >= begin) & (places < begin + test)
        is_before = (places >= first) & (places < begin)
        is_out = is_before & purged(is_test, reaches)
        is_gap = is_before & ~is_out & (reaches >= begin - gap)
        is_train = is_before & ~is_out & ~is_gap
        if not is_train.any():
            raise ConfigurationError(
                f"no session is left to choose in before the test of {days[begin]}: trades are held"
                f", and the gap lasts, as long as train; make it longer than its {train} sessions"
            )
        found.append(
            Fold(
                days, stretches_of(is_train), stretches_of(is_test), stretches_of(is_out),
                stretches_of(is_gap),
            )
        )  # fmt: skip
    return tuple(found)
