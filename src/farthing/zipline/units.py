"""Units as Zipline has them: whole ones, but of what comes in fractions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from decimal import Decimal

    from farthing._core import Asset

NEAR = 1e-4
"""An amount this near to a whole number is that number."""


def whole(asset: Asset, amount: Any) -> Any:
    """An amount of an asset; one that comes in fractions, or is no number, stays as it is."""
    is_number = isinstance(amount, (int, float)) or hasattr(amount, "__float__")
    if asset.quantity_scale or not is_number or not math.isfinite(float(amount)):
        return amount
    return truncated(float(amount))


def shown(asset: Asset, amount: Decimal) -> int | float:
    """An exact amount of an asset as Zipline shows it; of one in fractions the nearest float."""
    return float(amount) if asset.quantity_scale else int(amount)


def truncated(amount: float) -> int:
    """The whole number that is near, or else the next one towards zero.

    >>> truncated(99.99995), truncated(-0.7), truncated(2.5)
    (100, 0, 2)
    """
    near = round(amount)
    return near if abs(amount - near) <= NEAR else math.trunc(amount)
