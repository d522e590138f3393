"""Sizes of orders as Zipline computes them: in floats, without a look at open orders.

An amount within a ten-thousandth of a whole number is that number; any other one goes towards zero.
Of a target it is the difference to the position that goes there, not the target.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from farthing import api
from farthing.backtest import active
from farthing.zipline.units import whole

if TYPE_CHECKING:
    from farthing._core import Asset


def order(
    asset: Asset, amount: Any, limit_price: Any = None, stop_price: Any = None, style: Any = None
) -> str | None:
    """Orders so many units."""
    number = api.order(asset, whole(asset, amount), limit_price, stop_price, style)
    return None if number is None else str(number)


def order_value(
    asset: Asset, value: Any, limit_price: Any = None, stop_price: Any = None, style: Any = None
) -> str | None:
    """Orders units for so much money, at the last price."""
    amount = _units(asset, value)
    if amount is None:
        return _unpriced(asset, value, limit_price, stop_price, style)
    return order(asset, amount, limit_price, stop_price, style)


def order_percent(
    asset: Asset, percent: Any, limit_price: Any = None, stop_price: Any = None, style: Any = None
) -> str | None:
    """Orders units for such a share of the account's value."""
    return order_value(asset, _worth() * float(percent), limit_price, stop_price, style)


def order_target(
    asset: Asset, target: Any, limit_price: Any = None, stop_price: Any = None, style: Any = None
) -> str | None:
    """Orders what leads to so many units, open orders or not."""
    return order(asset, target - _held(asset), limit_price, stop_price, style)


def order_target_value(
    asset: Asset, target: Any, limit_price: Any = None, stop_price: Any = None, style: Any = None
) -> str | None:
    """Orders what leads to holding so much money's worth, open orders or not."""
    amount = _units(asset, target)
    if amount is None:
        return _unpriced(asset, target, limit_price, stop_price, style)
    return order(asset, amount - _held(asset), limit_price, stop_price, style)


def order_target_percent(
    asset: Asset, target: Any, limit_price: Any = None, stop_price: Any = None, style: Any = None
) -> str | None:
    """Orders what leads to holding such a share of the account's value, open orders or not."""
    return order_target_value(asset, _worth() * float(target), limit_price, stop_price, style)


def _worth() -> float:
    return active.algorithm().running().portfolio.equity


def _held(asset: Asset) -> Any:
    amount = active.algorithm().running().portfolio.positions[asset].amount
    return int(amount) if asset.quantity_scale == 0 else float(amount)


def _units(asset: Asset, value: Any) -> float | None:
    """Units for so much money; None without a price, of which the engine knows what to say."""
    algorithm = active.algorithm()
    price = algorithm.running().portfolio.positions[asset].last_sale_price
    if math.isnan(price) or price == 0:
        return None
    multiplier = algorithm.bars.instruments[asset.index].multiplier
    return float(value) / (price * float(multiplier))


def _unpriced(asset: Asset, *order: Any) -> str | None:
    number = api.order_value(asset, *order)
    return None if number is None else str(number)
