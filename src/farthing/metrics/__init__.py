"""Statistics of a series of returns; those of a run are in ``Result.statistics``.

Returns are simple: 0.01 is a percent. Definitions are those of empyrical-reloaded; what is not
defined is None, never NaN. They give the same bits on every machine.

>>> value_at_risk([0.01, -0.02, 0.03, 0.0], cutoff=0.5)
0.005
>>> sharpe_ratio([0.01, 0.01]) is None
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from farthing import _core

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "alpha",
    "annual_return",
    "annual_volatility",
    "beta",
    "conditional_value_at_risk",
    "down_capture",
    "information_ratio",
    "omega_ratio",
    "sharpe_ratio",
    "sortino_ratio",
    "tail_ratio",
    "total_return",
    "tracking_error",
    "up_capture",
    "value_at_risk",
]

YEAR = 252
"""Periods in a year, unless told otherwise: sessions of an exchange."""


def total_return(returns: ArrayLike) -> float | None:
    """What one has become after all periods, less one.

    >>> total_return([0.5, -0.5])
    -0.25
    """
    return _core.total_return(_floats(returns))


def annual_return(returns: ArrayLike, periods_per_year: float = YEAR) -> float | None:
    """The compound return of a year.

    >>> annual_return([0.1, 0.1], periods_per_year=1)
    0.10000000000000009
    """
    return _core.annual_return(_floats(returns), periods_per_year)


def annual_volatility(
    returns: ArrayLike, periods_per_year: float = YEAR, ddof: int = 1
) -> float | None:
    """The deviation of returns, with ``ddof`` degrees of freedom less than returns, of a year.

    >>> annual_volatility([0.1, -0.1], periods_per_year=1, ddof=0)
    0.1
    """
    return _core.annual_volatility(_floats(returns), periods_per_year, ddof)


def sharpe_ratio(
    returns: ArrayLike, risk_free: float = 0.0, periods_per_year: float = YEAR, ddof: int = 1
) -> float | None:
    """Mean return above ``risk_free`` a period, over its deviation, of a year.

    >>> sharpe_ratio([0.2, 0.0], periods_per_year=1, ddof=0)
    1.0
    """
    return _core.sharpe_ratio(_floats(returns), risk_free, periods_per_year, ddof)


def sortino_ratio(
    returns: ArrayLike, required_return: float = 0.0, periods_per_year: float = YEAR
) -> float | None:
    """Mean return above ``required_return`` a period, over its downside deviation, of a year.

    >>> sortino_ratio([0.3, -0.1], periods_per_year=1)
    1.4142135623730947
    """
    return _core.sortino_ratio(_floats(returns), required_return, periods_per_year)


def omega_ratio(
    returns: ArrayLike,
    risk_free: float = 0.0,
    required_return: float = 0.0,
    periods_per_year: float = YEAR,
) -> float | None:
    """Gains over losses around ``required_return`` a year, above ``risk_free`` a period.

    >>> omega_ratio([0.3, -0.1])
    2.9999999999999996
    """
    return _core.omega_ratio(_floats(returns), risk_free, required_return, periods_per_year)


def tail_ratio(returns: ArrayLike) -> float | None:
    """95th over 5th percentile, without signs.

    >>> tail_ratio([0.5, -0.25, 0.5, -0.25])
    2.0
    """
    return _core.tail_ratio(_floats(returns))


def value_at_risk(returns: ArrayLike, cutoff: float = 0.05) -> float | None:
    """The return that such a share of returns is below: a percentile.

    >>> value_at_risk([0.25, -0.25], cutoff=0.5)
    0.0
    """
    return _core.value_at_risk(_floats(returns), cutoff)


def conditional_value_at_risk(returns: ArrayLike, cutoff: float = 0.05) -> float | None:
    """The mean of the worst returns: such a share of them, and one more.

    >>> conditional_value_at_risk([0.25, -0.25])
    -0.25
    """
    return _core.conditional_value_at_risk(_floats(returns), cutoff)


def beta(returns: ArrayLike, benchmark: ArrayLike) -> float | None:
    """How far returns move for one of the benchmark's: covariance over its variance.

    ``benchmark`` has the return of the same periods (ConfigurationError where not as many); degrees
    of freedom cancel, nothing is annualised. None below two periods and for a constant benchmark.
    Source: Sharpe, Capital Asset Prices, 1964.

    >>> beta([0.5, 0.0], [0.25, 0.0])
    2.0
    """
    return _core.beta(_floats(returns), _floats(benchmark))


def alpha(
    returns: ArrayLike,
    benchmark: ArrayLike,
    risk_free: float = 0.0,
    periods_per_year: float = YEAR,
) -> float | None:
    """The compound return of a year that the benchmark does not explain, by ``beta``.

    The mean, over all periods, of the return above ``risk_free`` a period less beta times that of
    the benchmark, compounded over a year. None where there is no beta, and for a mean below -1.
    Source: Jensen, The Performance of Mutual Funds, 1968.

    >>> alpha([0.75, 0.25], [0.25, 0.0], periods_per_year=2)
    0.5625
    """
    return _core.alpha(_floats(returns), _floats(benchmark), risk_free, periods_per_year)


def tracking_error(
    returns: ArrayLike, benchmark: ArrayLike, periods_per_year: float = YEAR, ddof: int = 1
) -> float | None:
    """The deviation of returns above the benchmark's, of a year.

    With ``ddof`` degrees of freedom less than periods; None below two periods. Source: Grinold and
    Kahn, Active Portfolio Management, 1999.

    >>> tracking_error([0.5, 0.25], [0.0, 0.25], periods_per_year=4, ddof=0)
    0.5
    """
    return _core.tracking_error(_floats(returns), _floats(benchmark), periods_per_year, ddof)


def information_ratio(
    returns: ArrayLike, benchmark: ArrayLike, periods_per_year: float = YEAR, ddof: int = 1
) -> float | None:
    """Mean return above the benchmark's over its deviation, of a year.

    With ``ddof`` degrees of freedom less than periods; None below two periods and where the
    differences are constant. Source: Grinold and Kahn, Active Portfolio Management, 1999.

    >>> information_ratio([0.5, 0.25], [0.0, 0.25], periods_per_year=4, ddof=0)
    2.0
    """
    return _core.information_ratio(_floats(returns), _floats(benchmark), periods_per_year, ddof)


def up_capture(
    returns: ArrayLike, benchmark: ArrayLike, periods_per_year: float = YEAR
) -> float | None:
    """Annual return over the benchmark's, of the periods in which the benchmark rose.

    None without such a period. Source: Morningstar, Upside/Downside Capture Ratio.

    >>> up_capture([0.25, 9.0], [0.5, -0.5], periods_per_year=1)
    0.5
    """
    return _core.up_capture(_floats(returns), _floats(benchmark), periods_per_year)


def down_capture(
    returns: ArrayLike, benchmark: ArrayLike, periods_per_year: float = YEAR
) -> float | None:
    """Annual return over the benchmark's, of the periods in which the benchmark fell.

    None without such a period. Source: Morningstar, Upside/Downside Capture Ratio.

    >>> down_capture([0.25, -0.25], [0.5, -0.5], periods_per_year=1)
    0.5
    """
    return _core.down_capture(_floats(returns), _floats(benchmark), periods_per_year)


def _floats(returns: ArrayLike) -> NDArray[np.float64]:
    return np.ascontiguousarray(returns, dtype=np.float64)
