"""Running figures of risk, one for each session, as Zipline's default metrics have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

Floats = np.ndarray[Any, np.dtype[np.float64]]

SESSIONS_A_YEAR = 252


def risk(returns: Floats, leverage: Floats) -> dict[str, Any]:
    """Figures of the account alone.

    >>> found = risk(np.array([0.0, 0.1, -0.1]), np.array([0.0, 1.0, 0.5]))
    >>> [round(float(each), 4) for each in found["max_drawdown"]]
    [0.0, 0.0, -0.1]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        mean, deviation = _mean(returns), _deviation(returns)
        downside = np.sqrt(_mean(np.minimum(returns, 0.0) ** 2))
        grown = np.cumprod(1 + returns)
        peak = np.maximum(np.maximum.accumulate(grown), 1.0)
        year = float(np.sqrt(SESSIONS_A_YEAR))
        return {
            "sharpe": mean / deviation * year,
            "sortino": mean / downside * year,
            "max_drawdown": np.minimum.accumulate(grown / peak - 1),
            "max_leverage": np.maximum.accumulate(leverage),
            "excess_return": 0.0,
            "treasury_period_return": 0.0,
            "algorithm_period_return": grown - 1,
            "algo_volatility": deviation * year,
        }


def against(
    returns: Floats, benchmark: pd.Series | None, sessions: pd.DatetimeIndex
) -> dict[str, Any]:
    """Figures beside a benchmark's returns by day; NaN where there are none."""
    if benchmark is None:
        return dict.fromkeys(_OF_BENCHMARK, np.nan)
    index = benchmark.index if benchmark.index.tz is None else benchmark.index.tz_localize(None)
    theirs = benchmark.set_axis(index).reindex(sessions).fillna(0.0).to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        covariance = _mean(returns * theirs) - _mean(returns) * _mean(theirs)
        beta = covariance / (_mean(theirs**2) - _mean(theirs) ** 2)
        alpha = (1 + _mean(returns) - beta * _mean(theirs)) ** SESSIONS_A_YEAR - 1
        return {
            "benchmark_period_return": np.cumprod(1 + theirs) - 1,
            "benchmark_volatility": _deviation(theirs) * float(np.sqrt(SESSIONS_A_YEAR)),
            "alpha": alpha,
            "beta": beta,
        }


_OF_BENCHMARK = ("benchmark_period_return", "benchmark_volatility", "alpha", "beta")


def _mean(values: Floats) -> Floats:
    """The mean of all values up to each."""
    return np.cumsum(values) / np.arange(1, len(values) + 1)


def _deviation(values: Floats) -> Floats:
    """The standard deviation of all values up to each, with one degree of freedom less."""
    return np.array([values[: n + 1].std(ddof=1) if n else np.nan for n in range(len(values))])
