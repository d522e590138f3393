"""Zipline's own example: a share is held while its short mean is above its long one."""

from zipline.api import order_target, record, set_commission, set_slippage, symbol
from zipline.finance import commission, slippage


def initialize(context):
    context.share = symbol("BBB")
    set_commission(commission.PerShare(cost=0.005, min_trade_cost=1.0))
    set_slippage(slippage.FixedSlippage(spread=0.02))


def handle_data(context, data):
    short = data.history(context.share, "price", bar_count=20, frequency="1d").mean()
    long = data.history(context.share, "price", bar_count=60, frequency="1d").mean()
    if short > long:
        order_target(context.share, 1000)
    elif short < long:
        order_target(context.share, 0)
    record(short=short, long=long)
