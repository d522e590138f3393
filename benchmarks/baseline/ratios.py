"""Statistics of returns by their definitions, in the numbers they are given: floats or decimals.

Definitions are those of empyrical-reloaded. Sums go from the first value to the last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from digits import Number, root

if TYPE_CHECKING:
    from collections.abc import Sequence


def total_return(returns: Sequence[Number]) -> Number:
    """What one has become after all periods, less one."""
    return product(returns) - 1


def annual_return(returns: Sequence[Number], year: int) -> Number:
    """The compound return of a year."""
    kind = type(returns[0])
    return product(returns) ** (kind(year) / len(returns)) - 1


def annual_volatility(returns: Sequence[Number], year: int) -> Number:
    """The deviation of the sample, of a year."""
    return root(variance(returns)) * root(type(returns[0])(year))


def sharpe_ratio(returns: Sequence[Number], year: int) -> Number:
    """Mean over deviation, of a year."""
    return mean(returns) / root(variance(returns)) * root(type(returns[0])(year))


def sortino_ratio(returns: Sequence[Number], year: int) -> Number:
    """Mean over downside deviation, of a year."""
    downside = mean([min(value, type(value)(0)) ** 2 for value in returns])
    return mean(returns) * year / (root(downside) * root(type(returns[0])(year)))


def omega_ratio(returns: Sequence[Number]) -> Number:
    """Gains over losses."""
    gains = added([value for value in returns if value > 0])
    losses = added([-value for value in returns if value < 0])
    return gains / losses


def tail_ratio(returns: Sequence[Number]) -> Number:
    """95th over 5th percentile, without signs."""
    kind, ordered = type(returns[0]), sorted(returns)
    return abs(percentile(ordered, kind("0.95"))) / abs(percentile(ordered, kind("0.05")))


def value_at_risk(returns: Sequence[Number]) -> Number:
    """The 5th percentile."""
    return percentile(sorted(returns), type(returns[0])("0.05"))


def conditional_value_at_risk(returns: Sequence[Number]) -> Number:
    """The mean of the worst 5 %, and one more."""
    worst = int((len(returns) - 1) * type(returns[0])("0.05")) + 1
    return mean(sorted(returns)[:worst])


def beta(returns: Sequence[Number], benchmark: Sequence[Number]) -> Number:
    """Products around the means over squares around the benchmark's."""
    own, market = mean(returns), mean(benchmark)
    products = [
        (value - own) * (other - market) for value, other in zip(returns, benchmark, strict=True)
    ]
    return added(products) / added([(other - market) ** 2 for other in benchmark])


def alpha(returns: Sequence[Number], benchmark: Sequence[Number], year: int) -> Number:
    """What beta does not explain, compounded over a year."""
    rest = mean(returns) - beta(returns, benchmark) * mean(benchmark)
    return (1 + rest) ** type(rest)(year) - 1


def tracking_error(returns: Sequence[Number], benchmark: Sequence[Number], year: int) -> Number:
    """The deviation of the differences, of a year."""
    return annual_volatility(differences(returns, benchmark), year)


def information_ratio(returns: Sequence[Number], benchmark: Sequence[Number], year: int) -> Number:
    """Mean of the differences over their deviation, of a year."""
    return sharpe_ratio(differences(returns, benchmark), year)


def up_capture(returns: Sequence[Number], benchmark: Sequence[Number], year: int) -> Number:
    """Annual return over the benchmark's, where that rose."""
    kept = [pair for pair in zip(returns, benchmark, strict=True) if pair[1] > 0]
    return annual_return([pair[0] for pair in kept], year) / annual_return(
        [pair[1] for pair in kept], year
    )


def down_capture(returns: Sequence[Number], benchmark: Sequence[Number], year: int) -> Number:
    """Annual return over the benchmark's, where that fell."""
    kept = [pair for pair in zip(returns, benchmark, strict=True) if pair[1] < 0]
    return annual_return([pair[0] for pair in kept], year) / annual_return(
        [pair[1] for pair in kept], year
    )


def differences(returns: Sequence[Number], benchmark: Sequence[Number]) -> list[Number]:
    """Each return above the benchmark's."""
    return [value - other for value, other in zip(returns, benchmark, strict=True)]


def percentile(ordered: Sequence[Number], share: Number) -> Number:
    """Between two values, by a straight line."""
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def variance(values: Sequence[Number]) -> Number:
    """Of the sample: squares of what values are above their mean, over one less than values."""
    middle = mean(values)
    return added([(value - middle) ** 2 for value in values]) / (len(values) - 1)


def mean(values: Sequence[Number]) -> Number:
    """The sum over the count."""
    return added(values) / len(values)


def added(values: Sequence[Number]) -> Number:
    """The sum, one value after the other: Python's ``sum`` of floats differs by its version."""
    total = type(values[0])(0)
    for value in values:
        total += value
    return total


def product(returns: Sequence[Number]) -> Number:
    """What one becomes."""
    value = type(returns[0])(1)
    for each in returns:
        value *= 1 + each
    return value
