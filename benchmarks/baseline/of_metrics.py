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
    return found


def in_floats(baseline: Callable[..., Any], year: Columns, told: Any) -> float:
    """A statistic in floats."""
    return float(baseline(digits.plain(told), *year))


def in_decimals(baseline: Callable[..., Any], year: Columns, told: Any) -> float:
    """A statistic in decimals: a float means exactly itself."""
    with digits.exact():
        return float(baseline([Decimal(value) for value in digits.plain(told)], *year))
