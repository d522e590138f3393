"""Orders of Zipline's programs: given, looked at, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing.backtest import active

if TYPE_CHECKING:
    from collections.abc import Mapping

    from farthing._core import Asset, Order
    from farthing.api.styles import Style


def order(
    asset: Asset,
    amount: Any,
    limit_price: Any = None,
    stop_price: Any = None,
    style: Style | None = None,
) -> int | None:
    """Orders so many units; gives the order's id, or None where nothing is to be done."""
    return _order("quantity", asset, amount, limit_price, stop_price, style)


def order_value(
    asset: Asset,
    value: Any,
    limit_price: Any = None,
    stop_price: Any = None,
    style: Style | None = None,
) -> int | None:
    """Orders units for so much money, at the last price."""
    return _order("value", asset, value, limit_price, stop_price, style)


def order_percent(
    asset: Asset,
    percent: Any,
    limit_price: Any = None,
    stop_price: Any = None,
    style: Style | None = None,
) -> int | None:
    """Orders units for such a share of the account's value: 0.5 is half of it."""
    return _order("percent", asset, percent, limit_price, stop_price, style)


def order_target(
    asset: Asset,
    target: Any,
    limit_price: Any = None,
    stop_price: Any = None,
    style: Style | None = None,
) -> int | None:
    """Orders what leads to so many units."""
    return _order("target_quantity", asset, target, limit_price, stop_price, style)


def order_target_value(
    asset: Asset,
    target: Any,
    limit_price: Any = None,
    stop_price: Any = None,
    style: Style | None = None,
) -> int | None:
    """Orders what leads to holding so much money's worth."""
    return _order("target_value", asset, target, limit_price, stop_price, style)


def order_target_percent(
    asset: Asset,
    target: Any,
    limit_price: Any = None,
    stop_price: Any = None,
    style: Style | None = None,
) -> int | None:
    """Orders what leads to holding such a share of the account's value."""
    return _order("target_percent", asset, target, limit_price, stop_price, style)


def _order(
    intent: str, asset: Asset, size: Any, limit: Any, stop: Any, style: Style | None
) -> int | None:
    if style is not None:
        limit, stop = style.limit_price, style.stop_price
    algorithm = active.algorithm()
    core = algorithm.running()
    return core.place_order(asset, size, limit, stop, algorithm.lifetime, intent)


def batch_market_order(share_counts: Mapping[Asset, Any]) -> list[int]:
    """Orders so many units of each asset; gives the ids of what was ordered.

    A pandas Series by asset does as well.
    """
    orders = (order(asset, amount) for asset, amount in share_counts.items())
    return [number for number in orders if number is not None]


def cancel_order(order_param: Order | int) -> bool:
    """Takes an order back; False when it does not work any more."""
    number = order_param if isinstance(order_param, int) else order_param.id
    return active.algorithm().running().cancel(number)


def get_order(order_id: int) -> Order:
    """An order by its id."""
    return active.algorithm().running().get_order(order_id)


def get_open_orders(asset: Asset | None = None) -> list[Order] | dict[Asset, list[Order]]:
    """The orders that work: those of an asset, or a dictionary of all by asset."""
    core = active.algorithm().running()
    if asset is not None:
        return core.open_orders(asset)
    orders: dict[Asset, list[Order]] = {}
    for one in core.open_orders():
        orders.setdefault(one.asset, []).append(one)
    return orders
