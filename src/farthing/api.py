"""Zipline's functions: a file that says ``from farthing.api import ...`` runs like one of Zipline.

A program is a module with ``initialize(context)``, ``handle_data(context, data)`` and, where it
wants them, ``before_trading_start(context, data)``. Differences on purpose: an order that was sized
as a target counts market orders that are still open; commission and slippage are none unless the
program or the run says otherwise; market orders fill at the next bar's open. What a trading control
does not let through is refused and the run goes on, with the refusal named in the result; Zipline
raises.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from farthing.backtest import active, costs
from farthing.decimals import shifted
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from farthing._core import Asset, Order

__all__ = [
    "LimitOrder",
    "MarketOrder",
    "StopLimitOrder",
    "StopOrder",
    "cancel_order",
    "commission",
    "get_datetime",
    "get_open_orders",
    "get_order",
    "order",
    "order_percent",
    "order_target",
    "order_target_percent",
    "order_target_value",
    "order_value",
    "record",
    "set_asset_restrictions",
    "set_benchmark",
    "set_commission",
    "set_do_not_order_list",
    "set_long_only",
    "set_max_leverage",
    "set_max_order_count",
    "set_max_order_size",
    "set_max_position_size",
    "set_slippage",
    "slippage",
    "symbol",
    "symbols",
]


@dataclass(frozen=True, slots=True)
class MarketOrder:
    """At the next open."""

    limit_price: None = None
    stop_price: None = None


@dataclass(frozen=True, slots=True)
class LimitOrder:
    """At a price or better."""

    limit_price: Any
    stop_price: None = None


@dataclass(frozen=True, slots=True)
class StopOrder:
    """At the market once a price is reached."""

    stop_price: Any
    limit_price: None = None


@dataclass(frozen=True, slots=True)
class StopLimitOrder:
    """At a price or better, once another price is reached."""

    limit_price: Any
    stop_price: Any


Style = MarketOrder | LimitOrder | StopOrder | StopLimitOrder


@dataclass(frozen=True, slots=True)
class LimitedSlippage:
    """Slippage with the share of a bar's volume that orders may take, as Zipline has it."""

    slippage: costs.Slippage
    volume_limit: costs.Exact | None


class commission:  # noqa: N801 - a namespace that Zipline's programs know by this name
    """Zipline's names of commissions."""

    NoCommission = costs.NoCommission

    @staticmethod
    def PerShare(cost: costs.Exact = "0.001", min_trade_cost: costs.Exact = 0) -> costs.PerShare:  # noqa: N802
        """Money per share, with a minimum per order."""
        return costs.PerShare(cost, min_trade_cost)

    @staticmethod
    def PerTrade(cost: costs.Exact = 0) -> costs.PerTrade:  # noqa: N802
        """Money per order."""
        return costs.PerTrade(cost)

    @staticmethod
    def PerDollar(cost: costs.Exact = "0.0015") -> costs.Bps:  # noqa: N802
        """Money per dollar of value."""
        return costs.Bps(shifted(costs.read_exact(cost, "cost"), 4))


class slippage:  # noqa: N801
    """Zipline's names of slippages."""

    NoSlippage = costs.NoSlippage

    @staticmethod
    def FixedSlippage(spread: costs.Exact = 0) -> costs.NoSlippage | costs.SpreadSlippage:  # noqa: N802
        """Half of a spread in money; without one, nothing goes to the tick either."""
        if costs.read_exact(spread, "spread") == 0:
            return costs.NoSlippage()
        return costs.SpreadSlippage(spread)

    @staticmethod
    def FixedBasisPointsSlippage(  # noqa: N802
        basis_points: costs.Exact = 5, volume_limit: costs.Exact | None = "0.1"
    ) -> LimitedSlippage:
        """A share of the price, and the share of a bar's volume that orders may take."""
        return LimitedSlippage(costs.BpsSlippage(basis_points), volume_limit)

    @staticmethod
    def VolumeShareSlippage(  # noqa: N802
        volume_limit: costs.Exact | None = "0.025", price_impact: costs.Exact = "0.1"
    ) -> LimitedSlippage:
        """A price impact with the square of the share of volume, and a limit of that share."""
        return LimitedSlippage(costs.VolumeShare(price_impact), volume_limit)


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
    return active.algorithm().running().place_order(asset, size, limit, stop, "gtc", intent)


def cancel_order(order: Order | int) -> bool:
    """Takes an order back; False when it does not work any more."""
    number = order if isinstance(order, int) else order.id
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


def symbol(name: str) -> Asset:
    """The asset of a symbol."""
    return active.algorithm().symbol(name)


def symbols(*names: str) -> list[Asset]:
    """The assets of several symbols."""
    return [active.algorithm().symbol(name) for name in names]


def record(**values: Any) -> None:
    """Keeps values under names, to be found in the result's ``records``."""
    active.algorithm().running().record(**values)


def get_datetime(tz: str | None = None) -> datetime:
    """When the present bar ended: UTC, or in a time zone such as ``America/New_York``."""
    now = active.algorithm().now()
    return now if tz is None else now.astimezone(ZoneInfo(tz))


def set_commission(us_equities: costs.Commission | None = None, **others: Any) -> None:
    """Chooses the commission of the run; in ``initialize`` alone."""
    _choose("set_commission", others, commission=us_equities)


def set_slippage(
    us_equities: costs.Slippage | LimitedSlippage | None = None, **others: Any
) -> None:
    """Chooses the slippage of the run, and its volume limit; in ``initialize`` alone."""
    if isinstance(us_equities, LimitedSlippage):
        limit = costs.volume_limit(us_equities.volume_limit)
        _choose("set_slippage", others, slippage=us_equities.slippage, volume_limit=limit)
    else:
        _choose("set_slippage", others, slippage=us_equities)


def set_max_leverage(max_leverage: costs.Exact) -> None:
    """Refuses, by ``leverage``, what would hold more than so many times the account's value."""
    _add_controls("set_max_leverage", costs.leverage(max_leverage))


def set_max_position_size(
    asset: Asset | None = None,
    max_shares: costs.Exact | None = None,
    max_notional: costs.Exact | None = None,
    on_error: str = "fail",
) -> None:
    """Refuses, by ``position_too_large``, what leads to more units or value, of one or each."""
    limits = costs.position_size(max_shares, max_notional, _symbol_of(asset))
    _add_controls("set_max_position_size", *limits, on_error=on_error)


def set_max_order_size(
    asset: Asset | None = None,
    max_shares: costs.Exact | None = None,
    max_notional: costs.Exact | None = None,
    on_error: str = "fail",
) -> None:
    """Refuses, by ``order_too_large``, orders of more units or value, of one asset or each."""
    limits = costs.order_size(max_shares, max_notional, _symbol_of(asset))
    _add_controls("set_max_order_size", *limits, on_error=on_error)


def set_max_order_count(max_count: int, on_error: str = "fail") -> None:
    """Refuses, by ``too_many_orders``, what comes after so many orders of a session."""
    _add_controls("set_max_order_count", costs.order_count(max_count), on_error=on_error)


def set_long_only(on_error: str = "fail") -> None:
    """Refuses, by ``long_only``, what leads to a short position."""
    _add_controls("set_long_only", costs.long_only(), on_error=on_error)


def set_do_not_order_list(restricted_list: Iterable[Asset], on_error: str = "fail") -> None:
    """Refuses, by ``restricted``, what opens or enlarges a position in one of these assets."""
    _add_controls(
        "set_do_not_order_list",
        *(costs.restricted(asset.symbol) for asset in restricted_list),
        on_error=on_error,
    )


def set_asset_restrictions(
    restrictions: Iterable[Asset | costs.Control], on_error: str = "fail"
) -> None:
    """As ``set_do_not_order_list``; ``farthing.costs.restricted`` gives some days of an asset."""
    found = (
        one if isinstance(one, costs.Control) else costs.restricted(one.symbol)
        for one in restrictions
    )
    _add_controls("set_asset_restrictions", *found, on_error=on_error)


def _symbol_of(asset: Asset | None) -> str | None:
    return None if asset is None else asset.symbol


def _add_controls(what: str, *controls: costs.Control, on_error: str = "fail") -> None:
    """Adds controls to those of the run; in ``initialize`` alone.

    ``on_error`` says in Zipline whether to raise or to log; here every refusal is a result.
    """
    if on_error not in ("fail", "log"):
        raise ConfigurationError(f"{what}: on_error is {on_error!r}; it is 'fail' or 'log'")
    known = active.algorithm().config.controls
    _choose(what, {}, controls=(*known, *controls))


def set_benchmark(asset: Asset) -> None:
    """Chooses what the result is compared with; in ``initialize`` alone."""
    _choose("set_benchmark", {}, benchmark=asset.symbol)


def _choose(what: str, others: dict[str, Any], **settings: Any) -> None:
    if any(value is not None for value in others.values()):
        raise ConfigurationError(f"{what}: models for {', '.join(others)} are not there yet")
    algorithm = active.algorithm()
    if algorithm.core is not None:
        raise ConfigurationError(f"{what} belongs in initialize(): the run is under way")
    chosen = {name: value for name, value in settings.items() if value is not None}
    algorithm.config = replace(algorithm.config, **chosen)
