"""Zipline's functions: a file that says ``from farthing.api import ...`` runs like one of Zipline.

A program is a module with ``initialize(context)``, ``handle_data(context, data)`` and, where it
wants them, ``before_trading_start(context, data)`` and functions that it schedules. Differences on
purpose: an order that was sized as a target counts market orders that are still open; commission
and slippage are none unless the program or the run says otherwise; market orders fill at the next
bar's open. What a trading control does not let through is refused and the run goes on, with the
refusal named in the result; Zipline raises. ``farthing.zipline`` runs files that import from
Zipline itself.
"""

from __future__ import annotations

from farthing.api.assets import (
    continuous_future,
    future_symbol,
    set_symbol_lookup_date,
    sid,
    symbol,
    symbols,
)
from farthing.api.events import schedule_function
from farthing.api.guards import (
    set_asset_restrictions,
    set_do_not_order_list,
    set_long_only,
    set_max_leverage,
    set_max_order_count,
    set_max_order_size,
    set_max_position_size,
    set_min_leverage,
)
from farthing.api.models import LimitedSlippage, cancel_policy, commission, slippage
from farthing.api.moment import get_datetime, get_environment, record
from farthing.api.orders import (
    batch_market_order,
    cancel_order,
    get_open_orders,
    get_order,
    order,
    order_percent,
    order_target,
    order_target_percent,
    order_target_value,
    order_value,
)
from farthing.api.pipelines import attach_pipeline, pipeline_output
from farthing.api.rules import calendars, date_rules, time_rules
from farthing.api.settings import (
    fetch_csv,
    set_benchmark,
    set_cancel_policy,
    set_commission,
    set_slippage,
)
from farthing.api.styles import LimitOrder, MarketOrder, StopLimitOrder, StopOrder, Style

__all__ = [
    "LimitOrder",
    "LimitedSlippage",
    "MarketOrder",
    "StopLimitOrder",
    "StopOrder",
    "Style",
    "attach_pipeline",
    "batch_market_order",
    "calendars",
    "cancel_order",
    "cancel_policy",
    "commission",
    "continuous_future",
    "date_rules",
    "fetch_csv",
    "future_symbol",
    "get_datetime",
    "get_environment",
    "get_open_orders",
    "get_order",
    "order",
    "order_percent",
    "order_target",
    "order_target_percent",
    "order_target_value",
    "order_value",
    "pipeline_output",
    "record",
    "schedule_function",
    "set_asset_restrictions",
    "set_benchmark",
    "set_cancel_policy",
    "set_commission",
    "set_do_not_order_list",
    "set_long_only",
    "set_max_leverage",
    "set_max_order_count",
    "set_max_order_size",
    "set_max_position_size",
    "set_min_leverage",
    "set_slippage",
    "set_symbol_lookup_date",
    "sid",
    "slippage",
    "symbol",
    "symbols",
    "time_rules",
]
