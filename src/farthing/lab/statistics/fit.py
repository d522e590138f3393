"""How a quantity grows with another: a straight line through the logarithms of both."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Self

from pydantic import Field, model_validator

from farthing.errors import ConfigurationError
from farthing.lab.defaults import CONFIDENCE
from farthing.lab.extra import need
from farthing.lab.results.record import Record

if TYPE_CHECKING:
    from collections.abc import Sequence


class PowerLaw(Record):
    """``value = factor * size ** exponent``, fitted.

    Attributes:
        exponent: 1 is linear growth.
        low: lower end of its t interval.
        high: upper end.
        confidence: of the interval.
        factor: the value at size 1.
        points: how many were fitted.
        explained: share of the variance of the logarithms that the line explains (R squared).
    """

    exponent: float
    low: float
    high: float
    confidence: float = Field(gt=0, lt=1)
    factor: float = Field(gt=0)
    points: int = Field(ge=3)
    explained: float = Field(ge=0, le=1)

    @property
    def is_worse_than_linear(self) -> bool:
        """Whether the whole interval of the exponent is above 1."""
        return self.low > 1

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.exponent <= self.high:
            raise ValueError(
                f"exponent {self.exponent} is outside of its interval, {self.low} to {self.high}"
            )
        return self


def fit_power_law(
    sizes: Sequence[float], values: Sequence[float], confidence: float = CONFIDENCE
) -> PowerLaw:
    """Fits growth by least squares on logarithms.

    Args:
        sizes: such as bars; above 0, at least three different ones.
        values: such as seconds, one a size; above 0.
        confidence: of the interval of the exponent.

    Raises:
        ConfigurationError: the lengths differ, the sizes are too few, or a number is not above 0.

    >>> fitted = fit_power_law([1, 10, 100, 1000], [2, 20, 200, 2000])
    >>> round(fitted.exponent, 9), round(fitted.factor, 9)
    (1.0, 2.0)
    """
    if len(sizes) != len(values):
        raise ConfigurationError(
            f"{len(sizes)} sizes and {len(values)} values cannot be fitted: give one value a size"
        )
    if len(set(sizes)) < 3:
        raise ConfigurationError(
            f"{len(set(sizes))} different sizes cannot be fitted: at least 3 are needed"
        )
    for number in (*sizes, *values):
        if not (0 < number < math.inf):
            raise ConfigurationError(f"{number} has no logarithm: it must be above 0 and finite")
    if len(set(values)) == 1:  # scipy divides their variance, nothing, by itself
        return PowerLaw(
            exponent=0, low=0, high=0, confidence=confidence, factor=values[0], points=len(sizes),
            explained=1,
        )  # fmt: skip
    line = need("scipy.stats").linregress(
        [math.log(size) for size in sizes], [math.log(value) for value in values]
    )
    quantile = float(need("scipy.stats").t.ppf((1 + confidence) / 2, len(sizes) - 2))
    # Nearly equal values: scipy divides a variance that rounds to nothing by itself.
    error = float(line.stderr) if math.isfinite(line.stderr) else 0.0
    exponent, half = float(line.slope), quantile * error
    return PowerLaw(
        exponent=exponent, low=exponent - half, high=exponent + half, confidence=confidence,
        factor=math.exp(float(line.intercept)), points=len(sizes),
        explained=min(1.0, float(line.rvalue) ** 2),
    )  # fmt: skip
