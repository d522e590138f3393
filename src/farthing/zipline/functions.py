"""``zipline.api``: the functions of ``farthing.api``, with Zipline's types around them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from farthing import api
from farthing.api import pipelines
from farthing.zipline import sizes
from farthing.zipline.order import ShimOrder
from farthing.zipline.pandas_extra import pandas

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from farthing._core import Asset


def batch_market_order(share_counts: Mapping[Asset, Any]) -> pd.Index:
    """Orders so many units of each asset; gives an index of ids."""
    orders = (sizes.order(asset, amount) for asset, amount in share_counts.items())
    return pandas().Index([number for number in orders if number is not None])


def get_order(order_id: str) -> ShimOrder:
    """An order by its id."""
    return ShimOrder.of(api.get_order(int(order_id)))


def cancel_order(order_param: str | ShimOrder) -> bool:
    """Takes an order back; False when it does not work any more."""
    number = order_param.id if isinstance(order_param, ShimOrder) else order_param
    return api.cancel_order(int(number))


def get_open_orders(asset: Asset | None = None) -> list[ShimOrder] | dict[Asset, list[ShimOrder]]:
    """The orders that work: those of an asset, or a dictionary of all by asset."""
    found = api.get_open_orders(asset)
    if isinstance(found, dict):
        return {key: [ShimOrder.of(each) for each in orders] for key, orders in found.items()}
    return [ShimOrder.of(each) for each in found]


def get_datetime(tz: Any = None) -> pd.Timestamp:
    """When the present bar ended: UTC, or in a time zone."""
    return pandas().Timestamp(api.get_datetime(tz))


def get_environment(field: str = "platform") -> Any:
    """Where the program runs; days as pandas' timestamps."""
    found = api.get_environment(field)
    return {k: _stamp(v) for k, v in found.items()} if isinstance(found, dict) else _stamp(found)


def _stamp(value: Any) -> Any:
    return pandas().Timestamp(value) if isinstance(value, date) else value


def record(*args: Any, **values: Any) -> None:
    """Keeps values under names; what NumPy computed counts as the number that it is."""
    pairs = dict(zip(args[::2], args[1::2], strict=True)) | values
    api.record(**{name: _plain(value) for name, value in pairs.items()})


def pipeline_output(name: str) -> pd.DataFrame:
    """What a pipeline says of the present session: a row for each asset that its screen lets in."""
    output, assets = pipelines.output_of(name)
    index = pandas().Index(assets, dtype=object)
    return pandas().DataFrame(output.columns, index=index, columns=list(output.columns))


def _plain(value: Any) -> Any:
    item = getattr(value, "item", None)
    return item() if callable(item) and getattr(value, "ndim", 1) == 0 else value


def functions() -> dict[str, Any]:
    """All of ``zipline.api``, by name."""
    found = {name: getattr(api, name) for name in api.__all__ if name != "Style"}
    ordering = (sizes.order, sizes.order_percent, sizes.order_value)
    targets = (sizes.order_target, sizes.order_target_percent, sizes.order_target_value)
    found |= {one.__name__: one for one in (*ordering, *targets)}
    own = (batch_market_order, get_order, cancel_order, get_open_orders, get_datetime)
    found |= {one.__name__: one for one in (*own, get_environment, pipeline_output, record)}
    return found
