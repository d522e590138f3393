"""Statistics of returns."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import digits
import numpy as np
import ratios
from function import Function
from made import Columns, gains

from farthing import metrics

if TYPE_CHECKING:
    from collections.abc import Callable

YEARLY = ("annual_return", "annual_volatility", "sharpe_ratio", "sortino_ratio")
POWER = "powers are those of the crate libm here and of the platform there"
ORDER = "the definition leaves open which of its products is rounded first"
LINE = "the definition leaves open from which of two values a percentile is counted"
ROUNDED_SUMS = (
    "sums and products of floats round at each value: about the root of so many, in the mean"
)
RATIOS: dict[str, tuple[int, str]] = {
    "total_return": (0, ""),
    "annual_return": (64, POWER),
    "annual_volatility": (0, ""),
    "sharpe_ratio": (2, ORDER),
    "sortino_ratio": (2, ORDER),
    "omega_ratio": (0, ""),
    "tail_ratio": (3, LINE),
    "value_at_risk": (1, LINE),
    "conditional_value_at_risk": (0, ""),
}
BESIDE: dict[str, tuple[int, str]] = {
    "alpha": (64, POWER),
    "beta": (0, ""),
    "information_ratio": (2, ORDER),
    "tracking_error": (0, ""),
    "up_capture": (2**16, POWER),
    "down_capture": (2**16, POWER),
}
"""Statistics of returns beside those of a benchmark."""
SUMMED_ULPS = 512
"""Of 2^52: some 13 of 16 digits are left after 100,000 values."""


def statistics_of_returns() -> dict[str, Function]:
    """Statistics: floats one after the other are plain; decimals show what floats cost."""
    found = {}
    for name, (ulps, reason) in RATIOS.items():
        baseline = getattr(ratios, name)
        year = (metrics.YEAR,) if name in YEARLY else ()
        found[f"metrics.{name}"] = Function(
            ours=getattr(metrics, name),
            baselines={
                "plain": partial(in_floats, baseline, year),
                "decimal": partial(in_decimals, baseline, year),
            },
            inputs={"floats": gains, "array": lambda size: np.array(gains(size))},
            ulps={"plain": ulps, "decimal": SUMMED_ULPS},
            reason=f"{reason}; {ROUNDED_SUMS}" if reason else ROUNDED_SUMS,
        )
    for name, (ulps, reason) in BESIDE.items():
        baseline = getattr(ratios, name)
        year = () if name == "beta" else (metrics.YEAR,)
        found[f"metrics.{name}"] = Function(
            ours=partial(ours_beside, getattr(metrics, name)),
            baselines={
                "plain": partial(floats_beside, baseline, year),
                "decimal": partial(decimals_beside, baseline, year),
            },
            inputs={"floats": two_gains, "array": lambda size: np.array(two_gains(size))},
            ulps={"plain": ulps, "decimal": 2**24},
            reason=f"{reason}; {ROUNDED_SUMS}" if reason else ROUNDED_SUMS,
        )
    return found


def two_gains(size: int) -> tuple[list[float], list[float]]:
    """Returns, and those of a benchmark, which go half of the way and a little otherwise."""
    own = gains(size)
    return own, [value / 2 + other / 8 for value, other in zip(own, own[::-1], strict=True)]


def ours_beside(function: Callable[..., Any], told: Any) -> Any:
    """What users call with two series."""
    return function(told[0], told[1])


def floats_beside(baseline: Callable[..., Any], year: Columns, told: Any) -> float:
    """A statistic of two series in floats."""
    return float(baseline(digits.plain(told[0]), digits.plain(told[1]), *year))


def decimals_beside(baseline: Callable[..., Any], year: Columns, told: Any) -> float:
    """A statistic of two series in decimals: a float means exactly itself."""
    with digits.exact():
        series = [[Decimal(value) for value in digits.plain(each)] for each in told]
        return float(baseline(*series, *year))


def in_floats(baseline: Callable[..., Any], year: Columns, told: Any) -> float:
    """A statistic in floats."""
    return float(baseline(digits.plain(told), *year))


def in_decimals(baseline: Callable[..., Any], year: Columns, told: Any) -> float:
    """A statistic in decimals: a float means exactly itself."""
    with digits.exact():
        return float(baseline([Decimal(value) for value in digits.plain(told)], *year))
