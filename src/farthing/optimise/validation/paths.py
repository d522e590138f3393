"""What a series of returns might as well have come to: its sessions drawn anew, in blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from farthing import metrics
from farthing.errors import ConfigurationError, hint
from farthing.optimise.validation.blocks import block_lengths
from farthing.optimise.validation.resampled import RESAMPLES, SEED, SESSIONS_LEAST
from farthing.optimise.validation.resamples import Resamples
from farthing.optimise.validation.spread import CONFIDENCE, spread_of
from farthing.optimise.validation.trials import series_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    from farthing.optimise.validation.spread import Spread

    Statistic = Callable[[NDArray[np.float64]], Any]


def max_drawdown(returns: ArrayLike) -> float:
    """The deepest fall of what one became, as a share of the peak before it; positive.

    >>> max_drawdown([0.5, -0.5, 0.1])
    0.5
    """
    values = np.cumprod(1.0 + np.asarray(returns, dtype=np.float64))
    peaks = np.maximum.accumulate(np.concatenate(([1.0], values)))[1:]
    return float((1.0 - values / peaks).max(initial=0.0))


STATISTICS: dict[str, Statistic] = {
    name: getattr(metrics, name)
    for name in (
        "total_return", "annual_return", "annual_volatility", "sharpe_ratio", "sortino_ratio",
        "omega_ratio", "tail_ratio", "value_at_risk", "conditional_value_at_risk",
    )
} | {"max_drawdown": max_drawdown}  # fmt: skip


def return_spread(
    returns: ArrayLike,
    statistic: str | Statistic = "sharpe_ratio",
    *,
    block: float | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    confidence: float = CONFIDENCE,
) -> Spread:
    """A statistic of returns, and of the same sessions drawn anew by the stationary bootstrap.

    Blocks keep what sessions owe to those before them, such as clusters of volatility; sessions are
    drawn with replacement, so that no statistic is the same in all resamples.

    Args:
        returns: one a session, simple.
        statistic: of ``farthing.metrics`` by name, ``max_drawdown``, or a function of returns.
        block: mean length in sessions; None is by the rule of Politis and White.
        resamples: how many.
        seed: of all of them.
        confidence: of the spread.

    Raises:
        ValidationRefused: the returns are such that nothing can be said of them.
        ConfigurationError: there is no such statistic.

    >>> found = return_spread([0.01, -0.005, 0.002, -0.001] * 25, "total_return", resamples=100)
    >>> found.low < found.observed < found.high
    True
    """
    values = series_of(returns, SESSIONS_LEAST)
    name, function = _named(statistic)
    length = float(block_lengths(values)[0]) if block is None else block
    draws = Resamples(len(values), length, resamples, seed)
    drawn = (function(values[places]) for places in draws.each())
    return spread_of(name, function(values), drawn, confidence)


def _named(statistic: str | Statistic) -> tuple[str, Statistic]:
    if callable(statistic):
        return getattr(statistic, "__name__", type(statistic).__name__), statistic
    if statistic not in STATISTICS:
        there = f"there are {', '.join(STATISTICS)}"
        raise ConfigurationError(f"no statistic {statistic!r}{hint(statistic, STATISTICS, there)}")
    return statistic, STATISTICS[statistic]
