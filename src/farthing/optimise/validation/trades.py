"""What a list of trades might as well have come to: other trades, or the same in another order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from farthing import given
from farthing.draw import Draw
from farthing.errors import ConfigurationError, UselessPermutation, ValidationRefused, hint
from farthing.optimise.validation.resampled import RESAMPLES, SEED
from farthing.optimise.validation.spread import CONFIDENCE, spread_of
from farthing.optimise.validation.trials import trials_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import ArrayLike, NDArray

    from farthing.optimise.validation.spread import Spread

    Statistic = Callable[[NDArray[np.float64]], Any]

How = Literal["bootstrap", "shuffle"]

TRADES_LEAST = 10
"""Fewer trades say nothing of others."""

PROBES = 20
"""Orders in which a statistic of the user is tried before it is believed to depend on them."""


def total_profit(profits: NDArray[np.float64]) -> float:
    """The sum of all profits."""
    return float(profits.sum())


def mean_profit(profits: NDArray[np.float64]) -> float:
    """The mean profit of a trade."""
    return float(profits.mean())


def win_rate(profits: NDArray[np.float64]) -> float:
    """The share of trades with a profit above 0."""
    return float((profits > 0.0).mean())


def profit_factor(profits: NDArray[np.float64]) -> float | None:
    """Profits over losses; None without a loss."""
    losses = -float(profits[profits < 0.0].sum())
    return float(profits[profits > 0.0].sum()) / losses if losses > 0.0 else None


def drawdown(profits: NDArray[np.float64]) -> float:
    """The deepest fall of the sum of profits below what it had been, in money; positive.

    >>> drawdown(np.array([2.0, -3.0, 1.0]))
    3.0
    """
    sums = np.concatenate(([0.0], np.cumsum(profits)))
    return float((np.maximum.accumulate(sums) - sums).max())


def losing_run(profits: NDArray[np.float64]) -> float:
    """The most losses in a row.

    >>> losing_run(np.array([1.0, -1.0, -2.0, 1.0, -1.0]))
    2.0
    """
    wins = np.flatnonzero(profits >= 0.0)
    edges = np.concatenate(([-1], wins, [len(profits)]))
    return float(np.diff(edges).max() - 1)


OF_ALL: dict[str, Statistic] = {
    each.__name__: each for each in (total_profit, mean_profit, win_rate, profit_factor)
}
"""Statistics of the trades that there are, whatever their order."""

OF_ORDER: dict[str, Statistic] = {each.__name__: each for each in (drawdown, losing_run)}
"""Statistics that depend on which trade comes after which."""


def trade_spread(
    profits: ArrayLike,
    statistic: str | Statistic = "drawdown",
    *,
    how: How = "bootstrap",
    resamples: int = RESAMPLES,
    seed: int = SEED,
    confidence: float = CONFIDENCE,
) -> Spread:
    """A statistic of trades, and of as many trades drawn from them anew.

    Trades are taken for independent of each other. Those of several positions at once are not: take
    ``return_spread`` for them.

    Args:
        profits: one a trade, in the order in which they closed, such as
            ``result.trades["account_profit"]``.
        statistic: ``total_profit``, ``mean_profit``, ``win_rate``, ``profit_factor``, ``drawdown``,
            ``losing_run``, or a function of profits.
        how: ``bootstrap`` draws trades with replacement; ``shuffle`` puts the same trades into
            another order, for what depends on it.
        resamples: how many.
        seed: of all of them.
        confidence: of the spread.

    Raises:
        UselessPermutation: a shuffle cannot change the statistic.
        ValidationRefused: there are fewer than 10 trades, or their profits are such that nothing
            can be said of them.
        ConfigurationError: there is no such statistic, or no such way.

    >>> profits = [5.0, -3.0, 4.0, -2.0, -1.0] * 4
    >>> trade_spread(profits, "losing_run", how="shuffle", resamples=100).observed
    2.0
    >>> trade_spread(profits, "win_rate", how="shuffle")
    Traceback (most recent call last):
    farthing.errors.UselessPermutation: win_rate is the same in every order of the same trades: a \
shuffle says nothing of it; take how='bootstrap'
    """
    values = _floats(profits)
    given.count(resamples, "resamples")
    name, function = _named(statistic)
    draw = Draw(seed)
    if how == "shuffle":
        _check_order(name, function, values, draw)
    elif how != "bootstrap":
        raise ConfigurationError(f"how {how!r} is none of bootstrap, shuffle")
    drawn = (function(each) for each in _drawn(values, how, resamples, draw))
    return spread_of(name, function(values), drawn, confidence)


def _floats(profits: ArrayLike) -> NDArray[np.float64]:
    """Profits as floats; decimals become the nearest ones.

    Raises:
        ValidationRefused: they are fewer than 10, not finite, or all the same.
    """
    values = np.asarray([float(each) for each in np.asarray(profits, dtype=object).ravel()])
    if len(values) < TRADES_LEAST:
        raise ValidationRefused(
            f"{len(values)} trades are fewer than {TRADES_LEAST}: validate over a longer time"
        )
    return trials_of(values, ["the list of trades"]).returns[:, 0]


def _named(statistic: str | Statistic) -> tuple[str, Statistic]:
    if callable(statistic):
        return getattr(statistic, "__name__", type(statistic).__name__), statistic
    known = OF_ALL | OF_ORDER
    if statistic not in known:
        there = f"there are {', '.join(known)}"
        raise ConfigurationError(f"no statistic {statistic!r}{hint(statistic, known, there)}")
    return statistic, known[statistic]


def _check_order(name: str, function: Statistic, profits: NDArray[np.float64], draw: Draw) -> None:
    """Refuses a statistic by its name, and one of the user by what it gives."""
    is_known = function in OF_ORDER.values()
    is_still = function in OF_ALL.values() or not (is_known or _moves(function, profits, draw))
    if is_still:
        raise UselessPermutation(
            f"{name} is the same in every order of the same trades: a shuffle says nothing of it; "
            "take how='bootstrap'"
        )


def _moves(function: Statistic, profits: NDArray[np.float64], draw: Draw) -> bool:
    """Whether some order changes a statistic by more than the last digits of its sums."""
    found = [function(profits[draw.permutation(len(profits))]) for _ in range(PROBES)]
    known = np.array([np.nan if each is None else each for each in found], dtype=np.float64)
    if np.isnan(known).any():
        return not np.isnan(known).all()
    return bool(np.ptp(known) > 1e-9 * np.abs(known).max())


def _drawn(
    profits: NDArray[np.float64], how: How, resamples: int, draw: Draw
) -> Iterator[NDArray[np.float64]]:
    count = len(profits)
    for _ in range(resamples):
        is_shuffle = how == "shuffle"
        places = draw.permutation(count) if is_shuffle else draw.integers(0, count - 1, count)
        yield profits[places]
