"""``zipline.finance.execution``: styles of orders with Zipline's arguments."""

from __future__ import annotations

from typing import Any

from farthing.api import styles


def MarketOrder(exchange: Any = None) -> styles.MarketOrder:  # noqa: N802 - Zipline's name
    """At the market."""
    return styles.MarketOrder()


def LimitOrder(limit_price: Any, asset: Any = None, exchange: Any = None) -> styles.LimitOrder:  # noqa: N802
    """At a price or better."""
    return styles.LimitOrder(limit_price)


def StopOrder(stop_price: Any, asset: Any = None, exchange: Any = None) -> styles.StopOrder:  # noqa: N802
    """At the market once a price is reached."""
    return styles.StopOrder(stop_price)


def StopLimitOrder(  # noqa: N802
    limit_price: Any, stop_price: Any, asset: Any = None, exchange: Any = None
) -> styles.StopLimitOrder:
    """At a price or better, once another price is reached."""
    return styles.StopLimitOrder(limit_price, stop_price)


def names() -> dict[str, Any]:
    """The styles, by name."""
    found = (MarketOrder, LimitOrder, StopOrder, StopLimitOrder)
    return {style.__name__: style for style in found}
