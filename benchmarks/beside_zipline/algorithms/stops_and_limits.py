"""Each week a limit, a stop and a stop-limit order by the last price; Fridays take all back."""

from zipline.api import (
    cancel_order,
    date_rules,
    get_open_orders,
    order,
    order_target,
    schedule_function,
    set_commission,
    set_slippage,
    symbols,
    time_rules,
)
from zipline.finance import commission, slippage
from zipline.finance.execution import LimitOrder, StopLimitOrder, StopOrder


def initialize(context):
    context.shares = symbols("AAA", "DDD", "FFF")
    set_commission(commission.PerShare(cost=0.01, min_trade_cost=0))
    set_slippage(slippage.NoSlippage())
    schedule_function(begin, date_rules.week_start(), time_rules.market_open())
    schedule_function(end, date_rules.week_end(), time_rules.market_close())


def begin(context, data):
    first, second, third = context.shares
    order(first, 100, style=LimitOrder(round(data.current(first, "price") * 0.99, 2)))
    order(second, 50, style=StopOrder(round(data.current(second, "price") * 1.01, 2)))
    price = data.current(third, "price")
    order(third, 120, style=StopLimitOrder(round(price * 1.01, 2), round(price * 1.002, 2)))


def end(context, data):
    for orders in get_open_orders().values():
        for each in orders:
            cancel_order(each)
    for share in context.shares:
        order_target(share, 0)
