"""More of a thin share than a bar gives: orders fill in parts, and move the price."""

from zipline.api import (
    date_rules,
    get_open_orders,
    order,
    schedule_function,
    set_commission,
    set_slippage,
    symbol,
    time_rules,
)
from zipline.finance import commission, slippage


def initialize(context):
    context.share = symbol("THIN")
    context.side = 1
    set_commission(commission.PerShare(cost=0.005, min_trade_cost=1.0))
    set_slippage(slippage.VolumeShareSlippage(volume_limit=0.025, price_impact=0.1))
    schedule_function(trade, date_rules.month_start(2), time_rules.market_open())


def trade(context, data):
    if not get_open_orders(context.share):
        order(context.share, 900 * context.side)
        context.side = -context.side
