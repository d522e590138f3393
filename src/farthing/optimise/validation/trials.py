"""The returns of trials: checked once, before anything is made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from farthing.errors import (
    ConfigurationError,
    ConstantReturns,
    TooFewSessions,
    TooFewTrials,
    UndefinedReturns,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Trials:
    """What several trials returned in the same sessions.

    Attributes:
        returns: sessions x trials, simple: 0.01 is a percent; what is above the benchmark's.
        names: one a trial.
    """

    returns: NDArray[np.float64]
    names: tuple[str, ...]

    @property
    def sessions(self) -> int:
        """How many sessions."""
        return len(self.returns)

    def __len__(self) -> int:
        """How many trials."""
        return len(self.names)

    @property
    def means(self) -> NDArray[np.float64]:
        """The mean return of each trial in a session."""
        return np.asarray(self.returns.mean(axis=0))

    @property
    def sharpes(self) -> NDArray[np.float64]:
        """The Sharpe ratio of each trial in a session; deviations are of one degree less."""
        return np.asarray(self.means / self.returns.std(axis=0, ddof=1))


def trials_of(
    returns: ArrayLike | Trials,
    names: Sequence[str] | None = None,
    *,
    benchmark: ArrayLike | None = None,
    sessions_least: int = 2,
    trials_least: int = 1,
) -> Trials:
    """The returns of trials, where statistics can be made of them.

    Args:
        returns: sessions x trials, or the sessions of one trial; what is ``Trials`` already is
            checked for its numbers of sessions and trials alone.
        names: one a trial; by default ``trial 0`` and so on.
        benchmark: its return of each session, which is taken from those of all trials.
        sessions_least: fewer are refused.
        trials_least: fewer are refused.

    Raises:
        UndefinedReturns: a return is NaN or infinite.
        TooFewSessions: there are fewer sessions than asked for.
        TooFewTrials: there are fewer trials than asked for.
        ConstantReturns: a trial has the same return in every session.
        ConfigurationError: the shapes of returns, names or benchmark do not go together.

    >>> found = trials_of([[0.01, 0.02], [-0.01, 0.0]], ["slow", "fast"])
    >>> found.names[int(found.means.argmax())]
    'fast'
    """
    if isinstance(returns, Trials):
        _check_enough(returns, sessions_least, trials_least)
        return returns
    values = matrix_of(returns, benchmark)
    found = Trials(values, _names(names, values.shape[1]))
    _check_finite(found)
    _check_enough(found, sessions_least, trials_least)
    _check_moving(found)
    return found


def series_of(returns: ArrayLike, sessions_least: int = 2) -> NDArray[np.float64]:
    """The returns of one trial; they are refused as ``trials_of`` refuses them.

    >>> series_of([0.01, -0.01]).tolist()
    [0.01, -0.01]
    """
    values = np.asarray(returns, dtype=np.float64)
    if values.ndim != 1:
        raise ConfigurationError(
            f"returns have the shape {values.shape}; those of one trial are one number a session"
        )
    return trials_of(values, sessions_least=sessions_least).returns[:, 0]


def matrix_of(returns: ArrayLike, benchmark: ArrayLike | None) -> NDArray[np.float64]:
    """Returns as sessions x trials, above the benchmark's."""
    values = np.asarray(returns, dtype=np.float64)
    values = values[:, None] if values.ndim == 1 else values
    if values.ndim != 2:
        raise ConfigurationError(
            f"returns have the shape {values.shape}; give an array of sessions x trials"
        )
    if benchmark is None:
        return values
    beside = np.asarray(benchmark, dtype=np.float64)
    if beside.shape != (len(values),):
        raise ConfigurationError(
            f"the benchmark has the shape {beside.shape} and the trials {len(values):,} sessions: "
            "give one return of the benchmark for each session"
        )
    return np.asarray(values - beside[:, None])


def _names(names: Sequence[str] | None, count: int) -> tuple[str, ...]:
    found = tuple(names) if names is not None else tuple(f"trial {at}" for at in range(count))
    if len(found) != count:
        raise ConfigurationError(f"{len(found)} names for {count} trials: give one for each")
    return found


def _check_finite(trials: Trials) -> None:
    is_wrong = ~np.isfinite(trials.returns)
    if is_wrong.any():
        session, trial = (int(place) for place in np.argwhere(is_wrong)[0])
        name, returns = trials.names[trial], trials.returns[:, trial]
        said = f"the return of {name} in session {session} is {returns[session]}"
        if np.isnan(returns[session:]).all():
            raise UndefinedReturns(
                f"{said}, and none follows: its account came to nothing, or its run ended there; "
                f"leave {name} out, and count it where tried= is asked, or end all trials before "
                "that session"
            )
        raise UndefinedReturns(
            f"{said}; returns are finite numbers: leave out the sessions in which {name} has none, "
            "for all trials alike"
        )


def _check_enough(trials: Trials, sessions_least: int, trials_least: int) -> None:
    if len(trials) < trials_least:
        raise TooFewTrials(
            f"{len(trials)} trials are fewer than {trials_least}: give the returns of all that "
            "was tried, not of the best alone"
        )
    if trials.sessions < sessions_least:
        raise TooFewSessions(
            f"{trials.sessions} sessions are fewer than {sessions_least}: validate over a longer "
            "time"
        )


def _check_moving(trials: Trials) -> None:
    returns = trials.returns
    is_constant = returns.max(axis=0) == returns.min(axis=0)
    if is_constant.any():
        trial = int(is_constant.argmax())
        raise ConstantReturns(
            f"{trials.names[trial]} returned {returns[0, trial]} in each of "
            f"{trials.sessions} sessions, which has no deviation; leave it out, as a trial that "
            "never traded can win nothing"
        )
