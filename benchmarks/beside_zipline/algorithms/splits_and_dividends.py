"""A share with splits and dividends is kept for the whole time; another day buys some more."""

from zipline.api import (
    date_rules,
    order,
    schedule_function,
    set_commission,
    set_slippage,
    symbol,
    time_rules,
)
from zipline.finance import commission, slippage


def initialize(context):
    context.share = symbol("PAYS")
    set_commission(commission.PerTrade(cost=1.0))
    set_slippage(slippage.NoSlippage())
    schedule_function(buy, date_rules.month_end(1), time_rules.market_open())


def buy(context, data):
    mean = data.history(context.share, "close", 30, "1d").mean()
    if data.current(context.share, "close") > mean:
        order(context.share, 7)
